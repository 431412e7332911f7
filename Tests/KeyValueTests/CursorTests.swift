import KeyValue
import Primitives
import Testing

@Suite struct CursorTests {
    let directory: TemporaryDirectory
    let environment: Environment

    init() throws {
        directory = try TemporaryDirectory()
        environment = try Environment.open(directory("store"), EnvironmentOptions(durability: .temporary))
    }

    @Test("a cursor agrees with a sorted array on every move", arguments: 0..<8)
    func agreesWithModel(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let numbers = try environment.database("numbers")
        var model: [UInt16] = []
        try environment.write { transaction in
            for _ in 0..<300 {
                let number = UInt16.random(in: 0..<1000, using: &generator)
                try transaction.put(key(number), [1], in: numbers)
                model.append(number)
            }
            for _ in 0..<100 {
                let number = UInt16.random(in: 0..<1000, using: &generator)
                let was = try transaction.delete(key(number), in: numbers)
                #expect(was == model.contains(number))
                model.removeAll { $0 == number }
            }
        }
        model = Set(model).sorted()
        let snapshot = try environment.snapshot()
        var cursor = try snapshot.cursor(in: numbers)
        var walked: [UInt16] = []
        while try cursor.next() { walked.append(number(cursor.key)) }
        #expect(walked == model)
        walked = []
        while try walked.isEmpty ? cursor.last() : cursor.previous() { walked.append(number(cursor.key)) }
        #expect(walked == model.reversed())
        for target in UInt16(0)..<1000 {
            let bytes = key(target)
            #expect(try cursor.seek(bytes) == model.contains(target))
            let atLeast = try cursor.seek(atLeast: bytes) ? number(cursor.key) : nil
            #expect(atLeast == model.first { $0 >= target })
            let atMost = try cursor.seek(atMost: bytes) ? number(cursor.key) : nil
            #expect(atMost == model.last { $0 <= target })
        }
    }

    @Test("duplicates of a key are sorted, counted, found and read a page at a time")
    func duplicates() throws {
        let pairs = try environment.database("pairs", [.sortedDuplicates, .fixedDuplicates])
        let values = (UInt16(0)..<3000).map { key($0 * 2) }
        try environment.write { transaction in
            try transaction.withCursor(in: pairs) { cursor in
                for value in values { try cursor.put([1], value, mode: .appendDuplicate) }
                try cursor.put([2], key(1), mode: .appendDuplicate)
            }
        }
        var cursor = try environment.snapshot().cursor(in: pairs)
        #expect(try cursor.seek([1]))
        #expect(try cursor.duplicateCount() == 3000)
        var paged: [UInt8] = []
        var more = try cursor.page()
        while more {
            paged += cursor.value.copy()
            more = try cursor.nextPage()
        }
        #expect(paged == values.flatMap { $0 })
        #expect(try cursor.seek([1], duplicateAtLeast: key(7)))
        #expect(number(cursor.value) == 8)
        #expect(cursor.key.copy() == [1])
        #expect(try !cursor.seek([1], duplicate: key(7)))
        #expect(try cursor.seek([1], duplicate: key(6)))
        #expect(try cursor.nextKey())
        #expect(cursor.key.copy() == [2])
        #expect(try !cursor.nextDuplicate())
    }

    @Test("deleting while walking removes exactly what was chosen")
    func deletesWhileWalking() throws {
        let numbers = try environment.database("numbers")
        try environment.write { transaction in
            for value in UInt16(0)..<500 { try transaction.put(key(value), [0], in: numbers) }
            try transaction.withCursor(in: numbers) { cursor in
                while try cursor.next() {
                    if number(cursor.key) % 3 == 0 { try cursor.delete() }
                }
            }
            #expect(try transaction.statistics(of: numbers).entries == 333)
        }
    }

    @Test("appending out of order, an empty key and too long a key are errors that say so")
    func misuse() throws {
        let numbers = try environment.database("numbers")
        func kind(_ first: [UInt8], _ second: [UInt8], _ mode: PutMode) -> StorageError.Kind? {
            do {
                try environment.write { transaction in
                    try transaction.put(first, [0], in: numbers, mode: mode)
                    try transaction.put(second, [0], in: numbers, mode: mode)
                }
                return nil
            } catch {
                return (error as? StorageError)?.kind
            }
        }
        #expect(kind([2], [1], .append) == .keyExists)
        #expect(kind([2], [2], .insert) == .keyExists)
        #expect(kind([2], [], .replace) == .keySize)
        #expect(kind([2], [UInt8](repeating: 0, count: StorageLimits.keyBytes + 1), .replace) == .keySize)
    }

    @Test("a cursor keeps its snapshot alive after the transaction value is gone")
    func outlivesTransaction() throws {
        let numbers = try environment.database("numbers")
        try environment.write { try $0.put([1], [2], in: numbers) }
        var cursor = try environment.snapshot().cursor(in: numbers)
        try environment.write { try $0.removeAll(in: numbers) }
        #expect(try cursor.first())
        #expect(cursor.value.copy() == [2])
        #expect(try environment.statistics().activeReaders == 1)
    }

    private func key(_ number: UInt16) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 0xFF)] }

    private func number(_ span: RawSpan) -> UInt16 {
        UInt16(span.unsafeLoad(fromByteOffset: 0, as: UInt8.self)) << 8
            | UInt16(span.unsafeLoad(fromByteOffset: 1, as: UInt8.self))
    }
}
