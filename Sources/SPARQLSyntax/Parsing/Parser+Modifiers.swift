// GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET and the closing VALUES (grammar productions 18 to 28 of SPARQL 1.1).
import Primitives
import RDF

extension Parser {
    mutating func parseModifiers(_ level: inout QueryLevel) throws(SPARQLSyntaxError) {
        let aggregation = aggregation
        self.aggregation = nil
        if try skip(.group) {
            try expect(.by)
            try parseGrouping(&level)
        }
        self.aggregation = aggregation
        if try skip(.having) { try parseHaving(&level) }
        if try skip(.order) {
            try expect(.by)
            try parseOrder(&level)
        }
        while isNext(.limit) || isNext(.offset) { try parseSlice(&level) }
        if try skip(.values) { level.values = try parseValues() }
    }

    private var isConditionNext: Bool {
        switch token.kind {
        case .variable, .openParenthesis, .iri, .prefixedName: true
        case .word:
            if token.builtin != nil { true } else { isFunctionKeywordNext }
        default: false
        }
    }

    private var isFunctionKeywordNext: Bool {
        switch token.keyword {
        case .bound, .conditional, .coalesce, .exists, .not, .count, .sum, .minimum, .maximum, .average, .sample,
            .groupConcat:
            true
        default: false
        }
    }

    private mutating func parseGrouping(_ level: inout QueryLevel) throws(SPARQLSyntaxError) {
        var grouping: [Variable] = []
        repeat {
            if isNext(.variable) {
                let number = try parseVariable()
                level.keys.insert(number)
                grouping.append(variables.variables[number])
            } else {
                grouping.append(try parseGroupingExpression(&level))
            }
        } while isConditionNext
        level.grouping = grouping
    }

    /// A key that is computed: the pattern is extended by it.
    private mutating func parseGroupingExpression(_ level: inout QueryLevel) throws(SPARQLSyntaxError) -> Variable {
        let isBracketed = isNext(.openParenthesis)
        guard isBracketed || isConditionNext else { throw unexpected("a variable, a function or '(' after GROUP BY") }
        if isBracketed { try advance() }
        let expression = isBracketed ? try parseExpression() : try parseConstraint()
        let expressionHeight = height
        var key: Variable?
        if isBracketed {
            if try skip(.as) {
                let position = token.start
                let number = try parseVariable()
                let variable = variables.variables[number]
                if level.scope.contains(number) {
                    throw error("\(variable) has a value already", at: position, fix: "name the key otherwise")
                }
                level.scope.insert(number)
                level.keys.insert(number)
                key = variable
            }
            try expect(.closeParenthesis, "')' or AS")
        }
        if key == nil, case .variable(let variable) = expression {
            level.keys.insert(lastVariable)
            return variable
        }
        let variable = key ?? freshVariable()
        try setHeight(above: level.height, expressionHeight)
        level.pattern = .extend(level.pattern, variable, expression)
        level.height = height
        return variable
    }

    private mutating func parseHaving(_ level: inout QueryLevel) throws(SPARQLSyntaxError) {
        let first = aggregation?.plain.count ?? 0
        repeat {
            guard !isNext(.variable) else { throw unexpected("'(' and an expression, or a function") }
            let condition = try parseConstraint()
            if let earlier = level.having {
                try setHeight(above: level.havingHeight, height)
                level.having = .and(earlier, condition)
            } else {
                level.having = condition
            }
            level.havingHeight = height
        } while isConditionNext && !isNext(.variable)
        level.havingPlain = aggregation?.plain[first...].map(\.number) ?? []
    }

    private mutating func parseOrder(_ level: inout QueryLevel) throws(SPARQLSyntaxError) {
        let first = aggregation?.plain.count ?? 0
        repeat {
            let isDescending = isNext(.descending)
            let expression: Expression
            if isDescending || isNext(.ascending) {
                try advance()
                expression = try parseBracketed()
            } else if isNext(.variable) {
                expression = try parsePrimary()
            } else {
                guard isConditionNext else {
                    throw unexpected(
                        "a variable, ASC, DESC or an expression after ORDER BY", [.ascending, .descending])
                }
                expression = try parseConstraint()
            }
            level.orderHeight = max(level.orderHeight, height)
            level.order.append(OrderCondition(expression, isDescending: isDescending))
        } while isConditionNext || isNext(.ascending) || isNext(.descending)
        level.orderPlain = aggregation?.plain[first...].map(\.number) ?? []
    }

    private mutating func parseSlice(_ level: inout QueryLevel) throws(SPARQLSyntaxError) {
        let isLimit = isNext(.limit)
        if isLimit ? level.limit != nil : level.offset != nil {
            throw error("\(isLimit ? "LIMIT" : "OFFSET") stands twice", at: token.start)
        }
        try advance()
        guard isNext(.integer) else { throw unexpected("a whole number") }
        guard let number = Int(lexer.text(token)) else {
            throw error("this number is larger than \(Int.max)", at: token.start)
        }
        try advance()
        if isLimit { level.limit = number } else { level.offset = number }
    }
}
