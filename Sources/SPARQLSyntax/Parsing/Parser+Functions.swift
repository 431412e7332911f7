// Function calls and aggregates (grammar productions 70 to 72, 121 and 127 of SPARQL 1.1).
import RDF

extension Parser {
    /// `( expression, … )`, possibly empty. Sets the height of the node above them.
    mutating func parseExpressionList() throws(SPARQLSyntaxError) -> [Expression] {
        try expect(.openParenthesis, "'('")
        return try parseArguments()
    }

    /// The rest of an argument list after its '('.
    private mutating func parseArguments() throws(SPARQLSyntaxError) -> [Expression] {
        var arguments: [Expression] = []
        var highest = 0
        if try !skip(.closeParenthesis) {
            repeat {
                arguments.append(try parseExpression())
                highest = max(highest, height)
            } while try skip(.comma)
            try expect(.closeParenthesis, "',' or ')'")
        }
        try setHeight(above: highest)
        return arguments
    }

    mutating func parseBuiltin(_ builtin: Builtin) throws(SPARQLSyntaxError) -> Expression {
        let start = token.start
        try advance()
        let arguments = try parseExpressionList()
        let allowed = builtin.argumentCount
        guard allowed.contains(arguments.count) else {
            let wanted =
                allowed.count == 1 ? "\(allowed.lowerBound)" : "\(allowed.lowerBound) or \(allowed.upperBound)"
            throw error("\(builtin.rawValue) has \(wanted) arguments, not \(arguments.count)", at: start)
        }
        return .builtin(builtin, arguments)
    }

    /// A call of a function named by IRI; with DISTINCT it is an aggregate.
    mutating func parseFunction(_ iri: IRI) throws(SPARQLSyntaxError) -> Expression {
        let start = token.start
        try expect(.openParenthesis, "'('")
        guard isNext(.distinct) else { return .function(iri, try parseArguments()) }
        try beginAggregate(at: start)
        try advance()
        let arguments = try parseArguments()
        aggregation?.isInside = false
        return value(of: Aggregate(.custom(iri), arguments, isDistinct: true))
    }

    // MARK: Aggregates

    mutating func parseAggregate() throws(SPARQLSyntaxError) -> Expression {
        let keyword = token.keyword
        try beginAggregate(at: token.start)
        try advance()
        try expect(.openParenthesis, "'('")
        let isDistinct = try skip(.distinct)
        var arguments: [Expression] = []
        height = 1
        if keyword != .count || !isNext(.star) {
            arguments.append(try parseExpression())
        } else {
            try advance()
        }
        let function = try function(of: keyword)
        try expect(.closeParenthesis, "')'")
        aggregation?.isInside = false
        return value(of: Aggregate(function, arguments, isDistinct: isDistinct))
    }

    private mutating func function(of keyword: Keyword?) throws(SPARQLSyntaxError) -> Aggregate.Function {
        switch keyword {
        case .count: return .count
        case .sum: return .sum
        case .minimum: return .minimum
        case .maximum: return .maximum
        case .average: return .average
        case .sample: return .sample
        default:
            guard try skip(.semicolon) else { return .groupConcat(separator: " ") }
            try expect(.separator)
            try expect(.equal, "'='")
            guard isNext(.string) || isNext(.longString) else { throw unexpected("the separator in quotes") }
            let separator = try lexer.string(token)
            try advance()
            return .groupConcat(separator: separator)
        }
    }

    private mutating func beginAggregate(at position: Int) throws(SPARQLSyntaxError) {
        guard let aggregation else {
            throw error(
                "an aggregate cannot stand here", at: position,
                fix: "aggregates belong in SELECT, HAVING and ORDER BY; a sub-select can compute one for a pattern")
        }
        if aggregation.isInside { throw error("an aggregate cannot stand inside another", at: position) }
        self.aggregation?.isInside = true
    }

    /// The hidden variable of an aggregate; equal aggregates share one.
    mutating func value(of aggregate: Aggregate) -> Expression {
        if let variable = aggregation?.variable(of: aggregate) { return .variable(variable) }
        let variable = freshVariable()
        aggregation?.bind(variable, to: aggregate)
        return .variable(variable)
    }
}
