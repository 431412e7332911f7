// Names as they are compared, all in one array: no string of its own for any of them.

struct FoldedNames: Sendable {
    private(set) var bytes: [UInt8] = []
    /// Where each name begins; one more at the end.
    private var starts: [Int] = [0]

    var count: Int { starts.count - 1 }

    func range(_ name: Int) -> Range<Int> { starts[name]..<starts[name + 1] }

    mutating func append(_ text: String) {
        TextFolding.fold(text, into: &bytes)
        starts.append(bytes.count)
    }

    mutating func append(_ other: FoldedNames) {
        let start = bytes.count
        bytes += other.bytes
        for end in other.starts.dropFirst() { starts.append(start + end) }
    }

    /// How much of a name a query is.
    enum Likeness { case whole, start, part, none }

    func likeness(of name: Int, to query: [UInt8]) -> Likeness {
        let range = range(name)
        if range.count < query.count { return .none }
        for start in range.lowerBound...(range.upperBound - query.count) where isFound(query, at: start) {
            if start > range.lowerBound { return .part }
            return range.count == query.count ? .whole : .start
        }
        return .none
    }

    private func isFound(_ query: [UInt8], at start: Int) -> Bool {
        for offset in query.indices where bytes[start + offset] != query[offset] { return false }
        return true
    }
}
