// One sorted set of tuples, kept as blocks in a database of its own.
//
// Changes come sorted. Each block that they touch is decoded once, merged with all of its changes and written back: in
// place if it still fits, split evenly if not, together with its neighbour if little is left. Changes behind the last
// tuple fill blocks to the brim, so that loading in order packs tightly.
import KeyValue
import Primitives

/// A tuple to be added or removed.
struct TupleChange: WordRecord {
    var tuple: IDTuple
    var isInsert: Bool

    static let wordCount = IDTuple.wordCount
    @inline(__always)
    func word(_ index: Int) -> UInt64 { tuple.word(index) }
}

struct TupleIndex: Sendable {
    let name: String
    let database: Database
    /// The longest value of a block: long blocks pack tightest, short ones answer a look-up soonest.
    let blockBytes: Int
    /// Blocks that shrink below this take in their neighbour.
    private var smallBlockBytes: Int { blockBytes / 3 }

    init(_ name: String, blockBytes: Int, in environment: Environment) throws {
        self.name = name
        self.blockBytes = blockBytes
        database = try environment.database(name)
    }

    // MARK: Reading

    /// All tuples of a block; throws when it is damaged.
    func decode(_ key: RawSpan, _ value: RawSpan) throws -> [IDTuple] {
        var isSound = false
        let tuples = [IDTuple](unsafeUninitializedCapacity: TupleBlock.count(value) ?? 0) { tuples, count in
            isSound = TupleBlock.forEach(key, value) { tuple in
                tuples.initializeElement(at: count, to: tuple)
                count += 1
                return true
            }
        }
        if !isSound { throw damage }
        return tuples
    }

    var damage: GraphStoreError { .damaged("a block of the index '\(name)' cannot be read") }

    func contains(_ tuple: IDTuple, in transaction: borrowing Transaction<Reading>) throws -> Bool {
        var cursor = try transaction.cursor(in: database)
        guard try cursor.seek(atMost: TupleBlock.key(tuple).span.bytes) else { return false }
        return try decode(cursor.key, cursor.value).contains(tuple)
    }

    // MARK: Writing

    /// Applies changes, which must be in ascending order and one to a tuple; returns those that had an effect.
    @discardableResult
    func apply(_ changes: [TupleChange], in transaction: inout Transaction<Writing>) throws -> [TupleChange] {
        var effective: [TupleChange] = []
        effective.reserveCapacity(changes.count)
        try transaction.withCursor(in: database) { cursor in
            var next = 0
            while next < changes.count {
                let start = TupleBlock.key(changes[next].tuple)
                guard try cursor.seek(atMost: start.span.bytes) || cursor.first() else {
                    let tuples = merge([], changes[next...], into: &effective)
                    try write(tuples, replacing: [], isLast: true, at: &cursor)
                    return
                }
                if next == changes.count - 1, try splice(changes[next], &effective, at: &cursor) { return }
                try applyToBlock(changes, &next, &effective, at: &cursor)
            }
        }
        return effective
    }

    /// Makes one change in the block at the cursor, if it can be made in place.
    private func splice(
        _ change: TupleChange, _ effective: inout [TupleChange], at cursor: inout Cursor<Writing>
    ) throws -> Bool {
        switch TupleBlock.splice(change, into: cursor.key, cursor.value, limit: blockBytes) {
        case .unchanged: return true
        case .impossible: return false
        case .value(let value):
            if !change.isInsert && value.count < smallBlockBytes { return false }
            let key = cursor.key.copy()
            try cursor.put(key.span.bytes, value.span.bytes)
            effective.append(change)
            return true
        }
    }

    /// Merges the block at the cursor with the changes that fall into it, from `next` on.
    private func applyToBlock(
        _ changes: [TupleChange], _ next: inout Int, _ effective: inout [TupleChange],
        at cursor: inout Cursor<Writing>
    ) throws {
        var tuples = try decode(cursor.key, cursor.value)
        var replaced = [tuples[0]]
        var hasShrunk = false
        let effectiveBefore = effective.count
        while true {
            let following = try cursor.next() ? TupleBlock.tuple(cursor.key) : nil
            let end = following.map { following in
                changes[next...].partitioningIndex { !($0.tuple < following) }
            }
            let countBefore = tuples.count
            tuples = merge(tuples, changes[next..<(end ?? changes.count)], into: &effective)
            hasShrunk = hasShrunk || tuples.count < countBefore
            next = end ?? changes.count
            if effective.count == effectiveBefore { return }
            guard let following, !tuples.isEmpty, hasShrunk, isSmall(tuples) else {
                try write(tuples, replacing: replaced, isLast: following == nil, at: &cursor)
                return
            }
            replaced.append(following)
            tuples += try decode(cursor.key, cursor.value)
        }
    }

    private func isSmall(_ tuples: [IDTuple]) -> Bool {
        var builder = TupleBlockBuilder(limit: smallBlockBytes)
        return tuples.allSatisfy { builder.add($0) }
    }

    private func merge(
        _ tuples: [IDTuple], _ changes: ArraySlice<TupleChange>, into effective: inout [TupleChange]
    ) -> [IDTuple] {
        var merged: [IDTuple] = []
        merged.reserveCapacity(tuples.count + changes.count)
        var index = 0
        for change in changes {
            while index < tuples.count, tuples[index] < change.tuple {
                merged.append(tuples[index])
                index += 1
            }
            let isThere = index < tuples.count && tuples[index] == change.tuple
            if isThere { index += 1 }
            if change.isInsert { merged.append(change.tuple) }
            if change.isInsert != isThere { effective.append(change) }
        }
        merged.append(contentsOf: tuples[index...])
        return merged
    }

    /// Writes tuples as blocks in place of those that begin with `replaced`.
    private func write(
        _ tuples: [IDTuple], replacing replaced: [IDTuple], isLast: Bool, at cursor: inout Cursor<Writing>
    ) throws {
        var blocks = encode(tuples, limit: blockBytes)
        if !isLast && blocks.count > 1 {
            let bytes = blocks.reduce(0) { $0 + $1.value.count }
            blocks = encode(tuples, limit: min(blockBytes, bytes / blocks.count + 48))
        }
        for tuple in replaced where !blocks.contains(where: { $0.first == tuple }) {
            if try cursor.seek(TupleBlock.key(tuple).span.bytes) { try cursor.delete() }
        }
        let mode: PutMode = isLast && replaced.isEmpty ? .append : .replace
        for (first, value) in blocks {
            try cursor.put(TupleBlock.key(first).span.bytes, value.span.bytes, mode: mode)
        }
    }

    private func encode(_ tuples: [IDTuple], limit: Int) -> [(first: IDTuple, value: [UInt8])] {
        var blocks: [(first: IDTuple, value: [UInt8])] = []
        var builder = TupleBlockBuilder(limit: limit)
        for tuple in tuples where !builder.add(tuple) {
            blocks.append((builder.first, builder.finish()))
            _ = builder.add(tuple)
        }
        if builder.count > 0 { blocks.append((builder.first, builder.finish())) }
        return blocks
    }
}

extension RandomAccessCollection {
    /// The first index from which on `belongsInSecondHalf` holds, if it holds from some place on.
    func partitioningIndex(where belongsInSecondHalf: (Element) -> Bool) -> Index {
        var low = startIndex
        var length = count
        while length > 0 {
            let half = length / 2
            let middle = index(low, offsetBy: half)
            if belongsInSecondHalf(self[middle]) {
                length = half
            } else {
                low = index(after: middle)
                length -= half + 1
            }
        }
        return low
    }
}
