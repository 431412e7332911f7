// What a planner wants to know, exact after every commit: of each predicate its quads, subjects and objects, and the
// characteristic sets, which are the sets of predicates that subjects have in common. All graphs count together.
import KeyValue
import Primitives

/// The size of a predicate.
public struct PredicateStatistics: Hashable, Sendable {
    public var quads: Int
    /// Different subjects and objects of its quads.
    public var subjects: Int
    public var objects: Int
}

/// Subjects that have exactly these predicates.
public struct CharacteristicSet: Hashable, Sendable {
    /// In ascending order.
    public let predicates: [TermID]
    public internal(set) var subjects: Int
    /// The quads of those subjects with each of the predicates.
    public internal(set) var quads: [Int]

    /// Two hashes with different beginnings: sets are told apart by 128 bits.
    static func key(_ predicates: [UInt64]) -> [UInt8] {
        let bytes = predicates.flatMap { TermID(raw: $0).bigEndianBytes }
        let hashes = [bytes, [1] + bytes].map { $0.withUnsafeBytes { StableHash.hash($0) } }
        return [FileFormat.CountKey.characteristicSet] + hashes.flatMap { TermID(raw: $0).bigEndianBytes }
    }

    /// The value: number of subjects, then each predicate and its quads, 8 bytes each, little-endian.
    var value: [UInt8] {
        StoredNumber.bytes(UInt64(subjects))
            + zip(predicates, quads).flatMap { StoredNumber.bytes($0.raw) + StoredNumber.bytes(UInt64($1)) }
    }

    init(predicates: [TermID], subjects: Int = 0) {
        self.predicates = predicates
        self.subjects = subjects
        quads = [Int](repeating: 0, count: predicates.count)
    }

    init?(_ value: RawSpan) {
        guard value.byteCount % 16 == 8 else { return nil }
        let numbers = value.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: 8).map {
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self))
            }
        }
        guard numbers.allSatisfy({ $0 <= UInt64(Int.max) || $0 >> 60 < 15 }), let subjects = Int(exactly: numbers[0])
        else { return nil }
        predicates = stride(from: 1, to: numbers.count, by: 2).map { TermID(raw: numbers[$0]) }
        quads = stride(from: 2, to: numbers.count, by: 2).map { Int(clamping: numbers[$0]) }
        self.subjects = subjects
    }
}

extension Snapshot {
    /// How many quads, subjects and objects a predicate has.
    public borrowing func statistics(of predicate: TermID) throws -> PredicateStatistics {
        PredicateStatistics(
            quads: try storedCount(FileFormat.CountKey.predicate(predicate)),
            subjects: try storedCount(FileFormat.CountKey.subjects(predicate)),
            objects: try storedCount(FileFormat.CountKey.objects(predicate)))
    }

    /// Every characteristic set of the store.
    public borrowing func characteristicSets() throws -> [CharacteristicSet] {
        try withTransaction { store, transaction in
            var sets: [CharacteristicSet] = []
            var cursor = try transaction.cursor(in: store.counts)
            let prefix = [FileFormat.CountKey.characteristicSet]
            var hasMore = try cursor.seek(atLeast: prefix.span.bytes)
            while hasMore, cursor.key.withUnsafeBytes({ $0.first }) == prefix[0] {
                guard let set = CharacteristicSet(cursor.value) else {
                    throw GraphStoreError.damaged("a characteristic set cannot be read")
                }
                sets.append(set)
                hasMore = try cursor.next()
            }
            return sets
        }
    }
}

/// Numbers to add to those of the database `counts`.
struct CountDifferences {
    private(set) var numbers: [[UInt8]: Int] = [:]
    private(set) var sets: [[UInt64]: CharacteristicSet] = [:]

    init() {}

    /// The numbers of a whole store.
    init(numbers: [[UInt8]: Int], sets: [CharacteristicSet]) {
        self.numbers = numbers
        self.sets = Dictionary(uniqueKeysWithValues: sets.map { ($0.predicates.map(\.raw), $0) })
    }

    mutating func add(_ difference: Int, to key: [UInt8]) {
        if difference != 0 { numbers[key, default: 0] += difference }
    }

    /// Counts a subject with these predicates and numbers of quads in (`sign` 1) or out (-1).
    mutating func add(_ sign: Int, subjectWith predicates: [(id: UInt64, quads: Int)]) {
        if predicates.isEmpty { return }
        let ids = predicates.map(\.id)
        var set = sets[ids] ?? CharacteristicSet(predicates: ids.map { TermID(raw: $0) })
        sets[ids] = nil
        set.subjects += sign
        for (column, predicate) in predicates.enumerated() { set.quads[column] += sign * predicate.quads }
        sets[ids] = set
    }

    /// Quads by graph and predicate.
    mutating func addQuads(_ changes: [TupleChange]) {
        var graphs: [UInt64: Int] = [:]
        var predicates: [UInt64: Int] = [:]
        for change in changes {
            let difference = change.isInsert ? 1 : -1
            graphs[change.tuple.fourth, default: 0] += difference
            predicates[change.tuple.second, default: 0] += difference
        }
        add(graphs.values.reduce(0, +), to: FileFormat.CountKey.quads)
        for (graph, difference) in graphs { add(difference, to: FileFormat.CountKey.graph(TermID(raw: graph))) }
        for (predicate, difference) in predicates {
            add(difference, to: FileFormat.CountKey.predicate(TermID(raw: predicate)))
        }
    }

    /// Subjects by predicate and characteristic sets, after the changes have been made.
    ///
    /// - Parameter changes: those that had an effect, in the order `spo`.
    mutating func addSubjects(
        _ changes: [TupleChange], _ index: TupleIndex, in transaction: borrowing Transaction<Reading>
    ) throws {
        var walker = try TupleWalker(index, transaction)
        var subjects: [UInt64: Int] = [:]
        var start = 0
        while start < changes.count {
            let subject = changes[start].tuple.first
            var before: [(id: UInt64, quads: Int)] = []
            var after: [(id: UInt64, quads: Int)] = []
            try walker.forEach(first: subject) { tuple in
                if after.last?.id != tuple.second { after.append((tuple.second, 0)) }
                after[after.count - 1].quads += 1
                return true
            }
            var place = 0
            while start < changes.count, changes[start].tuple.first == subject {
                let predicate = changes[start].tuple.second
                var net = 0
                while start < changes.count, changes[start].tuple.first == subject,
                    changes[start].tuple.second == predicate
                {
                    net += changes[start].isInsert ? 1 : -1
                    start += 1
                }
                while place < after.count, after[place].id < predicate {
                    before.append(after[place])
                    place += 1
                }
                var quads = 0
                if place < after.count, after[place].id == predicate {
                    quads = after[place].quads
                    place += 1
                }
                if quads != net { before.append((predicate, quads - net)) }
                subjects[predicate, default: 0] += (quads > 0 ? 1 : 0) - (quads != net ? 1 : 0)
            }
            before += after[place...]
            add(-1, subjectWith: before)
            add(1, subjectWith: after)
        }
        for (predicate, difference) in subjects {
            add(difference, to: FileFormat.CountKey.subjects(TermID(raw: predicate)))
        }
    }

    /// Objects by predicate, after the changes have been made.
    ///
    /// - Parameter changes: those that had an effect, in the order `pos`.
    mutating func addObjects(
        _ changes: [TupleChange], _ index: TupleIndex, in transaction: borrowing Transaction<Reading>
    ) throws {
        var walker = try TupleWalker(index, transaction)
        var objects: [UInt64: Int] = [:]
        var start = 0
        while start < changes.count {
            let (predicate, object) = (changes[start].tuple.first, changes[start].tuple.second)
            var (inserted, deleted) = (0, 0)
            while start < changes.count, changes[start].tuple.first == predicate,
                changes[start].tuple.second == object
            {
                if changes[start].isInsert { inserted += 1 } else { deleted += 1 }
                start += 1
            }
            // One more than has been added shows that there was one before; no need to count the rest.
            var after = 0
            try walker.forEach(first: predicate, second: object) { _ in
                after += 1
                return after <= inserted
            }
            let wasThere = after - inserted + deleted > 0
            objects[predicate, default: 0] += (after > 0 ? 1 : 0) - (wasThere ? 1 : 0)
        }
        for (predicate, difference) in objects {
            add(difference, to: FileFormat.CountKey.objects(TermID(raw: predicate)))
        }
    }

    /// Adds all of it to what is stored.
    func apply(to counts: Database, in transaction: inout Transaction<Writing>) throws {
        for (key, difference) in numbers where difference != 0 {
            let after = Int(clamping: try StoredNumber.value(of: key, in: counts, transaction) ?? 0) + difference
            guard after >= 0 else { throw Self.damage }
            if after == 0 {
                try transaction.delete(key, in: counts)
            } else {
                try transaction.put(key, StoredNumber.bytes(UInt64(after)), in: counts)
            }
        }
        for (predicates, difference) in sets {
            if difference.subjects == 0 && difference.quads.allSatisfy({ $0 == 0 }) { continue }
            let key = CharacteristicSet.key(predicates)
            var set = CharacteristicSet(predicates: difference.predicates)
            if let value = try transaction.value(of: key, in: counts) {
                guard let stored = CharacteristicSet(value), stored.predicates == set.predicates else {
                    throw Self.damage
                }
                set = stored
            }
            set.subjects += difference.subjects
            for column in set.quads.indices { set.quads[column] += difference.quads[column] }
            guard set.subjects >= 0, set.quads.allSatisfy({ $0 >= 0 }) else { throw Self.damage }
            if set.subjects == 0 {
                try transaction.delete(key, in: counts)
            } else {
                try transaction.put(key, set.value, in: counts)
            }
        }
    }

    private static let damage = GraphStoreError.damaged("a count is not that of what it counts")
}

extension TupleIndex {
    /// Hands every tuple to `body` in order.
    func forEachTuple(in transaction: borrowing Transaction<Reading>, _ body: (IDTuple) -> Void) throws {
        var cursor = try transaction.cursor(in: database)
        while try cursor.next() {
            let isSound = TupleBlock.forEach(cursor.key, cursor.value) { tuple in
                body(tuple)
                return true
            }
            if !isSound { throw damage }
        }
    }
}
