// Tokens and the names that have them, for look-ups by the start of a token: each token once, sorted by its bytes, all of
// them in one array, and behind each the numbers of its names.

struct TokenTable: Sendable {
    private let bytes: [UInt8]
    /// Where each token begins in `bytes`; one more at the end.
    private let starts: [UInt32]
    private let names: [UInt32]
    /// Where the names of each token begin in `names`; one more at the end.
    private let nameStarts: [UInt32]

    /// A table whose tokens are in order; see `TokenTableBuilder`.
    init(bytes: [UInt8], starts: [UInt32], names: [UInt32], nameStarts: [UInt32]) {
        (self.bytes, self.starts, self.names, self.nameStarts) = (bytes, starts, names, nameStarts)
    }

    var count: Int { starts.count - 1 }

    func token(_ number: Int) -> ArraySlice<UInt8> { bytes[Int(starts[number])..<Int(starts[number + 1])] }

    func names(_ number: Int) -> ArraySlice<UInt32> { names[Int(nameStarts[number])..<Int(nameStarts[number + 1])] }

    /// The first token that does not come before `prefix`.
    private func firstToken(from prefix: [UInt8]) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if token(middle).lexicographicallyPrecedes(prefix) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The names of a token.
    func names(of token: [UInt8]) -> ArraySlice<UInt32> {
        let first = firstToken(from: token)
        return first < count && self.token(first).elementsEqual(token) ? names(first) : []
    }

    /// The names of all tokens that begin with `prefix`, each once, in ascending order.
    func names(startingWith prefix: [UInt8]) -> [UInt32] {
        guard !prefix.isEmpty else { return [] }
        let low = firstToken(from: prefix)
        var end = low
        while end < count, token(end).starts(with: prefix) { end += 1 }
        let found = names[Int(nameStarts[low])..<Int(nameStarts[end])]
        // Those of one token are in order.
        return end - low <= 1 ? Array(found) : Array(found).sortedOnce()
    }

    /// The names of all tokens that `isWanted` accepts, each once, in ascending order.
    func names(where isWanted: (ArraySlice<UInt8>) -> Bool) -> [UInt32] {
        var found: [UInt32] = []
        for number in 0..<count where isWanted(token(number)) { found += names(number) }
        return found.sortedOnce()
    }
}

extension [UInt32] {
    /// The numbers in ascending order, each once.
    fileprivate func sortedOnce() -> [UInt32] {
        var result: [UInt32] = []
        result.reserveCapacity(count)
        for number in sorted() where result.last != number { result.append(number) }
        return result
    }

    /// The numbers that both have; both ascend.
    func intersection(_ other: [UInt32]) -> [UInt32] {
        var result: [UInt32] = []
        var place = 0
        for number in self {
            while place < other.count, other[place] < number { place += 1 }
            if place < other.count, other[place] == number { result.append(number) }
        }
        return result
    }
}
