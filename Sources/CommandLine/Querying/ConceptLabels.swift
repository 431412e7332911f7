import GraphStore
import RDF
import Text

/// The Chinese and English labels of things, each looked up once.
final class ConceptLabels {
    private let snapshot: Snapshot
    private var known: [IRI: BilingualText] = [:]

    init(_ snapshot: consuming Snapshot) { self.snapshot = snapshot }

    /// skos:prefLabel, and rdfs:label for the language that lacks one.
    func label(of iri: IRI) throws -> BilingualText {
        if let label = known[iri] { return label }
        var label = BilingualText()
        for predicate in [Vocabulary.SKOS.prefLabel, Vocabulary.RDFS.label] {
            if label.chinese != nil && label.english != nil { break }
            try snapshot.forEachQuad(subject: .iri(iri), predicate: predicate) { quad in
                if let literal = quad.object.literal { label.add(literal.lexicalForm, tag: literal.language ?? "") }
            }
        }
        known[iri] = label
        return label
    }
}
