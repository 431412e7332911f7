// Finding things by what people type: a name or the start of one in English or Chinese, pinyin or its initials, a code, or
// a word with a slip of the finger. Tokens of names are kept sorted, so a typed prefix is a range. The last typed word is
// matched as a prefix, earlier ones too, all must match the same name.

public struct NameIndex: Sendable {
    /// A name of a thing.
    public struct Name: Sendable {
        public enum Kind: Comparable, Sendable {
            case preferred, alternative
            /// Found only when it is typed whole.
            case code
        }

        /// The number of the thing.
        public var item: UInt32
        public var text: String
        public var kind: Kind
        /// Whether the thing is a class of a classification, which charts seldom name: it comes after others.
        public var isClass: Bool

        public init(item: UInt32, text: String, kind: Kind, isClass: Bool = false) {
            self.item = item
            self.text = text
            self.kind = kind
            self.isClass = isClass
        }
    }

    /// A thing that was found.
    public struct Hit: Hashable, Sendable {
        public var item: UInt32
        /// The name that matched best, by its place among the names.
        public var name: Int
        /// 1 for an exact name or code, less for looser matches.
        public var score: Double
    }

    public let names: [Name]
    /// Of each name, as it is compared.
    private let folded: FoldedNames
    private let tokens: TokenTable
    /// Pinyin written together and initials of the Chinese names.
    private let pinyin: TokenTable
    private let codes: TokenTable

    /// Scores of the ways to match; a preferred name and a whole one add a little.
    private enum Score {
        static let code = 1.0
        static let whole = 0.95
        static let start = 0.85
        static let part = 0.75
        static let words = 0.6
        static let pinyin = (preferred: 0.55, alternative: 0.5)
        static let near = (preferred: 0.35, alternative: 0.3)
        static let ofPreferred = 0.03
        static let ofCoverage = 0.02
        static let classPenalty = 0.1
    }

    init(names: [Name], folded: FoldedNames, codes: TokenTable, tokens: TokenTable, pinyin: TokenTable) {
        (self.names, self.folded, self.codes, self.tokens, self.pinyin) = (names, folded, codes, tokens, pinyin)
    }

    /// The things that fit `query` best, best first, one hit each.
    ///
    /// - Parameters:
    ///   - limit: the most hits; all when nil.
    ///   - isWanted: whether a name counts, by its place among the names.
    public func search(_ query: String, limit: Int? = nil, where isWanted: (Int) -> Bool = { _ in true }) -> [Hit] {
        var folded: [UInt8] = []
        TextFolding.fold(query, into: &folded)
        let query = folded
        guard !query.isEmpty, limit ?? 1 > 0 else { return [] }
        var best: [UInt32: Hit] = [:]
        func offer(_ name: Int, _ score: Double) {
            let item = names[name].item
            if let known = best[item], known.score >= score { return }
            guard isWanted(name) else { return }
            best[item] = Hit(item: item, name: name, score: score)
        }
        for name in codes.names(of: query) { offer(Int(name), Score.code) }
        var words: [[UInt8]] = []
        SearchTokens.forEachToken(in: query, query.indices) { _, range in words.append(Array(query[range])) }
        for name in namesWithAll(words, matching: tokens.names(startingWith:)) { offer(name, score(of: name, query)) }
        if query.allSatisfy({ $0 < 0x80 }) {
            for name in pinyin.names(startingWith: query.filter { $0 != 0x20 }).lazy.map(Int.init) {
                let score = names[name].kind == .preferred ? Score.pinyin.preferred : Score.pinyin.alternative
                offer(name, score - (names[name].isClass ? Score.classPenalty : 0))
            }
        }
        if best.isEmpty {
            for name in namesWithAll(words, matching: nearMatches) {
                offer(name, names[name].kind == .preferred ? Score.near.preferred : Score.near.alternative)
            }
        }
        let ranked = best.values.sorted { left, right in
            if left.score != right.score { return left.score > right.score }
            let lengths = (names[left.name].text.utf8.count, names[right.name].text.utf8.count)
            return lengths.0 != lengths.1 ? lengths.0 < lengths.1 : left.item < right.item
        }
        return limit.map { Array(ranked.prefix($0)) } ?? ranked
    }

    private func score(of name: Int, _ query: [UInt8]) -> Double {
        let base =
            switch folded.likeness(of: name, to: query) {
            case .whole: Score.whole
            case .start: Score.start
            case .part: Score.part
            case .none: Score.words
            }
        let coverage = Double(query.count) / Double(max(folded.range(name).count, query.count))
        return base + (names[name].kind == .preferred ? Score.ofPreferred : 0) + Score.ofCoverage * coverage
    }

    private func namesWithAll(_ words: [[UInt8]], matching match: ([UInt8]) -> [UInt32]) -> [Int] {
        guard let first = words.first else { return [] }
        var found = match(first)
        for word in words.dropFirst() where !found.isEmpty { found = found.intersection(match(word)) }
        return found.map(Int.init)
    }

    /// Names with a token one edit away (two for words of eight letters and more).
    private func nearMatches(_ letters: [UInt8]) -> [UInt32] {
        guard letters.count >= 4 else { return tokens.names(startingWith: letters) }
        let allowed = letters.count >= 8 ? 2 : 1
        return tokens.names { token in
            abs(token.count - letters.count) <= allowed
                && editDistance(letters, Array(token), limit: allowed) <= allowed
        }
    }
}
