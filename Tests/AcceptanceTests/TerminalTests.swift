// The prompt as a person meets it: on a pseudo-terminal, key by key.

import Foundation
import Synchronization
import Testing

/// `meridian query` on a terminal of its own.
private final class Terminal {
    private let process = Process()
    private let keys = Pipe()
    private let screen = Screen()
    private let folder = FileManager.default.temporaryDirectory.appending(path: "terminal-\(UUID().uuidString)").path

    /// What the program has written, control sequences left out.
    private final class Screen: Sendable {
        private let bytes = Mutex<[UInt8]>([])
        func add(_ more: Data) { bytes.withLock { $0 += more } }
        var text: String {
            String(decoding: bytes.withLock { $0 }, as: UTF8.self).replacing(/\e\[[0-9;?]*[A-Za-z]/, with: "")
        }
    }

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let document = """
            @base <https://example.org/small> .
            @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
            @prefix icd10: <http://hl7.org/fhir/sid/icd-10/> .
            icd10:I10 a skos:Concept ; skos:prefLabel "Hypertension"@en , "高血压"@zh ; skos:notation "I10" .
            """
        try document.write(toFile: "\(folder)/small.ttl", atomically: true, encoding: .utf8)
        let program = "\(ConsoleDocument.root)/.build/debug/meridian"
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        // Without `exec` the shell that `script` starts may stay in between, take Control-C too, and end with 130.
        let query = "exec \(program) query --language en"
        process.arguments = [
            "-c", "\(program) load \(folder)/small.ttl >&2 && exec script -qfec '\(query)' /dev/null",
        ]
        let own = [
            "MERIDIAN_DATA": "\(folder)/data", "XDG_STATE_HOME": "\(folder)/state", "TERM": "xterm", "LC_ALL": "C",
        ]
        process.environment = ProcessInfo.processInfo.environment.merging(own) { $1 }
        process.standardInput = keys
        let output = Pipe()
        process.standardOutput = output
        output.fileHandleForReading.readabilityHandler = { [screen] handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil } else { screen.add(data) }
        }
        try process.run()
    }

    deinit {
        if process.isRunning { process.terminate() }
        try? FileManager.default.removeItem(atPath: folder)
    }

    var history: String {
        (try? String(contentsOfFile: "\(folder)/state/meridian/query-history", encoding: .utf8)) ?? ""
    }

    func type(_ text: String) throws { try keys.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }

    /// Waits until the screen shows a text, as often as given.
    func waitFor(_ text: String, times: Int = 1) throws {
        let deadline = ContinuousClock.now + .seconds(300)
        while screen.text.ranges(of: text).count < times {
            try #require(ContinuousClock.now < deadline, "waited for \(text) in vain; the screen shows\n\(screen.text)")
            Thread.sleep(forTimeInterval: 0.02)
        }
    }

    func waitForEnd() -> Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }
}

@Suite("The prompt on a terminal", .ownThread, .timeLimit(.minutes(30)))
struct TerminalTests {
    @Test("a session: completion, a query of two lines in Chinese, labels, history, an endless query ended, the end")
    func session() throws {
        let terminal = try Terminal()
        try terminal.waitFor("meridian> ")

        // Chinese is typed, mended in the middle, and completed around.
        try terminal.type("SELECT ?c { ?c skos:prefL\t\"高压\"@zh\u{1B}[D\u{1B}[D\u{1B}[D\u{1B}[D\u{1B}[D血\u{05}\r")
        try terminal.type("}\r")
        try terminal.waitFor("1 row,")
        try terminal.waitFor("icd10:I10")

        try terminal.type(".labels both\r")
        try terminal.waitFor(".labels is both")
        // The last query but one, from the history.
        try terminal.type("\u{10}\u{10}\r")
        try terminal.waitFor("Hypertension")

        let endless = (0..<12).map { "VALUES ?a\($0) { 1 2 3 4 5 6 7 8 9 }" }.joined(separator: " ")
        try terminal.type("SELECT (COUNT(*) AS ?n) { \(endless) FILTER(?a0 > RAND()) }")
        // Only what runs can be ended: the line is there before it is sent off, and has time to start.
        try terminal.waitFor("RAND()) }")
        try terminal.type("\r")
        Thread.sleep(forTimeInterval: 2)
        try terminal.type("\u{03}")
        try terminal.waitFor("The query was ended.")

        try terminal.type("SELECT * { ?s ?p } }\r")
        try terminal.waitFor("1:18:")
        // Control-C at the prompt forgets the line, no more.
        try terminal.type("nonsense\u{03}")
        try terminal.type(".language zh\r.quite\r")
        try terminal.waitFor("没有命令 .quite")
        try terminal.type("\u{04}")
        #expect(terminal.waitForEnd() == 0)
        #expect(terminal.history.contains(#"skos:prefLabel "高血压"@zh\n}"#))
        #expect(!terminal.history.contains("nonsense"))
    }
}
