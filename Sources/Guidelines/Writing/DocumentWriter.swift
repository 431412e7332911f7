// Writes guidelines and medicines rules as graphs: what DocumentReader reads, turned round. Reading back what was written
// gives equal values.
//
// A graph has no order and Turtle is sorted. So whatever counts as ordered gets an m:position: steps, scores,
// calculations, and actions and citations where there are several. Lists are lists.

import Quantities
import RDF
import Text

public struct DocumentWriter {
    var builder: GraphBuilder
    static let m = Vocabulary.meridian

    /// Adds to a graph, which may hold other documents.
    public init(_ graph: Graph = Graph()) { builder = GraphBuilder(graph) }

    public var graph: Graph { builder.graph }

    /// The prefixes that guideline graphs read well with.
    public static var prefixes: Prefixes {
        Prefixes([
            "m": Vocabulary.meridian.iri, "elm": Vocabulary.elm.iri, "rdfs": Vocabulary.rdfs.iri,
            "rdf": Vocabulary.rdf.iri, "dcterms": Vocabulary.dcterms.iri, "owl": Vocabulary.owl.iri,
            "xsd": Vocabulary.xsd.iri,
        ])
    }

    // MARK: - Simple values

    mutating func write(_ text: BilingualText, _ property: IRI, of node: Term) {
        for (language, value) in [("en", text.english), ("zh", text.chinese)] {
            guard let value else { continue }
            builder.insert(node, property, .literal(Literal(value, language: language)))
        }
    }

    mutating func write(_ iris: [IRI], _ property: String, of node: Term) {
        for iri in iris { builder.insert(node, Self.m[property], .iri(iri)) }
    }

    mutating func write(_ text: String?, _ property: String, of node: Term) {
        if let text { builder.insert(node, Self.m[property], .string(text)) }
    }

    mutating func write(_ number: Int, _ property: String, of node: Term) {
        builder.insert(node, Self.m[property], .literal(Literal(number)))
    }

    mutating func write(_ duration: CalendarDuration?, _ property: String, of node: Term) {
        guard let duration else { return }
        builder.insert(
            node, Self.m[property], .literal(Literal(duration.description, datatype: Vocabulary.xsd["duration"])))
    }

    mutating func write(_ quantity: Quantity?, _ property: String, of node: Term) {
        if let quantity { builder.insert(node, Self.m[property], Self.term(quantity)) }
    }

    /// A value of a closed set, as the individual of the ontology that it is.
    mutating func write(_ choice: (some RawRepresentable<String>)?, _ property: String, of node: Term) {
        if let choice { builder.insert(node, Self.m[property], .iri(Self.m[choice.rawValue])) }
    }

    /// A plain number where there is no unit.
    static func term(_ quantity: Quantity) -> Term {
        guard quantity.unit != .one else { return .decimal(quantity.value) }
        return .literal(
            Literal("\(quantity.value) \(quantity.unit.code)", datatype: Vocabulary.Meridian.quantity))
    }

    /// Writes the items under the property; their places are written where there are several.
    mutating func write<Item>(
        _ items: [Item], _ property: IRI, of node: Term, _ write: (inout DocumentWriter, Item) -> Term
    ) {
        for (index, item) in items.enumerated() {
            let part = write(&self, item)
            if items.count > 1 { self.write(index + 1, "position", of: part) }
            builder.insert(node, property, part)
        }
    }

    // MARK: - Citations

    mutating func write(_ citations: [Citation], of node: Term) {
        write(citations, Vocabulary.DCTerms.source, of: node) { writer, citation in
            let source = writer.builder.blank()
            writer.write(citation.locator, "locator", of: source)
            var document = source
            if let iri = citation.iri {
                document = .iri(iri)
                writer.builder.insert(source, Vocabulary.DCTerms.isPartOf, document)
                writer.builder.insert(document, Vocabulary.RDF.type, .iri(Vocabulary.Meridian.document))
            }
            writer.builder.insert(document, Vocabulary.DCTerms.bibliographicCitation, .string(citation.document))
            if let year = citation.year {
                writer.builder.insert(document, Vocabulary.DCTerms.issued, Self.date(year))
            }
            for link in citation.links { writer.builder.insert(document, Vocabulary.RDFS.seeAlso, .iri(link)) }
            return source
        }
    }

    /// A date in the datatype that its length tells: a year, a month, a day.
    private static func date(_ text: String) -> Term {
        let datatypes = [4: "gYear", 7: "gYearMonth", 10: "date"]
        guard DateTime(text) != nil, let datatype = datatypes[text.utf8.count] else { return .string(text) }
        return .literal(Literal(text, datatype: Vocabulary.xsd[datatype]))
    }
}
