// What the SPARQL endpoint says of itself (SPARQL 1.1 Service Description): its languages, formats and graphs.

import Engine
import GraphStore
import RDF
import RDFSyntax
import SPARQL
import SPARQLSyntax

extension EngineQueries {
    private static let namespace = Namespace("http://www.w3.org/ns/sparql-service-description#")
    private static let formats = Namespace("http://www.w3.org/ns/formats/")
    /// Graphs that are listed: more than a knowledge base has, and few enough for one answer.
    private static let mostGraphs = 10_000

    static let descriptionPrefixes = Prefixes(["sd": namespace.iri, "formats": formats.iri])

    /// The description of the service at an address.
    func description(of endpoint: IRI) throws -> [Triple] {
        let sd = Self.namespace
        let service = Term.iri(endpoint)
        var triples: [Triple] = []
        func say(_ subject: Term, _ predicate: IRI, _ object: Term) {
            triples.append(Triple(subject, predicate, object))
        }
        func node(_ label: String, a type: String) -> Term {
            let node = Term.blank(BlankNode(label))
            say(node, Vocabulary.RDF.type, .iri(sd[type]))
            return node
        }
        say(service, Vocabulary.RDF.type, .iri(sd["Service"]))
        say(service, sd["endpoint"], service)
        say(service, sd["supportedLanguage"], .iri(sd["SPARQL11Query"]))
        if allowsUpdates { say(service, sd["supportedLanguage"], .iri(sd["SPARQL11Update"])) }
        if engine.settings.defaultGraphIsUnion { say(service, sd["feature"], .iri(sd["UnionDefaultGraph"])) }
        say(service, sd["propertyFeature"], .iri(LabelSearch.property))
        for name in [
            "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle",
            "N-Triples",
            "RDF_XML", "TriG", "N-Quads",
        ] {
            say(service, sd["resultFormat"], .iri(Self.formats[name]))
        }
        let dataset = node("dataset", a: "Dataset")
        say(service, sd["defaultDataset"], dataset)
        say(dataset, sd["defaultGraph"], node("default", a: "Graph"))
        for (number, graph) in try graphs().prefix(Self.mostGraphs).enumerated() {
            let named = node("graph\(number)", a: "NamedGraph")
            say(dataset, sd["namedGraph"], named)
            say(named, sd["name"], .iri(graph))
        }
        return triples
    }

    /// The graphs that a query may name or, where all are asked together, is asked of.
    private func graphs() throws -> [IRI] {
        if engine.settings.defaultGraphIsUnion, let answering = try ReleaseGraphs.answering(in: engine.store) {
            return answering
        }
        return try engine.store.read { try $0.graphNames() }.compactMap(\.iri)
    }
}
