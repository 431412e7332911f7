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
