// ORDER BY. With a limit behind it only so many rows are kept: whenever twice as many have come, the rest is dropped.
// One column of inline numbers, the usual case, is sorted by the numbers as they are.
import GraphStore
import Quantities
import SPARQLSyntax

final class OrderBy: Operator {
    private let input: Operator
    private let conditions: [(expression: CompiledExpression, isDescending: Bool)]
    private let evaluator: ExpressionEvaluator
    private let limit: Int?
    private var rows: Batch
    /// Keys of all rows, condition by condition; empty as long as `numbers` are the keys.
    private var keys: [[SortKey]] = []
    /// The values of the only condition, as long as all are inline numbers.
    private var numbers: [Int]?
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
        keys = conditions.map { _ in [] }
        numbers = sortedColumn == nil ? nil : []
        best = []
        var textBytes = 0
        let most = limit.map { max(2 * $0, Limits.batchRows) }
        try input.drain { all in
            let batch = aheadOfCutoff(all)
            if batch.count == 0 { return }
            let start = rows.count
            rows.append(batch)
            if !appendNumbers(from: start) { textBytes += try appendKeys() }
            if let most, let limit, rows.count > most {
                dropBehindCutoff()
                if rows.count > most / 2 { try keep(limit) }
                textBytes = keys.reduce(0) { $0 + $1.reduce(0) { $0 + $1.textBytes } }
            }
            let bytes =
                rows.count * (8 * rows.columns.count + MemoryLayout<SortKey>.stride * conditions.count) + textBytes
            try context.reserve(bytes - reserved)
            reserved = bytes
        }
        dropBehindCutoff()
        var ranking = try ranked()
        if let limit { ranking = Array(ranking.prefix(limit)) }
        self.ranking = ranking
        keys = []
        numbers = nil
    }

    /// The column that is the only condition.
    private var sortedColumn: Int? {
        if conditions.count == 1, case .column(let column) = conditions[0].expression { column } else { nil }
    }

    /// Takes the numbers of the rows from `start` on; false when not all are inline numbers.
    private func appendNumbers(from start: Int) -> Bool {
        guard var numbers = numbers.take(), let column = sortedColumn else { return false }
        let values = rows.columns[column]
        numbers.reserveCapacity(values.count)
        for row in start..<values.count {
            guard let number = SortKey.inlineNumber(values[row]) else { return false }
            numbers.append(number)
        }
        self.numbers = numbers
        return true
    }

    /// Makes the keys of the rows that have none; returns the bytes of their texts.
    private func appendKeys() throws -> Int {
        var textBytes = 0
        for (place, condition) in conditions.enumerated() {
            for row in keys[place].count..<rows.count {
                if row % Limits.checkedRows == 0 { try context.check() }
                let value = try evaluator.evaluate(condition.expression, rows, row)
                let key = try SortKey(value, context)
                textBytes += key.textBytes
                keys[place].append(key)
            }
        }
        return textBytes
    }

    /// The best inline numbers of the only condition so far, the best first, at most as many as rows are wanted.
    private var best: [Int] = []

    /// Without the rows that come behind enough others: inline numbers are compared as they are. A descending order
    /// looks at the last rows first, since an index gives values ascending.
    private func aheadOfCutoff(_ batch: Batch) -> Batch {
        guard let limit, limit > 0, limit <= Limits.batchRows, let column = sortedColumn else { return batch }
        let values = batch.columns[column]
        let isDescending = conditions[0].isDescending
        var best = best
        var wanted: [Int] = []
        for step in values.indices {
            let row = isDescending ? values.count - 1 - step : step
            guard let number = SortKey.inlineNumber(values[row]) else {
                wanted.append(row)
                continue
            }
            let rank = isDescending ? -number : number
            if best.count == limit {
                if rank >= best[limit - 1] { continue }
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
    private func dropBehindCutoff() {
        guard let limit, limit > 0, best.count == limit, case .column(let column) = conditions[0].expression else {
            return
        }
        let (values, cutoff, isDescending) = (rows.columns[column], best[limit - 1], conditions[0].isDescending)
        let wanted = values.indices.filter { row in
            guard let number = SortKey.inlineNumber(values[row]) else { return true }
            return (isDescending ? -number : number) <= cutoff
        }
        if wanted.count < rows.count { select(wanted) }
    }

    private func select(_ wanted: [Int]) {
        rows = rows.selecting(wanted)
        if let numbers {
            self.numbers = wanted.map { numbers[$0] }
        } else {
            keys = keys.map { column in wanted.map { column[$0] } }
        }
    }

    private func ranked() throws -> [Int] {
        var comparisons = 0
        if let numbers {
            let sign = conditions[0].isDescending ? -1 : 1
            var ranks = numbers.enumerated().map { (rank: $1 * sign, row: $0) }
            try ranks.sort { left, right in
                comparisons += 1
                if comparisons & 0xFFF == 0 { try context.check() }
                return left.rank == right.rank ? left.row < right.row : left.rank < right.rank
            }
            return ranks.map(\.row)
        }
        return try (0..<rows.count).sorted { left, right in
            comparisons += 1
            if comparisons & 0xFFF == 0 { try context.check() }
            return isBefore(left, right)
        }
    }

    @inline(__always)
    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        for (place, condition) in conditions.enumerated() {
            switch keys[place][left].compare(keys[place][right]) {
            case .less: return !condition.isDescending
            case .greater: return condition.isDescending
            case .equal: break
            }
        }
        return left < right
    }

    /// Drops all but the first rows.
    private func keep(_ limit: Int) throws {
        select(try ranked().prefix(limit).sorted())
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
