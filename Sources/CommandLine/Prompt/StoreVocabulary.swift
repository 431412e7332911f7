import GraphStore
import RDF
import SPARQL

/// The predicates and classes that a store uses, with how often.
struct StoreVocabulary {
    struct Name: Hashable {
        var iri: IRI
        var count: Int
    }

    /// Most used first.
    var predicates: [Name] = []
    var classes: [Name] = []

    init() {}

    init(_ store: GraphStore) throws {
        try store.read { snapshot in
            var quads: [TermID: Int] = [:]
            for set in try snapshot.characteristicSets() {
                for (predicate, count) in zip(set.predicates, set.quads) { quads[predicate, default: 0] += count }
            }
            for (id, count) in quads {
                if case .iri(let iri) = try snapshot.term(of: id) { predicates.append(Name(iri: iri, count: count)) }
            }
            guard let type = try snapshot.id(of: .iri(Vocabulary.RDF.type)) else { return }
            // From class to class in the index by object: what lies between is passed over.
            var scan = try snapshot.scan(QuadPattern(predicate: type), order: .pos)
            var batch = QuadBatch()
            while try scan.next(into: &batch), let id = batch[.object].first {
                if case .iri(let iri) = try snapshot.term(of: id) {
                    let count = try snapshot.count(QuadPattern(predicate: type, object: id))
                    classes.append(Name(iri: iri, count: count))
                }
                scan.skip(to: TermID(raw: id.raw + 1))
            }
        }
        predicates.sort { ($1.count, $0.iri) < ($0.count, $1.iri) }
        classes.sort { ($1.count, $0.iri) < ($0.count, $1.iri) }
    }
}
