import Quantities
import Testing

@Suite("Intervals")
struct IntervalTests {
    @Test("relations agree with sets of integers", arguments: 0..<10)
    func againstSets(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let (left, right) = (Self.interval(&random), Self.interval(&random))
            let (first, second) = (Self.points(left), Self.points(right))
            guard let start = first.min(), let end = first.max(), let otherStart = second.min(),
                let otherEnd = second.max()
            else { continue }
            #expect(left.overlaps(right) == !first.isDisjoint(with: second))
            #expect(left.includes(right) == first.isSuperset(of: second))
            #expect(left.isBefore(right) == (end < otherStart))
            #expect(left.meetsBefore(right) == (end + 1 == otherStart))
            #expect(left.starts(right) == (start == otherStart && end <= otherEnd))
            #expect(left.ends(right) == (end == otherEnd && start >= otherStart))
            #expect(left.isEqual(to: right) == (first == second))
            let common = first.intersection(second)
            #expect(left.intersection(right).map(Self.points) == (common.isEmpty ? nil : common))
            let united = first.union(second)
            let isOne = united.count == (united.max() ?? 0) - (united.min() ?? 0) + 1
            #expect(left.union(right).map(Self.points) == (isOne ? united : nil))
            #expect(left.contains(3) == first.contains(3))
        }
    }

    @Test("an unknown bound makes only what depends on it unknown")
    func unknownBounds() {
        let open = Interval(low: 5, high: nil, lowClosed: true, highClosed: false)
        #expect(open.contains(4) == false)
        #expect(open.contains(6) == nil)
        let unbounded = Interval(low: 5, high: nil)
        #expect(unbounded.contains(6) == true)
        #expect(unbounded.end == .max)
    }

    private static func interval(_ random: inout SeededGenerator) -> Interval<Int> {
        let low = Int.random(in: -8...8, using: &random)
        return Interval(
            low: low, high: low + Int.random(in: 0...6, using: &random), lowClosed: .random(using: &random),
            highClosed: .random(using: &random))
    }

    private static func points(_ interval: Interval<Int>) -> Set<Int> {
        guard let start = interval.start, let end = interval.end, start <= end else { return [] }
        return Set(start...end)
    }
}
