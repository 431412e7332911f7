import Foundation
import Testing

@testable import LineEditor

@Suite("The history of what was entered")
struct HistoryFileTests {
    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "history-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test("entries come back as they were entered, with their lines, backslashes and Chinese")
    func roundTrip() throws {
        try inFolder { folder in
            let entries = [
                "SELECT ?c {\n  ?c skos:prefLabel \"高血压\"@zh\n}", #"FILTER(REGEX(?a, "\\n"))"#, ".help", "\\",
            ]
            let file = HistoryFile(path: folder + "/a/b/history")
            #expect(file.load() == [])
            for entry in entries { try file.append(entry) }
            #expect(file.load() == entries)
        }
    }

    @Test("nobody but the owner can read the file")
    func permissions() throws {
        try inFolder { folder in
            let file = HistoryFile(path: folder + "/state/history")
            try file.append("ASK {}")
            for (path, mode) in [(file.path, 0o600), (folder + "/state", 0o700)] {
                let attributes = try FileManager.default.attributesOfItem(atPath: path)
                #expect(attributes[.posixPermissions] as? Int == mode)
            }
        }
    }

    @Test("a long history is shortened to its last entries")
    func shortening() throws {
        try inFolder { folder in
            let file = HistoryFile(path: folder + "/history")
            let lines = (1...(2 * HistoryFile.entries)).map { "entry \($0)\n" }.joined()
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(lines.utf8).write(to: URL(fileURLWithPath: file.path))
            try file.shorten()
            let kept = file.load()
            #expect(kept.count == HistoryFile.entries && kept.last == "entry \(2 * HistoryFile.entries)")
            let size = try Data(contentsOf: URL(fileURLWithPath: file.path)).split(separator: UInt8(ascii: "\n")).count
            #expect(size == HistoryFile.entries)
        }
    }

    @Test("the file is where the XDG specification has it; a relative directory there is passed over")
    func place() {
        func path(_ environment: [String: String]) -> String {
            HistoryFile(program: "meridian", name: "queries", environment: environment).path
        }
        #expect(path(["XDG_STATE_HOME": "/s", "HOME": "/h"]) == "/s/meridian/queries")
        #expect(path(["XDG_STATE_HOME": "s", "HOME": "/h"]) == "/h/.local/state/meridian/queries")
        #expect(path(["HOME": "/h"]) == "/h/.local/state/meridian/queries")
    }
}
