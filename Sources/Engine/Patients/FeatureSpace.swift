// What patients are compared by: the concepts of their conditions, medicines, procedures, allergies and encounters, and
// for measurements the fifth of the population that the latest value falls in. A laboratory value thus becomes a code
// like any other, so that one exact index covers everything: "HbA1c in the highest fifth" is shared or not, and is a
// kind of "HbA1c high".

import Expressions
import FHIR
import Quantities
import Reasoning
import Records
import Similarity
import Terminology
import Text

struct FeatureSpace: Sendable {
    /// The kinds of events whose concepts are features.
    private static let codedKinds: Set<EventKind> = [.condition, .medication, .procedure, .allergy]
    /// Parts of the population that a measure is cut into.
    private static let parts = 5

    private let knowledge: KnowledgeBase
    private let measures: [ConceptID]
    private let measureNumbers: [ConceptID: Int]
    /// Per measure the upper bounds of all parts but the last, in the canonical unit.
    private let bounds: [[Double]]

    /// A measured value of one patient.
    struct Measurement {
        var measure: ConceptID
        var value: Double
    }

    /// Cuts each measure at the fifths of the latest values of all patients.
    init(_ knowledge: KnowledgeBase, latestValues: [ConceptID: [Double]]) {
        self.knowledge = knowledge
        measures = latestValues.filter { $0.value.count >= Self.parts * 4 }.keys.sorted()
        measureNumbers = Dictionary(uniqueKeysWithValues: measures.enumerated().map { ($1, $0) })
        bounds = measures.map { measure in
            let sorted = (latestValues[measure] ?? []).sorted()
            return (1..<Self.parts).map { sorted[sorted.count * $0 / Self.parts] }
        }
    }

    // MARK: Features of a patient

    /// The measured values of a patient, the latest of each measure.
    static func measurements(
        _ events: [Event], _ codings: CodingResolutions, _ knowledge: KnowledgeBase
    ) -> [Measurement] {
        var latest: [ConceptID: Double] = [:]
        // Timelines are in order of time, so later values replace earlier ones.
        for event in events where event.kind == .observation {
            guard case .quantity(let source)? = event.value, let quantity = Quantity(source),
                let concept = codings.resolve(event)?.concepts.first,
                let canonical = knowledge.canonicalMeasure(concept, quantity)
            else { continue }
            latest[canonical.measure] = canonical.value.value.doubleValue
        }
        return latest.map { Measurement(measure: $0.key, value: $0.value) }
    }

    func features(_ events: [Event], _ codings: CodingResolutions) -> [SimilarityIndex.CountedFeature] {
        var counts: [UInt32: UInt32] = [:]
        for event in events where Self.codedKinds.contains(event.kind) {
            for concept in codings.resolve(event)?.concepts ?? [] { counts[concept.rawValue, default: 0] += 1 }
        }
        for measurement in Self.measurements(events, codings, knowledge) {
            if let feature = feature(measurement) { counts[feature] = 1 }
        }
        return counts.map { SimilarityIndex.CountedFeature($0.key, count: $0.value) }
            .sorted { $0.feature < $1.feature }
    }

    // MARK: Numbers

    // After the concepts come the measures, eight numbers each: the parts, then "low" and "high".
    private static let numbersPerMeasure = 8
    private static let low = 6
    private static let high = 7

    private func feature(_ measurement: Measurement) -> UInt32? {
        guard let number = measureNumbers[measurement.measure] else { return nil }
        let part = bounds[number].firstIndex { measurement.value < $0 } ?? Self.parts - 1
        return base + UInt32(number * Self.numbersPerMeasure + part)
    }

    private var base: UInt32 { UInt32(knowledge.terminology.count) }

    /// Everything that a feature is a kind of, without itself.
    func ancestors(_ feature: UInt32) -> [UInt32] {
        guard feature >= base else {
            return knowledge.terminology.ancestors(ConceptID(rawValue: feature)).dropFirst().map(\.rawValue)
        }
        let offset = Int(feature - base)
        let measureBase = base + UInt32(offset / Self.numbersPerMeasure * Self.numbersPerMeasure)
        switch offset % Self.numbersPerMeasure {
        case 0, 1: return [measureBase + UInt32(Self.low)]
        case 3, 4: return [measureBase + UInt32(Self.high)]
        default: return []
        }
    }

    /// A feature in words.
    func label(_ feature: UInt32) -> BilingualText {
        guard feature >= base else { return knowledge.label(ConceptID(rawValue: feature)) }
        let offset = Int(feature - base)
        let number = offset / Self.numbersPerMeasure
        let name = knowledge.label(measures[number])
        let part = offset % Self.numbersPerMeasure
        let limits = bounds[number]
        let text: String =
            switch part {
            case 0: "< \(shown(limits[0]))"
            case Self.parts - 1: "≥ \(shown(limits[Self.parts - 2]))"
            case 1..<Self.parts: "\(shown(limits[part - 1]))–\(shown(limits[part]))"
            case Self.low: "↓"
            default: "↑"
            }
        let unit = part < Self.parts ? (knowledge.canonicalUnit(measures[number]).map { " \($0)" } ?? "") : ""
        return BilingualText(english: "\(name[.english]) \(text)\(unit)", chinese: "\(name[.chinese]) \(text)\(unit)")
    }

    private func shown(_ value: Double) -> String {
        ExactDecimal(value).map { $0.rounded(fractionDigits: 1).strippingTrailingZeros().description } ?? "\(value)"
    }
}
