import KeyValue
import Primitives
import Testing

/// A journal must not show, but for the time that a commit takes: whatever is asked gets the answer that the plain tree would give.
@Suite("The journal")
struct JournalTests {
    /// Databases with a journal, and what they ought to hold.
    private struct Model: Sendable {
        let environment: Environment
        let databases: [Database]
        var contents: [[[UInt8]: [UInt8]]]

        init(_ path: String) throws {
            let environment = try Environment.open(path)
            self.environment = environment
            let databases = [try environment.database("a"), try environment.database("b")]
            self.databases = databases
            try environment.keepJournal("journal", of: databases) { transaction, records in
                for change in records.flatMap(Change.decode) { try change.make(in: databases, &transaction) }
            }
            contents = [[:], [:]]
        }

        /// Asks the journal for changes.
        func record(_ changes: [Change], in transaction: inout Transaction<Writing>) throws {
            if transaction.record(changes.flatMap(\.encoded)) { return }
            for change in changes { try change.make(in: databases, &transaction) }
        }

        func sorted(_ place: Int) -> [[[UInt8]]] {
            contents[place].sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { [$0.key, $0.value] }
        }
    }

    /// An entry that is put or, without a value, removed.
    private struct Change: Sendable {
        var place: Int
        var key: [UInt8]
        var value: [UInt8]?

        var encoded: [UInt8] {
            let length = value?.count ?? 0xFFFF
            return [UInt8(place), UInt8(key.count)] + key + [UInt8(length >> 8), UInt8(length & 255)] + (value ?? [])
        }

        static func decode(_ record: [UInt8]) -> [Change] {
            var (changes, rest): ([Change], ArraySlice<UInt8>) = ([], record[...])
            while let place = rest.popFirst(), let keyLength = rest.popFirst() {
                let key = Array(rest.prefix(Int(keyLength)))
                rest = rest.dropFirst(Int(keyLength))
                let length = rest.prefix(2).reduce(0) { $0 << 8 | Int($1) }
                rest = rest.dropFirst(2)
                let value = length == 0xFFFF ? nil : Array(rest.prefix(length))
                rest = rest.dropFirst(value?.count ?? 0)
                changes.append(Change(place: Int(place), key: key, value: value))
            }
            return changes
        }

        /// By a cursor or without, as a replay may.
        func make(in databases: [Database], _ transaction: inout Transaction<Writing>) throws {
            guard let value else {
                try transaction.delete(key, in: databases[place])
                return
            }
            if key.count == 1 { return try transaction.put(key, value, in: databases[place]) }
            try transaction.withCursor(in: databases[place]) { cursor in
                if try cursor.seek(key.span.bytes) {
                    try cursor.delete()
                    _ = try cursor.previous()
                }
                try cursor.put(key, value)
            }
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
                    try Self.change(&transaction, model, &contents, &random)
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
        _ transaction: inout Transaction<Writing>, _ model: Model, _ contents: inout [[[UInt8]: [UInt8]]],
        _ random: inout SplitMix64
    ) throws {
        let place = Int.random(in: 0...1, using: &random)
        let (database, key, value) = (model.databases[place], key(&random), value(&random))
        switch Int.random(in: 0..<400, using: &random) {
        case 0:
            try transaction.removeAll(in: database)
            contents[place] = [:]
        case 1: try transaction.settleJournal()
        case 2..<5:
            try transaction.put(key, value, in: database)
            contents[place][key] = value
        case 5..<250:
            try model.record([Change(place: place, key: key, value: value)], in: &transaction)
            contents[place][key] = value
            // Without a look, what is recorded goes on together with what comes next.
            if Bool.random(using: &random) { return }
        case 250..<394:
            let other = Self.key(&random)
            try model.record(
                [Change(place: place, key: key), Change(place: 1 - place, key: other, value: value)], in: &transaction)
            contents[place][key] = nil
            contents[1 - place][other] = value
            if Bool.random(using: &random) { return }
        case 394..<397:
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
            try model.environment.write { try model.record([Self.entry(number, at: 0)], in: &$0) }
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

    private static func entry(_ number: Int, at place: Int) -> Change {
        Change(place: place, key: bytes(number), value: bytes(number))
    }

    private static func bytes(_ number: Int) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 255)] }

    @Test("what is committed is there when the file is opened anew, also from a copy made meanwhile")
    func reopening() throws {
        let directory = try TemporaryDirectory()
        let copies = try TemporaryDirectory()
        do {
            let model = try Model(directory.path)
            for number in 0..<40 {
                try model.environment.write { try model.record([Self.entry(number, at: number % 2)], in: &$0) }
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
                        try model.record([Self.entry(number, at: 0)], in: &transaction)
                        // Some look at what the group has recorded so far.
                        if number % 4 == 1 {
                            let value = try transaction.value(of: Self.bytes(number), in: first)?.copy()
                            #expect(value == Self.bytes(number))
                        }
                        // Some need the trees: the group is run without a journal from there on.
                        if number % 20 == 13 { try transaction.settleJournal() }
                        try model.record([Self.entry(number, at: 1)], in: &transaction)
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
            try model.environment.write { try model.record([Self.entry(7, at: 0)], in: &$0) }
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
