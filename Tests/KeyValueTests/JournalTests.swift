import KeyValue
import Primitives
import Testing

/// A journal must not show: whatever is asked gets the answer that the plain tree would give.
@Suite("The journal")
struct JournalTests {
    /// Databases with a journal, and what they ought to hold.
    private struct Model {
        let environment: Environment
        let databases: [Database]
        var contents: [[[UInt8]: [UInt8]]]

        init(_ path: String) throws {
            let environment = try Environment.open(path)
            self.environment = environment
            databases = [try environment.database("a"), try environment.database("b")]
            try environment.keepJournal("journal", of: databases)
            contents = [[:], [:]]
        }

        func sorted(_ place: Int) -> [[[UInt8]]] {
            contents[place].sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { [$0.key, $0.value] }
        }
    }

    private static func key(_ random: inout SplitMix64) -> [UInt8] {
        (0..<Int.random(in: 1...2, using: &random)).map { _ in UInt8.random(in: 0..<12, using: &random) }
    }

    private static func value(_ random: inout SplitMix64) -> [UInt8] {
        [UInt8](repeating: .random(in: 0...255, using: &random), count: .random(in: 0...3_000, using: &random))
    }

    @Test("look-ups and cursors agree with a dictionary after every commit", arguments: 0..<4 as Range<UInt64>)
    func model(seed: UInt64) throws {
        let directory = try TemporaryDirectory()
        var random = SplitMix64(seed: seed)
        var model = try Model(directory.path)
        for step in 0..<700 {
            var contents = model.contents
            try? model.environment.write { transaction in
                contents = model.contents
                for _ in 0..<Int.random(in: 1...8, using: &random) {
                    try Self.change(&transaction, model.databases, &contents, &random)
                }
                if Int.random(in: 0..<9, using: &random) == 0 { throw Failure.intended }
                model.contents = contents
            }
            try Self.expectSame(model, &random)
            if step % 150 == 149 {
                let contents = model.contents
                model = try Model(directory.path)
                model.contents = contents
            }
        }
        try model.environment.checkPages()
    }

    private enum Failure: Error { case intended }

    private static func change(
        _ transaction: inout Transaction<Writing>, _ databases: [Database], _ contents: inout [[[UInt8]: [UInt8]]],
        _ random: inout SplitMix64
    ) throws {
        let place = Int.random(in: 0...1, using: &random)
        let (database, key, value) = (databases[place], key(&random), value(&random))
        switch Int.random(in: 0..<40, using: &random) {
        case 0:
            try transaction.removeAll(in: database)
            contents[place] = [:]
        case 1: try transaction.settleJournal()
        case 2..<18:
            try transaction.put(key, value, in: database)
            contents[place][key] = value
        case 18..<26:
            let wasThere = try transaction.delete(key, in: database)
            #expect(wasThere == (contents[place].removeValue(forKey: key) != nil))
        default:
            try transaction.withCursor(in: database) { cursor in
                guard try cursor.seek(atLeast: key) else { return }
                let found = cursor.key.copy()
                contents[place][found] = nil
                try cursor.delete()
                let following = contents[place].keys.filter { found.lexicographicallyPrecedes($0) }
                    .min { $0.lexicographicallyPrecedes($1) }
                let hasNext = try cursor.next()
                #expect(hasNext == (following != nil))
                #expect(cursor.key.copy() == following ?? [])
                try cursor.put(key, value)
                contents[place][key] = value
            }
        }
        let found = try transaction.value(of: key, in: database)?.copy()
        #expect(found == contents[place][key])
    }

    private static func expectSame(_ model: Model, _ random: inout SplitMix64) throws {
        let snapshot = try model.environment.snapshot()
        for (place, database) in model.databases.enumerated() {
            let entries = model.sorted(place)
            var cursor = try snapshot.cursor(in: database)
            var found: [[[UInt8]]] = []
            while try cursor.next() { found.append([cursor.key.copy(), cursor.value.copy()]) }
            #expect(found == entries)
            let goesOn = try cursor.next()
            #expect(!goesOn, "a cursor that has come to the end stays there")
            found = []
            var hasMore = try cursor.last()
            while hasMore {
                found.append([cursor.key.copy(), cursor.value.copy()])
                hasMore = try cursor.previous()
            }
            #expect(found == entries.reversed())
            for _ in 0..<8 {
                let key = key(&random)
                let index = entries.firstIndex { !$0[0].lexicographicallyPrecedes(key) } ?? entries.count
                let isThere = index < entries.count && entries[index][0] == key
                let value = try snapshot.value(of: key, in: database)?.copy()
                #expect(value == (isThere ? entries[index][1] : nil))
                let isFound = try cursor.seek(key)
                #expect(isFound == isThere)
                let hasAtLeast = try cursor.seek(atLeast: key)
                #expect(hasAtLeast == (index < entries.count))
                if index < entries.count { #expect(cursor.key.copy() == entries[index][0]) }
                let below = isThere ? index : index - 1
                let hasAtMost = try cursor.seek(atMost: key)
                #expect(hasAtMost == (below >= 0))
                guard below >= 0 else { continue }
                #expect([cursor.key.copy(), cursor.value.copy()] == entries[below])
                // Back and forth, across the turn.
                var position = below
                for _ in 0..<6 {
                    let isForward = Bool.random(using: &random)
                    position += isForward ? 1 : -1
                    guard entries.indices.contains(position) else { break }
                    let hasMoved = try isForward ? cursor.next() : cursor.previous()
                    #expect(hasMoved)
                    #expect(cursor.key.copy() == entries[position][0])
                }
            }
        }
    }

    @Test("a snapshot keeps what it saw while commits go on, through the settling of the journal")
    func isolation() throws {
        let directory = try TemporaryDirectory()
        let model = try Model(directory.path)
        var snapshots: [(count: Int, snapshot: SnapshotBox)] = []
        for number in 0..<600 {
            try model.environment.write {
                try $0.put(Self.bytes(number), Self.bytes(number), in: model.databases[0])
            }
            if number % 97 == 0 { snapshots.append((number + 1, SnapshotBox(try model.environment.snapshot()))) }
        }
        for (count, box) in snapshots {
            var cursor = try box.snapshot.cursor(in: model.databases[0])
            var found = 0
            while try cursor.next() {
                #expect(cursor.key.copy() == Self.bytes(found))
                found += 1
            }
            #expect(found == count)
        }
    }

    private final class SnapshotBox {
        let snapshot: Transaction<Reading>
        init(_ snapshot: consuming Transaction<Reading>) { self.snapshot = snapshot }
    }

    private static func bytes(_ number: Int) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 255)] }

    @Test("what is committed is there when the file is opened anew, also from a copy made meanwhile")
    func reopening() throws {
        let directory = try TemporaryDirectory()
        let copies = try TemporaryDirectory()
        do {
            let model = try Model(directory.path)
            for number in 0..<40 {
                try model.environment.write {
                    try $0.put(Self.bytes(number), Self.bytes(number), in: model.databases[number % 2])
                }
            }
            try model.environment.copyCompacted(to: copies("data.mdb"))
        }
        for path in [directory.path, copies.path] {
            let model = try Model(path)
            for number in 0..<40 {
                let value = try model.environment.read {
                    try $0.value(of: Self.bytes(number), in: model.databases[number % 2])?.copy()
                }
                #expect(value == Self.bytes(number))
            }
        }
    }

    @Test("a change among many of a group that throws leaves nothing of itself, and the others stay")
    func groups() async throws {
        let directory = try TemporaryDirectory()
        let model = try Model(directory.path)
        let writer = GroupWriter(model.environment)
        let (first, second) = (model.databases[0], model.databases[1])
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<60 {
                group.addTask {
                    try? await writer.write { transaction in
                        try transaction.put(Self.bytes(number), Self.bytes(number), in: first)
                        // Some need the trees: the group is run without a journal from there on.
                        if number % 10 == 3 { try transaction.settleJournal() }
                        try transaction.put(Self.bytes(number), [1], in: second)
                        if number % 5 == 0 { throw Failure.intended }
                    }
                }
            }
        }
        for number in 0..<60 {
            let isThere = number % 5 != 0
            try model.environment.read { transaction in
                for database in [first, second] {
                    let found = try transaction.contains(Self.bytes(number), in: database)
                    #expect(found == isThere)
                }
            }
        }
    }

    @Test("a damaged record is an error, not an answer")
    func damage() throws {
        let directory = try TemporaryDirectory()
        do {
            let model = try Model(directory.path)
            try model.environment.write {
                try $0.put([1], [UInt8](repeating: 7, count: 100), in: model.databases[0])
            }
            let journal = try model.environment.database("journal")
            try model.environment.write { transaction in
                var (key, record): ([UInt8], [UInt8]) = ([], [])
                try transaction.withCursor(in: journal) { cursor in
                    guard try cursor.first() else { return }
                    (key, record) = (cursor.key.copy(), cursor.value.copy())
                }
                try #require(!key.isEmpty, "the first commit waits in the journal")
                record[record.count - 1] ^= 1
                try transaction.put(key, record, in: journal)
            }
        }
        let model = try Model(directory.path)
        #expect(throws: StorageError(.corrupted, operation: "read the journal of", path: model.environment.path)) {
            _ = try model.environment.snapshot()
        }
    }
}
