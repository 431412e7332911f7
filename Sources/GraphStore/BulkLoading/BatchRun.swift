// What a bulk load keeps of one batch of statements. Terms are numbered in the order of their bytes, triple terms after
// all others, level by level (those that hold no triple term, those that hold such ones, and so on). Global numbers are
// given in the same order, so what is sorted by the one is sorted by the other, and a table turns one into the other.
import Primitives
import RDF

/// A batch on disk.
struct BatchRun {
    let file: TemporaryFile
    /// Terms, each with its length (8 bytes) before it.
    var terms = 0..<0
    var termCount = 0
    /// Triple terms as tuples, a range for each level. An id in them has its final kind; inline ids are final, others
    /// have the batch's own number.
    var triples: [Range<Int>] = []
    /// The inline ids of the statements in ascending order, 8 bytes each.
    var inlineIDs = 0..<0
    /// The statements as packed tuples, in no order: 0 stands for the default graph, then come the terms, the triple
    /// terms and the inline ids.
    var statements = 0..<0
    var statementCount: Int { statements.count / MemoryLayout<PackedTuple>.stride }

    init(_ file: TemporaryFile) {
        self.file = file
    }

    /// Terms and triple terms.
    var numberCount: Int { termCount + triples.reduce(0) { $0 + $1.count / MemoryLayout<IDTuple>.stride } }
}

extension ChangeSet {
    /// Writes everything, which must be insertions, to a file.
    func spill(to file: TemporaryFile) throws -> BatchRun {
        var run = BatchRun(file)
        var writer = SpillWriter(file)
        let start = writer.position
        var ids = [UInt64](repeating: 0, count: interner.count)
        for number in interner.sorted(Array(ids.indices)) {
            let bytes = interner.bytes(number)
            ids[number] = TermID(TermEncoding.kind(bytes[bytes.startIndex]), UInt64(run.termCount)).raw
            run.termCount += 1
            try writer.append(UInt64(bytes.count))
            try bytes.withUnsafeBytes { try writer.append($0) }
        }
        run.terms = start..<writer.position
        let tripleIDs = try spillTriples(ids, to: &writer, &run)
        try spillStatements(ids, tripleIDs, to: &writer, &run)
        try writer.flush()
        return run
    }

    private func spillStatements(
        _ ids: [UInt64], _ tripleIDs: [UInt64], to writer: inout SpillWriter, _ run: inout BatchRun
    ) throws {
        var packer = StatementPacker(ids, tripleIDs)
        var packed: [PackedTuple] = []
        packed.reserveCapacity(changes.count)
        for change in changes { packed.append(packer.pack(change.tuple)) }
        let inlineIDs = packer.numberInlineIDs(after: run.numberCount)
        let start = writer.position
        for id in inlineIDs { try writer.append(id) }
        run.inlineIDs = start..<writer.position
        for tuple in packed { try writer.append(packer.finish(tuple)) }
        run.statements = run.inlineIDs.upperBound..<writer.position
    }

    private func spillTriples(
        _ ids: [UInt64], to writer: inout SpillWriter, _ run: inout BatchRun
    ) throws -> [UInt64] {
        var tripleIDs = [UInt64](repeating: 0, count: triples.count)
        var next = UInt64(run.termCount)
        for level in tripleLevels() {
            var tuples = level.map { (number: $0, tuple: Self.final(triples[$0], ids, tripleIDs)) }
            tuples.sort { $0.tuple < $1.tuple }
            let start = writer.position
            for (number, tuple) in tuples {
                tripleIDs[number] = TermID(.tripleTerm, next).raw
                next += 1
                try writer.append(tuple)
            }
            run.triples.append(start..<writer.position)
        }
        return tripleIDs
    }

    /// The numbers of the triple terms by how deep triple terms are nested in them.
    private func tripleLevels() -> [[Int]] {
        var levels: [[Int]] = []
        var level: [Int] = []
        for (number, triple) in triples.enumerated() {
            // Those inside come before.
            let inner = (0..<3).compactMap { Self.tripleNumber(triple.word($0)) }
            level.append(inner.map { level[$0] + 1 }.max() ?? 0)
            if level[number] == levels.count { levels.append([]) }
            levels[level[number]].append(number)
        }
        return levels
    }
}

/// From provisional ids to the numbers of a batch. Inline ids are numbered as they come, since only when all have come
/// are their final numbers known.
private struct StatementPacker {
    private let ids: [UInt64]
    private let tripleIDs: [UInt64]
    private var inlineIDs = NumberTable()
    private var inlineNumbers: [UInt32] = []
    private static let inlineBit: UInt32 = 1 << 31

    init(_ ids: [UInt64], _ tripleIDs: [UInt64]) {
        self.ids = ids
        self.tripleIDs = tripleIDs
    }

    @inline(__always)
    mutating func pack(_ tuple: IDTuple) -> PackedTuple {
        PackedTuple(SIMD4(pack(tuple.first), pack(tuple.second), pack(tuple.third), pack(tuple.fourth)))
    }

    @inline(__always)
    private mutating func pack(_ id: UInt64) -> UInt32 {
        let number = Int(id & ~ChangeSet.tagMask)
        switch id & ChangeSet.tagMask {
        case ChangeSet.internedTag: return UInt32(ids[number] & TermID.payloadMask) + 1
        case ChangeSet.tripleTag: return UInt32(tripleIDs[number] & TermID.payloadMask) + 1
        default: return id == TermID.defaultGraph.raw ? 0 : Self.inlineBit | UInt32(inlineIDs.number(of: id))
        }
    }

    /// Gives the inline ids their numbers, behind the first `count`, and returns them in order.
    mutating func numberInlineIDs(after count: Int) -> [UInt64] {
        let order = inlineIDs.sorted()
        inlineNumbers = [UInt32](repeating: 0, count: order.count)
        for (place, number) in order.enumerated() { inlineNumbers[number] = UInt32(count + place + 1) }
        return order.map { inlineIDs.values[$0] }
    }

    @inline(__always)
    func finish(_ tuple: PackedTuple) -> PackedTuple {
        var words = tuple.words
        if words.max() < Self.inlineBit { return tuple }
        for column in 0..<4 where words[column] >= Self.inlineBit {
            words[column] = inlineNumbers[Int(words[column] & ~Self.inlineBit)]
        }
        return PackedTuple(words)
    }
}

/// Numbers for different values, in the order in which they come: an open-addressing table.
private struct NumberTable {
    private(set) var values: [UInt64] = []
    /// Number + 1 by hash; 0 is free. The length is a power of two, at most half of it used.
    private var table = [UInt32](repeating: 0, count: 1 << 10)

    /// The number of a value, new or known.
    @inline(__always)
    mutating func number(of value: UInt64) -> Int {
        var slot = Self.slot(value, table.count)
        while table[slot] != 0 {
            let number = Int(table[slot]) - 1
            if values[number] == value { return number }
            slot = (slot + 1) & (table.count - 1)
        }
        values.append(value)
        table[slot] = UInt32(values.count)
        if values.count * 2 > table.count { grow() }
        return values.count - 1
    }

    private mutating func grow() {
        table = [UInt32](repeating: 0, count: table.count * 2)
        for (number, value) in values.enumerated() {
            var slot = Self.slot(value, table.count)
            while table[slot] != 0 { slot = (slot + 1) & (table.count - 1) }
            table[slot] = UInt32(number + 1)
        }
    }

    @inline(__always)
    private static func slot(_ value: UInt64, _ count: Int) -> Int {
        let product = value.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return Int(truncatingIfNeeded: product.high ^ product.low) & (count - 1)
    }

    /// The numbers in the order of their values.
    func sorted() -> [Int] {
        var places = SortedPlaces(count: values.count)
        places.sort { values[$0] }
        return (0..<places.count).map { places[$0] }
    }
}
