// From FHIR resources to events: which elements count, what is left out and why.
//
// Used by the importer for what is stored and by the edges for what a request brings along (prefetched resources,
// draft orders), so that both mean the same.

import FHIR

/// Why a resource that was read well does not become an event.
public enum LeftOutReason: String, Hashable, Sendable, CaseIterable {
    case enteredInError = "entered in error"
    case refuted
    case notDone = "not done"
    case cancelled
    case notAnOrder = "proposed, not ordered"
    case prohibited = "an order not to give a medicine"
    case noResult = "an observation without a result"
    case coverageStatement = "a statement that there is nothing to record"
}

/// What a clinical resource says about its patient.
public struct MappedResource: Hashable, Sendable {
    public var resourceType: String
    public var resourceID: String
    /// The kind of its events, also if it has none.
    public var kind: EventKind
    public var patient: Reference?
    public var events: [SourceEvent] = []
    public var leftOut: LeftOutReason?
    /// Kinds that it states to be complete, such as allergies by "no known allergy".
    public var coverage: EventKinds = []
    /// Where the medicine is described, if that is in another resource: its codings go into the event.
    public var medicationReference: Reference?
}

/// A resource that lacks what an event needs.
public struct MappingError: Error, Hashable, Sendable, CustomStringConvertible {
    public let reason: RefusalReason
    public let message: String

    public var description: String { message }
}

public enum EventMapping {
    /// SNOMED CT findings that say there is nothing to record: no known allergy, no known drug allergy.
    static let noKnownAllergy: Set<String> = ["716186003", "409137002"]

    /// The events of a clinical resource; nil for resources that are about no event (Patient, Medication and others).
    ///
    /// - Throws: ``MappingError`` if it has neither a code nor words for what it is about.
    public static func map(_ resource: Resource) throws(MappingError) -> MappedResource? {
        switch resource {
        case .condition(let condition): try map(condition)
        case .allergyIntolerance(let allergy): try map(allergy)
        case .observation(let observation): try map(observation)
        case .medicationUse(let use): try map(use)
        case .procedure(let procedure): try map(procedure)
        case .immunization(let immunization): try map(immunization)
        case .encounter(let encounter): map(encounter)
        case .diagnosticReport(let report): try map(report)
        case .carePlan(let plan): map(plan)
        case .goal(let goal): try map(goal)
        case .patient, .medication, .operationOutcome, .other: nil
        }
    }

    private static func map(_ condition: ConditionResource) throws(MappingError) -> MappedResource {
        var mapped = MappedResource(
            resourceType: "Condition", resourceID: condition.id, kind: .condition, patient: condition.subject)
        mapped.leftOut = leftOut(status: nil, verification: condition.verificationStatus)
        if mapped.statesNothingToRecord(condition.code, .allergy) { return mapped }
        var event = mapped.event(try codes(condition.code, "Condition"))
        event.start = condition.onset ?? condition.recorded
        event.end = condition.abatement
        event.status = condition.clinicalStatus.map { EventStatus(code: $0) }
        event.certainty = EventCertainty(code: condition.verificationStatus)
        event.severity = condition.severity?.allCodings ?? []
        event.categories = condition.categories.flatMap(\.allCodings)
        mapped.finish([event])
        return mapped
    }

    private static func map(_ allergy: AllergyIntoleranceResource) throws(MappingError) -> MappedResource {
        var mapped = MappedResource(
            resourceType: "AllergyIntolerance", resourceID: allergy.id, kind: .allergy, patient: allergy.patient)
        mapped.leftOut = leftOut(status: nil, verification: allergy.verificationStatus)
        if mapped.statesNothingToRecord(allergy.code, .allergy) { return mapped }
        var event = mapped.event(try codes(allergy.code, "AllergyIntolerance"))
        event.start = allergy.onset ?? allergy.recorded
        event.status = allergy.clinicalStatus.map { EventStatus(code: $0) }
        event.certainty = EventCertainty(code: allergy.verificationStatus)
        event.criticality = AllergyCriticality(code: allergy.criticality)
        let manifestations = allergy.reactions.flatMap(\.manifestations).flatMap(\.allCodings)
        event.value = manifestations.isEmpty ? nil : .codes(manifestations)
        let severities = allergy.reactions.compactMap(\.severity)
        if let worst = ["severe", "moderate", "mild"].first(where: severities.contains) {
            event.severity = [Coding(system: "http://hl7.org/fhir/reaction-event-severity", code: worst)]
        }
        event.categories =
            allergy.categories.map { Coding(system: "http://hl7.org/fhir/allergy-intolerance-category", code: $0) }
        if let type = allergy.type {
            event.categories.append(Coding(system: "http://hl7.org/fhir/allergy-intolerance-type", code: type))
        }
        mapped.finish([event])
        return mapped
    }

    /// Components, such as the two blood pressures, become events of their own; the whole only if it has a result.
    private static func map(_ observation: ObservationResource) throws(MappingError) -> MappedResource {
        var mapped = MappedResource(
            resourceType: "Observation", resourceID: observation.id, kind: .observation, patient: observation.subject)
        mapped.leftOut = leftOut(status: observation.status, verification: nil)
        var whole = mapped.event(try codes(observation.code, "Observation"))
        whole.start = observation.effective.start ?? observation.issued
        whole.end = observation.effective.end
        whole.status = observation.status.map { EventStatus(code: $0) }
        whole.categories = observation.categories.flatMap(\.allCodings)
        var events: [SourceEvent] = []
        for (index, component) in observation.components.enumerated() {
            guard let code = component.code, component.value != nil else { continue }
            var event = whole
            event.codes = code.allCodings
            event.source.part = index + 1
            event.value = component.value.map(value)
            event.interpretations = component.interpretations.flatMap(\.allCodings)
            events.append(event)
        }
        if observation.value != nil || !observation.interpretations.isEmpty {
            whole.value = observation.value.map(value)
            whole.interpretations = observation.interpretations.flatMap(\.allCodings)
            events.insert(whole, at: 0)
        }
        if events.isEmpty, mapped.leftOut == nil { mapped.leftOut = .noResult }
        mapped.finish(events)
        return mapped
    }

    private static func map(_ use: MedicationUseResource) throws(MappingError) -> MappedResource {
        var mapped = MappedResource(
            resourceType: use.form.rawValue, resourceID: use.id, kind: .medication, patient: use.subject)
        mapped.leftOut = leftOut(status: use.status, verification: nil)
        if mapped.leftOut == nil, use.isProhibition { mapped.leftOut = .prohibited }
        if mapped.leftOut == nil, let intent = use.intent, ["proposal", "plan", "option"].contains(intent) {
            mapped.leftOut = .notAnOrder
        }
        if use.medication == nil, use.medicationReference?.id != nil {
            mapped.medicationReference = use.medicationReference
        }
        let named = use.medication ?? use.medicationReference?.display.map { CodeableConcept(text: $0) }
        var event = mapped.event(
            mapped.medicationReference == nil ? try codes(named, use.form.rawValue) : named?.allCodings ?? [])
        event.start = use.effective.start
        event.end = use.effective.end
        event.status = use.status.map { EventStatus(code: $0) }
        event.dosages = use.dosages.map { dosage in
            EventDosage(
                text: dosage.text, dose: dosage.dose, frequency: dosage.frequency, period: dosage.period,
                periodUnit: dosage.periodUnit, timing: dosage.timing, route: dosage.route?.allCodings ?? [],
                isAsNeeded: dosage.isAsNeeded)
        }
        mapped.finish([event])
        return mapped
    }

    private static func value(_ value: ObservationValue) -> EventValue<Coding> {
        switch value {
        case .quantity(let quantity): .quantity(quantity)
        case .concept(let concept): .codes(concept.allCodings)
        case .text(let text): .text(text)
        case .boolean(let flag): .boolean(flag)
        }
    }

    static func codes(_ concept: CodeableConcept?, _ type: String) throws(MappingError) -> [Coding] {
        guard let concept else {
            throw MappingError(
                reason: .noCode, message: "this \(type) has neither a code nor a text for what it is about")
        }
        return concept.allCodings
    }

    static func leftOut(status: String?, verification: String?) -> LeftOutReason? {
        switch (status, verification) {
        case ("entered-in-error", _), (_, "entered-in-error"): .enteredInError
        case (_, "refuted"): .refuted
        case ("not-done", _), ("not-taken", _): .notDone
        case ("cancelled", _), ("revoked", _), ("rejected", _): .cancelled
        default: nil
        }
    }
}

extension MappedResource {
    func event(_ codes: [Coding]) -> SourceEvent {
        SourceEvent(
            kind: kind, codes: codes, source: EventSource(resourceType: resourceType, resourceID: resourceID))
    }

    /// Keeps the events unless the resource is left out.
    mutating func finish(_ events: [SourceEvent]) {
        if leftOut == nil { self.events = events }
    }

    /// Turns the resource into a statement of coverage if it is coded as one.
    fileprivate mutating func statesNothingToRecord(_ code: CodeableConcept?, _ kinds: EventKinds) -> Bool {
        guard leftOut == nil, let code,
            code.codings.contains(where: { EventMapping.noKnownAllergy.contains($0.code) })
        else { return false }
        leftOut = .coverageStatement
        coverage = kinds
        return true
    }
}
