// Finding concepts by what people type. Every label and code is a name of its concept; `NameIndex` finds and ranks them.

import Text

public struct ConceptSearch: Sendable {
    public struct Hit: Hashable, Sendable {
        public var concept: ConceptID
        /// The label that matched, as written in the graph.
        public var matched: String
        /// 1 for an exact name or code, less for looser matches.
        public var score: Double
    }

    private let index: NameIndex

    public init(_ terminology: Terminology) {
        var names: [NameIndex.Name] = []
        for concept in terminology.concepts {
            let isClass = terminology.iri(concept).hasPrefix(CodeSystem.atc.base)
            func add(_ text: String, _ kind: NameIndex.Name.Kind) {
                names.append(NameIndex.Name(item: concept.rawValue, text: text, kind: kind, isClass: isClass))
            }
            let label = terminology.label(concept)
            for name in [label.english, label.chinese].compactMap(\.self) { add(name, .preferred) }
            for name in terminology.alternativeLabels(concept) { add(name, .alternative) }
            if let code = terminology.notation(concept) { add(code, .code) }
        }
        index = NameIndex(names)
    }

    /// The concepts that fit `query` best, best first, one hit each.
    public func search(_ query: String, limit: Int = 10) -> [Hit] {
        index.search(query, limit: limit).map { hit in
            Hit(
                concept: ConceptID(rawValue: hit.item), matched: index.names[hit.name].text, score: hit.score)
        }
    }
}
