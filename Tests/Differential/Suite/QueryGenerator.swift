// Random graphs and random queries over them: few terms, so that patterns meet; every operator, so that they nest.
import Primitives
import RDF
import SPARQLSyntax

public struct QueryGenerator {
    private var random: SplitMix64
    private var names = 0

    public init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func pick(_ count: Int) -> Int { Int(random.next(upperBound: UInt64(count))) }

    mutating func isOnce(in count: Int) -> Bool { pick(count) == 0 }

    mutating func one<Element>(of list: [Element]) -> Element { list[pick(list.count)] }

    // MARK: Terms

    static let namespace = Namespace("http://example.org/")
    /// The last one is of those whose closure a store keeps.
    static let predicates = [namespace["p"], namespace["q"], namespace["r"], Vocabulary.RDFS.subClassOf]
    static let graphs = [namespace["g0"], namespace["g1"]]
    static let variables = ["a", "b", "c", "d"].map { Variable($0) }
    /// One that no pattern has.
    static let bound = Variable("x")

    /// A variable that nothing else has.
    mutating func newVariable(_ name: String) -> Variable {
        names += 1
        return Variable("\(name)\(names)")
    }

    mutating func iri() -> Term { .iri(Self.namespace["n\(pick(5))"]) }

    mutating func predicate() -> IRI { one(of: Self.predicates) }

    mutating func variable() -> Variable { one(of: Self.variables) }

    /// Numbers with several spellings, of inline kinds and others.
    mutating func number() -> Term {
        switch pick(7) {
        case 0: .literal(Literal("\(pick(5)).0", datatype: Vocabulary.XSD.decimal))
        case 1: .literal(Literal("\(pick(5)).50", datatype: Vocabulary.XSD.decimal))
        case 2: .literal(Literal("0\(pick(5))", datatype: Vocabulary.XSD.integer))
        case 3: .literal(Literal("\(pick(5))E0", datatype: Vocabulary.XSD.double))
        case 4: .literal(Literal(-pick(3)))
        default: .literal(Literal(pick(5)))
        }
    }

    mutating func literal() -> Term {
        switch pick(10) {
        case 0: .string(one(of: ["", "a", "ab", "n1", "longer than inline"]))
        case 1: .literal(Literal(one(of: ["a", "ab", "longer than inline"]), language: "en"))
        case 2: .literal(Literal(isOnce(in: 2)))
        case 3: .literal(Literal("2024-0\(1 + pick(4))-01", datatype: Vocabulary.XSD.date))
        case 4: .literal(Literal("2024-01-01T0\(pick(4)):00:00Z", datatype: Vocabulary.XSD.dateTime))
        default: number()
        }
    }

    /// What a query may name.
    mutating func constant() -> Term { isOnce(in: 3) ? literal() : iri() }

    // MARK: Data

    public mutating func quads() -> Set<Quad> {
        let graphs: [Term?] = isOnce(in: 3) ? [nil] : [nil, nil, nil] + Self.graphs.map { .iri($0) }
        func resource(_ generator: inout QueryGenerator) -> Term {
            generator.isOnce(in: 12) ? .blank(BlankNode("b\(generator.pick(2))")) : generator.iri()
        }
        var quads: Set<Quad> = []
        for _ in 0..<(12 + pick(30)) {
            let object =
                switch pick(12) {
                case 0...2: literal()
                case 3: Term.triple(Triple(iri(), predicate(), isOnce(in: 2) ? number() : iri()))
                default: resource(&self)
                }
            quads.insert(Quad(resource(&self), predicate(), object, graph: one(of: graphs)))
        }
        return quads
    }

    // MARK: Queries

    /// A query of any form that has solutions.
    public mutating func query() -> Query {
        names = 0
        let dataset = isOnce(in: 6) ? dataset() : nil
        var query = Query(.select, queryPattern(), dataset: dataset)
        if isOnce(in: 20) { query.form = .ask }
        return query
    }

    private mutating func dataset() -> DatasetClause {
        let graphs = Self.graphs + [Self.namespace["none"]]
        return DatasetClause(
            defaultGraphs: [one(of: graphs)] + graphs.filter { _ in isOnce(in: 3) },
            namedGraphs: graphs.filter { _ in isOnce(in: 2) })
    }

    private mutating func queryPattern() -> GraphPattern {
        var (inner, variables) = isOnce(in: 5) ? grouped(2) : (pattern(3), Self.variables)
        // What is computed from groups belongs to the level that groups.
        if variables != Self.variables {
            if isOnce(in: 2) { return .project(inner, variables) }
            inner = .project(inner, variables)
        }
        if isOnce(in: 6) {
            inner = bound(inner)
            if inner.visibleVariables.contains(Self.bound) { variables.append(Self.bound) }
        }
        switch pick(8) {
        case 0: return .distinct(.project(inner, projection(variables)))
        case 1: return .reduced(.project(inner, projection(variables)))
        case 2, 3:
            let projected = projection(variables)
            let conditions = ordering(projected, isWhole: projected == Self.variables)
            var whole = GraphPattern.project(.orderBy(inner, conditions), projected)
            if isOnce(in: 2) { whole = .distinct(whole) }
            return isOnce(in: 3) ? whole : .slice(whole, offset: isOnce(in: 3) ? pick(4) : 0, limit: 1 + pick(6))
        case 4: return .slice(.project(inner, variables), offset: pick(3), limit: isOnce(in: 4) ? nil : pick(8))
        default: return .project(inner, variables)
        }
    }

    private mutating func projection(_ variables: [Variable]) -> [Variable] {
        Array(variables.prefix(1 + pick(variables.count)))
    }

    /// - Parameter isWhole: whether a solution that is shown tells the values of all conditions.
    private mutating func ordering(_ variables: [Variable], isWhole: Bool) -> [OrderCondition] {
        (0..<(1 + pick(2))).map { _ in
            let variable = Expression.variable(one(of: variables))
            let expression: Expression =
                switch pick(10) {
                case 0, 1: .builtin(.str, [variable])
                case 2: .builtin(one(of: [.stringLength, .year]), [variable])
                case 3: .function(Vocabulary.XSD.integer, [variable])
                case 4 where isWhole: expression(2)
                case 5 where isWhole: .exists(existencePattern(1))
                default: variable
                }
            return OrderCondition(expression, isDescending: isOnce(in: 2))
        }
    }

    /// A group of the solutions of a pattern, with the variables that it has.
    mutating func grouped(_ depth: Int) -> (GraphPattern, [Variable]) {
        var inner = pattern(depth)
        var keys = Self.variables.filter { _ in isOnce(in: 3) }
        let (key, result) = (newVariable("k"), newVariable("n"))
        if isOnce(in: 4) {
            inner = .extend(inner, key, isOnce(in: 4) ? condition(2) : expression(1))
            keys.append(key)
        }
        let hidden = Variable(hidden: 0)
        let aggregate = aggregate(keys)
        var whole = GraphPattern.group(inner, by: keys, aggregates: [AggregateBinding(hidden, aggregate)])
        if isOnce(in: 4) {
            whole = .filter(.comparison(.greater, .variable(hidden), .constant(.literal(Literal(1)))), whole)
        }
        let value: Expression =
            switch aggregate.function {
            case .average: .builtin(.round, [.variable(hidden)])
            case .groupConcat: .builtin(.stringLength, [.variable(hidden)])
            default: .variable(hidden)
            }
        return (.extend(whole, result, value), keys + [result])
    }

    /// An aggregate whose value does not depend on the order of solutions.
    private mutating func aggregate(_ keys: [Variable]) -> Aggregate {
        let argument = argument()
        let isDistinct = isOnce(in: 3)
        switch pick(8) {
        case 0: return Aggregate(.count, [], isDistinct: isDistinct)
        case 1: return Aggregate(.sum, [argument], isDistinct: isDistinct)
        case 2: return Aggregate(.average, [argument], isDistinct: isDistinct)
        case 3: return Aggregate(isOnce(in: 2) ? .minimum : .maximum, [.builtin(.str, [argument])])
        case 4: return Aggregate(isOnce(in: 2) ? .minimum : .maximum, [argument])
        case 5: return Aggregate(.groupConcat(separator: "|"), [.builtin(.str, [argument])], isDistinct: isDistinct)
        case 6:
            guard let key = keys.first else { return Aggregate(.count, []) }
            return Aggregate(.sample, [.variable(key)])
        default: return Aggregate(.count, [argument], isDistinct: isDistinct)
        }
    }

    private mutating func argument() -> Expression {
        switch pick(9) {
        case 0, 1: expression(1)
        case 2: expression(2)
        case 3:
            .conditional(
                .exists(existencePattern(1)), then: .variable(variable()), otherwise: .constant(.literal(Literal(1))))
        default: .variable(variable())
        }
    }
}
