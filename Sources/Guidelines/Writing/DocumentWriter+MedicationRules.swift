// Medicines rules of every kind, in one shape.

import RDF

extension DocumentWriter {
    public mutating func write(_ rule: MedicationRule) {
        let node = Term.iri(rule.iri)
        builder.insert(node, Vocabulary.RDF.type, .iri(Self.m[rule.kind.rawValue]))
        write(rule.label, Vocabulary.RDFS.label, of: node)
        write(rule.medications, "medication", of: node)
        write(rule.exceptions, "exceptMedication", of: node)
        write(rule.interactsWith, "interactsWith", of: node)
        write(rule.allergens, "allergen", of: node)
        write(rule.when, "when", of: node)
        write(rule.unless, "unless", of: node)
        write(rule.severity, "severity", of: node)
        write(rule.mechanism, Self.m["mechanism"], of: node)
        write(rule.consequence, Self.m["consequence"], of: node)
        write(rule.management, Self.m["management"], of: node)
        write(rule.certainty, "certainty", of: node)
        write(rule.maximum, "maximum", of: node)
        write(rule.maximumDailyDose, "maximumDailyDose", of: node)
        write(rule.observations, "observation", of: node)
        write(rule.every, "every", of: node)
        write(rule.citations, of: node)
    }
}
