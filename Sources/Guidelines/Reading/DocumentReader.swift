// Reads guidelines, medicines rules and cases from a graph. One reader serves one document; its parts stand in
// extensions by topic. Whatever does not fit the ontology becomes a diagnostic at the line where it was written, and the
// reader goes on with the rest.

import RDF
import Text

public struct DocumentReader {
    let graph: Graph
    public internal(set) var diagnostics: [Diagnostic] = []

    public init(_ graph: Graph) { self.graph = graph }

    // MARK: Reporting

    mutating func report(
        _ severity: Diagnostic.Severity, _ code: DiagnosticCode = .unreadable, at node: Term, _ message: String,
        advice: String? = nil
    ) {
        report(severity, code, position: graph.position(of: node), message, advice: advice)
    }

    mutating func report(
        _ severity: Diagnostic.Severity, _ code: DiagnosticCode = .unreadable, position: SourcePosition?,
        _ message: String, advice: String? = nil
    ) {
        diagnostics.append(
            Diagnostic(severity, code, source: graph.source, position: position, message: message, advice: advice))
    }

    /// Where `node` says `property`, else where `node` stands.
    func position(of node: Term, _ property: IRI) -> SourcePosition? {
        graph.triples(subject: node, predicate: property).first.flatMap(graph.position(of:))
            ?? graph.position(of: node)
    }

    /// A node as an author would recognise it.
    func name(_ term: Term) -> String {
        guard let iri = term.iri else { return term.description }
        if let (prefix, local) = graph.prefixes.split(iri) { return "\(prefix):\(local)" }
        return iri.description
    }

    /// Reports properties of the ontology's namespace that the ontology does not have, with the nearest that it has.
    public mutating func checkVocabulary() {
        let namespace = Vocabulary.meridian.iri
        func local(_ predicate: IRI) -> String { String(predicate.string.dropFirst(namespace.count)) }
        let unknown = Set(
            graph.predicates.filter {
                $0.string.hasPrefix(namespace) && !Vocabulary.meridianProperties.contains(local($0))
            })
        if unknown.isEmpty { return }
        for triple in graph.triples where unknown.contains(triple.predicate) {
            let local = local(triple.predicate)
            let nearest = nearestName(to: local, among: Vocabulary.meridianProperties)
            report(
                .error, .unknownProperty, position: graph.position(of: triple), "unknown property m:\(local)",
                advice: nearest.map { "did you mean m:\($0)?" }
                    ?? "the properties of the ontology are in Graph/meridian.ttl")
        }
    }

    // MARK: Simple values

    mutating func bilingual(_ node: Term, _ property: IRI) -> BilingualText {
        var text = BilingualText()
        for object in graph.objects(of: node, property) {
            guard let literal = object.literal else {
                report(.error, position: position(of: node, property), "\(name(.iri(property))) must be a text")
                continue
            }
            text.add(literal.lexicalForm, tag: literal.language ?? "")
        }
        return text
    }

    /// The label of a node; it must exist in both languages.
    mutating func label(_ node: Term, required: Bool = true) -> BilingualText {
        let text = bilingual(node, Vocabulary.RDFS.label)
        guard required else { return text }
        for (language, value) in [("en", text.english), ("zh", text.chinese)] where value == nil {
            report(
                .warning, .missingTranslation, at: node, "\(name(node)) has no rdfs:label in \(language)",
                advice: "add rdfs:label \"…\"@\(language)")
        }
        return text
    }

    /// How a medicine is given, as a concept.
    mutating func route(_ node: Term) -> IRI? {
        let property = Vocabulary.meridian["route"]
        guard let object = graph.object(of: node, property) else { return nil }
        if object.iri == nil {
            report(
                .error, position: position(of: node, property), "m:route must name a concept",
                advice: "write the concept's IRI, for example snomed:26643006 for the oral route")
        }
        return object.iri
    }

    /// The IRIs under a property, which have no order: they come sorted, so that a document and its copy in a store, or
    /// written anew, say the same.
    func iris(_ node: Term, _ property: IRI) -> [IRI] { graph.objects(of: node, property).compactMap(\.iri).sorted() }

    /// Nodes by their m:position; those without one follow as they were written.
    mutating func inOrder(_ nodes: [Term]) -> [Term] {
        var placed: [(position: Int, node: Term)] = []
        for node in nodes { placed.append((integer(node, Vocabulary.meridian["position"]) ?? .max, node)) }
        // Sorting keeps no order of equals by itself.
        return placed.enumerated().sorted {
            ($0.element.position, $0.offset) < ($1.element.position, $1.offset)
        }.map(\.element.node)
    }

    mutating func integer(_ node: Term, _ property: IRI) -> Int? {
        guard let object = graph.object(of: node, property) else { return nil }
        if let text = object.literal?.lexicalForm, let value = Int(text) { return value }
        report(.error, position: position(of: node, property), "\(name(.iri(property))) must be a whole number")
        return nil
    }

    mutating func boolean(_ node: Term, _ property: IRI) -> Bool? {
        guard let object = graph.object(of: node, property) else { return nil }
        switch object.literal?.lexicalForm {
        case "true", "1": return true
        case "false", "0": return false
        default:
            report(.error, position: position(of: node, property), "\(name(.iri(property))) must be true or false")
            return nil
        }
    }

    func text(_ node: Term, _ property: IRI) -> String? { graph.object(of: node, property)?.literal?.lexicalForm }

    mutating func list(_ node: Term, _ property: IRI) -> [Term] {
        guard let head = graph.object(of: node, property) else { return [] }
        if let members = graph.list(at: head) { return members }
        report(
            .error, position: position(of: node, property), "\(name(.iri(property))) must be a list",
            advice: "write its members in parentheses: ( … )")
        return []
    }

    /// A value of a closed set, named by an individual of the ontology.
    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ node: Term, _ property: IRI, as type: Choice.Type = Choice.self
    ) -> Choice? where Choice.RawValue == String {
        guard let object = graph.object(of: node, property) else { return nil }
        let namespace = Vocabulary.meridian.iri
        if let iri = object.iri, iri.string.hasPrefix(namespace),
            let value = Choice(rawValue: String(iri.string.dropFirst(namespace.count)))
        {
            return value
        }
        report(
            .error, position: position(of: node, property),
            "\(name(object)) is not a value of \(name(.iri(property)))",
            advice: "write one of " + Choice.allCases.map { "m:\($0.rawValue)" }.joined(separator: ", "))
        return nil
    }

    // MARK: Citations

    mutating func citations(_ node: Term) -> [Citation] {
        inOrder(graph.objects(of: node, Vocabulary.DCTerms.source)).compactMap { source in
            let document = graph.object(of: source, Vocabulary.DCTerms.isPartOf) ?? source
            guard let text = text(document, Vocabulary.DCTerms.bibliographicCitation) else {
                report(
                    .error, .missingCitation, at: source.iri == nil ? source : node,
                    "the source of \(name(node)) has no dcterms:bibliographicCitation",
                    advice: "cite a published document: [ dcterms:isPartOf <#document> ; m:locator \"Section …\" ]")
                return nil
            }
            return Citation(
                iri: document.iri, document: text, locator: self.text(source, Vocabulary.meridian["locator"]),
                year: self.text(document, Vocabulary.DCTerms.issued),
                links: iris(document, Vocabulary.RDFS.seeAlso))
        }
    }
}

/// Properties of which a node has one, or a few: found by looking at what the node says, not for each of them.
struct PropertyChoice {
    let names: [String]
    private let places: [IRI: Int]

    init(_ names: [String]) {
        self.names = names
        places = Dictionary(
            names.enumerated().map { (Vocabulary.meridian[$0.element], $0.offset) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The places, among the names, of those that the node has.
    func present(at node: Term, in graph: Graph) -> [Int] {
        graph.predicates(of: node).compactMap { places[$0] }.sorted()
    }
}

extension Vocabulary {
    enum DCTerms {
        static let source = dcterms["source"]
        static let isPartOf = dcterms["isPartOf"]
        static let issued = dcterms["issued"]
        static let bibliographicCitation = dcterms["bibliographicCitation"]
    }
}
