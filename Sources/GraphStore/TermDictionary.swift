// The terms of the store: number to bytes by blocks (`TermBlock`), bytes to number by a hash index in tuple blocks.
//
// Numbers are given without gaps and in order. The terms that one commit brings get theirs sorted by bytes, so that
// neighbours in the dictionary share beginnings and related ids are close, which also shortens the tuple blocks.
// Unsafe: compares bytes in place, within bounds.
import Glibc
import KeyValue
import Primitives
import RDF

struct TermDictionary: Sendable {
    private let terms: Database
    private let hashes: TupleIndex

    init(in environment: Environment) throws {
        terms = try environment.database("terms")
        hashes = try TupleIndex("hashes", blockBytes: Limits.lookUpBlockBytes, in: environment)
    }

    var databases: [Database] { [terms, hashes.database] }

    /// The part of a term's hash that the index holds.
    static func indexHash(_ hash: UInt64) -> UInt64 { hash >> 24 }

    private static func key(_ number: UInt64) -> [UInt8] { TermID(raw: number).bigEndianBytes }

    // MARK: Reading

    /// Cursors and buffers that a snapshot keeps from one look-up to the next: to open a cursor costs as much as to use
    /// it. Not for several threads at once, as the transaction is not.
    final class Cursors {
        private let terms = CursorSlot()
        private let hashes = CursorSlot()
        private var buffer: [UInt8] = []
        /// The predicate asked for last: look-ups come in runs with the same one.
        var lastPredicate: (iri: IRI, id: TermID)?
        var recentTerms = RecentTerms()

        private var batch: QuadBatch?
        private var known: KnownQuad?
        private var scanOrder: IndexOrder?
        private var scanCursor: Cursor<Reading>?

        private var bytes: [UInt8] = []

        /// Memory for the bytes of a term; give it back with `keep`.
        func takeBytes() -> [UInt8] {
            var taken: [UInt8] = []
            swap(&taken, &bytes)
            return taken
        }
        func keep(_ used: [UInt8]) { bytes = used }

        /// A batch to read into; give it back with `keep`, for the memory that it has.
        func takeBatch() -> QuadBatch { batch.take() ?? QuadBatch() }
        func keep(_ used: QuadBatch) { batch = used }

        /// A cursor of the index of an order, if that was the last one used; give it back with `keep`.
        func takeCursor(_ order: IndexOrder) -> Cursor<Reading>? { scanOrder == order ? scanCursor.take() : nil }
        func keep(_ used: consuming Cursor<Reading>, _ order: IndexOrder) {
            scanCursor = consume used
            scanOrder = order
        }

        /// The quad met last, whose subject, predicate or object the next look-up may share; give it back with `keep`.
        func takeKnown() -> KnownQuad { known.take() ?? KnownQuad() }
        func keep(_ used: KnownQuad) { known = used }

        /// Lends the cursor of the term blocks and the buffer.
        @inline(__always)
        fileprivate func withTerms<Result>(
            _ dictionary: TermDictionary, _ transaction: borrowing Transaction<Reading>,
            _ body: (inout Cursor<Reading>, inout [UInt8]) throws -> Result
        ) throws -> Result {
            try terms.with(dictionary.terms, transaction) { cursor in
                var lent: [UInt8] = []
                swap(&lent, &buffer)
                defer { swap(&lent, &buffer) }
                return try body(&cursor, &lent)
            }
        }

        @inline(__always)
        fileprivate func withHashes<Result>(
            _ dictionary: TermDictionary, _ transaction: borrowing Transaction<Reading>,
            _ body: (inout Cursor<Reading>) throws -> Result
        ) throws -> Result {
            try hashes.with(dictionary.hashes.database, transaction, body)
        }
    }

    /// Hands the bytes of the term with a number to `body`; throws when there is none.
    @inline(__always)
    func withBytes<Result>(
        of number: UInt64, _ cursors: Cursors, in transaction: borrowing Transaction<Reading>,
        _ body: (ArraySlice<UInt8>) throws -> Result
    ) throws -> Result {
        try cursors.withTerms(self, transaction) { cursor, buffer in
            try body(buffer[..<read(number, at: &cursor, into: &buffer)])
        }
    }

    /// Puts the bytes of a term at the start of `buffer`; returns their number.
    private func read(_ number: UInt64, at cursor: inout Cursor<Reading>, into buffer: inout [UInt8]) throws -> Int {
        let key: InlineArray<1, UInt64> = [number.bigEndian]
        guard try cursor.seek(atMost: key.span.bytes), cursor.key.byteCount == 8 else { throw Self.missing(number) }
        let first = cursor.key.withUnsafeBytes { UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)) }
        guard first <= number, number - first < UInt64(Limits.termsPerBlock),
            let length = TermBlock.read(Int(number - first), in: cursor.value, into: &buffer)
        else { throw Self.missing(number) }
        return length
    }

    /// Reads terms by ascending numbers: each block once, and in it each term once.
    struct SequentialReader: ~Copyable {
        private var cursor: Cursor<Reading>
        private var numbers: Range<UInt64> = 0..<0
        private var position = TermBlock.Position()
        private var buffer: [UInt8] = []

        init(_ dictionary: TermDictionary, _ transaction: borrowing Transaction<Reading>) throws {
            cursor = try transaction.cursor(in: dictionary.terms)
        }

        /// Hands the bytes of the term to `body`.
        mutating func withBytes<Result>(
            of number: UInt64, _ body: (ArraySlice<UInt8>) throws -> Result
        ) throws -> Result {
            if !numbers.contains(number) || Int(number - numbers.lowerBound) < position.index { try find(number) }
            let index = Int(number - numbers.lowerBound)
            guard TermBlock.advance(&position, to: index, in: cursor.value, &buffer) else {
                throw TermDictionary.missing(number)
            }
            return try body(buffer[..<position.length])
        }

        /// Blocks ahead that are passed over one by one: to look for one in the tree takes about as long.
        private static let nearBlocks = 6

        /// Goes to the block with a number: step by step when it is near, else by the tree.
        private mutating func find(_ number: UInt64) throws {
            if !numbers.isEmpty, number >= numbers.upperBound,
                number - numbers.upperBound < UInt64(Self.nearBlocks * Limits.termsPerBlock)
            {
                var steps = 0
                while steps < Self.nearBlocks, try cursor.next(), readNumbers(), numbers.lowerBound <= number {
                    if numbers.contains(number) { return }
                    steps += 1
                }
            }
            let key: InlineArray<1, UInt64> = [number.bigEndian]
            guard try cursor.seek(atMost: key.span.bytes), readNumbers(), numbers.contains(number) else {
                numbers = 0..<0
                throw TermDictionary.missing(number)
            }
        }

        /// Takes the block at the cursor; false when it is none.
        private mutating func readNumbers() -> Bool {
            guard cursor.key.byteCount == 8 else { return false }
            let first = cursor.key.withUnsafeBytes { UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)) }
            let count = cursor.value.withUnsafeBytes { $0.first ?? 0 }
            let (end, isBeyond) = first.addingReportingOverflow(UInt64(count))
            if isBeyond { return false }
            numbers = first..<end
            position = TermBlock.Position()
            return true
        }
    }

    fileprivate static func missing(_ number: UInt64) -> GraphStoreError {
        .damaged("term \(number) is not in the dictionary")
    }

    /// The id of a term's bytes.
    func id(
        of bytes: [UInt8], _ cursors: Cursors, in transaction: borrowing Transaction<Reading>
    ) throws -> TermID? {
        let hash = Self.indexHash(bytes.withUnsafeBytes { StableHash.hash($0) })
        return try cursors.withHashes(self, transaction) { cursor in
            let lowest = IDTuple(first: hash, second: 0, third: 0, fourth: 0)
            guard try cursor.seek(atMost: TupleBlock.key(lowest).span.bytes) || cursor.first() else { return nil }
            while true {
                // Hashes of 40 bits seldom meet, so the first candidate is kept apart from the array.
                var candidate: UInt64?
                var others: [UInt64] = []
                var isBeyond = false
                let isSound = TupleBlock.forEach(cursor.key, cursor.value, from: lowest) { tuple in
                    isBeyond = tuple.first > hash
                    if isBeyond { return false }
                    if candidate == nil { candidate = tuple.second } else { others.append(tuple.second) }
                    return true
                }
                if !isSound { throw hashes.damage }
                if let candidate, try isTerm(candidate, bytes, cursors, transaction) { return TermID(raw: candidate) }
                for other in others where try isTerm(other, bytes, cursors, transaction) { return TermID(raw: other) }
                guard try !isBeyond && cursor.next() else { return nil }
            }
        }
    }

    private func isTerm(
        _ id: UInt64, _ bytes: [UInt8], _ cursors: Cursors, _ transaction: borrowing Transaction<Reading>
    ) throws -> Bool {
        try withBytes(of: TermID(raw: id).payload, cursors, in: transaction) { $0.hasSameBytes(as: bytes) }
    }

    /// Many look-ups; in ascending order of hash they decode each block of the index once.
    struct Lookup: ~Copyable {
        private let dictionary: TermDictionary
        private var hashCursor: Cursor<Reading>
        private var termCursor: Cursor<Reading>
        private var buffer: [UInt8] = []
        private var block: [IDTuple] = []
        /// The hashes that `block` can answer for.
        private var range: ClosedRange<UInt64>?

        init(_ dictionary: TermDictionary, _ transaction: borrowing Transaction<Reading>) throws {
            let hashCursor = try transaction.cursor(in: dictionary.hashes.database)
            let termCursor = try transaction.cursor(in: dictionary.terms)
            self.dictionary = dictionary
            self.hashCursor = hashCursor
            self.termCursor = termCursor
        }

        mutating func id(of bytes: UnsafeRawBufferPointer, hash: UInt64) throws -> TermID? {
            let hash = TermDictionary.indexHash(hash)
            try loadBlock(for: hash)
            var index = block.partitioningIndex { $0.first >= hash }
            while index < block.count, block[index].first == hash {
                let id = TermID(raw: block[index].second)
                let length = try dictionary.read(id.payload, at: &termCursor, into: &buffer)
                if length == bytes.count && buffer[..<length].elementsEqual(bytes) { return id }
                index += 1
            }
            return nil
        }

        /// Makes `block` hold every tuple with this hash.
        private mutating func loadBlock(for hash: UInt64) throws {
            if let range, range.contains(hash) { return }
            block.removeAll(keepingCapacity: true)
            let lowest = IDTuple(first: hash, second: 0, third: 0, fourth: 0)
            guard try hashCursor.seek(atMost: TupleBlock.key(lowest).span.bytes) || hashCursor.first() else {
                range = 0...UInt64.max
                return
            }
            var upper = UInt64.max
            repeat {
                block += try dictionary.hashes.decode(hashCursor.key, hashCursor.value)
                guard try hashCursor.next() else {
                    upper = UInt64.max
                    break
                }
                // The next block begins with this hash or a greater one; below that the blocks so far are all there is.
                upper = TupleBlock.tuple(hashCursor.key)?.first ?? UInt64.max
            } while upper <= hash
            let lower = block.first.map { min($0.first &+ 1, hash) } ?? hash
            range = lower...max(hash, upper == UInt64.max ? upper : upper &- 1)
        }
    }

    // MARK: Writing

    /// Adds terms, which must be new, in this order; `first` is the next free number.
    func append(
        _ newTerms: some Sequence<ArraySlice<UInt8>>, first: UInt64, in transaction: inout Transaction<Writing>
    ) throws {
        var number = first
        var block = TermBlockBuilder()
        var entries: [TupleChange] = []
        try transaction.withCursor(in: terms) { cursor in
            if try cursor.last(), cursor.key.byteCount == 8 {
                guard let last = TermBlockBuilder(cursor.value) else {
                    throw GraphStoreError.damaged("the last block of the dictionary cannot be read")
                }
                if !last.isFull { block = last }
            }
            func writeBlock() throws {
                let start = number - UInt64(block.count)
                try cursor.put(Self.key(start), block.finish())
            }
            for term in newTerms {
                if block.isFull { try writeBlock() }
                let hash = term.withUnsafeBytes { bytes in
                    block.append(bytes)
                    return StableHash.hash(bytes)
                }
                let id = TermID(TermEncoding.kind(term[term.startIndex]), number)
                let tuple = IDTuple(first: Self.indexHash(hash), second: id.raw, third: 0, fourth: 0)
                entries.append(TupleChange(tuple: tuple, isInsert: true))
                number += 1
            }
            if block.count > 0 { try writeBlock() }
        }
        entries.radixSort()
        try hashes.apply(entries, in: &transaction)
    }

    /// Puts a finished block behind all others; `first` is the number of its first term. The hash index is not changed.
    func append(block: [UInt8], first: UInt64, in transaction: inout Transaction<Writing>) throws {
        try transaction.put(Self.key(first).span.bytes, block.span.bytes, in: terms, mode: .append)
    }

    /// Hands every term to `body` with its number; throws when a block cannot be read or numbers have gaps.
    func forEachTerm(
        in transaction: borrowing Transaction<Reading>, _ body: (UInt64, [UInt8]) throws -> Void
    ) throws {
        var cursor = try transaction.cursor(in: terms)
        var number: UInt64 = 0
        while try cursor.next() {
            var found: [[UInt8]] = []
            let isSound = TermBlock.forEach(cursor.value) { term, _ in
                found.append(Array(term))
                return true
            }
            guard isSound, cursor.key.isEqual(to: Self.key(number).span.bytes) else {
                throw GraphStoreError.damaged("the dictionary has a gap or a broken block at term \(number)")
            }
            for term in found {
                try body(number, term)
                number += 1
            }
        }
    }

    /// What a copy takes over as it is, with its place in the other dictionary.
    func plainDatabases(_ other: TermDictionary) -> [(Database, Database)] { [(terms, other.terms)] }

    /// The hash index: tuples (`indexHash`, id, 0, 0).
    var hashIndex: TupleIndex { hashes }

    /// The number of entries in the hash index.
    func hashCount(in transaction: borrowing Transaction<Reading>) throws -> Int {
        var cursor = try transaction.cursor(in: hashes.database)
        var count = 0
        while try cursor.next() { count += try hashes.decode(cursor.key, cursor.value).count }
        return count
    }
}

/// A cursor that is kept open between uses.
final class CursorSlot {
    private var cursor: Cursor<Reading>?

    /// Lends the cursor, which is always of the same database and transaction.
    @inline(__always)
    func with<Result>(
        _ database: Database, _ transaction: borrowing Transaction<Reading>,
        _ body: (inout Cursor<Reading>) throws -> Result
    ) throws -> Result {
        var lent = if let open = cursor.take() { open } else { try transaction.cursor(in: database) }
        let result = try body(&lent)
        cursor = consume lent
        return result
    }
}

extension ArraySlice<UInt8> {
    fileprivate func hasSameBytes(as other: [UInt8]) -> Bool {
        guard count == other.count else { return false }
        return withUnsafeBytes { left in
            other.withUnsafeBytes { right in
                left.isEmpty || memcmp(left.baseAddress!, right.baseAddress!, right.count) == 0
            }
        }
    }
}
