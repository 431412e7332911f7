// Long answers a screen at a time: through $PAGER, else less, else a screen after the other by ourselves.

import Foundation
import LineEditor

final class Pager {
    /// Thrown to whoever writes when the reader has seen enough.
    struct Enough: Error {}

    private let size: (columns: Int, rows: Int)
    private let command: String?
    private let more: String
    /// What has been written, while it fits on the screen.
    private var waiting: String? = ""
    private var rows = 0
    private var pipe: UnsafeMutablePointer<FILE>?

    /// - Parameter more: what our own paging asks.
    init(more: String, environment: [String: String] = ProcessInfo.processInfo.environment) {
        size = Screen.size
        self.more = more
        command = Self.command(environment)
    }

    /// The command that shows a long text; nil when there is none.
    static func command(_ environment: [String: String]) -> String? {
        if let pager = environment["PAGER"], !pager.isEmpty { return pager }
        let folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        guard folders.contains(where: { access("\($0)/less", X_OK) == 0 }) else { return nil }
        // Short enough for the screen: leave at once. Colours as they are, long lines cut.
        return environment["LESS"] == nil ? "LESSCHARSET=utf-8 less -FRSX" : "LESSCHARSET=utf-8 less"
    }

    func write(_ text: String) throws {
        if let pipe {
            try put(text, into: pipe)
            return
        }
        guard let held = waiting else { return try page(text) }
        waiting = held + text
        rows += Screen.rows(of: Self.lines(text), columns: size.columns)
        if rows < size.rows { return }
        waiting = nil
        rows = 0
        if let command {
            fflush(nil)
            pipe = popen(command, "w")
        }
        if let pipe { try put(held + text, into: pipe) } else { try page(held + text) }
    }

    /// Shows what is left and waits for the reader.
    func finish() {
        if let waiting { print(waiting, terminator: "") }
        waiting = nil
        if let pipe { pclose(pipe) }
        pipe = nil
        fflush(nil)
    }

    private func put(_ text: String, into pipe: UnsafeMutablePointer<FILE>) throws {
        var text = text
        let written = text.withUTF8 { fwrite($0.baseAddress, 1, $0.count, pipe) }
        if written < text.utf8.count { throw Enough() }
    }

    private func page(_ text: String) throws {
        for line in Self.lines(text) {
            print(line)
            rows += Screen.rows(of: [line], columns: size.columns)
            if rows < size.rows - 1 { continue }
            print(more, terminator: "")
            fflush(nil)
            rows = 0
            guard let answer = readLine(), !answer.lowercased().hasPrefix("q") else { throw Enough() }
        }
    }

    private static func lines(_ text: String) -> [String] {
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }
}
