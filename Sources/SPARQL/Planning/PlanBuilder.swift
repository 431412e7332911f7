// From the algebra to operators. `build` gives the join of what comes before (`input`) with a pattern; where the
// pattern accepts it, the input flows into the pattern batch by batch, else the pattern runs alone and is hash-joined.
import GraphStore
import Primitives
import RDF
import SPARQLSyntax

/// A part of the plan that has been built.
struct PlannedPattern {
    var root: Operator
    /// Variables that every solution binds.
    var certain: NumberSet
    /// Whether every run gives the same solutions: nothing from outside flows in.
    var isConstant: Bool
}

/// What surrounds a pattern.
struct Surroundings {
    var graph: ActiveGraph
    /// Whether the active graph stays the same at every run.
    var isGraphFixed = true
    /// The named graphs of the dataset.
    var named: NamedGraphs
    /// Inside EXISTS: the variables from outside, which stand for constants.
    var substituted: NumberSet?
    /// Of those that not every solution outside binds, the variable that has the value from outside alone, which the
    /// pattern itself does not bind. Only MINUS tells the two apart.
    var outsideValues: [Int: Int] = [:]
    /// Whether one solution for each row of the input is enough.
    var isExistenceOnly = false
    /// The variable that solutions had best be sorted by.
    var wantedOrder: Int?

    var isSubstituting: Bool { substituted != nil }
}

final class PlanBuilder {
    let context: QueryContext
    let base: IRI?
    let statistics: PatternStatistics
    /// Where the values of a prepared query's parameters go.
    private(set) var parameterSources: [ValuesSource] = []
    /// The objects that the pattern at hand needs, when only the first of its solutions are wanted.
    var topObjects: ClosedRange<TermID>?
    /// What is shown of the solutions, until the expressions below the projection are built.
    var shown: ShownVariables?
    var isOptimised: Bool { context.settings.isOptimised }

    init(_ context: QueryContext, base: IRI?) {
        self.context = context
        self.base = base
        statistics = PatternStatistics(context)
    }

    func number(_ variable: Variable) -> Int { context.variables.number(variable) }

    /// The variables get their numbers in the same order each time that the query is planned: what is remembered of its
    /// plan names them by number.
    func numbers(_ variables: Set<Variable>) -> NumberSet {
        NumberSet((variables.count > 1 ? variables.sorted() : Array(variables)).map { number($0) })
    }

    private func names(_ numbers: some Sequence<Int>) -> Set<Variable> {
        Set(numbers.map { context.variables[$0] })
    }

    // MARK: Patterns

    /// - Parameter limit: the number of solutions that are wanted, when they are sorted.
    func build(
        _ pattern: GraphPattern, on input: PlannedPattern? = nil, _ surroundings: Surroundings, limit: Int? = nil
    ) throws -> PlannedPattern {
        if let input {
            if pattern.isUnit { return input }
            guard flows(pattern, input, surroundings) else {
                var apart = surroundings
                apart.substituted = nil
                apart.isExistenceOnly = false
                return join(input, try build(pattern, apart))
            }
        }
        switch pattern {
        case .basic(let triples): return try buildBasic(triples, filters: [], on: input, surroundings)
        case .path(let subject, let path, let object):
            return try buildPath(subject, path, object, on: input, surroundings)
        case .join(let left, let right): return try buildJoin(left, right, on: input, surroundings)
        case .leftJoin(let left, let right, let condition):
            return try buildLeftJoin(left, right, condition, on: input, surroundings)
        case .filter: return try buildFilter(pattern, on: input, surroundings)
        case .union(let left, let right): return try buildUnion(left, right, on: input, surroundings)
        case .minus(let left, let right): return try buildMinus(left, right, on: input, surroundings)
        case .graph(let name, let inner): return try buildGraph(name, inner, on: input, surroundings)
        case .extend: return try buildExtend(pattern, on: input, surroundings, limit: limit)
        case .group(let inner, let by, let aggregates): return try buildGroup(inner, by, aggregates, surroundings)
        case .values(let table): return try buildValues(table)
        case .search(let search): return try buildSearch(search, on: input, surroundings)
        case .service(let endpoint, let inner, let isSilent):
            return try buildService(endpoint, inner, isSilent: isSilent, on: input)
        case .orderBy(let inner, let conditions): return try buildOrderBy(inner, conditions, surroundings, limit: limit)
        case .project(let inner, let variables):
            let plan = try build(inner, surroundings, limit: limit)
            let numbers = variables.map { number($0) }
            let root = Project(context, plan.root, numbers)
            root.estimate = plan.root.estimate
            return PlannedPattern(
                root: root, certain: plan.certain.intersection(NumberSet(numbers)), isConstant: plan.isConstant)
        case .distinct(let inner): return try buildDistinct(inner, surroundings)
        case .reduced(let inner):
            let plan = try build(inner, surroundings)
            return wrap(plan, Reduced(context, plan.root), estimate: plan.root.estimate)
        case .slice(let inner, let offset, let count):
            if isOptimised, let early = pattern.slicedEarly { return try build(early, surroundings) }
            let plan = try build(inner, surroundings, limit: count.map { offset.addingClamped($0) })
            let estimate = min(plan.root.estimate, Double(count ?? .max))
            return wrap(plan, Slice(context, plan.root, offset: offset, limit: count), estimate: estimate)
        }
    }

    func wrap(_ plan: PlannedPattern, _ root: Operator, estimate: Double) -> PlannedPattern {
        root.estimate = estimate
        return PlannedPattern(root: root, certain: plan.certain, isConstant: plan.isConstant)
    }

    /// Whether the input may flow into the pattern.
    private func flows(_ pattern: GraphPattern, _ input: PlannedPattern, _ surroundings: Surroundings) -> Bool {
        switch pattern {
        case .service: return true
        case .search where pattern.neededVariable != nil, .graph where pattern.neededVariable != nil: return true
        default: break
        }
        guard isOptimised || surroundings.isSubstituting else {
            if case .basic = pattern { return true }
            return false
        }
        return pattern.accepts(
            bound: names(input.root.schema), certain: names(input.certain.numbers),
            isSubstituting: surroundings.isSubstituting)
    }

    /// The join of two patterns that were built apart.
    func join(_ left: PlannedPattern, _ right: PlannedPattern) -> PlannedPattern {
        let root = HashJoin(
            context, left.root, right.root, certain: left.certain.intersection(right.certain),
            isRightConstant: right.isConstant)
        root.estimate = statistics.joinEstimate(left.root, right.root)
        return PlannedPattern(
            root: root, certain: left.certain.union(right.certain), isConstant: left.isConstant && right.isConstant)
    }

    private func buildPath(
        _ subject: TermPattern, _ path: PropertyPath, _ object: TermPattern, on input: PlannedPattern?,
        _ surroundings: Surroundings
    ) throws -> PlannedPattern {
        var input = input ?? PlannedPattern(root: UnitSource(context), certain: [], isConstant: true)
        // A triple term with variables at an end is taken apart afterwards.
        var steps: [TripleTermStep] = []
        let subject = try place(subject, &steps)
        let object = try place(object, &steps)
        let resolved = try ResolvedPath(path, context)
        let root = PathJoin(
            context, input.root, subject, resolved, object, surroundings.graph,
            substituted: surroundings.substituted ?? [])
        func isBound(_ place: Place) -> Bool { place.variable.map { input.root.column($0) != nil } ?? true }
        root.estimate = statistics.pathEstimate(input.root.estimate, isBound: (isBound(subject), isBound(object)))
        input = PlannedPattern(
            root: root, certain: input.certain.union(NumberSet([subject.variable, object.variable].compactMap { $0 })),
            isConstant: input.isConstant && surroundings.isGraphFixed)
        return takeApart(input, steps)
    }

    private func buildJoin(
        _ left: GraphPattern, _ right: GraphPattern, on input: PlannedPattern?, _ surroundings: Surroundings
    ) throws -> PlannedPattern {
        guard isOptimised || surroundings.isSubstituting else {
            // An endpoint or a text that a variable names is known only from the solutions.
            if right.needsOtherSide {
                return try build(right, on: try build(left, on: input, surroundings), surroundings)
            }
            return join(try build(left, on: input, surroundings), try build(right, surroundings))
        }
        if isOptimised {
            let members = GraphPattern.join(left, right).joinMembers
            return try buildJoin(of: members, filters: [], on: input, surroundings)
        }
        return try build(right, on: try build(left, on: input, surroundings), surroundings)
    }

    private func buildLeftJoin(
        _ left: GraphPattern, _ right: GraphPattern, _ condition: Expression?, on input: PlannedPattern?,
        _ surroundings: Surroundings
    ) throws -> PlannedPattern {
        var whole = surroundings
        whole.isExistenceOnly = false
        let leftPlan = try build(left, on: input, whole)
        let (source, rowNumber) = source(below: leftPlan)
        var optional = try build(right, on: source, whole)
        if let condition { optional = try filter(optional, [condition], whole) }
        guard let hand = source.root as? BatchSource else { return leftPlan }
        let root = LeftJoin(context, leftPlan.root, optional.root, source: hand, rowNumber: rowNumber)
        root.estimate = max(leftPlan.root.estimate, optional.root.estimate)
        return PlannedPattern(
            root: root, certain: leftPlan.certain,
            isConstant: leftPlan.isConstant && surroundings.isGraphFixed)
    }

    /// A source that is filled batch by batch with the solutions of a plan, copies of some of their columns and, last,
    /// their row numbers.
    func source(below plan: PlannedPattern, copies: [Int] = []) -> (PlannedPattern, rowNumber: Int) {
        let rowNumber = context.variables.newVariable()
        let source = BatchSource(context, schema: plan.root.schema + copies + [rowNumber])
        source.order = plan.root.order
        source.estimate = min(plan.root.estimate, Double(Limits.batchRows))
        return (
            PlannedPattern(root: source, certain: plan.certain.with(rowNumber), isConstant: false), rowNumber
        )
    }

    private func buildUnion(
        _ left: GraphPattern, _ right: GraphPattern, on input: PlannedPattern?, _ surroundings: Surroundings
    ) throws -> PlannedPattern {
        let branches = GraphPattern.union(left, right).unionMembers
        guard let input else {
            let plans = try branches.map { try build($0, surroundings) }
            let root = Union(context, plans.map(\.root))
            root.estimate = plans.reduce(0) { $0 + $1.root.estimate }
            let certain = plans.dropFirst().reduce(plans[0].certain) { $0.intersection($1.certain) }
            return PlannedPattern(root: root, certain: certain, isConstant: plans.allSatisfy(\.isConstant))
        }
        let hand = BatchSource(context, schema: input.root.schema)
        hand.estimate = min(input.root.estimate, Double(Limits.batchRows))
        let plans = try branches.map { branch in
            try build(branch, on: PlannedPattern(root: hand, certain: input.certain, isConstant: false), surroundings)
        }
        let root = Union(context, plans.map(\.root), source: (input.root, hand))
        root.estimate = plans.reduce(0) { $0 + $1.root.estimate }
        let certain = plans.dropFirst().reduce(plans[0].certain) { $0.intersection($1.certain) }
        return PlannedPattern(
            root: root, certain: certain, isConstant: input.isConstant && surroundings.isGraphFixed)
    }

    private func buildMinus(
        _ left: GraphPattern, _ right: GraphPattern, on input: PlannedPattern?, _ surroundings: Surroundings
    ) throws -> PlannedPattern {
        var whole = surroundings
        whole.isExistenceOnly = false
        let leftPlan = try build(left, on: input, whole)
        var outside: MinusOutside?
        var hand: PlannedPattern?
        if let substituted = surroundings.substituted {
            let variables = leftPlan.root.schema.filter(substituted.contains)
            var uncertain: [Int: Int] = [:]
            for variable in variables {
                uncertain[variable] = surroundings.outsideValues[variable].flatMap { leftPlan.root.column($0) }
            }
            let rowNumber = context.variables.newVariable()
            let source = BatchSource(context, schema: variables + [rowNumber])
            source.estimate = min(leftPlan.root.estimate, Double(Limits.batchRows))
            outside = MinusOutside(
                hand: source, rowNumber: rowNumber,
                columns: variables.compactMap { uncertain[$0] ?? leftPlan.root.column($0) }, uncertain: uncertain)
            let always = NumberSet(variables.filter { uncertain[$0] == nil })
            let certain = leftPlan.certain.intersection(always).with(rowNumber)
            hand = PlannedPattern(root: source, certain: certain, isConstant: false)
        }
        let rightPlan = try build(right, on: hand, whole)
        let root = Minus(
            context, leftPlan.root, rightPlan.root, certain: leftPlan.certain.intersection(rightPlan.certain),
            isRightConstant: rightPlan.isConstant, outside: outside)
        root.estimate = leftPlan.root.estimate
        return PlannedPattern(
            root: root, certain: leftPlan.certain, isConstant: leftPlan.isConstant && rightPlan.isConstant)
    }

    private func buildService(
        _ endpoint: TermPattern, _ inner: GraphPattern, isSilent: Bool, on input: PlannedPattern?
    ) throws -> PlannedPattern {
        let input = input ?? PlannedPattern(root: UnitSource(context), certain: [], isConstant: true)
        var steps: [TripleTermStep] = []
        let place = try place(endpoint, &steps)
        let variables = inner.variables.sorted().map { number($0) }
        let root = ServiceJoin(context, input.root, place, inner, isSilent: isSilent, variables: variables)
        root.estimate = input.root.estimate
        return PlannedPattern(root: root, certain: input.certain, isConstant: input.isConstant)
    }

    private func buildValues(_ table: ValuesTable) throws -> PlannedPattern {
        var columns = [[TermID]](repeating: [], count: table.variables.count)
        for row in table.rows {
            for (column, term) in row.enumerated() {
                columns[column].append(try term.map { try context.id(of: $0) } ?? .unbound)
            }
        }
        let schema = table.variables.map { number($0) }
        let isParameter = table.variables == context.parameters
        let source = ValuesSource(context, schema: schema, Batch(columns: columns, count: table.rows.count))
        let certain = schema.indices.filter { !columns[$0].contains(.unbound) }.map { schema[$0] }
        if isParameter { parameterSources.append(source) }
        if table.rows.count <= Limits.countedValues, !isParameter {
            for (column, variable) in schema.enumerated() where !columns[column].contains(.unbound) {
                statistics.inlineValues[variable] = columns[column]
            }
        }
        return PlannedPattern(root: source, certain: NumberSet(certain), isConstant: !isParameter)
    }
}

extension Int {
    /// The sum, or the greatest number where it would overflow.
    func addingClamped(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}

extension GraphPattern {
    /// The members of nested joins.
    var joinMembers: [GraphPattern] {
        switch self {
        case .join(let left, let right): left.joinMembers + right.joinMembers
        case .basic(let triples) where triples.isEmpty: []
        default: [self]
        }
    }

    var unionMembers: [GraphPattern] {
        if case .union(let left, let right) = self { left.unionMembers + right.unionMembers } else { [self] }
    }
}
