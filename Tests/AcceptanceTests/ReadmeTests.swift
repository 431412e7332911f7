// Every command of the README's `console` blocks is run, in order, in one shell, and must print what the README says.
// A line `…` stands for any number of lines; digits of times and sizes may differ.

import Foundation
import Testing

@Suite("The README")
struct ReadmeTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    private struct Command {
        var text: String
        var expected: [String]
        var line: Int
    }

    @Test("every command works as printed")
    func commands() throws {
        let commands = Self.commands(of: try String(contentsOfFile: "\(Self.root)/README.md", encoding: .utf8))
        try #require(commands.count >= 8)
        let outputs = try Self.run(commands.map(\.text))
        try #require(outputs.count == commands.count, "the shell stopped after \(outputs.count) commands")
        for (command, output) in zip(commands, outputs) {
            #expect(
                output.status == 0,
                "README.md:\(command.line): \(command.text)\n\(output.lines.joined(separator: "\n"))")
            let problem = Self.difference(command.expected, output.lines)
            #expect(
                problem == nil,
                "README.md:\(command.line): \(command.text)\n\(problem ?? "")\nIt printed:\n\(output.lines.joined(separator: "\n"))"
            )
        }
    }

    /// The commands of all blocks: lines that begin with `$ `, and the output printed below each.
    private static func commands(of text: String) -> [Command] {
        var commands: [Command] = []
        var isInside = false
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("```") {
                isInside = line == "```console"
            } else if isInside, line.hasPrefix("$ ") {
                commands.append(Command(text: String(line.dropFirst(2)), expected: [], line: index + 1))
            } else if isInside, !commands.isEmpty {
                commands[commands.count - 1].expected.append(trimmed(line))
            }
        }
        return commands
    }

    /// Runs the commands in one shell and parts their output.
    private static func run(_ commands: [String]) throws -> [(status: Int, lines: [String])] {
        let data = FileManager.default.temporaryDirectory.appendingPathComponent("meridian-readme-\(UUID().uuidString)")
            .path
        defer { try? FileManager.default.removeItem(atPath: data) }
        let marker = "@@\(UUID().uuidString)"
        let script = commands.map { "\($0)\necho \"\(marker) $?\"" }.joined(separator: "\n")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-c", script + "\nkill $(jobs -p) 2>/dev/null; wait 2>/dev/null"]
        process.currentDirectoryURL = URL(fileURLWithPath: root)
        var environment = ProcessInfo.processInfo.environment
        environment["PATH"] = "\(root)/.build/debug:\(environment["PATH"] ?? "/usr/bin:/bin")"
        environment["MERIDIAN_DATA"] = data
        environment["LANG"] = "en_GB.UTF-8"
        environment["MERIDIAN_LANGUAGE"] = nil
        process.environment = environment
        // A file, not a pipe: a server in the background would keep a pipe open.
        let capture = data + ".out"
        _ = FileManager.default.createFile(atPath: capture, contents: nil)
        defer { try? FileManager.default.removeItem(atPath: capture) }
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: capture))
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        process.waitUntilExit()
        var outputs: [(status: Int, lines: [String])] = []
        var lines: [String] = []
        for line in try String(contentsOfFile: capture, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        {
            if let found = line.range(of: marker) {
                if found.lowerBound > line.startIndex { lines.append(trimmed(line[..<found.lowerBound])) }
                outputs.append((Int(line[found.upperBound...].dropFirst()) ?? -1, lines))
                lines = []
            } else {
                lines.append(trimmed(line))
            }
        }
        return outputs
    }

    /// The first expected line that does not come, or nil.
    private static func difference(_ expected: [String], _ printed: [String]) -> String? {
        var position = 0
        var mayskip = false
        for line in expected {
            if line == "…" {
                mayskip = true
                continue
            }
            if line.isEmpty { continue }
            while position < printed.count, printed[position].isEmpty { position += 1 }
            let place =
                mayskip
                ? printed[position...].firstIndex { matches(line, $0) }
                : (position < printed.count && matches(line, printed[position]) ? position : nil)
            guard let place else { return "expected: \(line)" }
            position = place + 1
            mayskip = false
        }
        return nil
    }

    /// Equal but for the digits of seconds and sizes, and a tail after `…`.
    private static func matches(_ expected: String, _ printed: String) -> Bool {
        if expected.hasSuffix("…") { return normal(printed).hasPrefix(normal(String(expected.dropLast()))) }
        return normal(expected) == normal(printed)
    }

    private static func normal(_ line: String) -> String {
        line.replacingOccurrences(of: #"[0-9.]+ (s|kB)\b"#, with: "# $1", options: .regularExpression)
    }

    private static func trimmed(_ line: some StringProtocol) -> String {
        var text = String(line)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
