// Colour and weight, on a terminal only: piped output and NO_COLOR (no-color.org) get plain text.

import Foundation

struct Style: Sendable {
    enum Colour: Int, Sendable {
        case red = 31
        case green = 32
        case yellow = 33
        case blue = 34
        case magenta = 35
        case cyan = 36
        case grey = 90
    }

    let isColoured: Bool

    /// The style for standard output as it is connected now.
    static func forStandardOutput() -> Style {
        let environment = ProcessInfo.processInfo.environment
        let forbidden = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        return Style(isColoured: !forbidden && environment["TERM"] != "dumb" && isatty(1) == 1)
    }

    func bold(_ text: String) -> String { wrap(text, "1") }

    func dim(_ text: String) -> String { wrap(text, "2") }

    func colour(_ text: String, _ colour: Colour, bold: Bool = false) -> String {
        wrap(text, (bold ? "1;" : "") + String(colour.rawValue))
    }

    private func wrap(_ text: String, _ code: String) -> String {
        isColoured && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
