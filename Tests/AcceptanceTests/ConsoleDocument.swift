// A document whose `console` blocks are run, in order, in one shell, and must print what the document says. A line `…`
// stands for any number of lines; digits of times and sizes may differ. A block with a file name after its language is
// saved under that name, as the reader is told to do.

import Foundation
import Testing

struct ConsoleDocument {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    struct Command {
        var text: String
        var expected: [String]
        var line: Int
    }

    let name: String
    let commands: [Command]

    init(_ name: String) throws {
        self.name = name
        commands = Self.commands(of: try String(contentsOfFile: "\(Self.root)/\(name)", encoding: .utf8))
    }

    /// Runs every command and expects what the document prints below it.
    func check() async throws {
        let outputs = try await Self.run(commands.map(\.text))
        try #require(outputs.count == commands.count, "the shell stopped after \(outputs.count) commands")
        for (command, output) in zip(commands, outputs) {
            let printed = output.lines.joined(separator: "\n")
            #expect(output.status == 0, "\(name):\(command.line): \(command.text)\n\(printed)")
            let problem = Self.difference(command.expected, output.lines)
            #expect(
                problem == nil,
                "\(name):\(command.line): \(command.text)\n\(problem ?? "")\nIt printed:\n\(printed)")
        }
    }

    /// The commands of all blocks: lines that begin with `$ `, and the output printed below each.
    private static func commands(of text: String) -> [Command] {
        var commands: [Command] = []
        var isInside = false
        var file: (name: String, lines: [Substring])?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if let (name, lines) = file, line == "```" {
                let content = lines.joined(separator: "\n")
                let text = "cat > '\(name)' <<'END-OF-FILE'\n\(content)\nEND-OF-FILE"
                commands.append(Command(text: text, expected: [], line: index + 1))
                file = nil
            } else if file != nil {
                file?.lines.append(line)
            } else if line.hasPrefix("```") {
                isInside = line == "```console"
                let words = line.split(separator: " ")
                if words.count == 2 { file = (String(words[1]), []) }
            } else if isInside, line.hasPrefix("$ ") {
                commands.append(Command(text: String(line.dropFirst(2)), expected: [], line: index + 1))
            } else if isInside, !commands.isEmpty {
                commands[commands.count - 1].expected.append(trimmed(line))
            }
        }
        return commands
    }

    /// Runs the commands in one shell and parts their output.
    private static func run(_ commands: [String]) async throws -> [(status: Int, lines: [String])] {
        let data = FileManager.default.temporaryDirectory.appendingPathComponent(
            "meridian-console-\(UUID().uuidString)"
        )
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
        environment["TZ"] = "Asia/Shanghai"
        environment["MERIDIAN_LANGUAGE"] = nil
        process.environment = environment
        // A file, not a pipe: a server in the background would keep a pipe open.
        let capture = data + ".out"
        _ = FileManager.default.createFile(atPath: capture, contents: nil)
        defer { try? FileManager.default.removeItem(atPath: capture) }
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: capture))
        process.standardOutput = handle
        process.standardError = handle
        // Other tests have the thread while the commands run.
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
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

    /// Equal but for the digits of moments, seconds and sizes, and a tail after `…`.
    private static func matches(_ expected: String, _ printed: String) -> Bool {
        if expected.hasSuffix("…") { return normal(printed).hasPrefix(normal(String(expected.dropLast()))) }
        return normal(expected) == normal(printed)
    }

    private static func normal(_ line: String) -> String {
        line.replacingOccurrences(of: #"[0-9.]+ (s|kB|秒)\b"#, with: "# $1", options: .regularExpression)
            .replacingOccurrences(
                of: #"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00"#, with: "#", options: .regularExpression)
    }

    private static func trimmed(_ line: some StringProtocol) -> String {
        var text = String(line)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
