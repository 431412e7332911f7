// What a transaction has been asked to change, before it is merged into the store. Terms have provisional ids here:
// inline values their final ones, others a number of the interner or of a triple term. `resolve` turns them into ids of
// the store in one pass over the sorted hashes, and gives numbers to the terms that are new.
import KeyValue
import Primitives
import RDF

struct ChangeSet {
    private static let internedTag: UInt64 = 15 << 60
    private static let tripleTag: UInt64 = 14 << 60
    private static let tagMask: UInt64 = 15 << 60
    /// Stands for a term that the store does not have; no id has this tag.
    private static let missing: UInt64 = 13 << 60
    /// So few terms share no block of the hash index: they are looked up one by one.
    private static let fewTerms = 16

    private(set) var interner = TermInterner()
    private(set) var triples: [IDTuple] = []
    private var tripleNumbers: [IDTuple: Int] = [:]
    private(set) var changes: [TupleChange] = []
    private var scratch: [UInt8] = []

    var isEmpty: Bool { changes.isEmpty }

    /// Whether it is time to merge, lest memory grows.
    var isLarge: Bool {
        changes.count >= Limits.loadBatchQuads || interner.arena.count >= Limits.loadBatchTermBytes
    }

    /// The same for one of several workers of a bulk load.
    func isLarge(for budget: MemoryBudget, sharedBy workers: Int) -> Bool {
        changes.count >= budget.gatheredQuads / workers || interner.arena.count >= budget.gatheredTermBytes / workers
    }

    /// The number of the triple term that a provisional id stands for.
    static func tripleNumber(_ id: UInt64) -> Int? { id & tagMask == tripleTag ? Int(id & ~tagMask) : nil }

    // MARK: Gathering

    mutating func append(_ quad: Quad, isInsert: Bool) {
        let tuple = IDTuple(
            first: reference(quad.subject), second: reference(.iri(quad.predicate)), third: reference(quad.object),
            fourth: quad.graph.map { reference($0) } ?? TermID.defaultGraph.raw)
        changes.append(TupleChange(tuple: tuple, isInsert: isInsert))
    }

    /// Adds a change of ids that are final already or came from `reference`.
    mutating func append(_ tuple: IDTuple, isInsert: Bool) {
        changes.append(TupleChange(tuple: tuple, isInsert: isInsert))
    }

    /// The provisional id of a term.
    mutating func reference(_ term: Term) -> UInt64 {
        switch term {
        case .iri(let iri):
            TermEncoding.encode(iri, into: &scratch)
        case .blank(let node):
            TermEncoding.encode(node, into: &scratch)
        case .literal(let literal):
            if let id = TermEncoding.encode(literal, into: &scratch) { return id.raw }
        case .triple(let triple):
            let tuple = IDTuple(
                first: reference(triple.subject), second: reference(.iri(triple.predicate)),
                third: reference(triple.object), fourth: 0)
            let number = tripleNumbers[tuple] ?? triples.count
            if number == triples.count {
                triples.append(tuple)
                tripleNumbers[tuple] = number
            }
            return Self.tripleTag | UInt64(number)
        }
        return Self.internedTag | UInt64(interner.intern(scratch))
    }

    /// The provisional id of a term in the form of `TermEncoding`.
    mutating func reference(encoded bytes: UnsafeRawBufferPointer) -> UInt64 {
        Self.internedTag | UInt64(interner.intern(bytes))
    }

    // MARK: Resolving

    /// The changes with ids of the store, sorted, the last one of each tuple; terms of insertions that the store does
    /// not have are added to it. `nextTerm` is the next free number.
    func resolve(
        _ dictionary: TermDictionary, nextTerm: inout UInt64, in transaction: inout Transaction<Writing>
    ) throws -> [TupleChange] {
        var ids = try known(dictionary, in: transaction.reading())
        let needed = neededTerms()
        let new = interner.sorted(ids.indices.filter { ids[$0] == Self.missing && needed.terms[$0] })
        try dictionary.append(
            new.lazy.map { interner.bytes($0) }, first: nextTerm, in: &transaction)
        for number in new {
            let bytes = interner.bytes(number)
            ids[number] = TermID(TermEncoding.kind(bytes[bytes.startIndex]), nextTerm).raw
            nextTerm += 1
        }
        let tripleIDs = try resolveTriples(
            ids, needed.triples, dictionary, nextTerm: &nextTerm, in: &transaction)
        var resolved: [TupleChange] = []
        resolved.reserveCapacity(changes.count)
        for change in changes {
            let tuple = Self.final(change.tuple, ids, tripleIDs)
            let isWhole =
                tuple.first != Self.missing && tuple.second != Self.missing && tuple.third != Self.missing
                && tuple.fourth != Self.missing
            if isWhole { resolved.append(TupleChange(tuple: tuple, isInsert: change.isInsert)) }
        }
        resolved.radixSort()
        return resolved.keepingLastOfEach()
    }

    /// The ids of the interned terms that the store has.
    private func known(
        _ dictionary: TermDictionary, in transaction: borrowing Transaction<Reading>
    ) throws -> [UInt64] {
        var ids = [UInt64](repeating: Self.missing, count: interner.count)
        if interner.count <= Self.fewTerms {
            let cursors = TermDictionary.Cursors()
            for number in ids.indices {
                let id = try dictionary.id(of: Array(interner.bytes(number)), cursors, in: transaction)
                if let id { ids[number] = id.raw }
            }
            return ids
        }
        var order = interner.hashes.enumerated().map { HashEntry(hash: $1, number: $0) }
        order.radixSort()
        var lookup = try TermDictionary.Lookup(dictionary, transaction)
        for entry in order {
            let id = try interner.bytes(entry.number).withUnsafeBytes { try lookup.id(of: $0, hash: entry.hash) }
            if let id { ids[entry.number] = id.raw }
        }
        return ids
    }

    private struct HashEntry: WordRecord {
        let hash: UInt64
        let number: Int
        static let wordCount = 1
        func word(_ index: Int) -> UInt64 { hash }
    }

    /// Which interned terms and triple terms the insertions mention.
    private func neededTerms() -> (terms: [Bool], triples: [Bool]) {
        var terms = [Bool](repeating: false, count: interner.count)
        var tripleFlags = [Bool](repeating: false, count: triples.count)
        func mark(_ id: UInt64) {
            let number = Int(id & ~Self.tagMask)
            if id & Self.tagMask == Self.internedTag { terms[number] = true }
            if id & Self.tagMask == Self.tripleTag { tripleFlags[number] = true }
        }
        for change in changes where change.isInsert {
            for column in 0..<4 { mark(change.tuple.word(column)) }
        }
        // Triple terms come after those inside them.
        for number in triples.indices.reversed() where tripleFlags[number] {
            for column in 0..<3 { mark(triples[number].word(column)) }
        }
        return (terms, tripleFlags)
    }

    private func resolveTriples(
        _ ids: [UInt64], _ needed: [Bool], _ dictionary: TermDictionary, nextTerm: inout UInt64,
        in transaction: inout Transaction<Writing>
    ) throws -> [UInt64] {
        var tripleIDs: [UInt64] = []
        var bytes: [UInt8] = []
        for (number, triple) in triples.enumerated() {
            let tuple = Self.final(triple, ids, tripleIDs)
            guard tuple.first != Self.missing, tuple.second != Self.missing, tuple.third != Self.missing else {
                tripleIDs.append(Self.missing)
                continue
            }
            TermEncoding.encodeTriple(
                TermID(raw: tuple.first), TermID(raw: tuple.second), TermID(raw: tuple.third), into: &bytes)
            if let id = try dictionary.id(of: bytes, TermDictionary.Cursors(), in: transaction.reading()) {
                tripleIDs.append(id.raw)
            } else if needed[number] {
                try dictionary.append([bytes[...]], first: nextTerm, in: &transaction)
                tripleIDs.append(TermID(.tripleTerm, nextTerm).raw)
                nextTerm += 1
            } else {
                tripleIDs.append(Self.missing)
            }
        }
        return tripleIDs
    }

    static func final(_ tuple: IDTuple, _ ids: [UInt64], _ tripleIDs: [UInt64]) -> IDTuple {
        func final(_ id: UInt64) -> UInt64 {
            switch id & tagMask {
            case internedTag: ids[Int(id & ~tagMask)]
            case tripleTag: tripleIDs[Int(id & ~tagMask)]
            default: id
            }
        }
        return IDTuple(
            first: final(tuple.first), second: final(tuple.second), third: final(tuple.third),
            fourth: final(tuple.fourth))
    }
}

extension [TupleChange] {
    /// Of several changes of one tuple, which stand side by side, the last.
    fileprivate func keepingLastOfEach() -> [TupleChange] {
        var kept: [TupleChange] = []
        kept.reserveCapacity(count)
        for change in self {
            if kept.last?.tuple == change.tuple { kept.removeLast() }
            kept.append(change)
        }
        return kept
    }
}
