// What was entered before, in a file: an entry a line, oldest first, with backslashes and newlines escaped. Programs that
// run at once add to it one after the other.

import Foundation

public struct HistoryFile: Sendable {
    /// Entries that are kept: as many as anyone searches through.
    static let entries = 1_000

    public let path: String

    public init(path: String) { self.path = path }

    /// The file of a program under the state directory of the XDG Base Directory Specification.
    public init(program: String, name: String, environment: [String: String] = ProcessInfo.processInfo.environment) {
        let state =
            environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
            ?? (environment["HOME"] ?? NSHomeDirectory()) + "/.local/state"
        path = "\(state)/\(program)/\(name)"
    }

    /// The last entries, oldest first; none when there is no file or it cannot be read.
    public func load() -> [String] {
        guard let bytes = FileManager.default.contents(atPath: path) else { return [] }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        return lines.suffix(Self.entries).map { Self.unescaped($0) }
    }

    /// Adds an entry. Only the owner can read the file: a query may name a patient.
    public func append(_ entry: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        let manager = FileManager.default
        try manager.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        if !manager.fileExists(atPath: path) {
            _ = manager.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        }
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data((Self.escaped(entry) + "\n").utf8))
        try handle.close()
    }

    /// Drops all but the last entries once there are twice as many.
    public func shorten() throws {
        guard let bytes = FileManager.default.contents(atPath: path) else { return }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        if lines.count < 2 * Self.entries { return }
        let kept = lines.suffix(Self.entries).map { $0 + "\n" }.joined()
        try Data(kept.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }

    static func escaped(_ entry: String) -> String {
        entry.replacing("\\", with: "\\\\").replacing("\r", with: "").replacing("\n", with: "\\n")
    }

    static func unescaped(_ line: some StringProtocol) -> String {
        var entry = ""
        var isEscape = false
        for character in line {
            if isEscape {
                entry.append(character == "n" ? "\n" : character)
                isEscape = false
            } else if character == "\\" {
                isEscape = true
            } else {
                entry.append(character)
            }
        }
        return entry
    }
}
