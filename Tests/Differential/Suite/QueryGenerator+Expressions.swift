// Random expressions.
import RDF
import SPARQLSyntax

extension QueryGenerator {
    private mutating func operand() -> Expression {
        isOnce(in: 3) ? .constant(constant()) : .variable(variable())
    }

    private mutating func comparison() -> Expression {
        // Ranges of numbers and moments, which indexes can answer, more often than chance makes them.
        let right: Expression = isOnce(in: 2) ? .constant(literal()) : operand()
        let comparison = one(of: ComparisonOperator.allCases)
        return isOnce(in: 6)
            ? .comparison(comparison, right, .variable(variable()))
            : .comparison(comparison, .variable(variable()), right)
    }

    mutating func condition(_ depth: Int) -> Expression {
        guard depth > 0 else { return isOnce(in: 4) ? .bound(variable()) : comparison() }
        switch pick(14) {
        case 0, 1: return .and(condition(depth - 1), condition(depth - 1))
        case 2: return .or(condition(depth - 1), condition(depth - 1))
        case 3: return .not(condition(depth - 1))
        case 4: return .exists(existencePattern(depth - 1))
        case 5: return .not(.exists(existencePattern(depth - 1)))
        case 6: return .not(.bound(variable()))
        case 7: return .bound(variable())
        case 8: return expression(depth)
        default: return comparison()
        }
    }

    mutating func expression(_ depth: Int) -> Expression {
        guard depth > 0 else { return operand() }
        func inner(_ generator: inout QueryGenerator) -> Expression { generator.expression(depth - 1) }
        func text(_ generator: inout QueryGenerator) -> Expression { .builtin(.str, [inner(&generator)]) }
        switch pick(25) {
        case 0: return .arithmetic(.add, inner(&self), inner(&self))
        case 1: return .arithmetic(.subtract, inner(&self), inner(&self))
        case 2: return .arithmetic(.multiply, inner(&self), operand())
        case 3: return .arithmetic(.divide, operand(), .constant(.literal(Literal(2))))
        case 4: return text(&self)
        case 5: return .builtin(one(of: [.lang, .datatype]), [inner(&self)])
        case 6: return .builtin(one(of: [.isIRI, .isBlank, .isLiteral, .isNumeric, .isTriple]), [inner(&self)])
        case 7: return .builtin(.sameTerm, [inner(&self), inner(&self)])
        case 8: return .builtin(.stringLength, [isOnce(in: 2) ? inner(&self) : text(&self)])
        case 9: return .builtin(one(of: [.uppercase, .lowercase]), [isOnce(in: 2) ? inner(&self) : text(&self)])
        case 10:
            return .builtin(
                one(of: [.contains, .startsWith, .endsWith]),
                [text(&self), .constant(.string(one(of: ["http", "1", "n"])))])
        case 11: return .builtin(one(of: [.contains, .startsWith, .endsWith]), [inner(&self), .constant(literal())])
        case 12: return .builtin(.concatenate, [inner(&self), text(&self)])
        case 13: return .builtin(one(of: [.absolute, .round]), [inner(&self)])
        case 14: return .conditional(condition(depth - 1), then: inner(&self), otherwise: inner(&self))
        case 15: return .coalesce([inner(&self), inner(&self)])
        case 16: return .isIn(inner(&self), [operand(), operand()])
        case 17: return condition(depth - 1)
        case 18: return .builtin(one(of: [.year, .month, .day, .hours]), [isOnce(in: 2) ? operand() : inner(&self)])
        case 19:
            let wanted = Expression.constant(.string(one(of: ["a", "n", "/", "er"])))
            return .builtin(one(of: [.before, .after]), [isOnce(in: 2) ? inner(&self) : text(&self), wanted])
        case 20:
            let places = [1 + pick(3), pick(4)].prefix(1 + pick(2)).map { Expression.constant(.literal(Literal($0))) }
            return .builtin(.substring, [isOnce(in: 2) ? inner(&self) : text(&self)] + places)
        case 21:
            return isOnce(in: 2)
                ? .builtin(.literalWithLanguage, [text(&self), .constant(.string("en"))])
                : .builtin(.literalWithDatatype, [text(&self), .constant(.iri(Vocabulary.XSD.integer))])
        case 22: return .function(Vocabulary.XSD.integer, [isOnce(in: 3) ? text(&self) : inner(&self)])
        default: return operand()
        }
    }
}
