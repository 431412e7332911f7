// Expressions by precedence climbing (grammar productions 110 to 122 of SPARQL 1.1): '||', '&&', comparisons (which do
// not chain), sums, products, then signs and '!'.
import RDF

private enum BinaryOperator {
    case or, and
    case comparison(ComparisonOperator)
    case isIn, isNotIn
    case arithmetic(ArithmeticOperator)

    var precedence: Int {
        switch self {
        case .or: 1
        case .and: 2
        case .comparison, .isIn, .isNotIn: 3
        case .arithmetic(.add), .arithmetic(.subtract): 4
        case .arithmetic: 5
        }
    }
}

extension Parser {
    mutating func parseExpression() throws(SPARQLSyntaxError) -> Expression {
        try enter()
        let expression = try parseBinary(1)
        leave()
        return expression
    }

    /// FILTER, HAVING: an expression in brackets or a function call.
    mutating func parseConstraint() throws(SPARQLSyntaxError) -> Expression {
        switch token.kind {
        case .openParenthesis: return try parseBracketed()
        case .iri, .prefixedName:
            let iri = try parseIRI()
            guard isNext(.openParenthesis) else { throw unexpected("'(' and the arguments of the function") }
            return try parseFunction(iri)
        case .word where !isNext(.true) && !isNext(.false): return try parsePrimary()
        default: throw unexpected("'(' and an expression, or a function")
        }
    }

    /// `( expression )`.
    mutating func parseBracketed() throws(SPARQLSyntaxError) -> Expression {
        try expect(.openParenthesis, "'('")
        let expression = try parseExpression()
        try expect(.closeParenthesis, "')' or an operator")
        return expression
    }

    private var binaryOperator: BinaryOperator? {
        switch token.kind {
        case .or: .or
        case .and: .and
        case .equal: .comparison(.equal)
        case .notEqual: .comparison(.notEqual)
        case .less: .comparison(.less)
        case .lessOrEqual: .comparison(.lessOrEqual)
        case .greater: .comparison(.greater)
        case .greaterOrEqual: .comparison(.greaterOrEqual)
        case .plusSign: .arithmetic(.add)
        case .minusSign: .arithmetic(.subtract)
        case .star: .arithmetic(.multiply)
        case .slash: .arithmetic(.divide)
        case .word where token.keyword == .in: .isIn
        case .word where token.keyword == .not: .isNotIn
        default: nil
        }
    }

    /// Operators of at least a precedence, and what they work on.
    private mutating func parseBinary(_ minimum: Int) throws(SPARQLSyntaxError) -> Expression {
        var left = try parseUnary()
        var isCompared = false
        while let infix = binaryOperator, infix.precedence >= minimum {
            let position = token.start
            let leftHeight = height
            if infix.precedence == 3 {
                if isCompared {
                    throw error("comparisons do not chain", at: position, fix: "join two comparisons by '&&'")
                }
                isCompared = true
            }
            try advance()
            left = try parseRight(of: infix, left)
            try setHeight(above: leftHeight, height)
        }
        return left
    }

    private mutating func parseRight(
        of infix: BinaryOperator, _ left: Expression
    ) throws(SPARQLSyntaxError) -> Expression {
        switch infix {
        case .or: return .or(left, try parseBinary(2))
        case .and: return .and(left, try parseBinary(3))
        case .comparison(let comparison): return .comparison(comparison, left, try parseBinary(4))
        case .arithmetic(let arithmetic):
            return .arithmetic(arithmetic, left, try parseBinary(infix.precedence + 1))
        case .isIn: return .isIn(left, try parseExpressionList())
        case .isNotIn:
            try expect(.in)
            return .not(.isIn(left, try parseExpressionList()))
        }
    }

    private mutating func parseUnary() throws(SPARQLSyntaxError) -> Expression {
        switch token.kind {
        case .bang:
            try enter()
            try advance()
            let operand = try parseUnary()
            leave()
            try setHeight(above: height)
            return .not(operand)
        case .plusSign, .minusSign:
            if isSignedNumberNext { return try parseLiteralExpression() }
            let isNegative = isNext(.minusSign)
            try advance()
            let operand = try parsePrimary()
            try setHeight(above: height)
            return isNegative ? .negative(operand) : .positive(operand)
        default: return try parsePrimary()
        }
    }

    private mutating func parseLiteralExpression() throws(SPARQLSyntaxError) -> Expression {
        height = 1
        return .constant(.literal(try parseLiteral()))
    }

    mutating func parsePrimary() throws(SPARQLSyntaxError) -> Expression {
        switch token.kind {
        case .openParenthesis: return try parseBracketed()
        case .variable:
            height = 1
            return .variable(try parsePlainVariable())
        case .iri, .prefixedName:
            let iri = try parseIRI()
            height = 1
            return isNext(.openParenthesis) ? try parseFunction(iri) : .constant(.iri(iri))
        case .openTripleTerm: return try parseTripleExpression()
        case .word:
            if let builtin = token.builtin { return try parseBuiltin(builtin) }
            if isLiteralNext { return try parseLiteralExpression() }
            return try parseKeywordExpression()
        default:
            guard isLiteralNext else { throw unexpected("an expression") }
            return try parseLiteralExpression()
        }
    }

    /// A variable of an expression, noted where grouping could hide it.
    private mutating func parsePlainVariable() throws(SPARQLSyntaxError) -> Variable {
        let position = token.start
        let number = try parseVariable()
        if aggregation?.isInside == false { aggregation?.plain.append((number, position)) }
        return variables.variables[number]
    }

    private mutating func parseKeywordExpression() throws(SPARQLSyntaxError) -> Expression {
        switch token.keyword {
        case .bound:
            try advance()
            try expect(.openParenthesis, "'('")
            let variable = try parsePlainVariable()
            try expect(.closeParenthesis, "')'")
            height = 1
            return .bound(variable)
        case .conditional:
            let start = token.start
            try advance()
            let parts = try parseExpressionList()
            guard parts.count == 3 else { throw error("IF has 3 arguments, not \(parts.count)", at: start) }
            return .conditional(parts[0], then: parts[1], otherwise: parts[2])
        case .coalesce:
            try advance()
            return .coalesce(try parseExpressionList())
        case .exists:
            try advance()
            return try parseExists()
        case .not:
            try advance()
            try expect(.exists)
            let exists = try parseExists()
            try setHeight(above: height)
            return .not(exists)
        case .count, .sum, .minimum, .maximum, .average, .sample, .groupConcat: return try parseAggregate()
        default: throw unexpected("an expression")
        }
    }

    private mutating func parseExists() throws(SPARQLSyntaxError) -> Expression {
        let group = try parseGroup()
        height = group.wholeHeight
        try setHeight(above: height)
        return .exists(group.whole)
    }

    /// `<<( s p o )>>` in an expression: the subject is an IRI or a variable.
    private mutating func parseTripleExpression() throws(SPARQLSyntaxError) -> Expression {
        try enter()
        try advance()
        guard isIRINext || isNext(.variable) else { throw unexpected("an IRI or a variable as subject") }
        let subject = try parsePrimaryTerm()
        let predicate =
            try skip(.type) ? Expression.constant(.iri(Vocabulary.RDF.type)) : try parsePrimaryTerm(isPredicate: true)
        let object = isNext(.openTripleTerm) ? try parseTripleExpression() : try parsePrimaryTerm()
        try expect(.closeTripleTerm, "')>>'")
        leave()
        try setHeight(above: height)
        if case .constant(let subject) = subject, case .constant(.iri(let predicate)) = predicate,
            case .constant(let object) = object
        {
            return .constant(.triple(Triple(subject, predicate, object)))
        }
        return .builtin(.triple, [subject, predicate, object])
    }

    private mutating func parsePrimaryTerm(isPredicate: Bool = false) throws(SPARQLSyntaxError) -> Expression {
        height = 1
        if isNext(.variable) { return .variable(try parsePlainVariable()) }
        if isIRINext { return .constant(.iri(try parseIRI())) }
        guard !isPredicate && isLiteralNext else {
            throw unexpected(isPredicate ? "an IRI, a variable or 'a'" : "a term or a variable")
        }
        return .constant(.literal(try parseLiteral()))
    }
}
