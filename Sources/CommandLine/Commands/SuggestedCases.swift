// Suggested cases in Turtle, to be put into a cases file once their outcomes are checked against the source.

import Engine
import Expressions
import Guidelines
import Quantities
import RDF
import Reasoning
import Text

extension GuidelineQuality {
    func suggestedCases() -> String {
        let base = String(guideline.string.prefix { $0 != "#" })
        return suggestions.enumerated().map { number, suggestion in
            SuggestedCaseWriter(base: base, number: number + 1, suggestion).text
        }.joined(separator: "\n")
    }
}

private struct SuggestedCaseWriter {
    let base: String
    let number: Int
    let suggestion: SuggestedCase

    init(base: String, number: Int, _ suggestion: SuggestedCase) {
        self.base = base
        self.number = number
        self.suggestion = suggestion
    }

    private static let prefixes = Prefixes([
        "m": "https://w3id.org/meridian/ns#", "obs": "https://w3id.org/meridian/observation/",
        "set": "https://w3id.org/meridian/set/", "icd10": "http://hl7.org/fhir/sid/icd-10/",
        "atc": "http://www.whocc.no/atc/", "snomed": "http://snomed.info/id/",
        "cvx": "http://hl7.org/fhir/sid/cvx/",
    ])

    private func name(_ iri: IRI) -> String {
        if iri.string.hasPrefix(base + "#") { return "x:" + iri.string.dropFirst(base.utf8.count + 1) }
        guard let (prefix, local) = Self.prefixes.split(iri), !local.contains("/") else { return iri.description }
        return "\(prefix):\(local)"
    }

    private func date(_ moment: DateTime) -> String { "\"\(moment.date)\"^^xsd:date" }

    var text: String {
        let patient = suggestion.patientCase
        let expectations = patient.expectations.map { "[ \(expectation($0)) ]" }.joined(separator: " ,\n        ")
        // A patient whom a case has already needs only the further expectations.
        if patient.iri.string != "urn:example-patient" {
            let name = patient.iri.string.lastIndex(of: "#").map { String(patient.iri.string[$0...]) }
            return "<\(name ?? patient.iri.string)> m:expect \(expectations) .\n"
        }
        let sex = patient.sex == .male ? "m:sex m:Male ; " : patient.sex == .female ? "m:sex m:Female ; " : ""
        let birth = patient.birthDate.map { "m:birthDate \(date($0)) ; " } ?? ""
        let facts = patient.facts.map { "        m:fact [ \(fact($0)) ]" }.joined(separator: " ;\n")
        return """
            # \(suggestion.mutant.map { "Notices: " + $0.change } ?? "A state that no other case has seen")
            <#boundary-\(number)> a m:Case ; rdfs:label "\(label[.english])"@en , "\(label[.chinese])"@zh ;
                m:tests <\(base)> ; m:asOf \(date(patient.asOf)) ;
                m:patient [ \(sex)\(birth)
            \(facts) ] ;
                m:expect \(expectations) .

            """
    }

    /// The step that the new patient is about, and the change that would be noticed.
    private var label: BilingualText {
        guard let mutant = suggestion.mutant else {
            return BilingualText(english: "State \(number)", chinese: "状态 \(number)")
        }
        let guideline = mutant.guideline
        let label: BilingualText? =
            switch mutant.place {
            case .applicability: guideline.label
            case .when(let iri), .doneWhen(let iri), .blockedWhen(let iri), .order(let iri):
                guideline.recommendations.first { $0.iri == iri }?.label
            case .item(let iri, let item):
                guideline.scores.first { $0.iri == iri }.flatMap {
                    $0.items.indices.contains(item) ? $0.items[item].label : nil
                }
            case .calculation(let iri): guideline.calculations.first { $0.iri == iri }?.label
            }
        return BilingualText(
            english: "\(label?[.english] ?? "") (\(number))", chinese: "\(label?[.chinese] ?? "")（\(number)）")
    }

    private func fact(_ fact: CaseFact) -> String {
        let property =
            switch fact.kind {
            case .pregnancy: "pregnant"
            default: "\(fact.kind)"
            }
        var parts: [String] = []
        if let concept = fact.concept { parts.append("m:\(property) \(name(concept))") }
        switch fact.value {
        case .quantity(let quantity): parts.append("m:value \"\(quantity)\"^^m:quantity")
        case .concept(let concept): parts.append("m:valueConcept \(name(concept))")
        case .flag(let flag): parts.append("m:pregnant \(flag)")
        case nil: break
        }
        if !fact.isActive { parts.append("m:status m:Inactive") }
        if let start = fact.start { parts.append("m:on \(date(start))") }
        return parts.joined(separator: " ; ")
    }

    private func expectation(_ expectation: Expectation) -> String {
        switch expectation {
        case .status(let step, let status): "m:recommendation \(name(step)) ; m:status m:\(status.rawValue)"
        case .score(let score, let points): "m:score \(name(score)) ; m:equalTo \(points)"
        case .calculation(let calculation, let value):
            "m:calculation \(name(calculation)) ; m:equalTo \"\(value)\"^^m:quantity"
        case .alert(let rule): "m:alert \(name(rule))"
        case .heldBack(let rule): "m:heldBack \(name(rule))"
        case .noAlert(let rule): "m:noAlert \(name(rule))"
        case .noAlerts: "m:noAlerts true"
        }
    }
}
