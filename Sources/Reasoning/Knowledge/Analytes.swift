// What is known of measured quantities: the unit to show them in, and how an analyte's mass, substance and equivalent
// concentrations convert.

import Guidelines
import Quantities
import RDF
import Terminology

struct Analytes: Sendable {
    private var analytes: [ConceptID: Analyte] = [:]
    private var canonicalUnits: [ConceptID: UCUMUnit] = [:]

    init() {}

    /// Reads m:canonicalUnit, m:molarMass, m:valence and m:linearConversion of observation concepts.
    init(_ graphs: [NamedGraph], _ terminology: Terminology) {
        for named in graphs {
            let graph = named.graph
            for triple in graph.triples(predicate: Self.canonicalUnit) {
                guard let concept = Self.concept(triple.subject, terminology),
                    let code = triple.object.literal?.lexicalForm, let unit = try? UCUMUnit(code)
                else { continue }
                canonicalUnits[concept] = unit
            }
            let properties = [Self.molarMass, Self.valence, Self.linearConversion]
            for subject in Set(properties.flatMap { graph.triples(predicate: $0).map(\.subject) }) {
                guard let concept = Self.concept(subject, terminology) else { continue }
                analytes[concept] = Analyte(
                    molarMass: (graph.object(of: subject, Self.molarMass)?.literal?.lexicalForm)
                        .flatMap { try? Quantity($0) }.flatMap { MolarMass($0) },
                    valence: (graph.object(of: subject, Self.valence)?.literal?.lexicalForm).flatMap { Int($0) },
                    relation: graph.object(of: subject, Self.linearConversion).flatMap { Self.relation($0, graph) })
            }
        }
    }

    /// The conversion facts of what `concept` measures, stated on it or on the nearest concept above: urea nitrogen is a
    /// kind of urea with a molar mass of its own.
    func analyte(_ concept: ConceptID, _ terminology: Terminology) -> Analyte? {
        nearest(concept, terminology) { analytes[$0] }
    }

    func canonicalUnit(_ concept: ConceptID, _ terminology: Terminology) -> UCUMUnit? {
        nearest(concept, terminology) { canonicalUnits[$0] }
    }

    /// Whether concepts above this one convert differently, so that a value must be converted by its own facts before it
    /// is compared under another name.
    func hasSeveralAnalytes(_ concept: ConceptID, _ terminology: Terminology) -> Bool {
        Set(terminology.ancestors(concept).compactMap { analytes[$0] }).count > 1
    }

    /// The first thing found on the concept, else on those directly above, and so on; equivalent concepts last.
    private func nearest<Found>(
        _ concept: ConceptID, _ terminology: Terminology, _ find: (ConceptID) -> Found?
    ) -> Found? {
        var level = [concept]
        var seen: Set<ConceptID> = [concept]
        while !level.isEmpty {
            if let found = level.lazy.compactMap(find).first { return found }
            level = level.flatMap { terminology.parents($0) }.filter { seen.insert($0).inserted }
        }
        return terminology.ancestors(concept).lazy.compactMap(find).first
    }

    /// The nearest concept, from this one upwards, that the graph states a unit for.
    func measure(of concept: ConceptID, _ terminology: Terminology) -> ConceptID? {
        nearest(concept, terminology) { canonicalUnits[$0] == nil ? nil : $0 }
    }

    /// The unit that the graph states for this concept itself.
    func statedUnit(_ concept: ConceptID) -> UCUMUnit? { canonicalUnits[concept] }

    private static let canonicalUnit = Vocabulary.meridian["canonicalUnit"]
    private static let molarMass = Vocabulary.meridian["molarMass"]
    private static let valence = Vocabulary.meridian["valence"]
    private static let linearConversion = Vocabulary.meridian["linearConversion"]

    private static func concept(_ term: Term, _ terminology: Terminology) -> ConceptID? {
        term.iri.flatMap { terminology.concept($0.string) }
    }

    private static func relation(_ node: Term, _ graph: Graph) -> LinearRelation? {
        func text(_ name: String) -> String? { graph.object(of: node, Vocabulary.meridian[name])?.literal?.lexicalForm }
        guard let source = text("fromUnit").flatMap({ try? UCUMUnit($0) }),
            let target = text("toUnit").flatMap({ try? UCUMUnit($0) }),
            let slope = text("slope").flatMap({ ExactDecimal($0) }),
            let intercept = text("intercept").flatMap({ ExactDecimal($0) })
        else { return nil }
        return LinearRelation(source: source, target: target, slope: slope, intercept: intercept)
    }
}
