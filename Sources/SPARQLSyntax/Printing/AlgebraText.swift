// The algebra as nested lists, for explanations. Hidden variables and blank nodes are numbered as they appear, so equal
// texts mean equal algebra up to the names that no one chose.
import RDF

extension GraphPattern: CustomStringConvertible {
    /// The pattern as nested lists, IRIs in full.
    public var description: String { algebraText() }

    /// The pattern as nested lists, IRIs shortened by `prefixes`.
    public func algebraText(prefixes: Prefixes = Prefixes()) -> String {
        var writer = AlgebraText(prefixes: prefixes)
        return writer.list(self).text()
    }
}

extension Query: CustomStringConvertible {
    /// The query as nested lists, IRIs shortened by its prefixes.
    public var description: String {
        var writer = AlgebraText(prefixes: prefixes)
        return writer.list(self).text()
    }
}

extension Update: CustomStringConvertible {
    /// The operations as nested lists, IRIs shortened by the prefixes.
    public var description: String {
        var writer = AlgebraText(prefixes: prefixes)
        return operations.map { writer.list($0).text() }.joined(separator: "\n")
    }
}

struct AlgebraText {
    let terms: TermText
    private var hidden: [Variable: Int] = [:]
    private var blankNodes: [BlankNode: Int] = [:]

    init(prefixes: Prefixes) {
        terms = TermText(prefixes: prefixes)
    }

    // MARK: Terms

    mutating func atom(_ variable: Variable) -> SExpression {
        guard variable.isHidden else { return .atom("?" + variable.name) }
        let number = hidden[variable] ?? hidden.count
        hidden[variable] = number
        return .atom("?.\(number)")
    }

    mutating func list(_ term: Term) -> SExpression {
        switch term {
        case .iri, .literal: return .atom(terms.write(term))
        case .blank(let node):
            let number = blankNodes[node] ?? blankNodes.count
            blankNodes[node] = number
            return .atom("_:b\(number)")
        case .triple(let triple):
            return .call("triple", [list(triple.subject), list(.iri(triple.predicate)), list(triple.object)])
        }
    }

    mutating func list(_ pattern: TermPattern) -> SExpression {
        switch pattern {
        case .variable(let variable): atom(variable)
        case .term(let term): list(term)
        case .triple(let triple): list(triple)
        }
    }

    mutating func list(_ triple: TriplePattern) -> SExpression {
        .call("triple", [list(triple.subject), list(triple.predicate), list(triple.object)])
    }

    mutating func list(_ path: PropertyPath) -> SExpression {
        switch path {
        case .link(let iri): .atom(terms.write(iri))
        case .inverse(let path): .call("inverse", [list(path)])
        case .sequence(let first, let second): .call("sequence", [list(first), list(second)])
        case .alternative(let first, let second): .call("alternative", [list(first), list(second)])
        case .zeroOrMore(let path): .call("zeroOrMore", [list(path)])
        case .oneOrMore(let path): .call("oneOrMore", [list(path)])
        case .zeroOrOne(let path): .call("zeroOrOne", [list(path)])
        case .negatedPropertySet(let forward, let inverse):
            .call(
                "not",
                forward.map { .atom(terms.write($0)) } + inverse.map { .call("inverse", [.atom(terms.write($0))]) })
        }
    }

    // MARK: Patterns

    mutating func list(_ pattern: GraphPattern) -> SExpression {
        switch pattern {
        case .basic(let triples): return .call("bgp", triples.map { list($0) })
        case .path(let subject, let path, let object):
            return .call("path", [list(subject), list(path), list(object)])
        case .join(let left, let right): return .call("join", [list(left), list(right)])
        case .leftJoin(let left, let right, let condition):
            return .call("leftjoin", [list(left), list(right)] + (condition.map { [list($0)] } ?? []))
        case .filter(let condition, let inner): return .call("filter", [list(condition), list(inner)])
        case .union(let left, let right): return .call("union", [list(left), list(right)])
        case .minus(let left, let right): return .call("minus", [list(left), list(right)])
        case .graph(let name, let inner): return .call("graph", [list(name), list(inner)])
        case .extend(let inner, let variable, let expression):
            return .call("extend", [.list([atom(variable), list(expression)]), list(inner)])
        case .group(let inner, let keys, let aggregates):
            let body = list(inner)
            return .call("group", [.list(keys.map { atom($0) }), .list(aggregates.map { list($0) }), body])
        case .values(let table):
            let rows = table.rows.map { row in
                SExpression.call("row", row.map { $0.map { list($0) } ?? .atom("UNDEF") })
            }
            return .call("table", [.list(table.variables.map { atom($0) })] + rows)
        case .search(let search):
            let found = search.found.map { list($0) }
            let limit = search.limit.map { [SExpression.atom("\($0)")] } ?? []
            return .call("search", [.call("found", found), list(search.text)] + limit)
        case .service(let endpoint, let inner, let isSilent):
            return .call("service", (isSilent ? [.atom("silent")] : []) + [list(endpoint), list(inner)])
        case .orderBy(let inner, let conditions): return .call("order", [order(conditions), list(inner)])
        case .project(let inner, let variables):
            return .call("project", [.list(variables.map { atom($0) }), list(inner)])
        case .distinct(let inner): return .call("distinct", [list(inner)])
        case .reduced(let inner): return .call("reduced", [list(inner)])
        case .slice(let inner, let offset, let limit):
            return .call("slice", [.atom("\(offset)"), .atom(limit.map { "\($0)" } ?? "_"), list(inner)])
        }
    }

    private mutating func order(_ conditions: [OrderCondition]) -> SExpression {
        .list(
            conditions.map { condition in
                condition.isDescending ? .call("desc", [list(condition.expression)]) : list(condition.expression)
            })
    }

    private mutating func list(_ binding: AggregateBinding) -> SExpression {
        let aggregate = binding.aggregate
        var parts: [SExpression] = aggregate.isDistinct ? [.atom("distinct")] : []
        if case .groupConcat(let separator) = aggregate.function {
            parts.append(.call("separator", [.atom(terms.write(Literal(separator)))]))
        }
        parts += aggregate.arguments.map { list($0) }
        return .list([atom(binding.variable), .call(aggregate.name(terms), parts)])
    }
}

extension Aggregate {
    /// The function's keyword, or its IRI.
    func name(_ terms: TermText) -> String {
        switch function {
        case .count: "COUNT"
        case .sum: "SUM"
        case .minimum: "MIN"
        case .maximum: "MAX"
        case .average: "AVG"
        case .sample: "SAMPLE"
        case .groupConcat: "GROUP_CONCAT"
        case .custom(let iri): terms.write(iri)
        }
    }
}
