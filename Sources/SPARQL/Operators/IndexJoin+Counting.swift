// COUNT(*) of look-ups: how many matches there are is asked, not which. Joins one above the other that look for the same
// variable, the arms of a star, multiply their numbers.
import GraphStore

extension IndexJoin {
    /// The look-up, where the keys that it goes by stand side by side in the index. Few that are far apart are looked up
    /// as ever.
    private var countableLookUp: BulkLookUp? {
        guard let lookUp = bulkLookUp, !lookUp.isColumnFirst else { return nil }
        return lookUp
    }

    /// The number of solutions that are left; nil when they have to be made for that, and nothing has been read then.
    func countMatches() throws -> Int? {
        guard let lookUp = countableLookUp else { return nil }
        let key = inputs[0].schema[lookUp.column]
        var arms = [(join: self, lookUp: lookUp)]
        var source = inputs[0]
        // The rows of each join are shown when somebody wants to see them.
        while !context.isTracing, let join = source as? IndexJoin, let lookUp = join.countableLookUp,
            join.inputs[0].schema[lookUp.column] == key
        {
            arms.append((join, lookUp))
            source = join.inputs[0]
        }
        guard let column = source.column(key) else { return nil }
        var total = 0
        // The arm that was planned first leaves the fewest.
        arms.reverse()
        try source.drain { batch in
            var keys = batch.columns[column]
            if !keys.isAscending { keys.sort() }
            var counts: [Int] = []
            keys.compactRuns(into: &counts)
            for (join, lookUp) in arms {
                let isCountable = try join.standard.seeker.multiply(
                    &counts, byMatchesOf: lookUp.constant, keys, graph: lookUp.graph,
                    isFirstOnly: join.isExistenceOnly, { try context.check() })
                if !isCountable { throw QueryError.rowLimit(.max) }
            }
            for count in counts {
                let (sum, overflow) = total.addingReportingOverflow(count)
                if overflow { throw QueryError.rowLimit(.max) }
                total = sum
            }
        }
        noteCounted(total)
        return total
    }
}

extension [TermID] {
    /// Keeps one of each run of equal ids; adds the lengths of the runs to `counts`.
    fileprivate mutating func compactRuns(into counts: inout [Int]) {
        var kept = 0
        counts.reserveCapacity(count)
        for row in indices {
            if kept > 0, self[kept - 1] == self[row] {
                counts[kept - 1] += 1
            } else {
                self[kept] = self[row]
                counts.append(1)
                kept += 1
            }
        }
        removeLast(count - kept)
    }
}
