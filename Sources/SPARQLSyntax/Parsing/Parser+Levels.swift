// A level of a query to algebra: grouping, HAVING, VALUES, the expressions of SELECT, ORDER BY, projection, DISTINCT,
// LIMIT, in this order; and the rules about which variables may stand where.
import Primitives
import RDF

extension Parser {
    /// Translates the clauses of a level. Leaves the variables that the level gives in `scope`.
    mutating func finish(_ level: inout QueryLevel) throws(SPARQLSyntaxError) {
        let bindings = aggregation?.bindings ?? []
        if level.grouping != nil || level.having != nil || !bindings.isEmpty { try group(&level) }
        if let (table, numbers) = level.values {
            level.pattern = level.pattern.isUnit ? .values(table) : .join(level.pattern, .values(table))
            try raise(&level)
            for number in numbers { level.scope.insert(number) }
        }
        let projected = try extend(&level)
        if !level.order.isEmpty {
            level.pattern = .orderBy(level.pattern, level.order)
            try raise(&level, level.orderHeight)
        }
        if let projected {
            level.pattern = .project(level.pattern, projected.map { variables.variables[$0] })
            level.scope = NumberSet(projected)
            try raise(&level)
        }
        if level.isDistinct { level.pattern = .distinct(level.pattern) }
        if level.isReduced { level.pattern = .reduced(level.pattern) }
        let offset = level.offset ?? 0
        if offset > 0 || level.limit != nil {
            level.pattern = .slice(level.pattern, offset: offset, limit: level.limit)
        }
        try raise(&level)
    }

    private mutating func raise(_ level: inout QueryLevel, _ other: Int = 0) throws(SPARQLSyntaxError) {
        try setHeight(above: level.height, other)
        level.height = height
    }

    // MARK: SELECT

    /// Adds the expressions of SELECT; the variables to project, or nil when the form has no projection.
    private mutating func extend(_ level: inout QueryLevel) throws(SPARQLSyntaxError) -> [Int]? {
        switch level.projection {
        case .none: return nil
        case .all: return level.scope.numbers
        case .items(let items):
            var projected: [Int] = []
            var given = NumberSet()
            for item in items {
                let variable = variables.variables[item.number]
                if let expression = item.expression {
                    if given.contains(item.number) || level.scope.contains(item.number) {
                        throw error(
                            "\(variable) has a value already, so AS cannot give it another", at: item.position,
                            fix: "name the result otherwise")
                    }
                    level.pattern = .extend(level.pattern, variable, expression)
                    try raise(&level, item.height)
                }
                if !given.contains(item.number) { projected.append(item.number) }
                given.insert(item.number)
            }
            return projected
        }
    }

    // MARK: Grouping

    private mutating func group(_ level: inout QueryLevel) throws(SPARQLSyntaxError) {
        if case .all = level.projection {
            throw error(
                "SELECT * cannot be used with grouping", at: previousEnd, fix: "name the keys and aggregates in SELECT")
        }
        try checkGrouped(level)
        let names = NumberSet(level.items.filter { $0.expression != nil }.map(\.number))
        var replacements: [Variable: Expression] = [:]
        for number in level.havingPlain where !level.keys.contains(number) {
            if let sample = sample(number, level) { replacements[variables.variables[number]] = sample }
        }
        let having = level.having?.replacing(replacements)
        var sampled: [Variable: Expression] = [:]
        for number in level.orderPlain where !level.keys.contains(number) {
            if names.contains(number) { continue }
            sampled[variables.variables[number]] = sample(number, level)
        }
        level.order = level.order.map {
            OrderCondition($0.expression.replacing(sampled), isDescending: $0.isDescending)
        }
        let bindings = aggregation?.bindings ?? []
        level.pattern = .group(level.pattern, by: level.grouping ?? [], aggregates: bindings)
        try raise(&level)
        if let having {
            level.pattern = .filter(having, level.pattern)
            try raise(&level, level.havingHeight)
        }
        level.scope = level.keys
    }

    /// SAMPLE of a variable that is no key (section 18.2.4.1); nil when it has no value anyway.
    private mutating func sample(_ number: Int, _ level: QueryLevel) -> Expression? {
        guard level.scope.contains(number) else { return nil }
        return value(of: Aggregate(.sample, [.variable(variables.variables[number])]))
    }

    /// Refuses variables of SELECT that are neither keys nor inside aggregates.
    private func checkGrouped(_ level: QueryLevel) throws(SPARQLSyntaxError) {
        var named = level.keys
        for item in level.items {
            let plain = item.expression == nil ? [(number: item.number, position: item.position)] : item.plain
            for (number, position) in plain where !named.contains(number) {
                let variable = variables.variables[number]
                throw error(
                    "\(variable) is neither a key of GROUP BY nor inside an aggregate", at: position,
                    fix: "add it to GROUP BY, or write SAMPLE(\(variable))")
            }
            if item.expression != nil { named.insert(item.number) }
        }
    }
}
