// Filters, BIND, ORDER BY and aggregates: everything that evaluates expressions.
import GraphStore
import Primitives
import RDF
import SPARQLSyntax

extension PlanBuilder {
    /// Expressions over the columns of a plan, with their EXISTS.
    private func compile(
        _ expressions: [Expression], over schema: Schema, _ plan: PlannedPattern, _ surroundings: Surroundings,
        giveTerms: Bool = false
    ) throws -> ([CompiledExpression], [ExistenceTest]) {
        var compiler = ExpressionCompiler(context) { [self] in schema.firstIndex(of: number($0)) }
        let compiled = try expressions.map { try compiler.compile($0, givesTerm: giveTerms) }
        let tests = try compiler.existsPatterns.map { try existenceTest($0, plan, surroundings) }
        return (compiled, tests)
    }

    /// EXISTS: the variables of the solution at hand stand for their values everywhere in the pattern.
    private func existenceTest(
        _ pattern: GraphPattern, _ plan: PlannedPattern, _ surroundings: Surroundings
    ) throws -> ExistenceTest {
        var inside = surroundings
        inside.substituted = NumberSet(plan.root.schema).union(surroundings.substituted ?? [])
        inside.isExistenceOnly = true
        // What was outside of an EXISTS around this one is no matter here.
        inside.outsideValues = [:]
        var twice: [Int] = []
        if pattern.hasMinus {
            let copies = Set(surroundings.outsideValues.values)
            for (column, variable) in plan.root.schema.enumerated()
            where !plan.certain.contains(variable) && !copies.contains(variable) {
                inside.outsideValues[variable] = context.variables.newVariable()
                twice.append(column)
            }
        }
        let copies = twice.compactMap { inside.outsideValues[plan.root.schema[$0]] }
        let (source, rowNumber) = source(below: plan, copies: copies)
        let inner = try build(pattern, on: source, inside)
        let hand = source.root as? BatchSource ?? BatchSource(context, schema: source.root.schema)
        return ExistenceTest(inner.root, source: hand, rowNumber: rowNumber, twice: twice)
    }

    func filter(
        _ plan: PlannedPattern, _ conditions: [Expression], _ surroundings: Surroundings
    ) throws -> PlannedPattern {
        var plan = plan
        // Cheap conditions first.
        for condition in conditions.sorted(by: { !$0.hasExists && $1.hasExists }) {
            let (compiled, tests) = try compile([condition], over: plan.root.schema, plan, surroundings)
            let evaluator = ExpressionEvaluator(context, base: base)
            let root = Filter(context, plan.root, compiled[0], existence: tests, evaluator, condition)
            root.estimate = plan.root.estimate * 0.5
            plan = PlannedPattern(
                root: root, certain: plan.certain,
                isConstant: plan.isConstant && (tests.isEmpty || surroundings.isGraphFixed))
        }
        return plan
    }

    func buildFilter(
        _ pattern: GraphPattern, on input: PlannedPattern?, _ surroundings: Surroundings
    ) throws -> PlannedPattern {
        var conditions: [Expression] = []
        var inner = pattern
        while case .filter(let condition, let next) = inner {
            conditions += isOptimised ? condition.conjuncts : [condition]
            inner = next
        }
        if isOptimised {
            let certain = inner.certainVariables
            switch inner {
            // A condition that names the terms is joined as they are: then they may be looked up.
            case .basic, .join, .union, .path:
                let selections = conditions.map { condition in
                    condition.selection.flatMap { certain.contains($0.variables[0]) ? $0 : nil }
                }
                let tables = selections.compactMap { $0 }
                if tables.isEmpty { break }
                let left = zip(conditions, selections).filter { $1 == nil }.map(\.0)
                return try buildJoin(
                    of: inner.joinMembers + tables.map { .values($0) }, filters: left, on: input, surroundings)
            default: break
            }
            switch inner {
            case .basic(let triples):
                return try buildBasic(triples, filters: conditions, on: input, surroundings)
            case .join:
                return try buildJoin(of: inner.joinMembers, filters: conditions, on: input, surroundings)
            case .leftJoin:
                var whole = surroundings
                whole.isExistenceOnly = false
                let (pattern, left) = inner.takingFilters(conditions)
                return try filter(try build(pattern, on: input, whole), left, surroundings)
            case .graph(.variable(let name), .basic(let triples)) where !triples.isEmpty:
                return try buildBasic(triples, filters: conditions, graph: number(name), on: input, surroundings)
            default: break
            }
        }
        var whole = surroundings
        whole.isExistenceOnly = false
        return try filter(try build(inner, on: input, whole), conditions, surroundings)
    }

    func buildExtend(
        _ pattern: GraphPattern, on input: PlannedPattern?, _ surroundings: Surroundings, limit: Int?
    ) throws -> PlannedPattern {
        var bindings: [(variable: Variable, expression: Expression)] = []
        var inner = pattern
        while case .extend(let next, let variable, let expression) = inner {
            bindings.insert((variable, expression), at: 0)
            inner = next
            // The pattern of an EXISTS sees the values of the expressions before, which are columns of its input then.
            if expression.hasExists, !next.lastExtensions.isDisjoint(with: expression.variables) { break }
        }
        // Expressions farther down are not shown, or of subqueries.
        let shown = shown
        self.shown = nil
        var surroundings = surroundings
        // Values of a variable that expressions look at had best come one after the other.
        let read = bindings.reduce(into: Set<Variable>()) { $0.formUnion($1.expression.variables) }
        if isOptimised, case .basic(let triples) = inner, triples.count == 1, let variable = read.first,
            read.count == 1,
            try !hasSubjectsToShow(triples[0], object: variable, shown)
        {
            surroundings.wantedOrder = number(variable)
        }
        let plan = try build(inner, on: input, surroundings, limit: limit)
        let variables = bindings.map { number($0.variable) }
        let (compiled, tests) = try compile(
            bindings.map(\.expression), over: plan.root.schema + variables, plan, surroundings, giveTerms: true)
        let root = Extend(
            context, plan.root, variables, compiled,
            shownOnly: bindings.map { shown?.shownOnly.contains($0.variable) ?? false },
            existence: tests, ExpressionEvaluator(context, base: base))
        return PlannedPattern(
            root: wrap(plan, root, estimate: plan.root.estimate).root, certain: plan.certain,
            isConstant: plan.isConstant && (tests.isEmpty || surroundings.isGraphFixed))
    }

    /// Whether the solutions of a pattern had better come in the order of their subjects than in that of their objects,
    /// which expressions look at: subjects are shown, and it takes long to decode them when they come from everywhere.
    private func hasSubjectsToShow(
        _ triple: TriplePattern, object: Variable, _ shown: ShownVariables?
    ) throws -> Bool {
        guard let shown, triple.object == .variable(object), case .variable(let subject) = triple.subject,
            shown.all.contains(subject), let predicate = triple.predicate.iri
        else { return false }
        let known = try statistics.predicate(try context.id(ofPredicate: predicate))
        return known.objects > Limits.fewValues
    }

    func buildOrderBy(
        _ inner: GraphPattern, _ conditions: [OrderCondition], _ surroundings: Surroundings, limit: Int?
    ) throws -> PlannedPattern {
        // EXISTS in a condition becomes a column of its own, and so does what makes numbers and moments, which are sorted
        // as the ids that they are.
        let becomesColumn: (OrderCondition) -> Bool = { [isOptimised] in
            $0.expression.hasExists || isOptimised && $0.expression.givesInlineValues
        }
        if let place = conditions.firstIndex(where: becomesColumn) {
            let variable = newVariable()
            var changed = conditions
            changed[place].expression = .variable(variable)
            let extended = GraphPattern.extend(inner, variable, conditions[place].expression)
            return try buildOrderBy(extended, changed, surroundings, limit: limit)
        }
        topObjects = try topRange(inner, conditions, limit: limit, surroundings)
        let plan = try build(inner, surroundings)
        topObjects = nil
        let (compiled, _) = try compile(conditions.map(\.expression), over: plan.root.schema, plan, surroundings)
        let pairs = zip(compiled, conditions).map { (expression: $0, isDescending: $1.isDescending) }
        let root = OrderBy(context, plan.root, pairs, ExpressionEvaluator(context, base: base), limit: limit)
        return wrap(plan, root, estimate: min(plan.root.estimate, Double(limit ?? .max)))
    }

    /// A variable of the plan alone, for the values of an expression.
    private func newVariable() -> Variable {
        let number = context.variables.newVariable()
        return context.variables[number]
    }

    func buildGroup(
        _ inner: GraphPattern, _ by: [Variable], _ aggregates: [AggregateBinding], _ surroundings: Surroundings
    ) throws -> PlannedPattern {
        if let counted = try buildCount(inner, by, aggregates, surroundings) { return counted }
        // EXISTS inside an aggregate becomes a column of its own.
        var inner = inner
        var aggregates = aggregates
        for index in aggregates.indices where aggregates[index].aggregate.arguments.contains(where: \.hasExists) {
            aggregates[index].aggregate.arguments = aggregates[index].aggregate.arguments.map { argument in
                let variable = newVariable()
                inner = .extend(inner, variable, argument)
                return .variable(variable)
            }
        }
        var sorted = surroundings
        sorted.wantedOrder = by.count == 1 ? number(by[0]) : by.isEmpty ? readValues(inner, aggregates) : nil
        let plan = try build(inner, sorted)
        let keys = by.map { number($0) }
        let arguments = try aggregates.map { binding in
            try compile(binding.aggregate.arguments, over: plan.root.schema, plan, surroundings).0
        }
        let results = aggregates.map { number($0.variable) }
        let planned = zip(aggregates, arguments).map { PlannedAggregate(aggregate: $0.aggregate, arguments: $1) }
        let root = Group(context, plan.root, by: keys, results: results, planned, base: base)
        root.estimate = keys.isEmpty ? 1 : statistics.groupEstimate(plan.root, keys)
        return PlannedPattern(
            root: root, certain: plan.certain.intersection(NumberSet(keys)), isConstant: plan.isConstant)
    }

    /// The variable of one pattern whose different values are counted, which takes no table in their order, or whose
    /// values are compared.
    private func readValues(_ inner: GraphPattern, _ aggregates: [AggregateBinding]) -> Int? {
        for aggregate in aggregates.map(\.aggregate) {
            switch aggregate.function {
            case .count where aggregate.isDistinct: break
            case .minimum, .maximum: break
            default: continue
            }
            guard case .variable(let variable)? = aggregate.arguments.first, inner.onlyTriple(with: variable) != nil
            else { continue }
            return number(variable)
        }
        return nil
    }

    func buildDistinct(_ inner: GraphPattern, _ surroundings: Surroundings) throws -> PlannedPattern {
        if let skipping = try buildSkipScan(inner, surroundings) { return skipping }
        let plan = try build(inner, surroundings)
        return wrap(plan, Distinct(context, plan.root), estimate: plan.root.estimate)
    }
}

extension PlanBuilder {
    /// DISTINCT of one variable of one pattern, when every quad counts and values repeat often.
    private func buildSkipScan(_ inner: GraphPattern, _ surroundings: Surroundings) throws -> PlannedPattern? {
        guard isOptimised, case .project(.basic(let triples), let variables) = inner, triples.count == 1,
            variables.count == 1, surroundings.isGraphFixed,
            surroundings.graph.scope == .all || context.onlyGraph.map({ surroundings.graph.scope == .one($0) }) == true
        else { return nil }
        var steps: [TripleTermStep] = []
        let places = try places(triples[0], graph: nil, &steps)
        let variable = number(variables[0])
        guard steps.isEmpty, places.variables.count + places.constants.count == 3,
            !places.constants.contains(where: TermOverlay.isOverlaid), places.variables.contains(variable)
        else { return nil }
        let order = places.order(isBound: { $0.constant != nil }, next: variable)
        let prefix = order.parts.prefix(places.constants.count).compactMap { places[$0]?.constant }
        guard prefix.count == places.constants.count, places[order.parts[prefix.count]]?.variable == variable else {
            return nil
        }
        let rows = try statistics.estimate(places, surroundings.graph.scope)
        var different = 64.0
        if places.predicate.variable != variable {
            guard case .constant(let predicate) = places.predicate, prefix.count == 1 else { return nil }
            let known = try statistics.predicate(predicate)
            different = Double(places.subject.variable == variable ? known.subjects : known.objects)
        }
        // A step costs about as much as a block of the index.
        guard different * 200 < rows else { return nil }
        let root = try SkipScan(context, order, prefix: prefix, variable: variable)
        root.estimate = different
        return PlannedPattern(root: root, certain: [variable], isConstant: true)
    }
}

extension GraphPattern {
    /// The variables of the expressions that follow one another at the end.
    fileprivate var lastExtensions: Set<Variable> {
        var (variables, inner) = (Set<Variable>(), self)
        while case .extend(let next, let variable, _) = inner {
            variables.insert(variable)
            inner = next
        }
        return variables
    }

    /// Whether there is a MINUS somewhere but inside EXISTS.
    fileprivate var hasMinus: Bool {
        switch self {
        case .minus: true
        case .join(let left, let right), .union(let left, let right), .leftJoin(let left, let right, _):
            left.hasMinus || right.hasMinus
        case .filter(_, let inner), .graph(_, let inner), .service(_, let inner, _), .extend(let inner, _, _),
            .group(let inner, _, _), .orderBy(let inner, _), .project(let inner, _), .distinct(let inner),
            .reduced(let inner), .slice(let inner, _, _):
            inner.hasMinus
        case .basic, .path, .values, .search: false
        }
    }
}

extension Expression {
    /// Whether the values are mostly their own ids.
    fileprivate var givesInlineValues: Bool {
        switch self {
        case .builtin(let function, _):
            switch function {
            case .stringLength, .year, .month, .day, .hours, .minutes: true
            default: false
            }
        case .function(let name, _):
            [Vocabulary.XSD.integer, Vocabulary.XSD.decimal, Vocabulary.XSD.date, Vocabulary.XSD.dateTime].contains(
                name)
        default: false
        }
    }

    /// The expression in a few words, for `explain`.
    var summary: String {
        switch self {
        case .variable(let variable): "\(variable)"
        case .constant(let term): "\(term)"
        case .or(let left, let right): "(\(left.summary) || \(right.summary))"
        case .and(let left, let right): "(\(left.summary) && \(right.summary))"
        case .not(let inner): "!\(inner.summary)"
        case .comparison(let comparison, let left, let right):
            "\(left.summary) \(comparison.rawValue) \(right.summary)"
        case .arithmetic(let operation, let left, let right): "(\(left.summary) \(operation.rawValue) \(right.summary))"
        case .negative(let inner): "-\(inner.summary)"
        case .positive(let inner): "+\(inner.summary)"
        case .isIn(let value, let list): "\(value.summary) IN (\(list.map(\.summary).joined(separator: ", ")))"
        case .exists: "EXISTS {…}"
        case .bound(let variable): "BOUND(\(variable))"
        case .conditional: "IF(…)"
        case .coalesce: "COALESCE(…)"
        case .builtin(let function, let arguments):
            "\(function.rawValue)(\(arguments.map(\.summary).joined(separator: ", ")))"
        case .function(let name, let arguments): "\(name)(\(arguments.map(\.summary).joined(separator: ", ")))"
        }
    }
}
