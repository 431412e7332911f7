// Finding concepts by what people type: a name or the start of one in English or Chinese, pinyin or its initials, a
// code, or a word with a slip of the finger. Every label is one entry; tokens of entries are kept sorted, so a typed
// prefix is a range. The last typed word is matched as a prefix, earlier ones too, all must match the same entry.

import Text

public struct ConceptSearch: Sendable {
    public struct Hit: Hashable, Sendable {
        public var concept: ConceptID
        /// The label that matched, as written in the graph.
        public var matched: String
        /// 1 for an exact name or code, less for looser matches.
        public var score: Double
    }

    private struct Entry: Sendable {
        var concept: ConceptID
        var label: String
        var folded: String
        var isPreferred: Bool
    }

    private let terminology: Terminology
    private let entries: [Entry]
    /// Every token of every entry, sorted by token.
    private let tokens: [(token: String, entry: UInt32)]
    /// Pinyin written together and initials of the Chinese entries, sorted.
    private let pinyin: [(token: String, entry: UInt32)]
    private let codes: [String: [ConceptID]]

    public init(_ terminology: Terminology) {
        self.terminology = terminology
        var entries: [Entry] = []
        var codes: [String: [ConceptID]] = [:]
        for concept in terminology.concepts {
            let label = terminology.label(concept)
            let preferred = [label.english, label.chinese].compactMap { $0 }
            for (index, name) in (preferred + terminology.alternativeLabels(concept)).enumerated() {
                entries.append(
                    Entry(
                        concept: concept, label: name, folded: TextFolding.fold(name),
                        isPreferred: index < preferred.count))
            }
            if let code = terminology.notation(concept) { codes[TextFolding.fold(code), default: []].append(concept) }
        }
        var tokens: [(token: String, entry: UInt32)] = []
        var pinyin: [(token: String, entry: UInt32)] = []
        for (index, entry) in entries.enumerated() {
            for token in Set(SearchTokens.tokens(of: entry.folded)) { tokens.append((token.text, UInt32(index))) }
            guard entry.folded.unicodeScalars.contains(where: SearchTokens.isHan) else { continue }
            let syllables = TextFolding.pinyin(entry.folded).split(separator: " ")
            pinyin.append((syllables.joined(), UInt32(index)))
            pinyin.append((String(syllables.compactMap(\.first)), UInt32(index)))
        }
        self.entries = entries
        self.codes = codes
        self.tokens = tokens.sorted { $0.token < $1.token }
        self.pinyin = pinyin.sorted { $0.token < $1.token }
    }

    /// The concepts that fit `query` best, best first, one hit each.
    public func search(_ query: String, limit: Int = 10) -> [Hit] {
        let folded = TextFolding.fold(query)
        guard !folded.isEmpty, limit > 0 else { return [] }
        var best: [ConceptID: Hit] = [:]
        func offer(_ concept: ConceptID, _ matched: String, _ score: Double) {
            if let known = best[concept], known.score >= score { return }
            best[concept] = Hit(concept: concept, matched: matched, score: score)
        }
        for concept in codes[folded] ?? [] { offer(concept, terminology.notation(concept) ?? "", 1) }
        let words = SearchTokens.tokens(of: folded).map(\.text)
        for index in entriesWithAll(words, matching: prefixMatches) {
            let entry = entries[Int(index)]
            offer(entry.concept, entry.label, nameScore(entry, folded))
        }
        for index in prefixMatches(folded.filter { $0 != " " }, in: pinyin) where folded.utf8.allSatisfy({ $0 < 0x80 })
        {
            let entry = entries[Int(index)]
            // Initials fit many names: what is written on charts comes before the classes of a classification.
            let isClass = terminology.iri(entry.concept).hasPrefix(CodeSystem.atc.base)
            offer(entry.concept, entry.label, (entry.isPreferred ? 0.55 : 0.5) - (isClass ? 0.1 : 0))
        }
        if best.isEmpty {
            for index in entriesWithAll(words, matching: nearMatches) {
                let entry = entries[Int(index)]
                offer(entry.concept, entry.label, entry.isPreferred ? 0.35 : 0.3)
            }
        }
        return Array(
            best.values.sorted { left, right in
                if left.score != right.score { return left.score > right.score }
                if left.matched.utf8.count != right.matched.utf8.count {
                    return left.matched.utf8.count < right.matched.utf8.count
                }
                return left.concept < right.concept
            }.prefix(limit))
    }

    private func nameScore(_ entry: Entry, _ query: String) -> Double {
        let base =
            if entry.folded == query {
                0.95
            } else if entry.folded.hasPrefix(query) {
                0.85
            } else if entry.folded.contains(query) {
                0.75
            } else {
                0.6
            }
        let coverage = Double(query.utf8.count) / Double(max(entry.folded.utf8.count, query.utf8.count))
        return base + (entry.isPreferred ? 0.03 : 0) + 0.02 * coverage
    }

    private func entriesWithAll(_ words: [String], matching match: (String) -> Set<UInt32>) -> Set<UInt32> {
        var result: Set<UInt32>?
        for word in words {
            let found = match(word)
            result = result.map { $0.intersection(found) } ?? found
            if result?.isEmpty == true { return [] }
        }
        return result ?? []
    }

    private func prefixMatches(_ prefix: String) -> Set<UInt32> { prefixMatches(prefix, in: tokens) }

    private func prefixMatches(_ prefix: String, in list: [(token: String, entry: UInt32)]) -> Set<UInt32> {
        guard !prefix.isEmpty else { return [] }
        var low = 0
        var high = list.count
        while low < high {
            let middle = (low + high) / 2
            if list[middle].token < prefix { low = middle + 1 } else { high = middle }
        }
        var found: Set<UInt32> = []
        while low < list.count, list[low].token.hasPrefix(prefix) {
            found.insert(list[low].entry)
            low += 1
        }
        return found
    }

    /// Entries with a token one edit away (two for words of eight letters and more).
    private func nearMatches(_ word: String) -> Set<UInt32> {
        let letters = Array(word.utf8)
        guard letters.count >= 4 else { return prefixMatches(word) }
        let allowed = letters.count >= 8 ? 2 : 1
        var found: Set<UInt32> = []
        var lastToken = ""
        var lastNear = false
        for (token, entry) in tokens {
            if token != lastToken {
                lastToken = token
                lastNear =
                    abs(token.utf8.count - letters.count) <= allowed
                    && editDistance(letters, Array(token.utf8), limit: allowed) <= allowed
            }
            if lastNear { found.insert(entry) }
        }
        return found
    }
}
