// A sketch made flesh: a test patient who has what the sketch demands and nothing else, and that patient in words.

import Expressions
import Foundation
import Guidelines
import Quantities
import RDF
import Terminology
import Text

struct ExamplePatient {
    let patientCase: PatientCase
    /// "a woman of 70 with chronic kidney disease, taking warfarin, creatinine 180 umol/L"
    let words: String

    init(_ sketch: PatientSketch, _ knowledge: KnowledgeBase, asOf moment: DateTime? = nil) {
        let asOf = moment ?? DateTime(year: 2026, month: 7, day: 1) ?? .minimum
        let months = Int((sketch.ranges[.age] ?? ValueRange(lower: 600, upper: 720)).years * 12)
        let sex: Sex = sketch.sexes.contains(.female) ? .female : sketch.sexes.contains(.male) ? .male : .other
        var facts: [CaseFact] = []
        var phrases: [String] = []
        func label(_ concept: ConceptID) -> String { knowledge.label(concept)[.english] }
        func iri(_ concept: ConceptID) -> IRI { IRI(knowledge.terminology.iri(concept)) }

        for case (.observation(let concepts), let range) in sketch.ranges.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            guard let concept = concepts.first else { continue }
            let unit = knowledge.analytes.canonicalUnit(concept, knowledge.terminology) ?? .one
            let text = range.example.rounded() == range.example ? "\(Int(range.example))" : "\(range.example)"
            guard let number = ExactDecimal(text) else { continue }
            let value = Quantity(number, unit)
            facts.append(
                CaseFact(
                    .observation, iri(concept), start: sketch.start(of: concepts, before: asOf),
                    value: .quantity(value)))
            phrases.append("\(label(concept)) \(value)")
        }
        for pattern in sketch.present {
            guard let concept = sketch.concept(for: pattern, knowledge.terminology) else { continue }
            switch pattern.subject {
            case .value(let observations):
                guard let observation = observations.first else { continue }
                facts.append(
                    CaseFact(
                        .observation, iri(observation), start: asOf.adding(-1, .day), value: .concept(iri(concept))))
                phrases.append("\(label(observation)): \(label(concept))")
            case .fact(.observation):
                // A value that is compared is among the ranges.
                if sketch.ranges.keys.contains(where: { $0.isObservation(of: pattern.concepts) }) { continue }
                facts.append(
                    CaseFact(
                        .observation, iri(concept), start: sketch.start(of: pattern.concepts, before: asOf)))
                phrases.append("\(label(concept)) measured")
            case .fact(let kind):
                let start = pattern.start(before: asOf)
                let isActive = sketch.isActive(pattern, concept, knowledge)
                facts.append(CaseFact(kind, iri(concept), start: start, isActive: isActive))
                phrases.append(pattern.verb(kind) + label(concept))
            }
        }
        if let isPregnant = sketch.isPregnant {
            facts.append(
                CaseFact(.pregnancy, nil, start: asOf.adding(-30, .day), value: .flag(isPregnant)))
            if isPregnant { phrases.append("pregnant") }
        }
        var seen: Set<String> = []
        let person = sex == .female ? "a woman of" : sex == .male ? "a man of" : "a patient of"
        words = "\(person) \(months / 12)" + phrases.filter { seen.insert($0).inserted }.map { ", " + $0 }.joined()
        patientCase = PatientCase(
            iri: IRI("urn:example-patient"), label: BilingualText(english: "example"), asOf: asOf, sex: sex,
            birthDate: asOf.adding(-months, .month)?.adding(-1, .day).map(\.date), facts: facts)
    }
}

extension PatientSketch {
    /// What began in a window is still there, unless it must not be; what once was is over.
    fileprivate func isActive(_ pattern: EventPattern, _ concept: ConceptID, _ knowledge: KnowledgeBase) -> Bool {
        switch pattern.time {
        case .now: return true
        case .ever: return false
        case .within:
            var lasting = pattern
            lasting.time = .now
            return !absent.contains { lasting.implies($0, for: concept, knowledge.terminology) }
        }
    }

    /// When a value was measured: late in the shortest window that it must lie in.
    fileprivate func start(of concepts: [ConceptID], before asOf: DateTime) -> DateTime? {
        var shortest: CalendarDuration?
        for pattern in present where pattern.subject == .fact(.observation) && pattern.concepts == concepts {
            guard case .within(let window) = pattern.time else { continue }
            if shortest.map({ window.compared(to: $0) == .less }) ?? true { shortest = window }
        }
        return shortest.map { asOf.subtracting($0.threeQuarters) } ?? asOf.adding(-1, .day)
    }
}

extension CalendarDuration {
    fileprivate var threeQuarters: CalendarDuration {
        let days = (Double(months) * 30.4375 + Double(days)) * 0.75
        return CalendarDuration(days: Int(days.rounded(.up)), milliseconds: milliseconds * 3 / 4)
    }
}

extension ValueRange {
    /// A likely age in years: 60 where that is allowed.
    fileprivate var years: Double { contains(60 * 12) ? 60 : example / 12 }
}

extension Measure {
    fileprivate func isObservation(of concepts: [ConceptID]) -> Bool {
        if case .observation(let own) = self { own == concepts } else { false }
    }
}

extension EventPattern {
    /// Lasting things began long ago; what must be recent happened late in its window, so that half of it is too short.
    fileprivate func start(before asOf: DateTime) -> DateTime? {
        switch time {
        case .now, .ever: asOf.adding(-5, .year)
        case .within(let window): asOf.subtracting(window.threeQuarters)
        }
    }

    fileprivate func verb(_ kind: FactKind) -> String {
        switch (kind, time) {
        case (.condition, .ever): "once had "
        case (.condition, .within): "recently had "
        case (.condition, _): "has "
        case (.medication, .now): "takes "
        case (.medication, _): "took "
        case (.allergy, _): "is allergic to "
        case (.procedure, _): "had "
        case (.immunization, _): "was vaccinated: "
        case (.encounter, _): "was seen: "
        default: ""
        }
    }
}
