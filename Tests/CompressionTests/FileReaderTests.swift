import Compression
import Foundation
import Testing

@Suite struct FileReaderTests {
    /// 100,000 lines: several buffers long, compressed or not.
    static let text = (0..<100_000).map { "line \($0 &* 2_654_435_761 % 1_000_003)" }.joined(separator: "\n")

    @Test(
        "what a compressor wrote is read back, whatever the file is called",
        arguments: [[], ["gzip", "-c"], ["xz", "-1c"], ["zstd", "-c"]])
    func roundTrip(_ command: [String]) throws {
        let file = try TemporaryFile(command.isEmpty ? Data(Self.text.utf8) : compress(Data(Self.text.utf8), command))
        #expect(try read(file.path) == [UInt8](Self.text.utf8))
    }

    @Test(
        "members that were concatenated read as one file",
        arguments: [["gzip", "-c"], ["xz", "-1c"], ["zstd", "-c"]])
    func concatenated(_ command: [String]) throws {
        let file = try TemporaryFile(
            compress(Data("one\n".utf8), command) + compress(Data("two\n".utf8), command))
        #expect(try read(file.path) == [UInt8]("one\ntwo\n".utf8))
    }

    @Test(
        "a truncated file is an error, not a short read", arguments: [["gzip", "-c"], ["xz", "-1c"], ["zstd", "-c"]])
    func truncated(_ command: [String]) throws {
        let file = try TemporaryFile(compress(Data(Self.text.utf8), command).dropLast(1000))
        #expect {
            try read(file.path)
        } throws: { error in
            guard case .truncated = error as? FileReadError else { return false }
            return true
        }
    }

    @Test(
        "a damaged file is an error that names the file", arguments: [["gzip", "-c"], ["xz", "-1c"], ["zstd", "-c"]])
    func damaged(_ command: [String]) throws {
        var data = try compress(Data(Self.text.utf8), command)
        for index in data.count / 2..<data.count / 2 + 200 { data[index] ^= 0xA5 }
        let file = try TemporaryFile(data)
        #expect {
            try read(file.path)
        } throws: { error in
            guard case .damaged(file.path, _) = error as? FileReadError else { return false }
            return true
        }
    }

    @Test("an empty file is empty and a missing one is reported")
    func emptyAndMissing() throws {
        let empty = try TemporaryFile(Data())
        #expect(try read(empty.path).isEmpty)
        #expect(
            throws: FileReadError.system(path: "/nowhere/at/all", reason: "No such file or directory")
        ) { try read("/nowhere/at/all") }
    }

    private func read(_ path: String) throws -> [UInt8] {
        var reader = try FileReader(path)
        var bytes: [UInt8] = []
        while try reader.read(into: &bytes) > 0 {}
        #expect(reader.readBytes == reader.fileBytes)
        return bytes
    }

    private func compress(_ data: Data, _ command: [String]) throws -> Data {
        let source = try TemporaryFile(data)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command + [source.path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let compressed = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return compressed
    }
}

/// A file that is removed with its owner.
private final class TemporaryFile {
    let path = FileManager.default.temporaryDirectory.appending(path: "meridian-\(UUID().uuidString).data").path

    init(_ data: Data) throws { try data.write(to: URL(filePath: path)) }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
