import Foundation
import Synchronization
import Testing

@testable import Text

/// The ranking as it is defined, on strings and by looking at every name.
private struct PlainNameSearch {
    private let names: [NameIndex.Name]
    private let folded: [String]
    private let tokens: [Set<String>]
    private let pinyin: [Set<String>]

    init(_ names: [NameIndex.Name]) {
        self.names = names
        folded = names.map { TextFolding.fold($0.text) }
        tokens = zip(names, folded).map { $0.kind == .code ? [] : Set(Self.tokens(of: $1)) }
        pinyin = zip(names, folded).map { name, text in
            guard name.kind != .code, text.unicodeScalars.contains(where: SearchTokens.isHan) else { return [] }
            let syllables = TextFolding.pinyin(text).split(separator: " ")
            return [syllables.joined(), String(syllables.compactMap(\.first))]
        }
    }

    private static func tokens(of text: String) -> [String] {
        var tokens: [String] = []
        var word = ""
        let scalars = Array(text.unicodeScalars)
        func isDigit(_ index: Int) -> Bool { scalars.indices.contains(index) && ("0"..."9").contains(scalars[index]) }
        func flush() {
            if !word.isEmpty { tokens.append(word) }
            word = ""
        }
        for (index, scalar) in scalars.enumerated() {
            if SearchTokens.isHan(scalar) {
                flush()
                tokens.append(String(scalar))
            } else if scalar.properties.isAlphabetic || isDigit(index)
                || (scalar == "." || scalar == ",") && isDigit(index - 1) && isDigit(index + 1)
            {
                word.unicodeScalars.append(scalar)
            } else {
                flush()
            }
        }
        flush()
        return tokens
    }

    func search(_ query: String) -> [NameIndex.Hit] {
        let query = TextFolding.fold(query)
        if query.isEmpty { return [] }
        let words = Self.tokens(of: query)
        var best: [UInt32: NameIndex.Hit] = [:]
        func offer(_ name: Int, _ score: Double) {
            let item = names[name].item
            if let known = best[item], known.score >= score { return }
            best[item] = NameIndex.Hit(item: item, name: name, score: score)
        }
        func isPreferred(_ name: Int) -> Bool { names[name].kind == .preferred }
        for name in names.indices where names[name].kind == .code && folded[name] == query { offer(name, 1) }
        for name in names.indices where !words.isEmpty {
            guard words.allSatisfy({ word in tokens[name].contains { $0.hasPrefix(word) } }) else { continue }
            let text = folded[name]
            var score = text == query ? 0.95 : text.hasPrefix(query) ? 0.85 : text.contains(query) ? 0.75 : 0.6
            let coverage = Double(query.utf8.count) / Double(max(text.utf8.count, query.utf8.count))
            score = score + (isPreferred(name) ? 0.03 : 0) + 0.02 * coverage
            offer(name, score)
        }
        if query.utf8.allSatisfy({ $0 < 0x80 }) {
            let typed = query.filter { $0 != " " }
            for name in names.indices where pinyin[name].contains(where: { $0.hasPrefix(typed) }) {
                offer(name, (isPreferred(name) ? 0.55 : 0.5) - (names[name].isClass ? 0.1 : 0))
            }
        }
        if best.isEmpty, !words.isEmpty {
            for name in names.indices {
                if words.allSatisfy({ word in tokens[name].contains { isNear($0, word) } }) {
                    offer(name, isPreferred(name) ? 0.35 : 0.3)
                }
            }
        }
        return best.values.sorted { left, right in
            if left.score != right.score { return left.score > right.score }
            let lengths = (names[left.name].text.utf8.count, names[right.name].text.utf8.count)
            return lengths.0 != lengths.1 ? lengths.0 < lengths.1 : left.item < right.item
        }
    }

    private func isNear(_ token: String, _ word: String) -> Bool {
        let (letters, other) = (Array(word.utf8), Array(token.utf8))
        if letters.count < 4 { return token.hasPrefix(word) }
        let allowed = letters.count >= 8 ? 2 : 1
        return abs(other.count - letters.count) <= allowed
            && editDistance(letters, other, limit: allowed) <= allowed
    }
}

@Suite("The index of names ranks as it is defined to")
struct NameIndexTests {
    private func expectSameRanking(_ names: [NameIndex.Name], _ queries: [String]) {
        let index = NameIndex(names)
        let plain = PlainNameSearch(names)
        var found = 0
        for query in queries {
            let hits = index.search(query)
            #expect(hits == plain.search(query), "\(query)")
            #expect(index.search(query, limit: 3) == Array(hits.prefix(3)))
            found += hits.count
        }
        #expect(found > queries.count)
    }

    private func name(_ text: String, _ place: Int) -> NameIndex.Name {
        let kinds: [NameIndex.Name.Kind] = [.preferred, .alternative, .preferred, .code]
        return NameIndex.Name(
            item: UInt32(place / 2), text: text, kind: kinds[place % 4], isClass: place % 7 == 0)
    }

    @Test("every label of the shipped graph is found where it was, by itself, its parts and its pinyin")
    func shippedGraph() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Graph")
        var texts: Set<String> = []
        let files = try #require(FileManager.default.enumerator(atPath: root.path))
        for case let path as String in files where path.hasSuffix(".ttl") || path.hasSuffix(".trig") {
            let document = try String(contentsOf: root.appending(path: path), encoding: .utf8)
            for match in document.matches(of: /"([^"\\\n]{1,80})"/) { texts.insert(String(match.1)) }
        }
        let sorted = texts.sorted()
        #expect(sorted.count > 1_000)
        let names = sorted.enumerated().map { name($1, $0) }
        var queries = ["hypertensoin", "gxy", "tangniao", "a", "高", "２型糖尿病", "0.5", "diabetes type"]
        for place in stride(from: 0, to: sorted.count, by: sorted.count / 60) {
            let text = sorted[place]
            queries.append(text)
            queries.append(String(text.dropFirst(2).prefix(5)))
            queries.append(TextFolding.pinyin(text))
            queries.append(TextFolding.pinyinInitials(text))
        }
        expectSameRanking(names, queries)
    }

    @Test("names in any script, width and case, with marks, controls and spaces of all kinds")
    func oddNames() {
        let parts = [
            "高血压", "ＡＬＴ", "（", "Ménière", "e\u{301}", "İ", "ﬁ", "\u{3000}", "\t", "\u{1}", " ", "—", "“", "”", "μ",
            "5.5", ",", ".", "2", "０", "①", "𠀀", "㐀", "豈", "々", "。", "·", "ß", "\u{A0}", "abc", "Σ", "ⅷ", "한",
            "か\u{3099}",
        ]
        var names: [NameIndex.Name] = []
        for first in parts.indices {
            for second in parts.indices {
                let text = parts[first] + parts[second] + parts[(first * 7 + second * 3) % parts.count]
                names.append(name(text, names.count))
                #expect(SearchTokens.tokens(of: text) == SearchTokens.tokens(of: TextFolding.fold(text)), "\(text)")
            }
        }
        expectSameRanking(names, parts + ["gao", "gxy", "alt", "abc高", "meniere", "5.", "ⅷ高血压", "ga oxueya"])
    }

    @Test("words that are alike in their first eight letters, and the same word in many names, keep their names")
    func longWords() {
        let words = ["hypertension", "hypertensive", "hypertensions", "hypertens", "hyperten", "hyperte"]
        let names = (0..<600).map { name(words[$0 % 6] + " " + words[$0 / 6 % 6] + " \($0)", $0) }
        expectSameRanking(names, words + ["hypertension 77", "hypertensiv", "5", "59", "hypertansion"])
    }

    @Test("the making tells how far it is, and ends when it is told to")
    func progress() {
        let names = (0..<5_000).map { name("高血压 type \($0)", $0) }
        let most = Atomic<Int>(0)
        let index = NameIndex(names) { done in
            most.max(Int(done * 100), ordering: .relaxed)
            return true
        }
        #expect(index != nil)
        #expect((70...100).contains(most.load(ordering: .relaxed)))
        for end in [0, 0.1, 0.3, 0.7] { #expect(NameIndex(names, while: { $0 < end }) == nil) }
    }
}
