// ORDER BY. With a limit behind it only so many rows are kept: whenever twice as many have come, the rest is dropped, and
// from then on rows are dropped as they come when their first key is behind those that are kept.
import GraphStore
import Primitives
import Quantities
import SPARQLSyntax

final class OrderBy: Operator {
    private let input: Operator
    private let conditions: [(expression: CompiledExpression, isDescending: Bool)]
    private let evaluator: ExpressionEvaluator
    private let limit: Int?
    private var rows: Batch
    /// The keys of all rows, condition by condition.
    private var columns: [SortColumn] = []
    /// The best ranks of the first condition so far, ascending, at most as many as rows are wanted.
    private var best: [Int] = []
    /// The first key of the last row that was kept, where it is no rank.
    private var cutoff: SortKey?
    private var ranking: [Int]?
    private var next = 0
    private var reserved = 0

    /// - Parameter limit: the number of rows that are wanted; nil for all.
    init(
        _ context: QueryContext, _ input: Operator,
        _ conditions: [(expression: CompiledExpression, isDescending: Bool)], _ evaluator: ExpressionEvaluator,
        limit: Int?
    ) {
        self.input = input
        self.conditions = conditions
        self.evaluator = evaluator
        self.limit = limit
        rows = Batch(width: input.schema.count)
        super.init(context, schema: input.schema, inputs: [input])
    }

    override func produce(_ batch: inout Batch) throws -> Bool {
        if ranking == nil { try sort() }
        guard let ranking, next < ranking.count else { return false }
        let end = min(next + Limits.batchRows, ranking.count)
        batch = rows.selecting(Array(ranking[next..<end]))
        next = end
        return true
    }

    private func sort() throws {
        rows = Batch(width: input.schema.count)
        columns = conditions.map { condition in
            SortColumn(isDescending: condition.isDescending, isInline: condition.expression.soleColumn != nil)
        }
        (best, cutoff) = ([], nil)
        let most = limit.map { max(2 * $0, Limits.batchRows) }
        try input.drain { batch in
            try take(batch)
            if let most, let limit, rows.count > most {
                dropBehindBest()
                if rows.count > most / 2 { try keep(limit) }
            }
            let bytes = columns.reduce(8 * rows.count * rows.columns.count) { $0 + $1.byteCount }
            try context.reserve(bytes - reserved)
            reserved = bytes
        }
        dropBehindBest()
        var ranking = try ranked()
        if let limit { ranking = Array(ranking.prefix(limit)) }
        self.ranking = ranking
        columns = []
    }

    /// Adds the rows that may be among those that are wanted.
    private func take(_ all: Batch) throws {
        var batch = aheadOfBest(all)
        if batch.count == 0 { return }
        for place in columns.indices {
            let column = conditions[place].expression.soleColumn
            if let column, columns[place].append(inline: batch.columns[column]) { continue }
            if columns[place].isInline { columns[place].leaveInline(try keys(place, rows)) }
            var keys = try keys(place, batch)
            if place == 0, let cutoff {
                let wanted = keys.indices.filter { !isBehind(columns[0].order(keys[$0], cutoff)) }
                if wanted.isEmpty { return }
                if wanted.count < keys.count {
                    batch = batch.selecting(wanted)
                    keys = wanted.map { keys[$0] }
                }
            }
            columns[place].append(keys)
        }
        if rows.count == 0 { rows = batch } else { rows.append(batch) }
    }

    /// The keys of a condition.
    private func keys(_ place: Int, _ batch: Batch) throws -> [SortKey] {
        if let column = conditions[place].expression.soleColumn {
            let ids = batch.columns[column]
            let terms = try context.terms(of: ids)
            return zip(ids, terms).map { id, term in
                SortKey.inline(id) ?? term.map { SortKey($0) } ?? .unbound
            }
        }
        try evaluator.begin(batch)
        try context.prefetch(conditions[place].expression.termColumns.numbers, of: batch)
        return try (0..<batch.count).map { row in
            if row % Limits.checkedRows == 0 { try context.check() }
            return try SortKey(try evaluator.evaluate(conditions[place].expression, batch, row), context)
        }
    }

    /// Whether a row is not wanted whose first key stands so to that of the last row that is: of rows with equal keys
    /// the first come first.
    @inline(__always)
    private func isBehind(_ order: Ordering) -> Bool {
        order == .greater || order == .equal && conditions.count == 1
    }

    /// Without the rows whose first rank comes behind enough others. A descending order looks at the last rows first,
    /// since an index gives values ascending.
    private func aheadOfBest(_ batch: Batch) -> Batch {
        guard let limit, limit > 0, limit <= Limits.batchRows, columns[0].isInline,
            let column = conditions[0].expression.soleColumn, rows.count + batch.count > limit
        else { return batch }
        let (values, isDescending) = (batch.columns[column], conditions[0].isDescending)
        var (best, kind) = (best, columns[0].kind)
        // The first rows, as many as are wanted, have been taken as they came.
        if best.isEmpty { best = columns[0].ranks.sorted() }
        var wanted: [Int] = []
        for step in values.indices {
            let row = isDescending ? values.count - 1 - step : step
            guard let rank = columns[0].rank(values[row], &kind) else { return batch }
            if best.count == limit {
                if isBehind(Ordering(rank, best[limit - 1])) { continue }
                best.removeLast()
            }
            var (low, high) = (0, best.count)
            while low < high {
                let middle = (low + high) / 2
                if best[middle] <= rank { low = middle + 1 } else { high = middle }
            }
            best.insert(rank, at: low)
            wanted.append(row)
        }
        self.best = best
        return wanted.count == batch.count ? batch : batch.selecting(wanted.sorted())
    }

    /// Drops rows that came before better ones were known.
    private func dropBehindBest() {
        guard let limit, limit > 0, best.count == limit, columns[0].isInline else { return }
        let cutoff = best[limit - 1]
        let ranks = columns[0].ranks
        let wanted = ranks.indices.filter { ranks[$0] <= cutoff }
        if wanted.count < rows.count { select(wanted) }
    }

    private func select(_ wanted: [Int]) {
        rows = rows.selecting(wanted)
        for place in columns.indices { columns[place].select(wanted) }
    }

    /// The rows in the order that is asked for.
    private func ranked() throws -> [Int] {
        var comparisons = 0
        func count() throws {
            comparisons += 1
            if comparisons & 0xFFF == 0 { try context.check() }
        }
        let columns = columns
        func isBefore(_ left: Int, _ right: Int, from place: Int) -> Bool {
            for column in columns[place...] {
                let order = column.order(left, right)
                if order != .equal { return order == .less }
            }
            return left < right
        }
        guard columns[0].isInline else {
            return try (0..<rows.count).sorted { left, right in
                try count()
                return isBefore(left, right, from: 0)
            }
        }
        var ranks = columns[0].ranks.enumerated().map { (rank: $1, row: $0) }
        try ranks.sort { left, right in
            try count()
            return left.rank == right.rank ? isBefore(left.row, right.row, from: 1) : left.rank < right.rank
        }
        return ranks.map(\.row)
    }

    /// Drops all but the first rows.
    private func keep(_ limit: Int) throws {
        let kept = try ranked().prefix(limit)
        if let last = kept.last, !columns[0].isInline { cutoff = columns[0].key(last) }
        select(kept.sorted())
    }

    override func reset() {
        super.reset()
        ranking = nil
        next = 0
        context.release(reserved)
        reserved = 0
    }

    override func outline(in graph: ActiveGraph) throws -> PlanOutline? {
        guard let inner = try input.outline(in: graph) else { return nil }
        let sorting = try conditions.map {
            SortOutline(expression: try LastingExpression($0.expression, context), isDescending: $0.isDescending)
        }
        return .orderBy(inner, sorting, limit: limit)
    }

    override var title: String { limit.map { "top \($0)" } ?? "sort" }
}
