// Tokens and the names that have them, for look-ups by the start of a token: each token once, sorted by its bytes, all of
// them in one array, and behind each the numbers of its names.

struct TokenTable: Sendable {
    private let bytes: [UInt8]
    /// Where each token begins in `bytes`; one more at the end.
    private let starts: [UInt32]
    private let names: [UInt32]
    /// Where the names of each token begin in `names`; one more at the end.
    private let nameStarts: [UInt32]

    /// - Parameters:
    ///   - pairs: tokens and the names that have them, in ascending order of names.
    ///   - check: throws when there is no use in going on.
    init(_ pairs: [(token: String, name: UInt32)], check: () throws -> Void) rethrows {
        var numbers: [String: Int] = [:]
        var tokens: [(bytes: [UInt8], names: [UInt32])] = []
        for (place, (token, name)) in pairs.enumerated() {
            if place % Limits.checkedTokens == 0 { try check() }
            if let number = numbers[token] {
                if tokens[number].names.last != name { tokens[number].names.append(name) }
            } else {
                numbers[token] = tokens.count
                tokens.append((Array(token.utf8), [name]))
            }
        }
        var comparisons = 0
        try tokens.sort { left, right in
            comparisons += 1
            if comparisons % Limits.checkedTokens == 0 { try check() }
            return left.bytes.lexicographicallyPrecedes(right.bytes)
        }
        var bytes: [UInt8] = []
        var starts: [UInt32] = [0]
        var names: [UInt32] = []
        var nameStarts: [UInt32] = [0]
        for token in tokens {
            bytes += token.bytes
            starts.append(UInt32(bytes.count))
            names += token.names
            nameStarts.append(UInt32(names.count))
        }
        (self.bytes, self.starts, self.names, self.nameStarts) = (bytes, starts, names, nameStarts)
    }

    var count: Int { starts.count - 1 }

    func token(_ number: Int) -> ArraySlice<UInt8> { bytes[Int(starts[number])..<Int(starts[number + 1])] }

    func names(_ number: Int) -> ArraySlice<UInt32> { names[Int(nameStarts[number])..<Int(nameStarts[number + 1])] }

    /// The names of all tokens that begin with `prefix`, each once, in ascending order.
    func names(startingWith prefix: String) -> [UInt32] {
        let prefix = Array(prefix.utf8)
        guard !prefix.isEmpty else { return [] }
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if token(middle).lexicographicallyPrecedes(prefix) { low = middle + 1 } else { high = middle }
        }
        var end = low
        while end < count, token(end).starts(with: prefix) { end += 1 }
        return Array(names[Int(nameStarts[low])..<Int(nameStarts[end])]).sortedOnce()
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
