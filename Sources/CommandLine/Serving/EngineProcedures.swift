// The engine behind JSON-RPC.

import Engine
import FHIR
import JSON
import Records
import SocketServer
import Text

struct EngineProcedures: RemoteProcedures {
    let engine: Engine

    private typealias Procedure = @Sendable (Engine, JSONValue) throws -> JSONValue

    private static let procedures: [String: (isSlow: Bool, run: Procedure)] = [
        "alerts.check": (
            false,
            { engine, parameters in
                try engine.alerts(
                    for: RequestReading.source(parameters), drafts: RequestReading.orders(parameters["orders"]),
                    asOf: RequestReading.moment(parameters["asOf"])
                ).json
            }
        ),
        "pathway.recommend": (
            true,
            { engine, parameters in
                try engine.recommendations(
                    for: RequestReading.source(parameters),
                    guidelines: parameters["guidelines"]?.arrayValue?.compactMap(\.stringValue) ?? [],
                    asOf: RequestReading.moment(parameters["asOf"])
                ).json
            }
        ),
        "patients.similar": (
            true,
            { engine, parameters in
                let count = parameters["count"]?.integerValue ?? 10
                guard (1...1_000).contains(count) else { throw RequestError("count must be from 1 to 1000") }
                return try engine.similarPatients(
                    to: text("patient", in: parameters), count: count,
                    asOf: RequestReading.moment(parameters["asOf"])
                ).json
            }
        ),
        "explain": (
            true,
            { engine, parameters in
                try engine.explain(
                    text("item", in: parameters), for: RequestReading.source(parameters),
                    asOf: RequestReading.moment(parameters["asOf"])
                ).json
            }
        ),
        "concepts.search": (
            true,
            { engine, parameters in
                let limit = parameters["limit"]?.integerValue ?? 10
                guard (1...1_000).contains(limit) else { throw RequestError("limit must be from 1 to 1000") }
                return .array(try engine.searchConcepts(text("text", in: parameters), limit: limit).map(\.json))
            }
        ),
        "records.import": (
            true,
            { engine, parameters in
                let options = ImportOptions(
                    skipInvalid: parameters["skipInvalid"]?.boolValue ?? false,
                    isComplete: parameters["complete"]?.boolValue ?? true)
                return try engine.importRecords(from: text("path", in: parameters), options: options).json
            }
        ),
        "guidelines.explain": (
            true,
            { engine, parameters in
                try engine.explainGuideline(
                    text("guideline", in: parameters), for: RequestReading.source(parameters),
                    asOf: RequestReading.moment(parameters["asOf"])
                ).json
            }
        ),
        "guidelines.show": (
            true,
            { engine, parameters in
                let outline = try engine.outline(ofGuideline: text("guideline", in: parameters))
                guard let format = parameters["format"]?.stringValue, format != "outline" else { return outline.json }
                let code = parameters["language"]?.stringValue ?? Language.english.rawValue
                guard let language = Language(rawValue: code) else { throw RequestError("language must be zh or en") }
                let chart = GuidelineChart(outline, language: language)
                switch format {
                case "svg": return ["svg": .string(chart.svg().joined())]
                case "mermaid": return ["mermaid": .string(chart.mermaid)]
                default: throw RequestError("format must be outline, svg or mermaid")
                }
            }
        ),
        "guidelines.load": (
            true,
            { engine, parameters in
                let paths = try texts("paths", in: parameters)
                let signature = try RequestReading.signature(parameters)
                guard parameters["activate"]?.boolValue ?? true else {
                    return try engine.loadReleases(paths, by: signature).json
                }
                return try engine.load(paths, by: signature).json
            }
        ),
        "guidelines.list": (
            true,
            { engine, parameters in
                .array(try engine.listReleases(of: parameters["guideline"]?.stringValue).map(\.json))
            }
        ),
        "guidelines.history": (
            true,
            { engine, parameters in
                .array(try engine.releaseHistory(of: parameters["guideline"]?.stringValue).events.map(\.json))
            }
        ),
        "guidelines.activate": (
            true,
            { engine, parameters in
                let signature = try RequestReading.signature(parameters)
                return .array(try engine.activate(texts("releases", in: parameters), by: signature).map(\.json))
            }
        ),
        "guidelines.retire": (
            true,
            { engine, parameters in
                let signature = try RequestReading.signature(parameters)
                return .array(try engine.retire(texts("guidelines", in: parameters), by: signature).map(\.json))
            }
        ),
        "guidelines.rollback": (
            true,
            { engine, parameters in
                let signature = try RequestReading.signature(parameters)
                return try engine.rollBack(text("guideline", in: parameters), by: signature).json
            }
        ),
        "guidelines.diff": (
            true,
            { engine, parameters in
                let shown = parameters["patients"]?.integerValue ?? 0
                guard (0...1_000).contains(shown) else { throw RequestError("patients must be from 0 to 1000") }
                let asOf = try RequestReading.moment(parameters["asOf"])
                return try engine.compareReleases(
                    text("before", in: parameters), text("after", in: parameters),
                    impact: parameters["impact"]?.boolValue == true ? ImpactRequest(asOf: asOf) : nil
                ).json(patients: shown)
            }
        ),
        "system.status": (true, { engine, _ in try engine.status().json }),
    ]

    var methodNames: [String] { Self.procedures.keys.sorted() }

    func isSlow(_ method: String) -> Bool { Self.procedures[method]?.isSlow ?? false }

    func call(_ method: String, _ parameters: JSONValue?) throws(RemoteProcedureError) -> JSONValue {
        guard let procedure = Self.procedures[method] else { throw .methodNotFound("no method \(method)") }
        do {
            return try procedure.run(engine, parameters ?? .object([:]))
        } catch let error as RequestError {
            throw .invalidParameters(error.description)
        } catch let error as EngineError {
            throw .invalidParameters(error.description)
        } catch {
            throw .internalError("\(error)")
        }
    }

    private static func text(_ name: String, in parameters: JSONValue) throws(RequestError) -> String {
        guard let text = parameters[name]?.stringValue, !text.isEmpty else {
            throw RequestError("\(name) must be a text")
        }
        return text
    }

    private static func texts(_ name: String, in parameters: JSONValue) throws(RequestError) -> [String] {
        guard let texts = parameters[name]?.arrayValue?.compactMap(\.stringValue), !texts.isEmpty else {
            throw RequestError("\(name) must be an array of texts")
        }
        return texts
    }
}
