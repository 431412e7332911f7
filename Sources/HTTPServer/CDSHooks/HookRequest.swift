// A hook's request, read liberally: of 122 published requests, 92 send `Patient/x` for an id, many leave out what the
// specification demands and that no answer needs, and older clients use older names. What an answer does need is required,
// and its absence is explained by its path in the request.

import JSON

/// A client's question at one moment of the clinician's work (CDS Hooks 2.0, "Calling a CDS Service").
public struct HookRequest: Sendable, Hashable {
    /// The id of the service that is asked.
    public let service: String
    public let hook: Hook
    /// Unique for each invocation, when the client sent it.
    public let hookInstance: String?
    public let fhirServer: String?
    /// The bare id: `17`, also when the client sent `Patient/17`.
    public let patientID: String
    public let encounterID: String?
    /// Who asks, as a reference such as `Practitioner/3`.
    public let user: String?
    /// The orders that are not signed yet, as FHIR resources.
    public let draftOrders: [JSONObject]
    /// References to those of the draft orders that were selected last, such as `MedicationRequest/5` (order-select).
    public let selections: [String]
    public let prefetch: [String: PrefetchEntry]
    /// The whole context, for what has no name here.
    public let context: JSONObject
    public let `extension`: JSONObject?

    /// The keys that `service` requires and for which the client sent nothing usable. Null is usable: it says that the client
    /// looked and has nothing.
    public func missingPrefetch(for service: ServiceDescription) -> [String] {
        service.prefetch.filter { template in
            guard template.isRequired else { return false }
            guard let entry = prefetch[template.key] else { return true }
            if case .failed = entry { return true }
            return false
        }.map(\.key)
    }
}

extension HookRequest {
    /// Reads the body of a request to the service `service`.
    /// - Throws: `HookError.invalidRequest`, naming what is wrong by its path.
    public init(service: String, body: JSONValue) throws(HookError) {
        guard case .object(let request) = body else {
            throw .invalidRequest("the body must be a JSON object, not \(body.kind)")
        }
        guard let hook = try text(request["hook"], at: "hook") else {
            throw .invalidRequest("hook is missing; it names the hook that triggered this call, such as \"order-sign\"")
        }
        guard let context = try object(request["context"], at: "context") else {
            throw .invalidRequest("context is missing; it is an object with at least a patientId")
        }
        guard let patient = try text(context["patientId"], at: "context.patientId") else {
            throw .invalidRequest("context.patientId is missing; it is the FHIR id of the patient")
        }
        self.service = service
        self.hook = Hook(rawValue: hook)
        self.context = context
        hookInstance = try text(request["hookInstance"], at: "hookInstance")
        fhirServer = try text(request["fhirServer"], at: "fhirServer")
        patientID = identifier(in: patient, of: "Patient")
        encounterID = try text(context["encounterId"], at: "context.encounterId").map {
            identifier(in: $0, of: "Encounter")
        }
        user = try text(context["userId"], at: "context.userId")
        draftOrders = try orders(in: context, isRequired: self.hook.hasDraftOrders)
        selections = (context["selections"]?.arrayValue ?? []).compactMap {
            $0.stringValue ?? $0["reference"]?.stringValue
        }
        let entries = try object(request["prefetch"], at: "prefetch") ?? [:]
        prefetch = Dictionary(uniqueKeysWithValues: entries.map { ($0.key, PrefetchEntry($0.value)) })
        `extension` = request["extension"]?.objectValue
    }
}

/// A text, or nil when it is absent, null or empty. Numbers are taken for ids, as some clients send them.
private func text(_ value: JSONValue?, at path: String) throws(HookError) -> String? {
    switch value {
    case nil, .null: return nil
    case .string(let text): return text.isEmpty ? nil : text
    case .number(let number): return number.spelling
    case .some(let other): throw .invalidRequest("\(path) must be a string, not \(other.kind)")
    }
}

private func object(_ value: JSONValue?, at path: String) throws(HookError) -> JSONObject? {
    switch value {
    case nil, .null: return nil
    case .object(let object): return object
    case .some(let other): throw .invalidRequest("\(path) must be an object, not \(other.kind)")
    }
}

/// The orders of `draftOrders`, or of the `medications` or `orders` of older clients: a Bundle or an array of resources.
private func orders(in context: JSONObject, isRequired: Bool) throws(HookError) -> [JSONObject] {
    let name = ["draftOrders", "medications", "orders"].first { context[$0] != nil && context[$0] != .null }
    guard let name, let value = context[name] else {
        guard isRequired else { return [] }
        throw .invalidRequest("context.draftOrders is missing; it is a Bundle of the orders that are not signed yet")
    }
    switch value {
    case .array(let resources): return resources.compactMap(\.objectValue)
    case .object(let bundle): return PrefetchEntry.resources(ofBundle: bundle)
    case .null, .bool, .number, .string:
        throw .invalidRequest("context.\(name) must be a Bundle of FHIR resources, not \(value.kind)")
    }
}

/// The id in a reference: `17` in `17`, `Patient/17`, `https://server/fhir/Patient/17` and `Patient/17/_history/2`.
private func identifier(in reference: String, of type: String) -> String {
    let segments = reference.split(separator: "/")
    guard let place = segments.lastIndex(where: { $0 == type }), place + 1 < segments.count else { return reference }
    return String(segments[place + 1])
}
