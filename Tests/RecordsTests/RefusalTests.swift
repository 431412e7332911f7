import Foundation
import Records
import Testing

@Suite struct RefusalTests {
    let workspace: Workspace
    let store: RecordStore

    init() throws {
        workspace = try Workspace()
        store = try workspace.store()
    }

    @Test(
        "a resource that cannot be taken is refused with its place, and nothing has changed",
        arguments: [
            (#"{"resourceType":"Condition","id":"c""#, 2, 37, RefusalReason.notJSON, "ends too early"),
            (#"{"resourceType":"Condition","id":"c","code":"I10"}"#, 2, 45, .invalidResource, "code must be an object"),
            (
                #"{"resourceType":"Condition","id":"c","code":{"text":"肌酐"},"onsetDateTime":"03/2020"}"#, 2, 75,
                .invalidResource, "no date such as"
            ),
            (
                #"{"resourceType":"Condition","id":"c","code":{"text":"x"}}"#, 2, 1, .noSubject,
                "does not refer to its patient"
            ),
            (
                #"{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/p1"}}"#, 2, 1, .noCode,
                "neither a code nor a text"
            ),
            (
                #"{"resourceType":"Condition","code":{"text":"x"},"subject":{"reference":"Patient/p1"}}"#, 2, 1, .noID,
                "no id"
            ),
            (Sample.condition("c", of: "p9"), 2, 1, .unknownPatient, "\"p9\" is neither in the import nor on record"),
            (#"["a"]"#, 2, 1, .invalidResource, "must be a JSON object"),
        ])
    func refused(line: String, number: Int, column: Int, reason: RefusalReason, words: String) throws {
        try workspace.add("a.ndjson", [Sample.patient("p1"), line, Sample.patient("p2")].joined(separator: "\n"))
        #expect {
            try store.importFHIR(from: workspace.input)
        } throws: { error in
            guard case RecordError.input(let problem) = error else { return false }
            #expect(problem.message.contains(words), "\(problem)")
            return problem.file == "\(workspace.input)/a.ndjson" && problem.line == number && problem.column == column
        }
        #expect(try store.patientCount() == 0)

        let summary = try store.importFHIR(from: workspace.input, options: ImportOptions(skipInvalid: true))
        #expect(summary.refused == [reason: 1])
        #expect(summary.problems.map(\.line) == [number])
        #expect(try store.patientCount() == 2)
    }

    @Test("text that is not UTF-8 is refused with a hint")
    func notUTF8() throws {
        try workspace.add(
            "a.ndjson", Data("{\"resourceType\":\"Patient\",\"id\":\"".utf8) + Data([0xCD, 0xF5]) + Data("\"}\n".utf8))
        #expect { try store.importFHIR(from: workspace.input) } throws: { error in
            "\(error)".contains("a.ndjson:1:33") && "\(error)".contains("UTF-8")
        }
    }

    @Test("a truncated archive is refused whole")
    func truncated() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        let lines = (0..<5000).map { Sample.patient("p\($0)") }.joined(separator: "\n")
        try workspace.add("a.ndjson", lines)
        process.arguments = ["gzip", "\(workspace.input)/a.ndjson"]
        try process.run()
        process.waitUntilExit()
        let packed = try Data(contentsOf: URL(filePath: "\(workspace.input)/a.ndjson.gz"))
        try workspace.replaceInput("readme.txt")
        try workspace.add("a.ndjson", packed.dropLast(500))
        #expect { try store.importFHIR(from: workspace.input) } throws: { "\($0)".contains("end too early") }
        #expect(try store.patientCount() == 0)
        try workspace.add("a.ndjson", packed)
        #expect(try store.importFHIR(from: workspace.input).patients.new == 5000)
    }

    @Test("a folder without FHIR and a path that is not there say so")
    func nothingThere() throws {
        #expect(throws: RecordError.noInput(path: workspace.input)) { try store.importFHIR(from: workspace.input) }
        #expect { try store.importFHIR(from: "/nowhere") } throws: { "\($0)".contains("No such file") }
    }

    @Test("what the progress callback throws cancels the import and leaves the old state")
    func cancelled() throws {
        struct Stop: Error {}
        let lines = (0..<20_000).map { Sample.patient("p\($0)") }.joined(separator: "\n")
        try workspace.add("a.ndjson", lines)
        #expect(throws: Stop.self) {
            try store.importFHIR(from: workspace.input) { progress in
                #expect(progress.resources == 10_000 && progress.bytes <= progress.totalBytes)
                throw Stop()
            }
        }
        #expect(try store.patientCount() == 0)
    }

    @Test("a killed import leaves the old state")
    func killed() async throws {
        try workspace.add("a.ndjson", Sample.patient("p1") + "\n" + Sample.condition("c1", of: "p1"))
        let path = workspace.path
        do {
            _ = try RecordStore.open("\(path)/killed").importFHIR(from: workspace.input)
        }
        let lines = (0..<20_000).map { Sample.condition("c\($0)", of: "p1") }.joined(separator: "\n")
        try workspace.replaceInput("b.ndjson", lines)
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            _ = try RecordStore.open("\(path)/killed").importFHIR(from: "\(path)/input") { progress in
                if progress.resources == 20_000 { kill(getpid(), SIGKILL) }
            }
        }
        let reopened = try RecordStore.open("\(path)/killed")
        #expect(try reopened.timeline("p1")?.count == 1)
        #expect(try reopened.importFHIR(from: workspace.input).records.new == 19_999)
    }

    @Test("a disk that fills up during an import leaves the old state, and the error says what to do")
    func diskFull() async throws {
        let path = workspace.path
        do {
            try workspace.add("a.ndjson", Sample.patient("p0"))
            _ = try RecordStore.open("\(path)/full").importFHIR(from: workspace.input)
        }
        let lines = (0..<20_000).map { Sample.patient("p\($0)") }.joined(separator: "\n")
        try workspace.replaceInput("b.ndjson", lines)
        await #expect(processExitsWith: .success) { [path = path as String] in
            let store = try RecordStore.open("\(path)/full")
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 1 << 20, rlim_max: 1 << 20)
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            do {
                try store.importFHIR(from: "\(path)/input")
                exit(1)
            } catch {
                exit("\(error)".contains("the disk is full") ? 0 : 2)
            }
        }
        let reopened = try RecordStore.open("\(path)/full")
        #expect(try reopened.patientCount() == 1)
    }
}
