// Where the elements of a GDL2 guideline stand in records. A guideline names nodes of archetypes; records have codes. What
// joins them is a small graph of the hospital's own: one node for each archetype node, with the concept that records know
// it by.
//
//   [] m:archetype "openEHR-EHR-OBSERVATION.body_weight.v2" ; m:path "/data[at0002]/…" ;
//      m:observation obs:body-weight ; m:resultUnit "kg" .

import Expressions
import Quantities
import RDF

extension GDL2 {
    public struct RecordBinding: Hashable, Sendable {
        public enum Source: Hashable, Sendable {
            /// The latest value of an observation, in a unit where one is given.
            case observation([IRI], unit: UCUMUnit?)
            /// Whether the patient has a condition, takes a medicine …: the values for yes and, where the record tells, no.
            case event(FactKind, [IRI], present: DataValue?, absent: DataValue?)
            /// Completed years.
            case age
            case birthDate
        }

        public var archetype: String
        public var path: String
        public var source: Source
    }
}

extension GDL2.RecordBinding {
    private static let m = Vocabulary.meridian

    /// Every binding of a graph.
    /// - Throws: ``GDL2/ImportError`` with the place of one that says too little, or what is not known.
    public static func all(in graph: Graph) throws(GDL2.ImportError) -> [GDL2.RecordBinding] {
        var bindings: [GDL2.RecordBinding] = []
        for triple in graph.triples(predicate: GDL2.Property.archetype.iri) {
            bindings.append(try binding(triple.subject, graph))
        }
        return bindings
    }

    private static func binding(_ node: Term, _ graph: Graph) throws(GDL2.ImportError) -> GDL2.RecordBinding {
        func failure(_ problem: GDL2.ImportError.Problem) -> GDL2.ImportError {
            GDL2.ImportError(at: "", problem, position: graph.position(of: node))
        }
        func text(_ name: String) -> String? { graph.object(of: node, m[name])?.literal?.lexicalForm }
        func concepts(_ name: String) -> [IRI] { graph.objects(of: node, m[name]).compactMap(\.iri).sorted() }
        guard let archetype = text("archetype"), let path = text("path") else { throw failure(.missing("m:path")) }
        func made(_ source: Source) -> GDL2.RecordBinding {
            GDL2.RecordBinding(archetype: archetype, path: path, source: source)
        }
        if case let observations = concepts("observation"), !observations.isEmpty {
            guard let code = text("resultUnit") else { return made(.observation(observations, unit: nil)) }
            guard let unit = try? UCUMUnit(code) else {
                throw failure(.wrongType("m:resultUnit", expected: "a unit of UCUM, not \(code)"))
            }
            return made(.observation(observations, unit: unit))
        }
        for (property, kind) in DocumentReader.eventKinds {
            let named = concepts(property)
            if named.isEmpty { continue }
            return made(
                .event(
                    kind, named, present: text("value").map { GDL2.DataValue(fixture: $0) },
                    absent: text("absentValue").map { GDL2.DataValue(fixture: $0) }))
        }
        switch text("patientProperty") {
        case "age": return made(.age)
        case "birthDate": return made(.birthDate)
        case let other?: throw failure(.unsupported("m:patientProperty \(other)"))
        case nil: throw failure(.missing("m:observation, m:condition … or m:patientProperty"))
        }
    }
}

extension GDL2.Guideline {
    /// The elements that a binding names, by code.
    public func elements(of binding: GDL2.RecordBinding) -> [GDL2.Element] {
        bindings.filter { $0.direction != .output && $0.archetype == binding.archetype }.flatMap(\.elements)
            .filter { $0.path == binding.path }
    }
}
