// What Tab offers at the prompt, by what stands before the cursor: commands and their values, variables of the query,
// classes after `a`, predicates, prefixes and keywords; and for a word that is none of these, the concepts that it names.

import LineEditor
import RDF

struct QueryCompleter {
    let prefixes: Prefixes
    let vocabulary: StoreVocabulary
    /// The concepts that fit a word best, each with the label that fits.
    var concepts: (String) -> [(iri: IRI, label: String)] = { _ in [] }

    /// More than these are no help on a screen.
    static let candidates = 60

    private static let keywords = [
        "SELECT", "DISTINCT", "REDUCED", "CONSTRUCT", "DESCRIBE", "ASK", "FROM", "NAMED", "WHERE", "OPTIONAL", "UNION",
        "MINUS", "FILTER", "EXISTS", "NOT", "BIND", "VALUES", "GRAPH", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET",
        "COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT", "LANG", "LANGMATCHES", "REGEX", "CONTAINS",
        "STRSTARTS", "BOUND", "COALESCE", "PREFIX",
    ]

    /// - Parameter cursor: the bytes of `text` before the cursor.
    func complete(_ text: String, cursor: Int) -> Completion {
        let before = String(decoding: Array(text.utf8).prefix(cursor), as: UTF8.self)
        let typed = String(before.reversed().prefix { Self.isOfWord($0) }.reversed())
        let found = candidates(typed, after: String(before.dropLast(typed.count)), in: text)
        if found.isEmpty, typed.count > 1, typed.first?.isLetter == true, !typed.contains(":") {
            return Completion(of: typed, choosingFrom: named(typed))
        }
        return Completion(of: typed, found)
    }

    private func named(_ word: String) -> [Completion.Candidate] {
        concepts(word).map { concept in
            let text = prefixes.compact(concept.iri) ?? "\(concept.iri)"
            return .init(text, shown: "\(text) \(concept.label)")
        }
    }

    private func candidates(_ typed: String, after: String, in text: String) -> [Completion.Candidate] {
        let words = after.split(whereSeparator: \.isWhitespace)
        if typed.hasPrefix("."), words.isEmpty {
            return PromptCommand.forms.map(\.name).filter { $0.hasPrefix(typed) }.map { .init($0) }
        }
        if let form = PromptCommand.forms.first(where: { $0.name == words.first.map(String.init) }),
            !form.values.isEmpty
        {
            return words.count > 1 ? [] : form.values.filter { $0.hasPrefix(typed) }.map { .init($0) }
        }
        if typed.hasPrefix("?") || typed.hasPrefix("$") { return variables(typed, in: text) }
        if let last = words.last, last == "a" || last == "rdf:type" { return names(typed, vocabulary.classes) }
        if typed.isEmpty { return [] }
        if typed.contains(":") { return names(typed, vocabulary.predicates + vocabulary.classes) }
        let known = prefixes.sorted.map { $0.name + ":" }.filter { $0.hasPrefix(typed) }
        let isLower = typed == typed.lowercased()
        let keywords = Self.keywords.filter { $0.hasPrefix(typed.uppercased()) }
        return (known + keywords.map { isLower ? $0.lowercased() : $0 }).map { .init($0) }
    }

    private func names(_ typed: String, _ names: [StoreVocabulary.Name]) -> [Completion.Candidate] {
        var seen: Set<String> = []
        var found: [Completion.Candidate] = []
        for name in names {
            guard let compact = prefixes.compact(name.iri), compact.hasPrefix(typed), seen.insert(compact).inserted
            else { continue }
            found.append(.init(compact, shown: "\(compact) (\(name.count))"))
            if found.count == Self.candidates { break }
        }
        return found
    }

    private func variables(_ typed: String, in text: String) -> [Completion.Candidate] {
        var found: Set<String> = []
        var rest = text[...]
        while let start = rest.firstIndex(where: { $0 == "?" || $0 == "$" }) {
            let name = rest[rest.index(after: start)...].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            if !name.isEmpty { found.insert(String(typed.prefix(1)) + name) }
            rest = rest[name.endIndex...]
        }
        found.remove(typed)
        return found.filter { $0.hasPrefix(typed) }.sorted().map { .init($0) }
    }

    private static func isOfWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || "_-.:?$".contains(character)
    }
}
