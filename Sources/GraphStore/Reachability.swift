// Questions to the closure of transitive predicates: "is it a kind of", "all kinds of", "all that it is a kind of".
import KeyValue
import RDF

extension Snapshot {
    /// The predicates whose closure the store keeps.
    public borrowing func transitivePredicates() throws -> [TermID] {
        try withTransaction { store, transaction in
            try store.databases.transitivePredicates(in: transaction).map { TermID(raw: $0) }
        }
    }

    /// Whether `ancestor` is one or more steps of a declared transitive predicate above `node`, in any graphs. About a
    /// microsecond, however many steps.
    public borrowing func isReachable(
        _ ancestor: TermID, from node: TermID, along predicate: TermID
    ) throws -> Bool {
        try withTransaction { store, transaction in
            let tuple = IDTuple(first: predicate.raw, second: node.raw, third: ancestor.raw, fourth: 0)
            return try withClosureCursor(store, transaction) { cursor in
                guard try cursor.seek(atMost: TupleBlock.key(tuple).span.bytes) else { return false }
                var isThere = false
                let isSound = TupleBlock.forEach(cursor.key, cursor.value) { candidate in
                    if candidate < tuple { return true }
                    isThere = candidate == tuple
                    return false
                }
                if !isSound { throw store.closure.up.damage }
                return isThere
            }
        }
    }

    /// All nodes one or more steps of a declared transitive predicate above `node`, in ascending order of ids.
    public borrowing func ancestors(of node: TermID, along predicate: TermID) throws -> [TermID] {
        try withTransaction { store, transaction in try related(store.closure.up, node, predicate, transaction) }
    }

    /// All nodes one or more steps below.
    public borrowing func descendants(of node: TermID, along predicate: TermID) throws -> [TermID] {
        try withTransaction { store, transaction in try related(store.closure.down, node, predicate, transaction) }
    }

    private borrowing func related(
        _ index: TupleIndex, _ node: TermID, _ predicate: TermID, _ transaction: borrowing Transaction<Reading>
    ) throws -> [TermID] {
        var cursor = try transaction.cursor(in: index.database)
        let lower = IDTuple(first: predicate.raw, second: node.raw, third: 0, fourth: 0)
        guard try cursor.seek(atMost: TupleBlock.key(lower).span.bytes) || cursor.first() else { return [] }
        var found: [TermID] = []
        var isBeyond = false
        repeat {
            let isSound = TupleBlock.forEach(cursor.key, cursor.value) { tuple in
                if tuple < lower { return true }
                isBeyond = tuple.first != lower.first || tuple.second != lower.second
                if !isBeyond { found.append(TermID(raw: tuple.third)) }
                return !isBeyond
            }
            if !isSound { throw index.damage }
        } while try !isBeyond && cursor.next()
        return found
    }
}

extension StoreDatabases {
    func transitivePredicates(
        in transaction: borrowing Transaction<some TransactionAccess>
    ) throws -> [UInt64] {
        guard let value = try transaction.value(of: FileFormat.MetaKey.transitive, in: meta) else { return [] }
        guard value.byteCount % 8 == 0 else {
            throw GraphStoreError.damaged("the transitive predicates cannot be read")
        }
        return value.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: 8).map {
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self))
            }
        }
    }
}

extension StoreTransaction {
    /// Has the closure of a predicate kept from now on; `rdfs:subClassOf` and `skos:broader` are declared from the
    /// start.
    public mutating func declareTransitive(_ predicate: IRI) throws {
        try flush()
        try declare(predicate)
    }
}
