// Checks every invariant of the file against the file itself: what is said twice must be said alike.
import KeyValue
import Primitives

/// What `verify` found: nothing wrong when `problems` is empty.
public struct VerificationReport: Sendable, CustomStringConvertible {
    /// Quads in the store.
    public var quads = 0
    /// Terms in the dictionary.
    public var terms = 0
    public var problems: [String] = []

    public var isSound: Bool { problems.isEmpty }

    public var description: String {
        let summary = "\(quads) quads, \(terms) terms"
        return isSound ? summary + ": sound" : ([summary + ": damaged"] + problems).joined(separator: "\n")
    }
}

extension GraphStore {
    /// Reads the whole store: blocks are well formed, sorted and within bounds; all orders hold the same quads; the
    /// dictionary leads from every number to a term and back; ids are those of terms; counts are true.
    ///
    /// Takes a few seconds for a million quads and memory for the quads' digests only. Damage that keeps a part from
    /// being read is a problem in the report, not an error.
    ///
    /// - Parameter progress: in entries of the file; what it throws ends the work.
    public func verify(_ progress: (StoreProgress) throws -> Void = { _ in }) throws -> VerificationReport {
        _ = try lastCommit()
        let pages = Result { try file.environment.checkPages() }
        if case .failure(let error) = pages { return VerificationReport(problems: ["pages: \(error)"]) }
        return try withoutActuallyEscaping(progress) { progress in try verify(snapshot(within: nil), progress) }
    }

    private func verify(
        _ snapshot: borrowing Snapshot, _ progress: @escaping (StoreProgress) throws -> Void
    ) throws -> VerificationReport {
        var report = VerificationReport()
        let total = try snapshot.withTransaction { store, transaction in try store.entryCount(in: transaction) }
        let meter = StoreMeter(total: total, progress)
        var check = Verification(meter)
        for order in IndexOrder.allCases { check.index(order, snapshot, &report) }
        check.dictionary(snapshot, &report)
        check.counts(snapshot, &report)
        check.closure(snapshot, &report)
        // An end of the work is no problem of the store.
        if let interruption = meter.interruption { throw interruption }
        return report
    }
}

private struct Verification {
    /// Of each order, number and sum of the digests of its quads.
    private var digests: [IndexOrder: Digest] = [:]
    private var namedGraphs = Digest()
    /// Dictionary ids that quads use, with their tag.
    private var used: Set<UInt64> = []

    private let meter: StoreMeter

    init(_ meter: StoreMeter) { self.meter = meter }

    private struct Digest: Equatable {
        var count = 0
        var sum: UInt64 = 0

        mutating func add(_ tuple: IDTuple) {
            count += 1
            sum &+= withUnsafeBytes(of: tuple) { StableHash.hash($0) }
        }
    }

    mutating func index(_ order: IndexOrder, _ snapshot: borrowing Snapshot, _ report: inout VerificationReport) {
        var digest = Digest()
        let isPrimary = order == .spo
        let found = Result {
            try snapshot.withTransaction { store, transaction in
                let index = store.index(order)
                var cursor = try transaction.cursor(in: index.database)
                var previous: IDTuple?
                while try cursor.next() {
                    try meter.advance()
                    if cursor.value.byteCount > index.blockBytes {
                        report.problems.append("\(order): a block is too long")
                    }
                    for tuple in try index.decode(cursor.key, cursor.value) {
                        if let previous, !(previous < tuple) {
                            report.problems.append("\(order): quads are out of order")
                        }
                        previous = tuple
                        let quad = order.restore(tuple)
                        digest.add(quad)
                        if isPrimary { note(quad, &report) }
                    }
                }
            }
        }
        if case .failure(let error) = found { report.problems.append("\(order): \(error)") }
        digests[order] = digest
        if isPrimary { report.quads = digest.count }
        let expected = order == .gspo ? namedGraphs : digests[.spo]
        if digest != expected { report.problems.append("\(order): holds other quads than spo") }
    }

    private mutating func note(_ quad: IDTuple, _ report: inout VerificationReport) {
        if quad.fourth != 0 { namedGraphs.add(quad) }
        let kinds = [TermID(raw: quad.first).kind, TermID(raw: quad.second).kind]
        let graphKind = TermID(raw: quad.fourth).kind
        let isWellFormed =
            (kinds[0] == .iri || kinds[0] == .blankNode) && kinds[1] == .iri
            && TermID(raw: quad.third).kind != nil
            && (quad.fourth == 0 || graphKind == .iri || graphKind == .blankNode)
        if !isWellFormed { report.problems.append("spo: a quad has an id of the wrong kind") }
        for column in 0..<4 {
            let id = TermID(raw: quad.word(column))
            guard let kind = id.kind else { continue }
            if !kind.isInline {
                used.insert(id.raw)
            } else if InlineValue.literal(id) == nil {
                report.problems.append("spo: an inline value cannot be read")
            }
        }
    }

    mutating func dictionary(_ snapshot: borrowing Snapshot, _ report: inout VerificationReport) {
        let found = Result {
            try snapshot.withTransaction { store, transaction in
                let next = try StoredNumber.value(of: FileFormat.MetaKey.nextTerm, in: store.meta, transaction) ?? 0
                var terms = 0
                let cursors = TermDictionary.Cursors()
                try store.dictionary.forEachTerm(in: transaction) { number, bytes in
                    terms += 1
                    if terms % Limits.termsPerBlock == 0 { try meter.advance() }
                    let id = TermID(TermEncoding.kind(bytes.first ?? 0), number)
                    used.remove(id.raw)
                    if try store.dictionary.id(of: bytes, cursors, in: transaction) != id {
                        report.problems.append("dictionary: term \(number) is not found by its bytes")
                    }
                    let isReadable =
                        bytes.first == TermEncoding.tripleTerm
                        ? TermEncoding.tripleIDs(bytes[...]) != nil : TermEncoding.decode(bytes[...]) != nil
                    if !isReadable { report.problems.append("dictionary: term \(number) cannot be read") }
                }
                if UInt64(terms) != next {
                    report.problems.append("dictionary: \(terms) terms, but \(next) numbers given")
                }
                if try store.dictionary.hashCount(in: transaction) != terms {
                    report.problems.append("dictionary: the hash index has another number of terms")
                }
                report.terms = terms
            }
        }
        if case .failure(let error) = found { report.problems.append("dictionary: \(error)") }
        if !used.isEmpty { report.problems.append("dictionary: \(used.count) ids of quads are no terms") }
    }

    func counts(_ snapshot: borrowing Snapshot, _ report: inout VerificationReport) {
        let found = Result {
            try snapshot.withTransaction { store, transaction in
                let counted = try CountDifferences.counting(
                    spo: store.index(.spo), pos: store.index(.pos), gspo: store.index(.gspo), in: transaction)
                var expected = counted.numbers.mapValues { StoredNumber.bytes(UInt64($0)) }
                for (predicates, set) in counted.sets { expected[CharacteristicSet.key(predicates)] = set.value }
                var cursor = try transaction.cursor(in: store.counts)
                var stored: [[UInt8]: [UInt8]] = [:]
                while try cursor.next() { stored[cursor.key.copy()] = cursor.value.copy() }
                if stored != expected { report.problems.append("counts: they are not those of the quads") }
            }
        }
        if case .failure(let error) = found { report.problems.append("counts: \(error)") }
    }

    /// The closure must be that of the edges, both ways.
    func closure(_ snapshot: borrowing Snapshot, _ report: inout VerificationReport) {
        let found = Result {
            try snapshot.withTransaction { store, transaction in
                var expected = Digest()
                for predicate in try store.databases.transitivePredicates(in: transaction) {
                    try store.closure.forEachPair(predicate, edges: store.index(.pso), in: transaction) {
                        expected.add(IDTuple(first: predicate, second: $0, third: $1, fourth: 0))
                    }
                }
                var (up, down) = (Digest(), Digest())
                var isSorted = true
                var last: IDTuple?
                func note(_ tuple: IDTuple) {
                    if let last { isSorted = isSorted && last < tuple }
                    last = tuple
                }
                try store.closure.up.forEachTuple(in: transaction) { tuple in
                    note(tuple)
                    up.add(tuple)
                }
                last = nil
                try store.closure.down.forEachTuple(in: transaction) { tuple in
                    note(tuple)
                    down.add(
                        IDTuple(first: tuple.first, second: tuple.third, third: tuple.second, fourth: tuple.fourth))
                }
                if up != expected || down != expected || !isSorted {
                    report.problems.append("closure: it is not that of the transitive predicates' quads")
                }
            }
        }
        if case .failure(let error) = found { report.problems.append("closure: \(error)") }
    }
}
