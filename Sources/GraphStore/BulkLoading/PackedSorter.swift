// A stable radix sort of packed tuples by one column at a time, from the least significant digit. A column costs a pass
// for each 11 bits by which its numbers differ, none where it is sorted already; what goes together is moved from one
// array to another, so that every pass reads one stream and writes some.
// Unsafe: moves tuples by pointer, and looks at them as four numbers each; counts of digits add up to the number of
// tuples.

/// Tuples that are sorted again and again.
struct PackedSorter {
    private(set) var tuples: [PackedTuple]
    /// Where tuples are moved to, once there has been need for it.
    private var scratch: [PackedTuple] = []

    init(_ tuples: [PackedTuple]) {
        self.tuples = tuples
    }

    /// Sorts by one column; tuples with the same number there keep their order.
    mutating func sort(by column: Int) {
        for digit in tuples.withUnsafeBufferPointer({ Digit.needed($0, in: column) }) {
            tuples.withUnsafeBufferPointer { source in
                if scratch.count == source.count {
                    scratch.withUnsafeMutableBufferPointer { digit.distribute(source, to: $0) }
                } else {
                    scratch = Self.distributed(source, by: digit)
                }
            }
            swap(&tuples, &scratch)
        }
    }

    /// The tuples sorted by one column; here they stay as they are.
    func sorted(by column: Int) -> [PackedTuple] {
        var sorted = tuples
        for digit in sorted.withUnsafeBufferPointer({ Digit.needed($0, in: column) }) {
            sorted = sorted.withUnsafeBufferPointer { Self.distributed($0, by: digit) }
        }
        return sorted
    }

    private static func distributed(_ source: UnsafeBufferPointer<PackedTuple>, by digit: Digit) -> [PackedTuple] {
        [PackedTuple](unsafeUninitializedCapacity: source.count) { target, count in
            digit.distribute(source, to: target)
            count = source.count
        }
    }

    /// Sorts by all columns what is sorted by the first already: cheap where few tuples have the same number there.
    mutating func sortWithinFirst() {
        forEachRun(of: 0) { run in
            if run.count <= Self.fewTuples {
                Self.insertionSort(run) { $0 < $1 }
            } else {
                for column in (1...3).reversed() { Self.sort(run, by: column) }
            }
        }
    }

    /// Sorts by `column` what has the same number in another one, by which all is sorted already.
    mutating func sort(by column: Int, within outer: Int) {
        forEachRun(of: outer) { run in
            if run.count <= Self.fewTuples {
                Self.insertionSort(run) { $0.words[column] < $1.words[column] }
            } else {
                Self.sort(run, by: column)
            }
        }
    }

    @inline(__always)
    private mutating func forEachRun(of column: Int, _ body: (UnsafeMutableBufferPointer<PackedTuple>) -> Void) {
        tuples.withUnsafeMutableBufferPointer { tuples in
            var start = 0
            while start < tuples.count {
                let number = tuples[start].words[column]
                var end = start + 1
                while end < tuples.count, tuples[end].words[column] == number { end += 1 }
                if end - start > 1 { body(tuples.extracting(start..<end)) }
                start = end
            }
        }
    }

    /// Leaves one of equal tuples, which stand side by side.
    mutating func removeRepeated() {
        var kept = min(tuples.count, 1)
        tuples.withUnsafeMutableBufferPointer { tuples in
            for index in tuples.indices.dropFirst() where tuples[index] != tuples[kept - 1] {
                if index != kept { tuples[kept] = tuples[index] }
                kept += 1
            }
        }
        tuples.removeLast(tuples.count - kept)
    }

    // MARK: Runs

    /// So few that counting digits costs more than comparing.
    private static let fewTuples = 32

    private static func sort(_ run: UnsafeMutableBufferPointer<PackedTuple>, by column: Int) {
        let digits = Digit.needed(UnsafeBufferPointer(run), in: column)
        if digits.isEmpty { return }
        withUnsafeTemporaryAllocation(of: PackedTuple.self, capacity: run.count) { scratch in
            for digit in digits {
                digit.distribute(UnsafeBufferPointer(run), to: scratch)
                _ = run.update(fromContentsOf: scratch)
            }
        }
    }

    @inline(__always)
    private static func insertionSort(
        _ run: UnsafeMutableBufferPointer<PackedTuple>, _ isBefore: (PackedTuple, PackedTuple) -> Bool
    ) {
        for end in 1..<run.count {
            let tuple = run[end]
            var place = end
            while place > 0, isBefore(tuple, run[place - 1]) {
                run[place] = run[place - 1]
                place -= 1
            }
            if place < end { run[place] = tuple }
        }
    }
}

/// Some bits of one column.
private struct Digit {
    private let column: Int
    /// The smallest number in the column: digits are those of what is above it.
    private let least: UInt32
    private let shift: UInt32
    private let mask: UInt32

    /// 2,048 places to write to are what the second cache holds.
    private static let mostBits = 11

    /// The digits to sort by, one after the other; none when the column is sorted.
    static func needed(_ tuples: UnsafeBufferPointer<PackedTuple>, in column: Int) -> [Digit] {
        var (least, greatest, previous) = (UInt32.max, UInt32.min, UInt32.min)
        var isSorted = true
        for tuple in tuples {
            let number = tuple.words[column]
            isSorted = isSorted && previous <= number
            previous = number
            least = min(least, number)
            greatest = max(greatest, number)
        }
        if isSorted { return [] }
        let bits = UInt32.bitWidth - (greatest - least).leadingZeroBitCount
        let count = (bits + mostBits - 1) / mostBits
        let width = (bits + count - 1) / count
        return (0..<count).map { digit in
            Digit(column: column, least: least, shift: UInt32(digit * width), mask: (1 << UInt32(width)) - 1)
        }
    }

    @inline(__always)
    private func value(_ number: UInt32) -> Int { Int(((number &- least) &>> shift) & mask) }

    /// Moves tuples in the order of the digit; those with the same one keep theirs.
    func distribute(
        _ source: UnsafeBufferPointer<PackedTuple>, to target: UnsafeMutableBufferPointer<PackedTuple>
    ) {
        withUnsafeTemporaryAllocation(of: Int.self, capacity: Int(mask) + 2) { places in
            places.initialize(repeating: 0)
            source.withMemoryRebound(to: UInt32.self) { words in
                for index in source.indices { places[value(words[4 * index + column]) + 1] += 1 }
                for value in 1..<places.count { places[value] += places[value - 1] }
                for index in source.indices {
                    let value = value(words[4 * index + column])
                    target.initializeElement(at: places[value], to: source[index])
                    places[value] += 1
                }
            }
        }
    }
}
