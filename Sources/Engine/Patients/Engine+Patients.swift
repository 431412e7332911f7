// Finding a patient and building the state that questions are asked of.

import Expressions
import FHIR
import Quantities
import Reasoning
import Records
import Terminology

/// Where a patient's facts come from: the record store, a request that brings them along, or both.
public struct PatientSource: Sendable {
    /// An id, identifier or name of a patient on record; nil when the request brings everything.
    public var reference: String?
    /// FHIR resources that came with the request.
    public var resources: [Resource]
    /// The kinds of events that the request claims to have brought whole.
    public var complete: EventKinds

    public init(reference: String? = nil, resources: [Resource] = [], complete: EventKinds = []) {
        self.reference = reference
        self.resources = resources
        self.complete = complete
    }
}

/// An order that is being written: a FHIR resource, or a name and perhaps a code.
public enum DraftOrderInput: Sendable {
    case resource(Resource, identifier: String?)
    case named(String, system: String? = nil, code: String? = nil, dose: String? = nil)
}

extension Engine {
    /// The patient on record whom `text` means.
    public func patient(_ text: String) throws -> Patient {
        let found = try records.patients(matching: text)
        guard let first = found.first else { throw EngineError.unknownPatient(text) }
        guard found.count == 1 else {
            let exact = found.filter { $0.displayName == text }
            if exact.count == 1 { return exact[0] }
            throw EngineError.ambiguousPatient(
                text, candidates: found.map { "\($0.displayName) (\($0.id))" })
        }
        return first
    }

    func state(
        of source: PatientSource, drafts: [DraftOrderInput] = [], asOf: DateTime, in snapshot: KnowledgeSnapshot
    ) throws -> PatientState {
        var identity = PatientIdentity(identifier: source.reference ?? "")
        var events: [ResolvedEvent] = []
        var complete = source.complete
        if let reference = source.reference, source.resources.isEmpty || (try? patient(reference)) != nil {
            let patient = try patient(reference)
            identity = PatientIdentity(patient)
            complete.formUnion(patient.coverage)
            for event in try records.record(of: patient.number)?.events ?? [] {
                events.append(snapshot.codings.resolved(event))
            }
        }
        var brought: Set<String> = []
        for resource in source.resources {
            if case .patient(let resource) = resource { identity = PatientIdentity(resource) }
            guard let mapped = try? EventMapping.map(resource) else { continue }
            complete.formUnion(mapped.coverage)
            brought.insert("\(mapped.resourceType)/\(mapped.resourceID)")
            for event in mapped.events { events.append(resolve(event, in: snapshot)) }
        }
        if !brought.isEmpty { removeRepeated(&events, brought) }
        return PatientState.make(
            snapshot.knowledge, identity, events: events, drafts: try drafts.map { try resolve($0, in: snapshot) },
            complete: Set(complete.kinds.compactMap { FactKind($0) }), asOf: asOf)
    }

    /// What the request brought replaces what is on record under the same id.
    private func removeRepeated(_ events: inout [ResolvedEvent], _ brought: Set<String>) {
        var seen: Set<String> = []
        var kept: [ResolvedEvent] = []
        for event in events.reversed() {
            let source = event.event.source
            let name = "\(source.resourceType)/\(source.resourceID)"
            if brought.contains(name), !seen.insert("\(name)#\(source.part)").inserted { continue }
            kept.append(event)
        }
        events = kept.reversed()
    }

    func resolve(_ event: SourceEvent, in snapshot: KnowledgeSnapshot) -> ResolvedEvent {
        let resolution = CodingDomain(event.kind).map { domain in
            snapshot.knowledge.resolver.resolve(event.codes.map { RecordCoding($0) }, as: domain)
        }
        return ResolvedEvent(event: event, resolution: resolution ?? CodeResolution())
    }

    private func resolve(_ draft: DraftOrderInput, in snapshot: KnowledgeSnapshot) throws -> ResolvedDraft {
        switch draft {
        case .resource(let resource, let identifier):
            guard let mapped = try EventMapping.map(resource), let event = mapped.events.first else {
                throw EngineError.invalidRequest("a draft order must be a MedicationRequest with a medicine")
            }
            return ResolvedDraft(
                event: event, resolution: resolve(event, in: snapshot).resolution, identifier: identifier)
        case .named(let name, let system, let code, let dose):
            var event = SourceEvent(
                kind: .medication, codes: [Coding(system: system ?? "", code: code ?? "", display: name)],
                status: .draft, source: EventSource(resourceType: "draft order", resourceID: ""))
            if let dose { event.dosages = [EventDosage(text: dose)] }
            return ResolvedDraft(event: event, resolution: resolve(event, in: snapshot).resolution)
        }
    }
}

extension PatientIdentity {
    init(_ patient: Patient) {
        self.init(
            identifier: patient.id, name: patient.displayName, sex: Sex(patient.sex),
            birthDate: patient.birthDate.flatMap { DateTime($0) }, isDeceased: patient.isDeceased,
            deathDate: patient.deceased.flatMap { DateTime($0) })
    }

    init(_ resource: PatientResource) {
        self.init(
            identifier: resource.id, name: resource.names.first?.display, sex: Sex(Patient.Sex(code: resource.gender)),
            birthDate: resource.birthDate.flatMap { DateTime($0) }, isDeceased: resource.isDeceased,
            deathDate: resource.deceased.flatMap { DateTime($0) })
    }
}

extension Sex {
    init?(_ sex: Patient.Sex) {
        switch sex {
        case .female: self = .female
        case .male: self = .male
        case .other: self = .other
        case .unknown: return nil
        }
    }
}
