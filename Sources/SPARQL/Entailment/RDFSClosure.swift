// What a graph entails by the rules of RDF and RDFS (RDF 1.1 Semantics, sections 8.1.1 and 9.2.1), worked out forward until
// nothing new follows. As SPARQL's entailment regimes have it, no new blank nodes stand for literals, and of the endless
// axioms about rdf:_1, rdf:_2 … only those count whose property the graph uses.
import RDF

struct RDFSClosure {
    private let regime: Entailment
    /// Everything that holds, what was given included.
    private(set) var triples: Set<Triple> = []
    private var waiting: [Triple] = []
    private var byPredicate: [IRI: [Triple]] = [:]
    private var instances: [Term: [Term]] = [:]
    private var above: [Relation: [Term: Set<Term>]] = [:]
    private var below: [Relation: [Term: Set<Term>]] = [:]

    private enum Relation { case property, `class`, domain, range }

    private typealias RDF = Vocabulary.RDF
    private static let property = Vocabulary.rdf["Property"]
    private static let domain = Vocabulary.rdfs["domain"]
    private static let range = Vocabulary.rdfs["range"]
    private static let subPropertyOf = Vocabulary.rdfs["subPropertyOf"]
    private static let subClassOf = Vocabulary.RDFS.subClassOf
    private static let resource = Vocabulary.rdfs["Resource"]
    private static let `class` = Vocabulary.rdfs["Class"]
    private static let literal = Vocabulary.rdfs["Literal"]
    private static let datatype = Vocabulary.rdfs["Datatype"]
    private static let member = Vocabulary.rdfs["member"]
    private static let membership = Vocabulary.rdfs["ContainerMembershipProperty"]

    init(_ given: some Sequence<Triple>, _ regime: Entailment) {
        self.regime = regime
        for triple in given { add(triple) }
        for triple in Self.axioms(regime) { add(triple) }
        while let triple = waiting.popLast() { conclude(from: triple) }
    }

    private mutating func add(_ triple: Triple) {
        if triples.insert(triple).inserted { waiting.append(triple) }
    }

    private mutating func add(_ subject: Term, _ predicate: IRI, _ object: IRI) {
        add(Triple(subject, predicate, .iri(object)))
    }

    private mutating func conclude(from triple: Triple) {
        let (subject, predicate, object) = (triple.subject, triple.predicate, triple.object)
        add(.iri(predicate), RDF.type, Self.property)
        guard regime == .rdfs else { return }
        byPredicate[predicate, default: []].append(triple)
        add(subject, RDF.type, Self.resource)
        if Self.canBeSubject(object) { add(object, RDF.type, Self.resource) }
        if Self.isMembershipProperty(predicate) { add(.iri(predicate), RDF.type, Self.membership) }
        for case .iri(let wider) in above[.property]?[.iri(predicate)] ?? [] { add(Triple(subject, wider, object)) }
        for type in above[.domain]?[.iri(predicate)] ?? [] { add(Triple(subject, RDF.type, type)) }
        if Self.canBeSubject(object) {
            for type in above[.range]?[.iri(predicate)] ?? [] { add(Triple(object, RDF.type, type)) }
        }
        switch predicate {
        case RDF.type: concludeType(subject, object)
        case Self.subPropertyOf: concludeOrder(.property, triple)
        case Self.subClassOf: concludeOrder(.class, triple)
        case Self.domain:
            above[.domain, default: [:]][subject, default: []].insert(object)
            for other in uses(of: subject) { add(Triple(other.subject, RDF.type, object)) }
        case Self.range:
            above[.range, default: [:]][subject, default: []].insert(object)
            for other in uses(of: subject) where Self.canBeSubject(other.object) {
                add(Triple(other.object, RDF.type, object))
            }
        default: break
        }
    }

    private func uses(of property: Term) -> [Triple] { property.iri.flatMap { byPredicate[$0] } ?? [] }

    private mutating func concludeType(_ subject: Term, _ type: Term) {
        instances[type, default: []].append(subject)
        for wider in above[.class]?[type] ?? [] { add(Triple(subject, RDF.type, wider)) }
        switch type.iri {
        case Self.property: add(Triple(subject, Self.subPropertyOf, subject))
        case Self.class:
            add(subject, Self.subClassOf, Self.resource)
            add(Triple(subject, Self.subClassOf, subject))
        case Self.membership: add(subject, Self.subPropertyOf, Self.member)
        case Self.datatype: add(subject, Self.subClassOf, Self.literal)
        default: break
        }
    }

    /// Sub-properties and sub-classes: both are transitive, and what holds below holds above.
    private mutating func concludeOrder(_ relation: Relation, _ triple: Triple) {
        let (lower, upper) = (triple.subject, triple.object)
        above[relation, default: [:]][lower, default: []].insert(upper)
        below[relation, default: [:]][upper, default: []].insert(lower)
        for wider in above[relation]?[upper] ?? [] { add(Triple(lower, triple.predicate, wider)) }
        for narrower in below[relation]?[lower] ?? [] { add(Triple(narrower, triple.predicate, upper)) }
        if relation == .class {
            for instance in instances[lower] ?? [] { add(Triple(instance, RDF.type, upper)) }
        } else if let property = upper.iri {
            for other in uses(of: lower) { add(Triple(other.subject, property, other.object)) }
        }
    }

    private static func canBeSubject(_ term: Term) -> Bool { term.iri != nil || term.blankNode != nil }

    private static func isMembershipProperty(_ predicate: IRI) -> Bool {
        let start = Vocabulary.rdf.iri + "_"
        return predicate.string.hasPrefix(start) && Int(predicate.string.dropFirst(start.utf8.count)) != nil
    }

    // MARK: Axioms

    private static func axioms(_ regime: Entailment) -> [Triple] {
        let reification = [RDF.subject, RDF.predicate, RDF.object]
        let properties = [RDF.type, RDF.first, RDF.rest, Vocabulary.rdf["value"]] + reification
        var axioms = properties.map { Triple(.iri($0), RDF.type, .iri(property)) }
        axioms.append(Triple(.iri(RDF.nil), RDF.type, .iri(Vocabulary.rdf["List"])))
        guard regime == .rdfs else { return axioms }
        func state(_ subject: IRI, _ predicate: IRI, _ object: IRI) {
            axioms.append(Triple(.iri(subject), predicate, .iri(object)))
        }
        let (list, statement) = (Vocabulary.rdf["List"], RDF.statement)
        let comment = [Vocabulary.RDFS.comment, Vocabulary.RDFS.label]
        let reference = [Vocabulary.RDFS.seeAlso, Vocabulary.rdfs["isDefinedBy"], member, Vocabulary.rdf["value"]]
        for (property, from, to) in [
            (RDF.type, resource, `class`), (domain, property, `class`), (range, property, `class`),
            (subPropertyOf, property, property), (subClassOf, `class`, `class`), (RDF.first, list, resource),
            (RDF.rest, list, list),
        ] + reification.map({ ($0, statement, resource) }) + comment.map({ ($0, resource, literal) })
            + reference.map({ ($0, resource, resource) })
        {
            state(property, domain, from)
            state(property, range, to)
        }
        for container in ["Alt", "Bag", "Seq"] {
            state(Vocabulary.rdf[container], subClassOf, Vocabulary.rdfs["Container"])
        }
        state(membership, subClassOf, property)
        state(Vocabulary.rdfs["isDefinedBy"], subPropertyOf, Vocabulary.RDFS.seeAlso)
        state(datatype, subClassOf, `class`)
        for type in [RDF.langString, Vocabulary.XSD.string] { state(type, RDF.type, datatype) }
        return axioms
    }
}
