// Libraries of clinical logic in ELM, evaluated for a patient.

import Expressions
import Guidelines
import JSON
import Quantities
import Reasoning
import Text

public struct LibraryAnswer: Sendable {
    public let state: PatientState
    public let outcome: LibraryOutcome
    /// The words of each definition's value; nil where it has none.
    public let values: [BilingualText?]
    public let provenance: Provenance
}

extension Engine {
    /// Evaluates a library for a patient. What it refers to in the loaded terminology is resolved there.
    ///
    /// - Parameters:
    ///   - included: the libraries that it includes, directly or not.
    ///   - parameters: values of its parameters by name.
    /// - Throws: ``ELM/Refusal`` for what is no library; ``EngineError`` for an unknown patient or parameter.
    public func evaluate(
        _ library: JSONValue, including included: [JSONValue] = [], parameters: [String: Value] = [:],
        for source: PatientSource, asOf: DateTime
    ) throws -> LibraryAnswer {
        let snapshot = try currentSnapshot()
        var reader = ELM.LibraryReader(snapshot.knowledge.terminology)
        for other in included { try reader.add(other) }
        let library = try reader.library(try reader.add(library))
        for name in parameters.keys.sorted() where !library.parameters.contains(name) {
            let known = library.parameters.isEmpty ? "none" : library.parameters.joined(separator: ", ")
            throw EngineError.invalidRequest("\(library.name) has no parameter \(name); it has \(known)")
        }
        let state = try state(of: source, asOf: asOf, in: snapshot)
        let outcome = snapshot.knowledge.outcome(of: library, for: state, parameters: parameters)
        let values = outcome.definitions.map { definition -> BilingualText? in
            guard case .value(let value) = definition.finding else { return nil }
            return snapshot.knowledge.words(for: value, state)
        }
        return LibraryAnswer(
            state: state, outcome: outcome, values: values,
            provenance: Provenance(knowledge: snapshot.digest, state: state))
    }
}

extension LibraryAnswer {
    public var json: JSONValue {
        var library: JSONObject = ["name": .string(outcome.name)]
        if let version = outcome.version { library["version"] = .string(version) }
        return [
            "library": .object(library), "patient": .string(state.identifier), "provenance": provenance.json,
            "definitions": .array(zip(outcome.definitions, values).map { $0.json(state, $1) }),
        ]
    }
}

extension DefinitionOutcome {
    fileprivate func json(_ state: PatientState, _ words: BilingualText?) -> JSONValue {
        var object: JSONObject = ["name": .string(name), "label": label.json]
        switch finding {
        case .value(let value):
            object["status"] = "value"
            object["value"] = value.plainJSON ?? words?.json ?? .null
            if let words { object["words"] = words.json }
        case .unknown(let reason):
            object["status"] = "unknown"
            object["value"] = .null
            object["reason"] = reason?.json ?? .null
        case .refused(let refusal):
            object["status"] = "refused"
            object["construct"] = .string(refusal.construct)
            object["reason"] = .string(refusal.reason)
        }
        if !evidence.isEmpty { object["evidence"] = .array(evidence.map { state.evidence[$0].json }) }
        return .object(object)
    }
}

extension Value {
    /// Values that JSON has, and quantities and dates; nil for what only words can tell.
    fileprivate var plainJSON: JSONValue? {
        switch self {
        case .boolean(let truth): .bool(truth)
        case .integer(let number), .long(let number): .number(JSONNumber(number))
        case .decimal(let number): JSONNumber(spelling: number.description).map { .number($0) }
        case .string(let text): .string(text)
        case .quantity(let quantity):
            [
                "value": JSONNumber(spelling: quantity.value.description).map { .number($0) } ?? .null,
                "unit": .string(quantity.unit.code),
            ]
        case .date(let date), .dateTime(let date): .string(date.description)
        case .time(let time): .string(time.description)
        default: nil
        }
    }
}
