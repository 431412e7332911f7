// Test patients. A case that cannot be read as a whole is left out and reported: half a patient tests nothing.

import Expressions
import Quantities
import RDF

extension DocumentReader {
    private static let m = Vocabulary.meridian

    public mutating func cases() -> [PatientCase] {
        graph.instances(of: Vocabulary.Meridian.patientCase).compactMap { patientCase($0) }
    }

    private mutating func patientCase(_ node: Term) -> PatientCase? {
        guard let iri = node.iri, let patient = graph.object(of: node, Self.m["patient"]) else {
            report(.error, at: node, "a case needs an IRI and an m:patient")
            return nil
        }
        guard let asOf = dateTime(node, Self.m["asOf"]) else {
            report(.error, at: node, "\(name(node)) has no m:asOf", advice: "add the moment of evaluation")
            return nil
        }
        let before = diagnostics.count
        let expectations = inOrder(graph.objects(of: node, Self.m["expect"])).flatMap { self.expectations($0) }
        if expectations.isEmpty { report(.error, at: node, "\(name(node)) expects nothing: add m:expect") }
        let result = PatientCase(
            iri: iri, label: label(node), tests: iris(node, Self.m["tests"]), asOf: asOf,
            sex: choice(patient, Self.m["sex"], as: SexName.self)?.sex,
            birthDate: dateTime(patient, Self.m["birthDate"]),
            facts: inOrder(graph.objects(of: patient, Self.m["fact"])).compactMap { fact($0) },
            notRecorded: notRecorded(patient),
            drafts: inOrder(graph.objects(of: node, Self.m["draft"])).compactMap { draft($0) },
            expectations: expectations,
            position: graph.position(of: node))
        return diagnostics[before...].contains { $0.severity == .error } ? nil : result
    }

    static let factProperties: [(property: String, kind: FactKind)] = [
        ("condition", .condition), ("observation", .observation), ("medication", .medication), ("allergy", .allergy),
        ("procedure", .procedure), ("immunization", .immunization), ("encounter", .encounter),
        ("pregnant", .pregnancy),
    ]

    private static let factChoice = PropertyChoice(factProperties.map(\.property))

    private mutating func fact(_ node: Term) -> CaseFact? {
        let present = Self.factChoice.present(at: node, in: graph)
        guard present.count == 1, let (property, kind) = present.first.map({ Self.factProperties[$0] }) else {
            report(
                .error, at: node, "a fact must say exactly one thing",
                advice: "use one of " + Self.factProperties.map { "m:\($0.property)" }.joined(separator: ", "))
            return nil
        }
        var value: CaseFact.Result?
        if kind == .pregnancy {
            value = boolean(node, Self.m[property]).map(CaseFact.Result.flag)
        } else if let concept = graph.object(of: node, Self.m["valueConcept"])?.iri {
            value = .concept(concept)
        } else if let object = graph.object(of: node, Self.m["value"]) {
            value = quantity(object, at: position(of: node, Self.m["value"])).map(CaseFact.Result.quantity)
        }
        let concept = graph.object(of: node, Self.m[property])?.iri
        if concept == nil, kind != .pregnancy {
            report(.error, at: node, "m:\(property) must name a concept")
            return nil
        }
        let status = graph.object(of: node, Self.m["status"])?.iri
        return CaseFact(
            kind, concept, start: dateTime(node, Self.m["on"]), end: dateTime(node, Self.m["until"]),
            isActive: status != Self.m["Inactive"], value: value, dose: quantity(node, Self.m["dose"]),
            frequency: text(node, Self.m["frequency"]), route: route(node))
    }

    static let coverageNames: [(name: String, kind: FactKind)] = [
        ("Allergies", .allergy), ("Conditions", .condition), ("Encounters", .encounter),
        ("Immunizations", .immunization), ("Medications", .medication), ("Procedures", .procedure),
    ]

    private mutating func notRecorded(_ patient: Term) -> Set<FactKind> {
        var kinds: Set<FactKind> = []
        for iri in iris(patient, Self.m["notRecorded"]) {
            let local = String(iri.string.dropFirst(Vocabulary.meridian.iri.count))
            if let kind = Self.coverageNames.first(where: { $0.name == local })?.kind {
                kinds.insert(kind)
            } else {
                report(
                    .error, position: position(of: patient, Self.m["notRecorded"]), "unknown kind \(name(.iri(iri)))",
                    advice: "use one of " + Self.coverageNames.map { "m:\($0.name)" }.joined(separator: ", "))
            }
        }
        return kinds
    }

    private mutating func draft(_ node: Term) -> DraftMedication? {
        guard let medication = graph.object(of: node, Self.m["medication"])?.iri else {
            report(.error, at: node, "a draft order needs m:medication")
            return nil
        }
        return DraftMedication(
            medication: medication, dose: quantity(node, Self.m["dose"]), frequency: text(node, Self.m["frequency"]),
            route: route(node))
    }

    private mutating func expectations(_ node: Term) -> [Expectation] {
        if let recommendation = graph.object(of: node, Self.m["recommendation"])?.iri {
            return choice(node, Self.m["status"], as: PathwayStatus.self)
                .map { [.status(recommendation: recommendation, $0)] } ?? []
        }
        if let score = graph.object(of: node, Self.m["score"])?.iri {
            return integer(node, Self.m["equalTo"]).map { [.score(score, $0)] } ?? []
        }
        if let calculation = graph.object(of: node, Self.m["calculation"])?.iri {
            return quantity(node, Self.m["equalTo"]).map { [.calculation(calculation, $0)] } ?? []
        }
        if boolean(node, Self.m["noAlerts"]) == true { return [.noAlerts] }
        let alerts =
            iris(node, Self.m["alert"]).map(Expectation.alert)
            + iris(node, Self.m["heldBack"]).map(Expectation.heldBack)
            + iris(node, Self.m["noAlert"]).map(Expectation.noAlert)
        if alerts.isEmpty {
            report(
                .error, at: node, "this expectation demands nothing that is known",
                advice:
                    "use m:recommendation with m:status, m:score or m:calculation with m:equalTo, m:alert, m:heldBack, m:noAlert or m:noAlerts"
            )
        }
        return alerts
    }
}
