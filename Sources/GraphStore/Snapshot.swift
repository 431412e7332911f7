// A consistent view of the store: one LMDB read transaction. Everything that reads is here, in two shapes: ids in
// column batches for the executor (`scan`, `count`), terms for everyone else (`quads`, `graph`).
import KeyValue
import RDF
import Synchronization

/// The store as one commit left it. Keep it for one question, not for long: pages it sees cannot be reused meanwhile.
public struct Snapshot: ~Copyable {
    private let store: StoreFile
    private let transaction: Transaction<Reading>
    let cursors = TermDictionary.Cursors()
    private let closureCursor = CursorSlot()
    private let draft: Int

    /// - Parameter isDraft: whether it shows what a transaction has so far, which may still change or come to nothing.
    init(_ store: StoreFile, _ transaction: consuming Transaction<Reading>, isDraft: Bool = false) {
        self.store = store
        self.transaction = transaction
        draft = isDraft ? SnapshotVersion.drafts.add(1, ordering: .relaxed).newValue : 0
    }

    /// Which state of which file the snapshot shows. Ids and counts of one version are true of every snapshot of it.
    public var version: SnapshotVersion {
        SnapshotVersion(file: store.number, commit: transaction.commit, draft: draft)
    }

    // MARK: Rest

    /// Lets go of the commit until ``wake(in:)``: reading throws meanwhile, and nothing keeps its pages from being used
    /// again. For who asks the same again and again, and would open the same cursors each time.
    public borrowing func rest() { transaction.rest() }

    /// Takes the commit up again, from any thread.
    ///
    /// - Returns: false when it is not the last commit of `store` any more; then the snapshot is of no more use.
    public borrowing func wake(in store: GraphStore) -> Bool {
        guard self.store === store.file, transaction.wake(within: store.options.readerAge) else { return false }
        if self.store.isInPlace(seeing: transaction.number()) { return true }
        rest()
        return false
    }

    // MARK: Ids

    /// Quads that match, a block of ids at a time.
    ///
    /// - Parameters:
    ///   - order: the order to read in; by default the one in which what the pattern fixes stands together.
    ///   - range: bounds of the first column that the pattern leaves open; with inline values, bounds of their value.
    public borrowing func scan(
        _ pattern: QuadPattern, order: IndexOrder? = nil, range: ClosedRange<TermID>? = nil
    ) throws -> QuadScan {
        let order = order ?? pattern.bestOrder
        return try QuadScan(pattern, order, range: range, store.index(order), in: transaction)
    }

    /// The exact number of quads that match. Constant time for the whole store, a graph or a predicate; else a step for
    /// each block of about 400 quads.
    public borrowing func count(
        _ pattern: QuadPattern = QuadPattern(), order: IndexOrder? = nil, range: ClosedRange<TermID>? = nil
    ) throws -> Int {
        if range == nil && pattern.subject == nil && pattern.object == nil {
            switch (pattern.predicate, pattern.graph) {
            case (nil, .any): return try storedCount(FileFormat.CountKey.quads)
            case (nil, .one(let graph)): return try storedCount(FileFormat.CountKey.graph(graph))
            case (let predicate?, .any): return try storedCount(FileFormat.CountKey.predicate(predicate))
            default: break
            }
        }
        var order = order ?? pattern.bestOrder
        // The quads of a small graph are looked through rather than those of a large predicate.
        if range == nil, pattern.subject == nil, pattern.object == nil, case .one(let graph) = pattern.graph,
            graph != .defaultGraph, let predicate = pattern.predicate,
            try storedCount(FileFormat.CountKey.graph(graph)) < storedCount(FileFormat.CountKey.predicate(predicate))
        {
            order = .gspo
        }
        return try store.index(order).count(ScanBounds(pattern, order, range: range), in: transaction)
    }

    borrowing func storedCount(_ key: [UInt8]) throws -> Int {
        Int(try StoredNumber.value(of: key, in: store.counts, transaction) ?? 0)
    }

    /// The id of a term; nil when the store does not have it.
    public borrowing func id(of term: Term) throws -> TermID? {
        var bytes = cursors.takeBytes()
        defer { cursors.keep(bytes) }
        switch term {
        case .iri(let iri):
            TermEncoding.encode(iri, into: &bytes)
        case .blank(let node):
            TermEncoding.encode(node, into: &bytes)
        case .literal(let literal):
            if let id = TermEncoding.encode(literal, into: &bytes) { return id }
        case .triple(let triple):
            guard let subject = try id(of: triple.subject), let predicate = try id(of: .iri(triple.predicate)),
                let object = try id(of: triple.object)
            else { return nil }
            TermEncoding.encodeTriple(subject, predicate, object, into: &bytes)
        }
        return try store.dictionary.id(of: bytes, cursors, in: transaction)
    }

    private borrowing func id(ofPredicate predicate: IRI) throws -> TermID? {
        if let last = cursors.lastPredicate, last.iri == predicate { return last.id }
        let id = try id(of: .iri(predicate))
        if let id { cursors.lastPredicate = (predicate, id) }
        return id
    }

    /// The term of an id that this store gave.
    public borrowing func term(of id: TermID) throws -> Term {
        if let (lexicalForm, datatype) = InlineValue.literal(id) {
            return .literal(Literal(lexicalForm, datatype: datatype.iri))
        }
        guard let kind = id.kind, !kind.isInline else {
            throw GraphStoreError.damaged("\(id.raw) is not the id of a term")
        }
        if kind == .tripleTerm { return .triple(try triple(of: id)) }
        let term = try store.dictionary.withBytes(of: id.payload, cursors, in: transaction) { TermEncoding.decode($0) }
        guard let term else { throw GraphStoreError.damaged("term \(id.payload) cannot be read") }
        return term
    }

    private borrowing func triple(of id: TermID) throws -> Triple {
        let ids = try tripleParts(of: id)
        guard case .iri(let predicate) = try term(of: ids.predicate) else {
            throw GraphStoreError.damaged("a triple term cannot be read")
        }
        return Triple(try term(of: ids.subject), predicate, try term(of: ids.object))
    }

    borrowing func tripleParts(of id: TermID) throws -> (subject: TermID, predicate: TermID, object: TermID) {
        let ids = try store.dictionary.withBytes(of: id.payload, cursors, in: transaction) {
            TermEncoding.tripleIDs($0)
        }
        // Terms inside were numbered before, so every step goes to smaller numbers and comes to an end.
        guard let ids, [ids.subject, ids.predicate, ids.object].allSatisfy({ isBefore($0, id) }) else {
            throw GraphStoreError.damaged("a triple term cannot be read")
        }
        return ids
    }

    private func isBefore(_ part: TermID, _ whole: TermID) -> Bool {
        part.kind?.isInline == true || part.payload < whole.payload
    }

    // MARK: Terms

    /// Hands every quad that matches to `body`. A nil part stands for any; `graph` is `.any`, `.defaultGraph` or a
    /// name.
    public borrowing func forEachQuad(
        subject: Term? = nil, predicate: IRI? = nil, object: Term? = nil, graph: GraphSelection = .any,
        _ body: (Quad) throws -> Void
    ) throws {
        var pattern = QuadPattern()
        var known = cursors.takeKnown()
        defer { cursors.keep(known) }
        if let subject {
            guard let id = try id(of: subject) else { return }
            pattern.subject = id
            known.setSubject(id, subject)
        }
        if let predicate {
            guard let id = try id(ofPredicate: predicate) else { return }
            pattern.predicate = id
            known.setPredicate(id, predicate)
        }
        if let object {
            guard let id = try id(of: object) else { return }
            pattern.object = id
            known.setObject(id, object)
        }
        switch graph {
        case .any: pattern.graph = .any
        case .defaultGraph: pattern.graph = .one(.defaultGraph)
        case .named(let name):
            guard let id = try id(of: name) else { return }
            pattern.graph = .one(id)
            known.setGraph(id, name)
        }
        try forEachQuad(pattern, &known, body)
    }

    /// The quads that match, with their terms.
    public borrowing func quads(
        subject: Term? = nil, predicate: IRI? = nil, object: Term? = nil, graph: GraphSelection = .any
    ) throws -> [Quad] {
        var quads: [Quad] = []
        try forEachQuad(subject: subject, predicate: predicate, object: object, graph: graph) { quads.append($0) }
        return quads
    }

    private borrowing func forEachQuad(
        _ pattern: QuadPattern, _ known: inout KnownQuad, _ body: (Quad) throws -> Void
    ) throws {
        let order = pattern.bestOrder
        let index = store.index(order)
        let cursor =
            if let kept = cursors.takeCursor(order) { kept } else { try transaction.cursor(in: index.database) }
        var scan = QuadScan(pattern, order, range: nil, index, cursor)
        var batch = cursors.takeBatch()
        defer { cursors.keep(batch) }
        while try scan.next(into: &batch) {
            let (subjects, predicates, objects) = (batch[.subject], batch[.predicate], batch[.object])
            let graphs = batch[.graph]
            for row in 0..<batch.count {
                let (subject, predicate, object) = (subjects[row], predicates[row], objects[row])
                if subject != known.subject { known.setSubject(subject, try recentTerm(of: subject)) }
                if predicate != known.predicate {
                    guard case .iri(let iri) = try recentTerm(of: predicate) else {
                        throw GraphStoreError.damaged("a predicate is not an IRI")
                    }
                    known.setPredicate(predicate, iri)
                }
                if object != known.object { known.setObject(object, try recentTerm(of: object)) }
                let graph = graphs[row]
                if graph != known.graph {
                    known.setGraph(graph, graph == .defaultGraph ? nil : try recentTerm(of: graph))
                }
                try body(known.quad)
            }
        }
        cursors.keep(scan.takeCursor(), order)
    }

    private borrowing func recentTerm(of id: TermID) throws -> Term {
        if let recent = cursors.recentTerms.term(of: id) { return recent }
        let term = try term(of: id)
        cursors.recentTerms.keep(term, of: id)
        return term
    }

    /// A whole graph in memory; nil for the default graph.
    public borrowing func graph(_ name: Term?) throws -> Graph {
        var graph = Graph()
        let selection: GraphSelection = name.map { .named($0) } ?? .defaultGraph
        try forEachQuad(graph: selection) { graph.insert($0.triple) }
        return graph
    }

    /// The names of all graphs that hold a quad, in the order of their ids.
    public borrowing func graphNames() throws -> [Term] {
        var names: [Term] = []
        for graph in try graphIDs() { names.append(try term(of: graph)) }
        return names
    }

    /// The ids of the names of all graphs that hold a quad, in ascending order.
    public borrowing func graphIDs() throws -> [TermID] {
        var ids: [TermID] = []
        var scan = try scan(QuadPattern(graph: .named))
        var batch = QuadBatch()
        while try scan.next(into: &batch), let graph = batch.column(0).first {
            ids.append(graph)
            scan.skip(to: TermID(raw: graph.raw + 1))
        }
        return ids
    }

    /// Lends the cursor of the closure's upward index.
    borrowing func withClosureCursor<Result>(
        _ store: StoreFile, _ transaction: borrowing Transaction<Reading>,
        _ body: (inout Cursor<Reading>) throws -> Result
    ) throws -> Result {
        try closureCursor.with(store.closure.up.database, transaction, body)
    }

    borrowing func withTransaction<Result>(
        _ body: (StoreFile, borrowing Transaction<Reading>) throws -> Result
    ) rethrows -> Result {
        try body(store, transaction)
    }
}

/// A state of a store, among all that this process has opened: files number their commits alike.
public struct SnapshotVersion: Hashable, Sendable {
    fileprivate let file: Int
    fileprivate let commit: UInt64
    /// Tells views of transactions apart, which are like no other; 0 for a commit.
    fileprivate let draft: Int
    fileprivate static let drafts = Atomic<Int>(0)

    public func isOfSameFile(as other: SnapshotVersion) -> Bool { file == other.file }
}

/// Which graphs to read, by name.
public enum GraphSelection: Hashable, Sendable {
    case any
    case defaultGraph
    case named(Term)
}
