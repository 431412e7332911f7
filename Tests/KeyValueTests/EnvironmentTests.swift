import Foundation
import KeyValue
import Primitives
import Testing

@Suite struct EnvironmentTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test("what one transaction commits, the next one reads")
    func commits() throws {
        let environment = try Environment.open(directory("store"))
        let names = try environment.database("names")
        try environment.write { transaction in
            try transaction.put("a".bytes, "one".bytes, in: names)
        }
        let value = try environment.read { transaction in
            try transaction.value(of: "a".bytes, in: names)?.copy()
        }
        #expect(value == "one".bytes)
    }

    @Test("a transaction that throws leaves nothing behind")
    func aborts() throws {
        struct Refused: Error {}
        let environment = try Environment.open(directory("store"))
        let names = try environment.database("names")
        #expect(throws: Refused.self) {
            try environment.write { transaction in
                try transaction.put("a".bytes, [], in: names)
                throw Refused()
            }
        }
        #expect(try environment.read { try !$0.contains("a".bytes, in: names) })
    }

    @Test("a reader keeps its view while the writer commits")
    func isolates() throws {
        let environment = try Environment.open(directory("store"))
        let names = try environment.database("names")
        let before = try environment.snapshot()
        try environment.write { try $0.put("a".bytes, "one".bytes, in: names) }
        #expect(try !before.contains("a".bytes, in: names))
        #expect(try environment.snapshot().contains("a".bytes, in: names))
    }

    @Test("a view at rest keeps no pages and can be taken up again, with its cursors, until there is a commit")
    func rests() throws {
        let environment = try Environment.open(directory("store"))
        let names = try environment.database("names")
        try environment.write { transaction in
            for number in UInt8(0)..<100 { try transaction.put([number], [number], in: names) }
        }
        let view = try environment.snapshot()
        var cursor = try view.cursor(in: names)
        #expect(try cursor.seek([50]))
        view.rest()
        #expect(environment.readers().isEmpty)
        #expect(throws: StorageError.self) { _ = try view.contains([1], in: names) }
        var isAwake = view.wake(within: nil)
        #expect(isAwake)
        #expect(environment.readers().count == 1)
        // Its cursor stands nowhere, as in the beginning.
        var isDisplaced = cursor.isDisplaced
        #expect(isDisplaced)
        #expect(try cursor.next())
        var key = cursor.key.copy()
        #expect(key == [0])
        isDisplaced = cursor.isDisplaced
        #expect(!isDisplaced)
        #expect(try cursor.seek([50]))
        #expect(try cursor.next())
        key = cursor.key.copy()
        #expect(key == [51])
        view.rest()
        try environment.write { try $0.put([200], [], in: names) }
        isAwake = view.wake(within: nil)
        #expect(!isAwake)
        #expect(environment.readers().isEmpty)
    }

    @Test("a view at rest neither holds up a map that grows nor is led astray by it")
    func restsWhileMapGrows() throws {
        let environment = try Environment.open(directory("store"), EnvironmentOptions(mapSize: 1 << 20))
        let names = try environment.database("names")
        try environment.write { try $0.put([1], [2], in: names) }
        let view = try environment.snapshot()
        var cursor = try view.cursor(in: names)
        #expect(try cursor.first())
        view.rest()
        struct Refused: Error {}
        // The map grows, and then the commit comes to nothing: what the view has seen is still the last one.
        var runs = 0
        #expect(throws: Refused.self) {
            try environment.write { transaction in
                runs += 1
                for number in UInt8(0)..<200 {
                    try transaction.put([number], [UInt8](repeating: 1, count: 50_000), in: names)
                }
                throw Refused()
            }
        }
        #expect(runs > 1)
        let isAwake = view.wake(within: nil)
        #expect(isAwake)
        #expect(try cursor.next())
        let values = [cursor.value.copy(), try view.value(of: [1], in: names)?.copy()]
        #expect(values == [[2], [2]])
    }

    @Test("opening a path twice in a process gives the same environment, however the path is spelt")
    func registry() throws {
        let first = try Environment.open(directory("store"))
        let second = try Environment.open(directory("store/../store/"))
        #expect(first === second)
        #expect(throws: StorageError(.openedDifferently, operation: "open", path: first.path)) {
            try Environment.open(directory("store"), EnvironmentOptions(durability: .relaxed))
        }
    }

    @Test("an environment that was released can be opened again and holds its data")
    func reopens() throws {
        for round in UInt8(0)..<20 {
            let environment = try Environment.open(directory("store"))
            let rounds = try environment.database("rounds")
            try environment.write { try $0.put([round], [round], in: rounds) }
            #expect(try environment.read { try $0.statistics(of: rounds).entries } == Int(round) + 1)
        }
    }

    @Test("the map grows under a writer that fills it, while readers come and go")
    func grows() async throws {
        let environment = try Environment.open(directory("store"), EnvironmentOptions(mapSize: 1 << 20))
        let blobs = try environment.database("blobs", .integerKeys)
        let block = [UInt8](repeating: 7, count: 4000)
        let reader = Task.detached {
            repeat {
                let entries = try environment.read { try $0.statistics(of: blobs).entries }
                #expect(entries == 0 || entries == 4000)
            } while !Task.isCancelled
        }
        var runs = 0
        try environment.write { transaction in
            runs += 1
            for number in UInt64(0)..<4000 {
                try transaction.put([number].span.bytes, block.span.bytes, in: blobs, mode: .append)
            }
        }
        reader.cancel()
        try await reader.value
        #expect(runs > 1)
        #expect(try environment.statistics().mapBytes >= 16 << 20)
        #expect(try environment.read { try $0.statistics(of: blobs).entries } == 4000)
    }

    @Test("the map grows even when the caller wrapped the error in one of its own")
    func growsBehindWrappedError() throws {
        struct Wrapped: Error { let cause: any Error }
        let environment = try Environment.open(directory("store"), EnvironmentOptions(mapSize: 1 << 17))
        let blobs = try environment.database("blobs")
        try environment.write { transaction in
            do {
                try transaction.put([1], [UInt8](repeating: 1, count: 1 << 20), in: blobs)
            } catch {
                throw Wrapped(cause: error)
            }
        }
        #expect(try environment.read { try $0.value(of: [1], in: blobs)?.byteCount } == 1 << 20)
    }

    @Test("a write transaction inside another is refused, not a deadlock")
    func nestedWrite() throws {
        let environment = try Environment.open(directory("store"))
        #expect(throws: StorageError(.nestedWrite, operation: "write to", path: environment.path)) {
            try environment.write { _ in try environment.write { _ in } }
        }
    }

    @Test("an environment opened for reading refuses to write, and one that is missing is reported as missing")
    func readOnly() throws {
        #expect {
            try Environment.open(directory("absent"), EnvironmentOptions(access: .readOnly))
        } throws: { error in
            (error as? StorageError)?.kind == .missing
        }
        do {
            let environment = try Environment.open(directory("store"))
            let names = try environment.database("names")
            try environment.write { try $0.put([1], [2], in: names) }
        }
        let environment = try Environment.open(directory("store"), EnvironmentOptions(access: .readOnly))
        let names = try environment.database("names")
        #expect(try environment.read { try $0.contains([1], in: names) })
        #expect {
            try environment.write { try $0.put([1], [2], in: names) }
        } throws: { error in
            (error as? StorageError)?.kind == .permissionDenied
        }
    }

    @Test("a file that is no database is reported and left as it was")
    func notADatabase() throws {
        let file = directory("letter.txt")
        let text = String(repeating: "Dear colleague, ", count: 1000)
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        #expect {
            try Environment.open(file, EnvironmentOptions(layout: .file))
        } throws: { error in
            (error as? StorageError)?.kind == .notADatabase && "\(error)".contains("letter.txt")
        }
        #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
    }

    @Test("the difference of two snapshots is what was changed in between", arguments: 0..<4)
    func difference(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let directory = try TemporaryDirectory()
        let environment = try Environment.open(directory("store"), EnvironmentOptions(durability: .temporary))
        let database = try environment.database("entries")
        func key(_ number: Int) -> [UInt8] { Array("key \(number)".utf8) }
        try environment.write { transaction in
            for number in 0..<2_000 { try transaction.put(key(number), key(number % 7), in: database) }
        }
        let before = try environment.snapshot()
        var expected: [[UInt8]: [UInt8]?] = [:]
        for _ in 0..<3 {
            try environment.write { transaction in
                for _ in 0..<Int.random(in: 0..<40, using: &random) {
                    let number = Int.random(in: 0..<2_100, using: &random)
                    if Bool.random(using: &random) {
                        try transaction.put(key(number), key(number % 7 + 100), in: database)
                        expected[key(number)] = .some(key(number % 7 + 100))
                    } else {
                        try transaction.delete(key(number), in: database)
                        expected[key(number)] = number < 2_000 ? .some(nil) : nil
                    }
                }
            }
        }
        let after = try environment.snapshot()
        var found: [[UInt8]: [UInt8]?] = [:]
        var difference = try SnapshotDifference(of: database, from: before, to: after)
        while let change = try difference.next() {
            found[difference.key.copy()] = .some(change == .removed ? nil : difference.newValue.copy())
            #expect((change == .added) == (try before.value(of: difference.key.copy(), in: database) == nil))
        }
        #expect(found == expected)
    }

    @Test("a writer of an environment that has been replaced is told so; a reader keeps his view")
    func replacement() throws {
        let directory = try TemporaryDirectory()
        let old = try Environment.open(directory("store"))
        let entries = try old.database("entries")
        try old.write { try $0.put([1], [1], in: entries) }
        let snapshot = try old.snapshot()
        do {
            let new = try Environment.open(directory("new"))
            let entries = try new.database("entries")
            try new.write { try $0.put([2], [2], in: entries) }
        }
        let successor = try old.write { try old.replace(with: directory("new"), in: $0) }
        #expect(old.isReplaced && !successor.isReplaced)
        let error = #expect(throws: StorageError.self) { try old.write { try $0.put([3], [3], in: entries) } }
        #expect(error?.kind == .replaced)
        #expect(try snapshot.contains([1], in: entries))
        #expect(try Environment.open(directory("store")) === successor)
        let newEntries = try successor.database("entries")
        #expect(try successor.read { try $0.contains([2], in: newEntries) })
    }

    @Test("a compacted copy opens as a store of its own")
    func copies() throws {
        let environment = try Environment.open(directory("store"))
        let names = try environment.database("names")
        for number in UInt8(0)..<50 {
            try environment.write {
                try $0.put([number], [UInt8](repeating: number, count: 3000), in: names)
            }
        }
        try environment.copyCompacted(to: directory("copy.mdb"))
        let copy = try Environment.open(
            directory("copy.mdb"), EnvironmentOptions(access: .readOnlyUnlocked, layout: .file))
        let copied = try copy.database("names")
        #expect(try copy.read { try $0.statistics(of: copied).entries } == 50)
        #expect(try copy.statistics().usedBytes <= environment.statistics().usedBytes)
    }

    @Test("the directory and the file belong to their owner alone unless they are meant for everyone")
    func permissions() throws {
        _ = try Environment.open(directory("private"))
        _ = try Environment.open(directory("shared"), EnvironmentOptions(visibility: .everyone))
        func mode(_ name: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: directory(name))[.posixPermissions] as? Int
        }
        #expect(try mode("private") == 0o700)
        #expect(try mode("private/data.mdb") == 0o600)
        #expect(try mode("shared") == 0o755)
    }

    @Test("asynchronous writers take turns on one thread")
    func asynchronousWriter() async throws {
        let environment = try Environment.open(directory("store"), EnvironmentOptions(durability: .relaxed))
        let counters = try environment.database("counters")
        let writer = GroupWriter(environment)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    try await writer.write { transaction in
                        let count = try transaction.value(of: [0], in: counters)?
                            .unsafeLoad(as: UInt8.self)
                        try transaction.put([0], [(count ?? 0) + 1], in: counters)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try environment.read { try $0.value(of: [0], in: counters)?.copy() } == [100])
    }

    @Test("changes of many callers are committed together, but for those that fail")
    func groupCommit() async throws {
        let environment = try Environment.open(directory("store"))
        let entries = try environment.database("entries")
        let writer = GroupWriter(environment)
        struct Refused: Error, Equatable { let number: UInt8 }
        let refused = try await withThrowingTaskGroup(of: UInt8?.self) { group in
            for number in 0..<200 as Range<UInt8> {
                group.addTask {
                    do {
                        try await writer.write { transaction in
                            try transaction.put([number], [number], in: entries)
                            if number % 3 == 0 { throw Refused(number: number) }
                        }
                        return nil
                    } catch let error as Refused {
                        return error.number
                    }
                }
            }
            return try await group.reduce(into: Set<UInt8>()) { if let number = $1 { $0.insert(number) } }
        }
        #expect(refused == Set((0..<200).filter { $0 % 3 == 0 }))
        try environment.read { transaction in
            for number in 0..<200 as Range<UInt8> {
                let isThere = try transaction.contains([number], in: entries)
                #expect(isThere == (number % 3 != 0))
            }
        }
        // Two hundred callers, but far fewer flushes.
        #expect(try environment.statistics().lastTransaction < 150)
    }

    @Test("a group starts anew when the map has to grow")
    func groupCommitBeyondTheMap() async throws {
        let environment = try Environment.open(directory("store"), EnvironmentOptions(mapSize: 1 << 20))
        let entries = try environment.database("entries")
        let writer = GroupWriter(environment)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<64 as Range<UInt8> {
                group.addTask {
                    let value = [UInt8](repeating: number, count: 100_000)
                    try await writer.write { try $0.put([number], value, in: entries) }
                }
            }
            try await group.waitForAll()
        }
        try environment.read { transaction in
            for number in 0..<64 as Range<UInt8> {
                let value = try transaction.value(of: [number], in: entries)?.copy()
                #expect(value == [UInt8](repeating: number, count: 100_000))
            }
        }
    }

    @Test("an error names the file, the cause and the remedy")
    func message() {
        let error = StorageError(.diskFull, operation: "commit to", path: "/data/records")
        #expect(
            "\(error)" == "Cannot commit to /data/records: the disk is full. "
                + "Free some space and try again; the last committed state is intact.")
    }
}
