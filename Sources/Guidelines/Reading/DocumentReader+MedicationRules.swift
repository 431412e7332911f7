// Medicines rules of every kind, in one shape. What a kind needs is checked here, so that the reasoner never meets half
// a rule.

import RDF

extension DocumentReader {
    private static let m = Vocabulary.meridian

    public mutating func medicationRules() -> [MedicationRule] {
        MedicationRule.Kind.allCases.flatMap { kind in
            graph.instances(of: Self.m[kind.rawValue]).compactMap { medicationRule($0, kind) }
        }
    }

    private mutating func medicationRule(_ node: Term, _ kind: MedicationRule.Kind) -> MedicationRule? {
        guard let iri = node.iri else {
            report(.error, at: node, "a rule must have an IRI")
            return nil
        }
        let (when, unless) = (criterion(node, Self.m["when"]), criterion(node, Self.m["unless"]))
        let hasBrokenCriterion =
            when == nil && graph.object(of: node, Self.m["when"]) != nil
            || unless == nil && graph.object(of: node, Self.m["unless"]) != nil
        let rule = MedicationRule(
            iri: iri, kind: kind, label: label(node), medications: iris(node, Self.m["medication"]),
            exceptions: iris(node, Self.m["exceptMedication"]), interactsWith: iris(node, Self.m["interactsWith"]),
            allergens: iris(node, Self.m["allergen"]), when: when, unless: unless,
            severity: choice(node, Self.m["severity"]) ?? .moderate,
            mechanism: bilingual(node, Self.m["mechanism"]), consequence: bilingual(node, Self.m["consequence"]),
            management: bilingual(node, Self.m["management"]), certainty: choice(node, Self.m["certainty"]),
            maximum: integer(node, Self.m["maximum"]) ?? 1,
            maximumDailyDose: quantity(node, Self.m["maximumDailyDose"]),
            observations: iris(node, Self.m["observation"]), every: duration(node, Self.m["every"]),
            citations: citations(node), source: graph.source, position: graph.position(of: node))
        let problems = Self.problems(of: rule)
        for problem in problems { report(.error, at: node, "\(name(node)) \(problem)") }
        return problems.isEmpty && !hasBrokenCriterion ? rule : nil
    }

    private static func problems(of rule: MedicationRule) -> [String] {
        var problems: [String] = []
        func need(_ isThere: Bool, _ problem: String) { if !isThere { problems.append(problem) } }
        need(!rule.medications.isEmpty, "names no medicine: add m:medication")
        need(!rule.citations.isEmpty, "cites no source: add dcterms:source")
        switch rule.kind {
        case .interaction: need(!rule.interactsWith.isEmpty, "names no second medicine: add m:interactsWith")
        case .crossReactivity: need(!rule.allergens.isEmpty, "names no allergen: add m:allergen")
        case .contraindication, .pregnancyRisk, .renalDosing, .laboratoryRule, .ageRisk:
            need(rule.when != nil, "says not when it holds: add m:when")
        case .duplicateTherapy: need(rule.maximum >= 1, "allows fewer than one medicine: m:maximum must be 1 or more")
        case .monitoring: need(!rule.observations.isEmpty, "names nothing to measure: add m:observation")
        }
        return problems
    }
}
