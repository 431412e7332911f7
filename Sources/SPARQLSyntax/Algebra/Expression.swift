import RDF

/// An expression of FILTER, BIND, SELECT and the like (SPARQL 1.1 section 17).
public indirect enum Expression: Hashable, Sendable {
    case variable(Variable)
    /// An IRI, a literal or a triple term.
    case constant(Term)
    case or(Expression, Expression)
    case and(Expression, Expression)
    case not(Expression)
    case comparison(ComparisonOperator, Expression, Expression)
    case arithmetic(ArithmeticOperator, Expression, Expression)
    /// Unary minus.
    case negative(Expression)
    /// Unary plus: an error unless the value is a number.
    case positive(Expression)
    /// IN; NOT IN is `not` of it.
    case isIn(Expression, [Expression])
    /// EXISTS; NOT EXISTS is `not` of it.
    case exists(GraphPattern)
    case bound(Variable)
    case conditional(Expression, then: Expression, otherwise: Expression)
    case coalesce([Expression])
    case builtin(Builtin, [Expression])
    /// A function or cast named by IRI.
    case function(IRI, [Expression])
}

public enum ComparisonOperator: String, Hashable, Sendable, CaseIterable {
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
}

public enum ArithmeticOperator: String, Hashable, Sendable, CaseIterable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
}
