import ArgumentParser
import Engine
import Foundation
import Quantities

/// Who changes what is active, when and why: kept in the history.
struct SignatureOptions: ParsableArguments {
    @Option(help: "Who does this (default: MERIDIAN_AUTHOR, else the user who is logged in).")
    var author: String?

    @Option(help: "Why, for the history.")
    var note: String?

    @Option(help: ArgumentHelp("When (default: now).", valueName: "date or time"))
    var at: String?

    func validate() throws {
        if let at, DateTime(at) == nil {
            throw ValidationError(
                "--at must be a date or time such as 2026-01-15 or 2026-01-15T08:30:00+08:00, not \"\(at)\"")
        }
    }

    var signature: Signature {
        Signature(
            author: author ?? ProcessInfo.processInfo.environment["MERIDIAN_AUTHOR"],
            time: at.flatMap { DateTime($0) }, note: note)
    }
}
