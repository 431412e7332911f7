// How many matches ascending keys have, without the matches.
import KeyValue

extension QuadSeeker {
    /// Blocks between two looks at whether to go on.
    private static let blocksBetweenChecks = 64

    /// Multiplies the count of each key by the number of quads whose first two columns are `first` and the key. Keys
    /// whose count is 0 are passed over.
    ///
    /// - Parameters:
    ///   - keys: ascending, each once.
    ///   - graph: the graph of the quads that count; nil when all do.
    ///   - isFirstOnly: whether one match for each key is enough.
    ///   - check: called now and then; what it throws ends the counting.
    /// - Returns: false when a number is too large to be counted.
    public func multiply(
        _ counts: inout [Int], byMatchesOf first: TermID, _ keys: [TermID], graph: TermID?, isFirstOnly: Bool,
        _ check: () throws -> Void
    ) throws -> Bool {
        forget()
        let most = isFirstOnly ? 1 : Int.max
        var row = 0
        var matches = 0
        var isCountable = true
        var blocks = 0
        while row < keys.count {
            if counts[row] == 0 {
                row += 1
                continue
            }
            var key = keys[row].raw
            let lower = IDTuple(first: first.raw, second: key, third: 0, fourth: 0)
            var isOver = try !(cursor.seek(atMost: TupleBlock.key(lower).span.bytes) || cursor.first())
            while !isOver, row < keys.count {
                let isSound = TupleBlock.forEach(cursor.key, cursor.value) { tuple in
                    if tuple.first != first.raw {
                        isOver = tuple.first > first.raw
                        return !isOver
                    }
                    while key < tuple.second {
                        isCountable = Self.multiply(&counts, row, by: min(matches, most)) && isCountable
                        matches = 0
                        row += 1
                        if row == keys.count { return false }
                        key = keys[row].raw
                    }
                    if key == tuple.second, graph == nil || graph?.raw == tuple.fourth { matches += 1 }
                    return true
                }
                if !isSound { throw index.damage }
                blocks += 1
                if blocks % Self.blocksBetweenChecks == 0 { try check() }
                if row == keys.count || isOver { break }
                isOver = try !cursor.next()
                guard !isOver, let next = TupleBlock.tuple(cursor.key) else { continue }
                isOver = next.first > first.raw
                // A key farther on is looked for in the tree.
                if !isOver, next.first < first.raw || next.second < key { break }
            }
            // No tuples are left for the keys that are.
            while isOver, row < keys.count {
                isCountable = Self.multiply(&counts, row, by: min(matches, most)) && isCountable
                matches = 0
                row += 1
            }
        }
        return isCountable
    }

    /// False when the product is too large.
    @inline(__always)
    private static func multiply(_ counts: inout [Int], _ row: Int, by factor: Int) -> Bool {
        let (product, hasOverflow) = counts[row].multipliedReportingOverflow(by: factor)
        counts[row] = product
        return !hasOverflow
    }
}
