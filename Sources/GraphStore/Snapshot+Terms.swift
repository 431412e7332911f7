// Many terms at once, for who has a whole column of ids: in ascending order a block of the dictionary is found once and
// decoded once.
import KeyValue
import RDF

extension Snapshot {
    /// Adds the terms of ids that this store gave, in the same order. Fast when the ids ascend.
    public borrowing func appendTerms(of ids: [TermID], to terms: inout [Term?]) throws {
        try withTransaction { store, transaction in
            var reader = try TermDictionary.SequentialReader(store.dictionary, transaction)
            terms.reserveCapacity(terms.count + ids.count)
            for id in ids {
                guard let kind = id.kind, !kind.isInline, kind != .tripleTerm else {
                    terms.append(try term(of: id))
                    continue
                }
                let term = try reader.withBytes(of: id.payload) { TermEncoding.decode($0) }
                guard let term else { throw GraphStoreError.damaged("term \(id.payload) cannot be read") }
                terms.append(term)
            }
        }
    }

    /// Hands the bytes of a term that is neither inline nor a triple to `body`, in the form of `TermEncoding`.
    borrowing func withBytes<Result>(of id: TermID, _ body: (ArraySlice<UInt8>) throws -> Result) throws -> Result {
        try withTransaction { store, transaction in
            try store.dictionary.withBytes(of: id.payload, cursors, in: transaction, body)
        }
    }
}

extension Snapshot {
    /// Hands the texts of ids that the dictionary has under numbers, other than triple terms, to `body` with their places.
    /// Fast when the ids ascend.
    public borrowing func forEachText(of ids: [TermID], _ body: (Int, TermText) throws -> Void) throws {
        try withTransaction { store, transaction in
            var reader = try TermDictionary.SequentialReader(store.dictionary, transaction)
            for (place, id) in ids.enumerated() {
                let isWhole = try reader.withBytes(of: id.payload) { bytes in
                    guard let text = TermEncoding.text(of: bytes) else { return false }
                    try body(place, text)
                    return true
                }
                if !isWhole { throw GraphStoreError.damaged("term \(id.payload) cannot be read") }
            }
        }
    }
}
