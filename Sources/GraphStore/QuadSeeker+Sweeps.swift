// What a seeker reads without keeping blocks: the matches of many ascending keys, and where the end of a range begins.
import KeyValue

extension QuadSeeker {
    /// Does what `match` does, for ascending keys of which most blocks have some: tuples are compared with keys as they
    /// are decoded, and each block is walked once.
    public func sweep(
        _ first: TermID, _ keys: [TermID], from row: inout Int, limit: Int, graph: TermID?, isFirstOnly: Bool,
        rows: inout [Int], values: inout [TermID]
    ) throws {
        forget()
        var isOver = false
        let skipsRuns = isFirstOnly && graph == nil
        while !isOver, row < keys.count, rows.count < limit {
            let lower = IDTuple(first: first.raw, second: keys[row].raw, third: 0, fourth: 0)
            guard try cursor.seek(atMost: TupleBlock.key(lower).span.bytes) || cursor.first() else {
                row = keys.count
                break
            }
            // Where the matches of the key at hand begin.
            var start = rows.count
            blocks: while true {
                var isFull = false
                blocksRead += 1
                let isSound = TupleBlock.forEach(cursor.key, cursor.value, from: .smallest, skipsRuns: skipsRuns) {
                    tuple in
                    if tuple.first != first.raw {
                        isOver = tuple.first > first.raw
                        return !isOver
                    }
                    while keys[row].raw < tuple.second {
                        Self.finish(keys, &row, &start, limit, &rows, &values)
                        isFull = row == keys.count || rows.count >= limit
                        if isFull { return false }
                    }
                    guard keys[row].raw == tuple.second, graph == nil || graph?.raw == tuple.fourth else { return true }
                    if !isFirstOnly || rows.count == start {
                        rows.append(row)
                        values.append(TermID(raw: tuple.third))
                    }
                    return true
                }
                if !isSound { throw index.damage }
                if isFull { break }
                if try !isOver && !cursor.next() { isOver = true }
                if !isOver {
                    guard let next = TupleBlock.tuple(cursor.key) else { throw index.damage }
                    isOver = next.first > first.raw
                    // A key farther on is looked for in the tree.
                    if !isOver, next.first < first.raw || next.second < keys[row].raw { break }
                }
                if isOver {
                    Self.finish(keys, &row, &start, limit, &rows, &values)
                    break blocks
                }
            }
        }
        // What is left is behind all tuples, unless there was no room for a key's matches once more.
        if isOver, rows.count < limit { row = keys.count }
    }

    /// Does what `match` does where the keys are the first column and `second` is the second: each key is looked for in the
    /// tree, and of its block no more is decoded than the way to its matches. For few keys, which are far apart.
    public func matchEach(
        _ keys: [TermID], _ second: TermID, from row: inout Int, limit: Int, graph: TermID?, isFirstOnly: Bool,
        rows: inout [Int], values: inout [TermID]
    ) throws {
        forget()
        while row < keys.count, rows.count < limit {
            let lower = IDTuple(first: keys[row].raw, second: second.raw, third: 0, fourth: 0)
            var isOver = try !(cursor.seek(atMost: TupleBlock.key(lower).span.bytes) || cursor.first())
            var start = rows.count
            while !isOver {
                let isSound = TupleBlock.forEach(cursor.key, cursor.value, from: lower) { tuple in
                    if tuple.first > lower.first || tuple.second > lower.second {
                        isOver = true
                        return false
                    }
                    guard graph == nil || graph?.raw == tuple.fourth else { return true }
                    rows.append(row)
                    values.append(TermID(raw: tuple.third))
                    isOver = isFirstOnly
                    return !isOver
                }
                if !isSound { throw index.damage }
                if try !isOver && !cursor.next() { isOver = true }
            }
            Self.finish(keys, &row, &start, limit, &rows, &values)
        }
    }

    /// Ends the key at hand, whose matches begin at `start`: equal keys behind it get the same.
    @inline(__always)
    private static func finish(
        _ keys: [TermID], _ row: inout Int, _ start: inout Int, _ limit: Int, _ rows: inout [Int],
        _ values: inout [TermID]
    ) {
        let (key, matches) = (keys[row], start..<rows.count)
        row += 1
        while row < keys.count, keys[row] == key, rows.count < limit {
            for place in matches {
                rows.append(row)
                values.append(values[place])
            }
            row += 1
        }
        start = rows.count
    }

    /// The second column of the tuple from which on there are `count` tuples with a first column, up to a second one; of
    /// the first of them when there are fewer, nil when there are none.
    public func start(ofLast count: Int, _ first: TermID, through upper: TermID) throws -> TermID? {
        forget()
        let last = IDTuple(first: first.raw, second: upper.raw, third: .max, fourth: .max)
        var left = count
        var start: TermID?
        var hasBlock = try cursor.seek(atMost: TupleBlock.key(last).span.bytes)
        while hasBlock {
            var found: [UInt64] = []
            let isSound = TupleBlock.forEach(cursor.key, cursor.value) { tuple in
                if last < tuple { return false }
                if tuple.first == first.raw { found.append(tuple.second) }
                return true
            }
            if !isSound { throw index.damage }
            guard let lowest = found.first else { break }
            if found.count >= left { return TermID(raw: found[found.count - left]) }
            left -= found.count
            start = TermID(raw: lowest)
            hasBlock = try cursor.previous()
        }
        return start
    }
}
