// A level of a query: the nodes above its pattern, taken apart in the order that the parser put them together.
import RDF

/// The clauses of a level, as the algebra has them.
struct LevelClauses {
    var projection: [Variable]?
    var prefix = ""
    /// Names given in SELECT.
    var names: [(variable: Variable, expression: Expression)] = []
    var body: GraphPattern
    var isGrouped = false
    var keys: [(variable: Variable, expression: Expression?)] = []
    var aggregates: [AggregateBinding] = []
    var having: Expression?
    var values: ValuesTable?
    var order: [OrderCondition] = []
    var offset = 0
    var limit: Int?

    /// - Parameter hasProjection: whether the form is SELECT; otherwise a projection is a sub-select of its own.
    init(_ pattern: GraphPattern, hasProjection: Bool) {
        body = pattern
        if case .slice(let inner, let offset, let limit) = body {
            (body, self.offset, self.limit) = (inner, offset, limit)
        }
        if hasProjection { takeProjection() }
        if case .orderBy(let inner, let conditions) = body { (body, order) = (inner, conditions) }
        takeGrouping()
        if !isGrouped { names = Self.takeExtensions(&body, in: projection ?? []) }
    }

    private mutating func takeProjection() {
        if case .distinct(let inner) = body {
            (body, prefix) = (inner, " DISTINCT")
        } else if case .reduced(let inner) = body {
            (body, prefix) = (inner, " REDUCED")
        }
        if case .project(let inner, let variables) = body { (body, projection) = (inner, variables) }
    }

    private mutating func takeGrouping() {
        var inner = body
        let names = Self.takeExtensions(&inner, in: projection ?? [])
        var values: ValuesTable?
        if case .join(let left, .values(let table)) = inner { (inner, values) = (left, table) }
        var having: Expression?
        if case .filter(let condition, let filtered) = inner { (inner, having) = (filtered, condition) }
        guard case .group(var pattern, let by, let aggregates) = inner else { return }
        let computed = Self.takeExtensions(&pattern, in: by)
        isGrouped = true
        keys = by.map { key in (key, computed.first { $0.variable == key }?.expression) }
        (self.names, self.values, self.having, self.aggregates) = (names, values, having, aggregates)
        body = pattern
    }

    /// Takes the outermost extensions off a pattern whose variables stand in `order`, in that order.
    private static func takeExtensions(
        _ pattern: inout GraphPattern, in order: [Variable]
    ) -> [(variable: Variable, expression: Expression)] {
        var taken: [(variable: Variable, expression: Expression)] = []
        var bound = order.count
        while case .extend(let inner, let variable, let expression) = pattern,
            let index = order.firstIndex(of: variable), index < bound
        {
            taken.append((variable, expression))
            bound = index
            pattern = inner
        }
        return taken.reversed()
    }
}

extension SPARQLWriter {
    /// A query, or a sub-select when `clauses` says nothing.
    mutating func writeLevel(_ pattern: GraphPattern, _ clauses: QueryClauses = QueryClauses()) {
        let level = LevelClauses(pattern, hasProjection: clauses.form == nil)
        let outer = aggregates
        aggregates = Dictionary(level.aggregates.map { ($0.variable, $0.aggregate) }) { first, _ in first }
        let form = clauses.form ?? "SELECT\(level.prefix) \(projection(level))"
        if !form.isEmpty { line(form) }
        for text in QueryClauses.lines(clauses.dataset, "FROM", terms) { line(text) }
        let modifiers = modifiers(level)
        aggregates = [:]
        braces("WHERE") { $0.writeGroup(level.body) }
        for modifier in modifiers { line(modifier) }
        if let values = level.values { write(values) }
        aggregates = outer
    }

    private func projection(_ level: LevelClauses) -> String {
        let variables = level.projection ?? (level.isGrouped ? level.keys.map(\.variable) : [])
        let items = variables.map { variable in
            let named = level.names.first { $0.variable == variable }
            return named.map { "(\(text($0.expression)) AS \(text(variable)))" } ?? text(variable)
        }
        return items.isEmpty ? "*" : items.joined(separator: " ")
    }

    private func modifiers(_ level: LevelClauses) -> [String] {
        var lines: [String] = []
        if !level.keys.isEmpty {
            let keys = level.keys.map { key in
                guard let expression = key.expression else { return text(key.variable) }
                return key.variable.isHidden
                    ? "(\(text(expression)))" : "(\(text(expression)) AS \(text(key.variable)))"
            }
            lines.append("GROUP BY " + keys.joined(separator: " "))
        }
        if let having = level.having { lines.append("HAVING (\(text(having)))") }
        if !level.order.isEmpty {
            let conditions = level.order.map { "\($0.isDescending ? "DESC" : "ASC")(\(text($0.expression)))" }
            lines.append("ORDER BY " + conditions.joined(separator: " "))
        }
        if level.offset > 0 { lines.append("OFFSET \(level.offset)") }
        if let limit = level.limit { lines.append("LIMIT \(limit)") }
        return lines
    }
}
