// From a patient's record to the state that rules look at. Whether something holds at the moment of evaluation is
// decided here: by its dates where the record has them, by its status otherwise.

import Expressions
import FHIR
import Quantities
import Records
import Terminology
import Text

/// An event with its codes in full and what they were understood as.
public struct ResolvedEvent: Sendable {
    public var event: SourceEvent
    public var resolution: CodeResolution

    public init(event: SourceEvent, resolution: CodeResolution) {
        self.event = event
        self.resolution = resolution
    }
}

/// An order that is being written, with what its codes were understood as.
public struct ResolvedDraft: Sendable {
    public var event: SourceEvent
    public var resolution: CodeResolution
    /// The caller's identifier of the order.
    public var identifier: String?

    public init(event: SourceEvent, resolution: CodeResolution, identifier: String? = nil) {
        self.event = event
        self.resolution = resolution
        self.identifier = identifier
    }
}

extension PatientState {
    /// The state of a patient as of a moment.
    /// - Parameter complete: the kinds that the record covers, so that absence means "no".
    public static func make(
        _ knowledge: KnowledgeBase, _ identity: PatientIdentity, events: some Sequence<ResolvedEvent>,
        drafts: [ResolvedDraft] = [], complete: Set<FactKind>, asOf: DateTime
    ) -> PatientState {
        var builder = PatientStateBuilder(knowledge, identity, asOf: asOf, complete: complete)
        let pregnancyStatus = knowledge.terminology.concept(MeridianBase.observation + "pregnancy-status")
        for resolved in events {
            guard let kind = FactKind(resolved.event.kind), resolved.event.certainty != .differential else { continue }
            let item = evidence(resolved.event, resolved.resolution, kind, asOf)
            if kind == .observation, let pregnancyStatus,
                resolved.resolution.concepts.contains(where: { knowledge.terminology.isA($0, pregnancyStatus) }),
                let isPregnant = pregnancy(resolved.event)
            {
                builder.addPregnancy(isPregnant, start: item.start, evidence: item)
                continue
            }
            builder.add(
                item, product: resolved.resolution.product,
                dailyDose: kind == .medication ? DailyDose.of(resolved.event) : nil,
                intake: kind == .medication ? intake(of: resolved.event, knowledge) : nil,
                value: value(of: resolved.event, knowledge),
                isTopical: resolved.resolution.isTopical, isHighRisk: resolved.event.criticality == .high)
            if kind == .condition { addAllergyHistory(item, knowledge, &builder) }
        }
        for draft in drafts {
            builder.addDraft(
                evidence(draft.event, draft.resolution, .medication, asOf),
                dailyDose: DailyDose.of(draft.event), intake: intake(of: draft.event, knowledge),
                isTopical: draft.resolution.isTopical,
                unrecognisedParts: draft.resolution.unrecognisedParts,
                identifier: draft.identifier)
        }
        return builder.build()
    }

    private static func intake(of event: SourceEvent, _ knowledge: KnowledgeBase) -> Intake? {
        guard let dosage = event.dosages.first else { return nil }
        let route = knowledge.resolver.resolve(dosage.route.map(RecordCoding.init), as: .route)
        return Intake(dose: DailyDose.single(of: event), route: route.concepts.first)
    }

    /// Hospitals also record an allergy as a diagnosis (ICD-10 Z88): it is an allergy all the same.
    private static func addAllergyHistory(
        _ item: Evidence, _ knowledge: KnowledgeBase, _ builder: inout PatientStateBuilder
    ) {
        let agents = item.concepts.flatMap { knowledge.terminology.causativeAgents($0) }
        guard !agents.isEmpty else { return }
        var allergy = item
        allergy.kind = .allergy
        allergy.concepts = agents
        builder.add(allergy)
    }

    private static func evidence(
        _ event: SourceEvent, _ resolution: CodeResolution, _ kind: FactKind, _ asOf: DateTime
    ) -> Evidence {
        let end = event.end.flatMap { DateTime($0) }
        return Evidence(
            kind: kind, concepts: resolution.concepts, text: event.displayText,
            start: event.start.flatMap { DateTime($0) }, end: end,
            isActive: isActive(event, kind, end: end, asOf: asOf),
            valueText: event.valueText, source: event.sourceText)
    }

    /// Dates decide where there are any: what ended later than the moment of evaluation held then, whatever its status
    /// is today, and an end that is a day includes every hour of it (FHIR R4, Period). A medicine that ended on the day
    /// of evaluation has been stopped: it gives way to what is ordered that day. A status says how things stand now; what
    /// is over, nobody knows since when, held on its first day.
    private static func isActive(_ event: SourceEvent, _ kind: FactKind, end: DateTime?, asOf: DateTime) -> Bool {
        if let end { return end.isGreater(than: asOf) ?? (kind != .medication) }
        switch event.status {
        case .inactive, .remission, .resolved, .completed, .stopped, .finished, .revoked:
            return event.start.flatMap { DateTime($0) }?.date.isEqual(to: asOf.date) ?? false
        case .onHold, .draft: return false
        default: return true
        }
    }

    private static func value(of event: SourceEvent, _ knowledge: KnowledgeBase) -> Value? {
        switch event.value {
        case .quantity(let quantity):
            return Quantity(quantity).map { measured($0, unit: quantity.code ?? quantity.unit) }
        case .codes(let codes):
            let resolution = knowledge.resolver.resolve(codes.map(RecordCoding.init), as: .observation)
            return resolution.concepts.first.map(Value.concept)
        case .boolean(let flag): return .boolean(flag)
        case .text(let text):
            // Laboratories also send numbers as text.
            if let reading = try? Quantity.reading(text) {
                return measured(reading.quantity, unit: reading.unit.spelling)
            }
            return .string(text)
        case nil: return nil
        }
    }

    /// A number without a unit stays one, so that it is not taken for a quantity of unit 1: 6.5 is not 650 %.
    private static func measured(_ quantity: Quantity, unit: String?) -> Value {
        unit?.isEmpty ?? true ? .decimal(quantity.value) : .quantity(quantity)
    }

    /// LOINC 82810-3 answers with SNOMED CT codes: 77386006 pregnant, 60001007 not pregnant.
    private static func pregnancy(_ event: SourceEvent) -> Bool? {
        switch event.value {
        case .codes(let codes):
            if codes.contains(where: { $0.code == "77386006" }) { return true }
            if codes.contains(where: { $0.code == "60001007" }) { return false }
            return nil
        case .boolean(let flag): return flag
        default: return nil
        }
    }
}

extension FactKind {
    /// The kind of fact that an event becomes; nil for what rules do not look at.
    public init?(_ kind: EventKind) {
        switch kind {
        case .condition: self = .condition
        case .medication: self = .medication
        case .observation: self = .observation
        case .procedure: self = .procedure
        case .allergy: self = .allergy
        case .immunization: self = .immunization
        case .encounter: self = .encounter
        case .carePlan, .goal, .report, .death: return nil
        }
    }
}

extension CodingDomain {
    public init?(_ kind: EventKind) {
        switch kind {
        case .condition: self = .condition
        case .medication: self = .medication
        case .observation, .report: self = .observation
        case .procedure, .carePlan: self = .procedure
        case .allergy: self = .allergen
        case .immunization: self = .immunization
        case .encounter: self = .encounter
        case .goal, .death: return nil
        }
    }
}

extension RecordCoding {
    public init(_ coding: Coding) {
        self.init(
            system: coding.system.isEmpty ? nil : coding.system, code: coding.code.isEmpty ? nil : coding.code,
            display: coding.display.isEmpty ? nil : coding.display)
    }
}

extension DateTime {
    /// A record's date with its precision and zone.
    public init?(_ time: ClinicalTime) {
        let date = time.date
        let clock = time.millisecondOfDay
        switch time.precision {
        case .year: self.init(year: date.year)
        case .month: self.init(year: date.year, month: date.month)
        case .day: self.init(year: date.year, month: date.month, day: date.day)
        case .minute, .second, .millisecond:
            self.init(
                year: date.year, month: date.month, day: date.day, hour: clock / 3_600_000,
                minute: clock / 60_000 % 60, second: time.precision >= .second ? clock / 1_000 % 60 : nil,
                millisecond: time.precision == .millisecond ? clock % 1_000 : nil, offsetMinutes: time.zoneMinutes)
        }
    }
}

extension Quantity {
    /// A record's value, in its UCUM code where it has one, else in the unit as the hospital writes it. Nil where the
    /// value is a bound (`< 0.5`), no number, or in a unit that nobody can read: such a value is never compared.
    public init?(_ source: SourceQuantity) {
        guard source.comparator == nil, let number = ExactDecimal(source.number) else { return nil }
        let unit = source.code ?? source.unit ?? ""
        if !source.hasUnit {
            self.init(number)
        } else if let reading = try? UnitReading(unit) {
            self.init(number, reading.unit)
        } else {
            return nil
        }
    }
}

extension SourceQuantity {
    fileprivate var hasUnit: Bool { !(code ?? unit ?? "").isEmpty }
}

extension ClinicalEvent<Coding> {
    /// The words of the record: the first display, else the first code.
    var displayText: String {
        codes.lazy.map(\.display).first { !$0.isEmpty } ?? codes.first?.code ?? ""
    }

    var valueText: String? {
        switch value {
        case .quantity(let quantity): quantity.display
        case .codes(let codes): codes.first.map { $0.display.isEmpty ? $0.code : $0.display }
        case .text(let text): text
        case .boolean(let flag): flag ? "yes" : "no"
        case nil: dosages.first.flatMap { $0.text ?? $0.dose?.display }
        }
    }

    var sourceText: String {
        source.resourceID.isEmpty ? source.resourceType : "\(source.resourceType)/\(source.resourceID)"
    }
}
