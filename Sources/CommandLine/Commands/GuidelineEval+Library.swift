// `meridian guideline eval` on libraries of clinical logic in ELM, as translators of CQL write them.

import ArgumentParser
import Engine
import Expressions
import Foundation
import Guidelines
import JSON
import Quantities

extension GuidelineEval {
    /// Evaluates each definition of the library for the patient.
    func evaluate(_ library: JSONValue, at path: String, for patient: String) throws {
        let included = try libraries.map { path in
            guard let document = try Self.library(path) else {
                throw CommandError("\(path) is no library in ELM's JSON form")
            }
            return document
        }
        var values: [String: Value] = [:]
        for parameter in parameters {
            guard let mark = parameter.firstIndex(of: "=") else {
                throw CommandError("\"\(parameter)\" is not NAME=VALUE, such as \"target=7 '%'\"")
            }
            values[String(parameter[..<mark])] = Value(parameter: String(parameter[parameter.index(after: mark)...]))
        }
        let engine = try data.open(readOnly: true)
        do {
            let answer = try engine.evaluate(
                library, including: included, parameters: values, for: PatientSource(reference: patient),
                asOf: moment.moment)
            output.show(answer.json, output.renderer.lines(answer))
        } catch let refusal as ELM.Refusal {
            throw CommandError("\(path): \(refusal)")
        }
    }

    /// The document of a file, where it is a library; nil for any other file.
    static func library(_ path: String) throws -> JSONValue? {
        guard path.hasSuffix(".json"), !path.hasSuffix(".gdl2.json") else { return nil }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw CommandError("\(path) cannot be read")
        }
        do {
            let document = try JSONValue(parsing: [UInt8](bytes))
            return ELM.isLibrary(document) ? document : nil
        } catch {
            throw CommandError("\(path):\(error.line):\(error.column): \(error.problem)")
        }
    }
}

extension Value {
    /// A parameter as it is typed: `true`, `5`, `6.5`, `7 '%'`, `@2026-01-31`; anything else is text.
    init(parameter text: String) {
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        if text == "true" || text == "false" {
            self = .boolean(text == "true")
        } else if let number = Int32(text) {
            self = .integer(Int(number))
        } else if let number = ExactDecimal(text) {
            self = .decimal(number)
        } else if parts.count == 2, let number = ExactDecimal(parts[0]),
            let unit = try? UCUMUnit(parts[1].trimmingCharacters(in: CharacterSet(charactersIn: "'")))
        {
            self = .quantity(Quantity(number, unit))
        } else if text.hasPrefix("@"), let moment = DateTime(String(text.dropFirst())) {
            self = moment.precision <= .day ? .date(moment) : .dateTime(moment)
        } else {
            self = .string(text)
        }
    }
}
