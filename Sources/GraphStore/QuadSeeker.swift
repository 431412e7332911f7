// Many look-ups in one index. The block at hand is searched first, then the one after it, and only then the tree: in
// ascending order of prefixes this is a merge join, in any other an index nested-loop join.
import KeyValue

/// Looks up quads by the first columns of an index, again and again. Lives inside one snapshot.
public final class QuadSeeker {
    public let order: IndexOrder
    /// The quads of the block at hand; `next` tells which of its rows are wanted.
    public private(set) var block = QuadBatch()
    let index: TupleIndex
    /// Moved and read for each key, by this seeker alone: the check that nobody else does is left out.
    @exclusivity(unchecked) var cursor: Cursor<Reading>
    private var upper = IDTuple.smallest
    private var position = 0
    private var isFinished = true
    /// Whether the last step to the following block went to where it should: then it is tried again.
    private var isSequential = true
    /// Whether `block` holds no more than the quads that were looked for, and whether there are no others behind it.
    private var isPartial = false
    private var isLastBlock = false
    /// The first tuple of the block where the cursor was last.
    private var lastFirst: IDTuple?
    /// How many blocks `match` and `sweep` have read so far.
    public internal(set) var blocksRead = 0

    init(_ order: IndexOrder, _ index: TupleIndex, in transaction: borrowing Transaction<Reading>) throws {
        self.order = order
        self.index = index
        cursor = try transaction.cursor(in: index.database)
        block.order = order
    }

    /// Goes to the quads whose first columns are these; nil ends the prefix.
    ///
    /// - Parameter range: bounds of the first column behind the prefix.
    public func seek(
        _ first: TermID? = nil, _ second: TermID? = nil, _ third: TermID? = nil, _ fourth: TermID? = nil,
        range: ClosedRange<TermID>? = nil
    ) throws {
        var lower = IDTuple.smallest
        upper = IDTuple(first: .max, second: .max, third: .max, fourth: .max)
        var low = range?.lowerBound.raw ?? 0
        var high = range?.upperBound.raw ?? .max
        if let first {
            (lower.first, upper.first) = (first.raw, first.raw)
            if let second {
                (lower.second, upper.second) = (second.raw, second.raw)
                if let third {
                    (lower.third, upper.third) = (third.raw, third.raw)
                    if let fourth { (low, high) = (fourth.raw, fourth.raw) }
                    (lower.fourth, upper.fourth) = (low, high)
                } else {
                    (lower.third, upper.third) = (low, high)
                }
            } else {
                (lower.second, upper.second) = (low, high)
            }
        } else {
            (lower.first, upper.first) = (low, high)
        }
        isFinished = try !moveTo(lower, isBounded: range != nil || second != nil)
    }

    /// The rows of `block` that come next, in order; nil when there are no more.
    public func next() throws -> Range<Int>? {
        while !isFinished {
            if position >= block.count {
                guard !isLastBlock, try cursor.next() else {
                    isFinished = true
                    return nil
                }
                try decode()
                continue
            }
            let start = position
            if !(upper < block.tuple(block.count - 1)) {
                position = block.count
            } else {
                position = gallop(from: start) { upper < block.tuple($0) }
                isFinished = true
            }
            return start < position ? start..<position : nil
        }
        return nil
    }

    /// Looks up many keys: the quads whose first two columns are `first` and a key. For each match adds the key's row to
    /// `rows` and the third column to `values`. Goes on from `row` until the keys are used up or `rows` is `limit` long.
    ///
    /// - Parameters:
    ///   - graph: the graph of the quads that count; nil when all do.
    ///   - isFirstOnly: whether one match for each key is enough.
    public func match(
        _ first: TermID, _ keys: [TermID], from row: inout Int, limit: Int, graph: TermID?, isFirstOnly: Bool,
        rows: inout [Int], values: inout [TermID]
    ) throws {
        if cursor.isDisplaced { forget() }
        var view = BlockView(block)
        var last = (key: TermID(raw: .max), start: 0, end: 0)
        while row < keys.count, rows.count < limit {
            let key = keys[row]
            if key == last.key {
                for place in last.start..<last.end {
                    rows.append(row)
                    values.append(values[place])
                }
                last = (key, rows.count - (last.end - last.start), rows.count)
                row += 1
                continue
            }
            if view.covers(first, key) {
                position = view.gallop(from: position, to: key)
            } else {
                // The block is filled where it is, unless somebody else has its columns.
                view = BlockView()
                try seek(first, key)
                view = BlockView(block)
            }
            last = (key, rows.count, rows.count)
            matching: while true {
                var place = position
                while place < view.count, view.firsts[place] == first, view.seconds[place] == key {
                    if graph == nil || view.fourths[place] == graph {
                        rows.append(row)
                        values.append(view.thirds[place])
                        if isFirstOnly { break matching }
                    }
                    place += 1
                }
                position = place
                guard place == view.count, !isLastBlock, view.count > 0 || isPartial, try cursor.next() else { break }
                try decode()
                view = BlockView(block)
            }
            last.end = rows.count
            row += 1
        }
        isFinished = true
    }

    /// Sets the position to the first tuple not below `lower`; false when there is none.
    ///
    /// - Parameter isBounded: whether what is looked for is likely to be a part of a block.
    private func moveTo(_ lower: IDTuple, isBounded: Bool) throws -> Bool {
        isLastBlock = false
        if cursor.isDisplaced { forget() }
        if !isPartial, let last = block.last, !(lower < block.tuple(0)) {
            if !(last < lower) {
                let isAhead = position < block.count && !(lower < block.tuple(position))
                position = gallop(from: isAhead ? position : 0) { !(block.tuple($0) < lower) }
                return true
            }
            if isSequential {
                guard try cursor.next() else {
                    block.removeAll()
                    return false
                }
                try decode()
                if let last = block.last, !(last < lower) {
                    position = gallop(from: 0) { !(block.tuple($0) < lower) }
                    return true
                }
                isSequential = false
            }
        }
        guard try cursor.seek(atMost: TupleBlock.key(lower).span.bytes) || cursor.first() else {
            block.removeAll()
            isPartial = false
            return false
        }
        guard let first = TupleBlock.tuple(cursor.key) else { throw index.damage }
        // The same block again is taken as a sign of more to come from it and from those behind it.
        isSequential = lastFirst == first
        lastFirst = first
        if !isSequential, isBounded {
            try decodeMatches(from: lower)
            return true
        }
        try decode()
        position = gallop(from: 0) { !(block.tuple($0) < lower) }
        return true
    }

    /// Room for the matches of most look-ups.
    private static let fewMatches = 16

    /// Decodes no more of a block than the quads that are looked for.
    private func decodeMatches(from lower: IDTuple) throws {
        let upper = upper
        var isBeyond = false
        var found = QuadBatch()
        swap(&found, &block)
        found.removeAll()
        found.reserve(Self.fewMatches)
        let isSound = TupleBlock.forEach(cursor.key, cursor.value, from: lower) { tuple in
            isBeyond = upper < tuple
            if !isBeyond { found.append(tuple) }
            return !isBeyond
        }
        swap(&found, &block)
        if !isSound { throw index.damage }
        blocksRead += 1
        isPartial = true
        isLastBlock = isBeyond
        position = 0
    }

    /// Makes the next look-up go by the tree, after the cursor was moved.
    func forget() {
        block.removeAll()
        isPartial = false
        isSequential = false
        isFinished = true
        lastFirst = nil
        position = 0
    }

    private func decode() throws {
        isPartial = false
        guard block.fill(cursor.key, cursor.value), !block.isEmpty else { throw index.damage }
        blocksRead += 1
        position = 0
    }

    /// The first row from `start` on for which `isThere`, which holds from some row on, does; doubling steps first.
    @inline(__always)
    private func gallop(from start: Int, _ isThere: (Int) -> Bool) -> Int {
        var low = start
        var step = 1
        let count = block.count
        while low + step < count, !isThere(low + step) {
            low += step
            step *= 2
        }
        return (low..<min(low + step + 1, count)).partitioningIndex(where: isThere)
    }
}

/// The columns of a block as values of their own, so that a loop reads them without asking their owner.
private struct BlockView {
    let firsts: [TermID]
    let seconds: [TermID]
    let thirds: [TermID]
    let fourths: [TermID]

    var count: Int { firsts.count }

    init(_ block: QuadBatch = QuadBatch()) {
        firsts = block.column(0)
        seconds = block.column(1)
        thirds = block.column(2)
        fourths = block.column(3)
    }

    /// Whether the first tuple with these ids, if there is one, is in the block for sure.
    @inline(__always)
    func covers(_ first: TermID, _ key: TermID) -> Bool {
        guard let last = firsts.last, last == first, firsts[0] == first else { return false }
        return seconds[0] < key && key <= seconds[count - 1]
    }

    /// The first row whose second column is not below `key`; the search begins at `start` if that is not too far.
    @inline(__always)
    func gallop(from start: Int, to key: TermID) -> Int {
        var low = start < count && seconds[start] <= key ? start : 0
        if low > 0, !(seconds[low - 1] < key) { low = 0 }
        var step = 1
        while low + step < count, seconds[low + step] < key {
            low += step
            step *= 2
        }
        var high = min(low + step, count)
        while low < high {
            let middle = (low + high) / 2
            if seconds[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Snapshot {
    /// Look-ups in one of the orders.
    public borrowing func seeker(_ order: IndexOrder) throws -> QuadSeeker {
        try withTransaction { store, transaction in
            try QuadSeeker(order, store.index(order), in: transaction)
        }
    }

    /// The ids of the parts of a stored triple term; nil for any other id.
    public borrowing func parts(
        ofTriple id: TermID
    ) throws -> (subject: TermID, predicate: TermID, object: TermID)? {
        guard id.kind == .tripleTerm else { return nil }
        return try tripleParts(of: id)
    }
}
