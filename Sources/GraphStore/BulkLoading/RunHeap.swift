/// The runs of a merge, by their heads: the one with the smallest comes first. The heads themselves stay with the caller.
struct RunHeap {
    private var runs: [Int]

    /// The run with the smallest head; nil when all have ended.
    var first: Int? { runs.first }

    /// - Parameter heads: by run; only those of `runs` take part.
    init(_ runs: some Sequence<Int>, _ heads: [some Comparable]) {
        self.runs = Array(runs)
        for place in self.runs.indices.reversed() { sink(from: place, heads) }
    }

    /// To be called when the head of the first run has changed.
    @inline(__always)
    mutating func sink(_ heads: [some Comparable]) { sink(from: 0, heads) }

    /// To be called when the first run has ended.
    mutating func removeFirst(_ heads: [some Comparable]) {
        runs.swapAt(0, runs.count - 1)
        runs.removeLast()
        sink(from: 0, heads)
    }

    @inline(__always)
    private mutating func sink(from start: Int, _ heads: [some Comparable]) {
        var place = start
        while true {
            var child = 2 * place + 1
            guard child < runs.count else { return }
            if child + 1 < runs.count && heads[runs[child + 1]] < heads[runs[child]] { child += 1 }
            guard heads[runs[child]] < heads[runs[place]] else { return }
            runs.swapAt(place, child)
            place = child
        }
    }
}
