// Test patients and what must come out.

import Expressions
import Quantities
import RDF

extension DocumentWriter {
    public mutating func write(_ patientCase: PatientCase) {
        let node = Term.iri(patientCase.iri)
        builder.insert(node, Vocabulary.RDF.type, .iri(Vocabulary.Meridian.patientCase))
        write(patientCase.label, Vocabulary.RDFS.label, of: node)
        write(patientCase.tests, "tests", of: node)
        write(patientCase.asOf, "asOf", of: node)
        let patient = builder.blank()
        builder.insert(node, Self.m["patient"], patient)
        write(SexName.allCases.first { $0.sex == patientCase.sex }, "sex", of: patient)
        write(patientCase.birthDate, "birthDate", of: patient)
        write(patientCase.facts, Self.m["fact"], of: patient) { writer, fact in writer.fact(fact) }
        let unrecorded = DocumentReader.coverageNames.filter { patientCase.notRecorded.contains($0.kind) }
        write(unrecorded.map { Self.m[$0.name] }, "notRecorded", of: patient)
        write(patientCase.drafts, Self.m["draft"], of: node) { writer, draft in writer.draft(draft) }
        write(patientCase.expectations, Self.m["expect"], of: node) { writer, expectation in
            writer.expectation(expectation)
        }
    }

    private mutating func fact(_ fact: CaseFact) -> Term {
        let node = builder.blank()
        let property = DocumentReader.factProperties.first { $0.kind == fact.kind }?.property ?? "\(fact.kind)"
        if let concept = fact.concept { write([concept], property, of: node) }
        switch fact.value {
        case .flag(let flag):
            builder.insert(node, Self.m[property], .literal(Literal(flag)))
        case .quantity(let quantity): write(quantity, "value", of: node)
        case .concept(let concept): write([concept], "valueConcept", of: node)
        case nil: break
        }
        write(fact.start, "on", of: node)
        write(fact.end, "until", of: node)
        if !fact.isActive { write([Self.m["Inactive"]], "status", of: node) }
        write(fact.dose, "dose", of: node)
        write(fact.frequency, "frequency", of: node)
        if let route = fact.route { write([route], "route", of: node) }
        return node
    }

    private mutating func draft(_ draft: DraftMedication) -> Term {
        let node = builder.blank()
        write([draft.medication], "medication", of: node)
        write(draft.dose, "dose", of: node)
        write(draft.frequency, "frequency", of: node)
        if let route = draft.route { write([route], "route", of: node) }
        return node
    }

    private mutating func expectation(_ expectation: Expectation) -> Term {
        let node = builder.blank()
        switch expectation {
        case .status(let recommendation, let status):
            write([recommendation], "recommendation", of: node)
            write(status, "status", of: node)
        case .score(let score, let points):
            write([score], "score", of: node)
            write(points, "equalTo", of: node)
        case .calculation(let calculation, let value):
            write([calculation], "calculation", of: node)
            write(value, "equalTo", of: node)
        case .alert(let rule): write([rule], "alert", of: node)
        case .heldBack(let rule): write([rule], "heldBack", of: node)
        case .noAlert(let rule): write([rule], "noAlert", of: node)
        case .noAlerts: builder.insert(node, Self.m["noAlerts"], .literal(Literal(true)))
        }
        return node
    }

    private static let datatypes: [DateTime.Precision: String] = [.year: "gYear", .month: "gYearMonth", .day: "date"]

    private mutating func write(_ moment: DateTime?, _ property: String, of node: Term) {
        guard let moment else { return }
        let datatype = Self.datatypes[moment.precision] ?? "dateTime"
        builder.insert(
            node, Self.m[property], .literal(Literal(moment.description, datatype: Vocabulary.xsd[datatype])))
    }
}
