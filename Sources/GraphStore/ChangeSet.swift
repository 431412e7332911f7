// What a transaction has been asked to change, before it is merged into the store. Terms have provisional ids here:
// inline values their final ones, others a number of the interner or of a triple term. `resolve` turns them into ids of
// the store in one pass over the sorted hashes, and gives numbers to the terms that are new.
import KeyValue
import Primitives
import RDF

struct ChangeSet {
    static let internedTag: UInt64 = 15 << 60
    static let tripleTag: UInt64 = 14 << 60
    static let tagMask: UInt64 = 15 << 60
    /// Stands for a term that the store does not have; no id has this tag.
    static let missing: UInt64 = 13 << 60
    /// So few terms share no block of the hash index: they are looked up one by one.
    private static let fewTerms = 16

    private(set) var interner = TermInterner()
    private(set) var triples: [IDTuple] = []
    private var tripleNumbers: [IDTuple: Int] = [:]
    private(set) var changes: [TupleChange] = []
    /// Where the changes end that were made before the next ones: new terms get their numbers in this order.
    private var steps: [Int] = []
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

    mutating func reserveCapacity(_ count: Int) { changes.reserveCapacity(count) }

    /// Leaves nothing but the memory.
    mutating func removeAll() {
        interner.removeAll()
        triples.removeAll(keepingCapacity: true)
        tripleNumbers.removeAll(keepingCapacity: true)
        changes.removeAll(keepingCapacity: true)
        steps.removeAll()
    }

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
            return reference(
                tripleOf: reference(triple.subject), reference(.iri(triple.predicate)), reference(triple.object))
        }
        return Self.reference(interned: interner.intern(scratch))
    }

    /// The provisional id of a triple term whose parts have theirs.
    mutating func reference(tripleOf subject: UInt64, _ predicate: UInt64, _ object: UInt64) -> UInt64 {
        let tuple = IDTuple(first: subject, second: predicate, third: object, fourth: 0)
        let number = tripleNumbers[tuple] ?? triples.count
        if number == triples.count {
            triples.append(tuple)
            tripleNumbers[tuple] = number
        }
        return Self.tripleTag | UInt64(number)
    }

    /// The provisional id of a term in the form of `TermEncoding`.
    mutating func reference(encoded bytes: UnsafeRawBufferPointer) -> UInt64 {
        Self.reference(interned: interner.intern(bytes))
    }

    /// Gives terms in the form of `TermEncoding` their numbers; the provisional id of one is `reference(interned:)`.
    mutating func intern(_ terms: inout [TermInterner.Query]) { interner.intern(&terms) }

    @inline(__always)
    static func reference(interned number: Int) -> UInt64 { internedTag | UInt64(number) }

    /// Separates the changes so far from those to come.
    mutating func endStep() { steps.append(changes.count) }

    // MARK: Resolving

    /// The changes with ids of the store, sorted, the last one of each tuple; terms of insertions that the store does
    /// not have are added to it. `nextTerm` is the next free number.
    func resolve(
        _ dictionary: TermDictionary, nextTerm: inout UInt64, in transaction: inout Transaction<Writing>
    ) throws -> [TupleChange] {
        var ids = try known(dictionary, in: transaction.reading())
        var tripleIDs = try knownTriples(ids, dictionary, in: transaction.reading())
        let new = numberNewTerms(&ids, &tripleIDs, first: nextTerm)
        if !new.isEmpty {
            try dictionary.append(
                new.lazy.map { term in
                    switch term {
                    case .interned(let number): interner.bytes(number)
                    case .triple(let number): Self.bytes(Self.final(triples[number], ids, tripleIDs))[...]
                    }
                }, first: nextTerm, in: &transaction)
            nextTerm += UInt64(new.count)
        }
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

    private enum NewTerm {
        case interned(Int)
        case triple(Int)
    }

    /// Gives ids to the terms that insertions mention and the store does not have; returns these in the order of their
    /// numbers: step by step, each sorted by bytes and with its triple terms at the end.
    private func numberNewTerms(
        _ ids: inout [UInt64], _ tripleIDs: inout [UInt64], first: UInt64
    ) -> [NewTerm] {
        var new: [NewTerm] = []
        var seen = (terms: [Bool](repeating: false, count: ids.count), triples: tripleIDs.map { _ in false })
        var start = 0
        for end in steps + [changes.count] {
            var found: (terms: [Int], triples: [Int]) = ([], [])
            func look(_ id: UInt64) {
                let number = Int(id & ~Self.tagMask)
                if id & Self.tagMask == Self.internedTag, ids[number] == Self.missing, !seen.terms[number] {
                    seen.terms[number] = true
                    found.terms.append(number)
                } else if id & Self.tagMask == Self.tripleTag, tripleIDs[number] == Self.missing,
                    !seen.triples[number]
                {
                    seen.triples[number] = true
                    for column in 0..<3 { look(triples[number].word(column)) }
                    found.triples.append(number)
                }
            }
            for change in changes[start..<end] where change.isInsert {
                for column in 0..<4 { look(change.tuple.word(column)) }
            }
            for number in interner.sorted(found.terms) {
                let bytes = interner.bytes(number)
                let kind = TermEncoding.kind(bytes[bytes.startIndex])
                ids[number] = TermID(kind, first + UInt64(new.count)).raw
                new.append(.interned(number))
            }
            // Those inside others come before them.
            for number in found.triples {
                tripleIDs[number] = TermID(.tripleTerm, first + UInt64(new.count)).raw
                new.append(.triple(number))
            }
            start = end
        }
        return new
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

    /// The ids of the triple terms that the store has.
    private func knownTriples(
        _ ids: [UInt64], _ dictionary: TermDictionary, in transaction: borrowing Transaction<Reading>
    ) throws -> [UInt64] {
        if triples.isEmpty { return [] }
        let cursors = TermDictionary.Cursors()
        var tripleIDs: [UInt64] = []
        for triple in triples {
            let tuple = Self.final(triple, ids, tripleIDs)
            let isKnown =
                tuple.first != Self.missing && tuple.second != Self.missing && tuple.third != Self.missing
            let id = isKnown ? try dictionary.id(of: Self.bytes(tuple), cursors, in: transaction) : nil
            tripleIDs.append(id?.raw ?? Self.missing)
        }
        return tripleIDs
    }

    /// The form of a triple term whose parts have their ids.
    private static func bytes(_ triple: IDTuple) -> [UInt8] {
        var bytes: [UInt8] = []
        TermEncoding.encodeTriple(
            TermID(raw: triple.first), TermID(raw: triple.second), TermID(raw: triple.third), into: &bytes)
        return bytes
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
