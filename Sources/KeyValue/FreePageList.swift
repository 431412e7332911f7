// The pages that LMDB may use again, and how to make it put them together.
//
// LMDB keeps free pages in a tree with a record for each commit that freed some. A commit takes what it needs from the
// oldest records and adds one of its own, so once many pages are free the tree has hundreds of records of a few pages, and
// every small commit writes its first leaf, its last leaf and its root: as much as all that the commit is about. One that
// takes all records at once writes them back as a few long ones, and the tree is a single page again.
//
// There is no call for that, but LMDB reads record after record while it looks for a run of pages, and gives pages that
// are let go in the same commit back to what it has read. So a commit asks for runs of some length as often as there are
// any, and lets them go. Were it to ask once more, the file would grow; so they are counted first, as LMDB finds them.

/// Runs of free pages to be asked for.
struct PageRuns: Equatable {
    /// Pages of each.
    var length: Int
    var count: Int
}

struct FreePageList {
    /// Where the pages of each record end, in the order in which LMDB reads the records.
    private var ends: [Int] = []
    private var pages: [UInt64] = []

    var count: Int { pages.count }

    /// - Parameter record: its pages in ascending order.
    mutating func append(_ record: some Sequence<UInt64>) {
        pages += record
        ends.append(pages.count)
    }

    /// Runs for which LMDB reads all records but a few of the last; nil when it would take many, or there are none.
    func runs(mostRuns: Int, mostLeft: Int) -> PageRuns? {
        var search = RunSearch(pages, ends)
        for length in [16, 12, 8, 6, 5, 4, 3, 2] {
            let (count, records) = search.count(length)
            if count > mostRuns { return nil }
            if count > 0, ends.count - records <= mostLeft { return PageRuns(length: length, count: count) }
        }
        return nil
    }
}

/// Takes runs as LMDB does: from what it has read the first that is long enough, and where there is none, it reads on.
private struct RunSearch {
    /// Where each record ends in `places`.
    private let ends: [Int]
    /// The place of each page among all in ascending order.
    private let places: [Int32]
    /// Of each place, whether the next one has the next page.
    private let isFollowed: [Bool]
    private var isThere: [Bool]
    /// Enough for every list that is short enough to be merged.
    private static let indexBits: UInt64 = 20

    init(_ pages: [UInt64], _ ends: [Int]) {
        self.ends = ends
        // Numbers of pages with their indices: most of them are in order already, which this sort makes use of.
        var order = pages.indices.map { pages[$0] << Self.indexBits | UInt64($0) }
        order.sort()
        var places = [Int32](repeating: 0, count: pages.count)
        var isFollowed = [Bool](repeating: false, count: pages.count)
        for (place, pair) in order.enumerated() {
            places[Int(pair & (1 << Self.indexBits - 1))] = Int32(place)
            if place > 0 {
                isFollowed[place - 1] = order[place - 1] >> Self.indexBits + 1 == pair >> Self.indexBits
            }
        }
        self.places = places
        self.isFollowed = isFollowed
        isThere = isFollowed
    }

    /// How many runs there are, and how many records have been read when the last is found.
    mutating func count(_ length: Int) -> (runs: Int, records: Int) {
        for place in isThere.indices { isThere[place] = false }
        var (runs, records, start) = (0, 0, 0)
        // The first page that is asked for is the one that the runs are noted on.
        var hasFirst = false
        for (record, end) in ends.enumerated() {
            // For one run LMDB does not read on for ever.
            if record - records >= length * 60 - 1 { break }
            let new = places[start..<end]
            start = end
            for place in new { isThere[Int(place)] = true }
            if !hasFirst, let first = new.min() {
                isThere[Int(first)] = false
                hasFirst = true
            }
            for place in new {
                let taken = take(around: Int(place), length)
                if taken > 0 { (runs, records) = (runs + taken, record + 1) }
            }
        }
        return (runs, records)
    }

    /// Takes all runs that go through a place.
    private mutating func take(around place: Int, _ length: Int) -> Int {
        guard isThere[place] else { return 0 }
        var (first, last) = (place, place)
        while first > 0, isFollowed[first - 1], isThere[first - 1] { first -= 1 }
        while isFollowed[last], isThere[last + 1] { last += 1 }
        let runs = (last - first + 1) / length
        for taken in first..<first + runs * length { isThere[taken] = false }
        return runs
    }
}
