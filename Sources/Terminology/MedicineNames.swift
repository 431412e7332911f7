// From a medicine as a hospital writes it to its ingredients: generic names, salts, brands and combinations in English
// or Chinese. Only names that the graph states are recognised; a part of a combination that is not recognised is
// reported, so that nobody takes half a medicine for the whole.

import Text

/// What a medicine's name says.
public struct MedicineName: Hashable, Sendable {
    /// The ingredients recognised, without repetition, in the order of the name.
    public var ingredients: [ConceptID]
    /// Parts of a combination (`A / B`) in which no ingredient was recognised.
    public var unrecognisedParts: [String]
    /// The product acts where it is put (skin, eye, ear, nose, the line itself): systemic rules do not apply to it.
    public var isTopical: Bool
}

public struct MedicineNames: Sendable {
    private let trie: NameTrie

    public init(_ terminology: Terminology) {
        var trie = NameTrie()
        for concept in terminology.concepts {
            let roles = terminology.roles(concept)
            let ingredients = roles.contains(.ingredient) ? [concept] : Array(terminology.ingredients(concept))
            guard !ingredients.isEmpty else { continue }
            let label = terminology.label(concept)
            for name in [label.english, label.chinese].compactMap({ $0 }) + terminology.alternativeLabels(concept) {
                trie.insert(name, ingredients)
            }
        }
        self.trie = trie
    }

    public func read(_ text: String) -> MedicineName {
        var ingredients: [ConceptID] = []
        var unrecognised: [String] = []
        let parts = Self.parts(of: text)
        for part in parts {
            let found = trie.matches(in: SearchTokens.tokens(of: part)).flatMap(\.self)
            if found.isEmpty, parts.count > 1 { unrecognised.append(part) }
            for ingredient in found where !ingredients.contains(ingredient) { ingredients.append(ingredient) }
        }
        return MedicineName(
            ingredients: ingredients, unrecognisedParts: ingredients.isEmpty ? [] : unrecognised,
            isTopical: Self.isTopical(text))
    }

    /// The parts of a combination. Only a slash with spaces around it parts ingredients: `MG/ML` is a unit.
    private static func parts(of text: String) -> [String] {
        var parts: [String] = []
        var part = ""
        var rest = Substring(text)
        while let slash = rest.firstIndex(of: "/") {
            let before = rest[..<slash]
            let after = rest[rest.index(after: slash)...]
            part += before
            if before.last?.isWhitespace == true, after.first?.isWhitespace == true {
                parts.append(part)
                part = ""
            } else {
                part += "/"
            }
            rest = after
        }
        parts.append(part + rest)
        return parts.map { $0.trimmed() }.filter { !$0.isEmpty }
    }

    private static let topicalWords: Set<String> = [
        "topical", "ointment", "cream", "lotion", "ophthalmic", "otic", "shampoo", "gel", "liniment", "eyedrops",
        "flush",
    ]
    private static let topicalHan = [
        "软膏", "乳膏", "凝胶", "滴眼", "眼膏", "眼用", "滴耳", "滴鼻", "外用", "洗剂", "搽剂", "贴膏", "封管", "冲管",
    ]

    static func isTopical(_ text: String) -> Bool {
        let folded = TextFolding.fold(text)
        return topicalHan.contains { folded.contains($0) }
            || SearchTokens.tokens(of: folded).contains { topicalWords.contains($0.text) }
    }
}

extension StringProtocol {
    func trimmed() -> String {
        var text = self[...]
        while text.first?.isWhitespace == true { text = text.dropFirst() }
        while text.last?.isWhitespace == true { text = text.dropLast() }
        return String(text)
    }
}
