// From the JSON of a request to what the engine asks for. Both edges read patients, orders and moments in the same way.

import Engine
import FHIR
import JSON
import Quantities
import Records

/// What is wrong with a request, in words for the programmer who sent it.
struct RequestError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

enum RequestReading {
    /// `asOf`, or now.
    static func moment(_ value: JSONValue?) throws(RequestError) -> DateTime {
        guard let value, !value.isNull else { return .now }
        guard let text = value.stringValue, let moment = DateTime(text) else {
            throw RequestError("asOf must be a date or time such as \"2026-01-15\" or \"2026-01-15T08:30:00+08:00\"")
        }
        return moment
    }

    /// `author`, `note` and `at` (a moment, or now) of a change.
    static func signature(_ parameters: JSONValue) throws(RequestError) -> Signature {
        var time: DateTime?
        if let value = parameters["at"], !value.isNull {
            guard let moment = value.stringValue.flatMap({ DateTime($0) }) else {
                throw RequestError("at must be a date or time such as \"2026-01-15T08:30:00+08:00\"")
            }
            time = moment
        }
        return Signature(
            author: parameters["author"]?.stringValue, time: time, note: parameters["note"]?.stringValue)
    }

    /// `patient` (an id, identifier or name on record), `resources` (FHIR, brought along), `complete` (the kinds of
    /// events that the resources hold whole, so that absence means "no").
    static func source(_ parameters: JSONValue) throws(RequestError) -> PatientSource {
        var source = PatientSource(reference: parameters["patient"]?.stringValue)
        for (index, value) in (parameters["resources"]?.arrayValue ?? []).enumerated() {
            source.resources.append(try resource(value, at: "resources[\(index)]"))
        }
        for value in parameters["complete"]?.arrayValue ?? [] {
            guard let kind = EventKind.allCases.first(where: { "\($0)" == value.stringValue }) else {
                let names = EventKind.allCases.map { "\($0)" }.joined(separator: ", ")
                throw RequestError("complete holds \(value); it may hold \(names)")
            }
            source.complete.formUnion(EventKinds(kind))
        }
        if source.reference == nil, source.resources.isEmpty {
            throw RequestError("give patient (an id on record) or resources (FHIR resources of the patient)")
        }
        return source
    }

    /// `orders`: names of medicines, objects with text, system, code and dose, or FHIR MedicationRequests.
    static func orders(_ value: JSONValue?) throws(RequestError) -> [DraftOrderInput] {
        guard let elements = value?.arrayValue, !elements.isEmpty else {
            throw RequestError("orders must be an array with at least one order")
        }
        var orders: [DraftOrderInput] = []
        for (index, element) in elements.enumerated() {
            if let name = element.stringValue {
                orders.append(.named(name))
            } else if element["resourceType"] != nil {
                orders.append(
                    .resource(try resource(element, at: "orders[\(index)]"), identifier: element["id"]?.stringValue))
            } else if let text = element["text"]?.stringValue ?? element["code"]?.stringValue {
                orders.append(
                    .named(
                        text, system: element["system"]?.stringValue, code: element["code"]?.stringValue,
                        dose: element["dose"]?.stringValue))
            } else {
                throw RequestError(
                    "orders[\(index)] must be a name, an object with text or code, or a MedicationRequest")
            }
        }
        return orders
    }

    static func resource(_ value: JSONValue, at path: String) throws(RequestError) -> Resource {
        do {
            return try Resource(parsing: value.serialized())
        } catch {
            throw RequestError("\(path): \(error)")
        }
    }
}
