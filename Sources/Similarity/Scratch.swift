import Synchronization

/// The working memory of one search. Clean between searches.
struct Scratch {
    var scorer: Scorer
    var marks = Scorer.Marks()
    /// Running sums, one for each patient of a segment.
    var sums = [Int16](repeating: 0, count: Limits.segmentPatients)

    init(termCount: Int) {
        scorer = Scorer(termCount: termCount)
    }

    mutating func clearSums(patientCount: Int) {
        for member in 0..<patientCount { sums[member] = 0 }
    }
}

/// Keeps working memory for the next search, so that a search does not begin with clearing half a megabyte. There are
/// never more than the most searches that ran at once.
final class ScratchPool: Sendable {
    private let termCount: Int
    private let idle = Mutex<[Scratch]>([])

    init(termCount: Int) {
        self.termCount = termCount
    }

    func withScratch<Result>(_ body: (inout Scratch) -> Result) -> Result {
        var scratch = idle.withLock { $0.popLast() } ?? Scratch(termCount: termCount)
        let result = body(&scratch)
        idle.withLock { $0.append(scratch) }
        return result
    }
}
