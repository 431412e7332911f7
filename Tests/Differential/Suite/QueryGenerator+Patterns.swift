// Random patterns: every operator of the algebra, nested.
import RDF
import SPARQLSyntax

extension QueryGenerator {
    private mutating func end() -> TermPattern { isOnce(in: 8) ? .term(iri()) : .variable(variable()) }

    private mutating func triple() -> TriplePattern {
        let predicate: TermPattern = isOnce(in: 8) ? .variable(variable()) : .term(.iri(self.predicate()))
        let object: TermPattern =
            switch pick(20) {
            case 0: .term(literal())
            case 1: .triple(TriplePattern(end(), .term(.iri(self.predicate())), .variable(variable())))
            default: end()
            }
        return TriplePattern(end(), predicate, object)
    }

    mutating func basic() -> GraphPattern {
        // Chains, stars and cycles now and then, which chance makes too seldom.
        let names = Self.variables
        switch pick(10) {
        case 0:
            return .basic(
                [(0, 1), (1, 2), (2, 0)].map { subject, object in
                    TriplePattern(.variable(names[subject]), .term(.iri(predicate())), .variable(names[object]))
                })
        case 1:
            return .basic(
                (1...3).map { TriplePattern(.variable(names[0]), .term(.iri(predicate())), .variable(names[$0])) })
        case 2:
            return .basic(
                (0...2).map { TriplePattern(.variable(names[$0]), .term(.iri(predicate())), .variable(names[$0 + 1])) })
        default: return .basic((0..<(1 + pick(3))).map { _ in triple() })
        }
    }

    private mutating func path(_ depth: Int) -> PropertyPath {
        switch depth == 0 ? 0 : pick(9) {
        case 1: .inverse(path(depth - 1))
        case 2: .sequence(path(depth - 1), path(depth - 1))
        case 3: .alternative(path(depth - 1), path(depth - 1))
        case 4: .zeroOrMore(path(depth - 1))
        case 5: .oneOrMore(path(depth - 1))
        case 6: .zeroOrOne(path(depth - 1))
        case 7:
            .negatedPropertySet(
                forward: isOnce(in: 4) ? [] : [predicate()], inverse: isOnce(in: 2) ? [] : [predicate()])
        case 8: .zeroOrMore(.link(predicate()))
        default: .link(predicate())
        }
    }

    /// A path that text has as a path: what is a link alone is a triple.
    private mutating func pathPattern() -> GraphPattern {
        let path = path(2)
        switch path {
        case .link, .inverse, .sequence: return .path(subject: end(), .oneOrMore(path), object: end())
        default: return .path(subject: end(), path, object: end())
        }
    }

    private mutating func values() -> GraphPattern {
        let columns = isOnce(in: 2) ? [Self.variables[0], Self.variables[1]] : [Self.variables[2], Self.variables[0]]
        let rows = (0..<pick(4)).map { _ in columns.map { _ in isOnce(in: 4) ? nil : constant() } }
        return .values(ValuesTable(variables: columns, rows: rows))
    }

    mutating func pattern(_ depth: Int) -> GraphPattern {
        guard depth > 0 else { return isOnce(in: 6) ? pathPattern() : basic() }
        switch pick(18) {
        case 0, 1: return .join(pattern(depth - 1), pattern(depth - 1))
        case 2, 3, 4:
            return .leftJoin(pattern(depth - 1), pattern(depth - 1), isOnce(in: 3) ? condition(1) : nil)
        case 5, 6: return .filter(condition(2), pattern(depth - 1))
        case 7: return .union(pattern(depth - 1), pattern(depth - 1))
        case 8: return .minus(pattern(depth - 1), pattern(depth - 1))
        case 9: return .graph(.variable(variable()), pattern(depth - 1))
        case 10: return .graph(.term(.iri(one(of: Self.graphs))), pattern(depth - 1))
        case 11: return .join(values(), pattern(depth - 1))
        case 12: return .join(pattern(depth - 1), values())
        case 13: return pathPattern()
        case 14: return bound(pattern(depth - 1))
        case 15: return selected(depth)
        default: return basic()
        }
    }

    /// BIND to variables that the pattern does not have.
    mutating func bound(_ inner: GraphPattern) -> GraphPattern {
        let free = (Self.variables + [Self.bound]).filter { !inner.visibleVariables.contains($0) }
        if free.isEmpty { return inner }
        let value: Expression = isOnce(in: 5) ? .exists(existencePattern(1)) : expression(2)
        let extended = GraphPattern.extend(inner, one(of: free), value)
        return isOnce(in: 3) ? bound(extended) : extended
    }

    /// A sub-select.
    private mutating func selected(_ depth: Int) -> GraphPattern {
        if isOnce(in: 4) {
            let (inner, variables) = grouped(depth - 1)
            return .project(inner, variables)
        }
        let variables = Array(Self.variables.prefix(1 + pick(3)))
        let inner = pattern(depth - 1)
        switch pick(4) {
        case 0: return .distinct(.project(inner, variables))
        case 1:
            // Sorted by everything, so that what LIMIT leaves is certain.
            let keys = variables.map { OrderCondition(.builtin(.str, [.variable($0)]), isDescending: isOnce(in: 2)) }
            return .slice(.project(.orderBy(inner, keys), variables), offset: pick(2), limit: 1 + pick(4))
        default: return .project(inner, variables)
        }
    }

    /// What EXISTS asks for: no inline data, sub-selects or BIND, whose substitution the specification leaves open.
    mutating func existencePattern(_ depth: Int) -> GraphPattern {
        guard depth > 0 else { return isOnce(in: 6) ? pathPattern() : basic() }
        switch pick(12) {
        case 0: return .join(existencePattern(depth - 1), existencePattern(depth - 1))
        case 1: return .union(existencePattern(depth - 1), existencePattern(depth - 1))
        case 2: return .filter(condition(1), existencePattern(depth - 1))
        case 3: return .leftJoin(existencePattern(depth - 1), existencePattern(depth - 1), nil)
        case 4: return .minus(existencePattern(depth - 1), existencePattern(depth - 1))
        case 5: return .graph(.variable(variable()), existencePattern(depth - 1))
        default: return basic()
        }
    }
}

extension GraphPattern {
    /// The variables in scope (section 18.2.1 of the specification).
    var visibleVariables: Set<Variable> {
        func names(_ patterns: TermPattern...) -> Set<Variable> {
            patterns.reduce(into: []) { found, pattern in
                switch pattern {
                case .variable(let variable): found.insert(variable)
                case .term: break
                case .triple(let triple):
                    found.formUnion(names(triple.subject))
                    found.formUnion(names(triple.predicate))
                    found.formUnion(names(triple.object))
                }
            }
        }
        switch self {
        case .basic(let triples):
            return triples.reduce(into: []) { $0.formUnion(names($1.subject, $1.predicate, $1.object)) }
        case .path(let subject, _, let object): return names(subject, object)
        case .join(let left, let right), .leftJoin(let left, let right, _), .union(let left, let right):
            return left.visibleVariables.union(right.visibleVariables)
        case .minus(let inner, _), .filter(_, let inner), .orderBy(let inner, _), .distinct(let inner),
            .reduced(let inner), .slice(let inner, _, _):
            return inner.visibleVariables
        case .graph(let name, let inner), .service(let name, let inner, _):
            return inner.visibleVariables.union(names(name))
        case .extend(let inner, let variable, _): return inner.visibleVariables.union([variable])
        case .group(_, let by, let aggregates): return Set(by).union(aggregates.map(\.variable))
        case .values(let table): return Set(table.variables)
        case .project(_, let variables): return Set(variables)
        case .search: preconditionFailure("the generator does not make this")
        }
    }
}
