import Foundation
import Testing

@testable import KeyValue

@Suite("One process at a time may replace an environment")
struct ReplacementLockTests {
    @Test("the right is had once, and again when it was given back")
    func once() throws {
        let directory = try TemporaryDirectory()
        do {
            let lock = try ReplacementLock.take(directory.path)
            #expect(lock != nil)
            #expect(try ReplacementLock.take(directory.path) == nil)
            withExtendedLifetime(lock) {}
        }
        #expect(try ReplacementLock.take(directory.path) != nil)
    }

    @Test("a process that is being started meanwhile, with a copy of every descriptor, does not keep it")
    func copies() throws {
        let directory = try TemporaryDirectory()
        var copies: [Int32] = []
        do {
            let lock = try ReplacementLock.take(directory.path)
            #expect(lock != nil)
            copies = try Self.descriptors(of: directory.path).map { dup($0) }
            #expect(copies.count == 1 && copies.allSatisfy { $0 >= 0 })
            withExtendedLifetime(lock) {}
        }
        defer { for copy in copies { close(copy) } }
        #expect(try ReplacementLock.take(directory.path) != nil)
    }

    /// This process's descriptors of the file at `path`.
    private static func descriptors(of path: String) throws -> [Int32] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap(Int32.init).filter {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")) == path
        }
    }
}
