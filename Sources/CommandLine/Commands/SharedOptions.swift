// Options that most commands share, and the errors of all.

import ArgumentParser
import Engine
import Foundation
import JSON
import Quantities
import Text

struct DirectoryOption: ParsableArguments {
    @Option(
        name: [.customLong("data"), .customShort("d")],
        help: "The data directory (default: MERIDIAN_DATA, else ./meridian-data).")
    var directory: String?

    var path: String {
        directory ?? ProcessInfo.processInfo.environment["MERIDIAN_DATA"] ?? "meridian-data"
    }

    /// Opens the directory, which must be there already unless `creating`.
    func open(creating: Bool = false, readOnly: Bool = false) throws -> Engine {
        if !creating, !FileManager.default.fileExists(atPath: path + "/graph") {
            throw CommandError(
                "\(path) holds no knowledge yet: run `meridian load Graph Guidelines --data \(path)` first, or `meridian demo`"
            )
        }
        return try Engine(directory: path, readOnly: readOnly)
    }
}

struct OutputOptions: ParsableArguments {
    @Flag(name: .long, help: "Print JSON for programs.")
    var json = false

    @Option(
        name: .customLong("language"),
        help: ArgumentHelp("zh or en (default: MERIDIAN_LANGUAGE, else the locale).", valueName: "zh|en"))
    var languageCode: String?

    var language: Language {
        let environment = ProcessInfo.processInfo.environment
        let locale = environment["LC_ALL"] ?? environment["LC_MESSAGES"] ?? environment["LANG"] ?? ""
        let code = languageCode ?? environment["MERIDIAN_LANGUAGE"] ?? String(locale.prefix(2))
        return Language(rawValue: code) ?? .english
    }

    func validate() throws {
        if let languageCode, Language(rawValue: languageCode) == nil {
            throw ValidationError("--language must be zh or en, not \"\(languageCode)\"")
        }
    }

    var renderer: AnswerRenderer { AnswerRenderer(language: language) }

    func words(_ english: String, _ chinese: String) -> String { Words(language: language)(english, chinese) }

    /// Prints the JSON or the lines, as asked.
    func show(_ json: @autoclosure () -> JSONValue, _ lines: @autoclosure () -> [String]) {
        if self.json {
            print(String(decoding: json().serialized(.pretty), as: UTF8.self))
        } else {
            print(lines().joined(separator: "\n"))
        }
    }
}

struct MomentOption: ParsableArguments {
    @Option(
        name: .customLong("as-of"),
        help: ArgumentHelp("The moment of evaluation (default: now).", valueName: "date or time"))
    var text: String?

    func validate() throws {
        if let text, DateTime(text) == nil {
            throw ValidationError(
                "--as-of must be a date or time such as 2026-01-15 or 2026-01-15T08:30:00+08:00, not \"\(text)\"")
        }
    }

    var moment: DateTime { text.flatMap { DateTime($0) } ?? .now }
}

/// A message for the person at the keyboard.
struct CommandError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
