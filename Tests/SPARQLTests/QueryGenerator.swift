// Random graphs and random queries over them: few terms, so that patterns meet; every operator, so that they nest.
import Primitives
import RDF
import SPARQLSyntax

struct QueryGenerator {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func pick(_ count: Int) -> Int { Int(random.next(upperBound: UInt64(count))) }

    // MARK: Data

    private static let namespace = Namespace("http://example.org/")
    static let predicates = ["p", "q", "r"].map { namespace[$0] }

    mutating func node() -> Term { .iri(Self.namespace["n\(pick(7))"]) }

    /// Numbers with several spellings, of inline kinds and others.
    mutating func number() -> Term {
        switch pick(6) {
        case 0: .literal(Literal("\(pick(5)).0", datatype: Vocabulary.XSD.decimal))
        case 1: .literal(Literal("\(pick(5)).50", datatype: Vocabulary.XSD.decimal))
        case 2: .literal(Literal("0\(pick(5))", datatype: Vocabulary.XSD.integer))
        case 3: .literal(Literal("\(pick(5))E0", datatype: Vocabulary.XSD.double))
        default: .literal(Literal(pick(5)))
        }
    }

    mutating func predicate() -> IRI { Self.predicates[pick(Self.predicates.count)] }

    mutating func quads() -> Set<Quad> {
        let graphs: [Term?] = [nil, nil, nil, .iri(Self.namespace["g0"]), .iri(Self.namespace["g1"])]
        return Set(
            (0..<(10 + pick(30))).map { _ in
                let object = pick(4) == 0 ? number() : node()
                return Quad(node(), predicate(), object, graph: graphs[pick(graphs.count)])
            })
    }

    // MARK: Patterns

    private static let variables = ["a", "b", "c", "d"].map { Variable($0) }

    mutating func variable() -> Variable { Self.variables[pick(Self.variables.count)] }

    private mutating func end() -> TermPattern { pick(5) == 0 ? .term(node()) : .variable(variable()) }

    private mutating func triple() -> TriplePattern {
        let predicate: TermPattern = pick(8) == 0 ? .variable(variable()) : .term(.iri(self.predicate()))
        return TriplePattern(end(), predicate, pick(10) == 0 ? .term(number()) : end())
    }

    private mutating func basic() -> GraphPattern { .basic((0..<(1 + pick(3))).map { _ in triple() }) }

    private mutating func path(_ depth: Int) -> PropertyPath {
        switch depth == 0 ? 0 : pick(8) {
        case 1: .inverse(path(depth - 1))
        case 2: .sequence(path(depth - 1), path(depth - 1))
        case 3: .alternative(path(depth - 1), path(depth - 1))
        case 4: .zeroOrMore(path(depth - 1))
        case 5: .oneOrMore(path(depth - 1))
        case 6: .zeroOrOne(path(depth - 1))
        case 7: .negatedPropertySet(forward: [predicate()], inverse: pick(2) == 0 ? [] : [predicate()])
        default: .link(predicate())
        }
    }

    private mutating func comparison() -> Expression {
        let operators = ComparisonOperator.allCases
        let left = Expression.variable(variable())
        let right: Expression =
            switch pick(3) {
            case 0: .variable(variable())
            case 1: .constant(number())
            default: .constant(node())
            }
        return .comparison(operators[pick(operators.count)], left, right)
    }

    private mutating func condition(_ depth: Int) -> Expression {
        switch depth == 0 ? pick(3) : pick(8) {
        case 3: return .and(condition(depth - 1), condition(depth - 1))
        case 4: return .or(condition(depth - 1), condition(depth - 1))
        case 5: return .not(condition(depth - 1))
        case 6: return .exists(basic())
        case 7: return .not(.exists(pick(2) == 0 ? basic() : .filter(comparison(), basic())))
        case 0: return .bound(variable())
        default: return comparison()
        }
    }

    mutating func pattern(_ depth: Int) -> GraphPattern {
        switch depth == 0 ? pick(2) : pick(14) {
        case 2: return .join(pattern(depth - 1), pattern(depth - 1))
        case 3, 4: return .leftJoin(pattern(depth - 1), pattern(depth - 1), pick(3) == 0 ? condition(1) : nil)
        case 5, 6: return .filter(condition(2), pattern(depth - 1))
        case 7: return .union(pattern(depth - 1), pattern(depth - 1))
        case 8: return .minus(pattern(depth - 1), pattern(depth - 1))
        case 9: return .graph(.variable(variable()), pattern(depth - 1))
        case 10: return .graph(.term(.iri(Self.namespace["g0"])), pattern(depth - 1))
        case 11:
            let rows = (0..<(1 + pick(3))).map { _ in [pick(4) == 0 ? nil : node(), pick(4) == 0 ? nil : node()] }
            let columns =
                pick(2) == 0 ? [Self.variables[0], Self.variables[1]] : [Self.variables[2], Self.variables[0]]
            return .join(.values(ValuesTable(variables: columns, rows: rows)), pattern(depth - 1))
        case 12: return .path(subject: end(), path(2), object: end())
        case 13: return .project(pattern(depth - 1), Array(Self.variables.prefix(1 + pick(3))))
        case 1: return .basic([triple(), triple(), triple()])
        default: return basic()
        }
    }

    /// A SELECT query of everything, sometimes distinct or counted.
    mutating func query() -> Query {
        let inner = pattern(3)
        switch pick(6) {
        case 0: return Query(.select, .distinct(.project(inner, Array(Self.variables.prefix(1 + pick(3))))))
        case 1:
            let count = AggregateBinding(Variable("n"), Aggregate(.count, []))
            let by = Array(Self.variables.prefix(pick(3)))
            return Query(.select, .project(.group(inner, by: by, aggregates: [count]), by + [Variable("n")]))
        default: return Query(.select, .project(inner, Self.variables))
        }
    }
}
