// From tree to program. Operands are compiled first, and a node that exists already is used again: two expressions with
// the same meaning for the patient end up as the same number, across all rules of a knowledge base.

import Quantities

extension ELM {
    /// Collects expressions into one program.
    public struct Compiler: Sendable {
        var program: Program
        private var known: [Key: NodeID] = [:]
        var constants: [Value: Int32] = [:]
        private var retrieves: [Retrieve: Int32] = [:]
        private var queries: [Program.CompiledQuery: Int32] = [:]
        var conversions: [Program.Conversion: Int32] = [:]
        var comparisons: [Program.FactComparison: Int32] = [:]
        var sequences: [Program.CompiledSequence: Int32] = [:]
        private var names: [String: Int32] = [:]
        private var parameters: [String: Int32] = [:]
        private var roundings: [Program.RoundingRule: Int32] = [:]
        private var windows: [CalendarDuration: Int32] = [:]
        private var typeRules: [Program.TypeRule: Int32] = [:]
        /// How often each node is an operand or a root.
        private var uses: [Int32] = []
        /// How many nodes lie below each other from each node on.
        private var depths: [Int32] = []

        public init(limits: Limits = .standard) { program = Program(limits: limits) }

        /// Adds an expression; the node is that of any equal expression added before.
        public mutating func add(_ expression: Expression) throws(CompilationError) -> NodeID {
            let root = try compile(expression, Scope(limits: program.limits))
            uses[Int(root.rawValue)] += 1
            return root
        }

        /// Adds conditions that were added before, joined by `and`, `or` or `not`: the node that their expressions, joined
        /// and added as a whole, would have got.
        public mutating func add(_ name: Operator, of conditions: [NodeID]) throws(CompilationError) -> NodeID {
            guard name.arity.contains(conditions.count) else { throw .wrongOperandCount(name, conditions.count) }
            return try join(node(.operation, conditions, name: name))
        }

        /// Adds that so many of conditions that were added before hold.
        public mutating func add(atLeast count: Int, of conditions: [NodeID]) throws(CompilationError) -> NodeID {
            try join(node(.atLeast, conditions, payload: Int32(clamping: count)))
        }

        private mutating func join(_ root: NodeID) throws(CompilationError) -> NodeID {
            guard depths[Int(root.rawValue)] <= program.limits.depth else {
                throw .tooDeep(limit: program.limits.depth)
            }
            uses[Int(root.rawValue)] += 1
            return root
        }

        /// The program of all expressions added.
        public consuming func finish() -> Program {
            for index in program.nodes.indices where uses[index] > 1 && program.nodes[index].keepsValue {
                program.nodes[index].shared = Int32(program.sharedCount)
                program.sharedCount += 1
            }
            return program
        }

        /// A node's identity: everything that its result depends on.
        private struct Key: Hashable {
            let kind: Program.Kind
            let name: Operator
            let precision: CalendarUnit?
            let payload: Int32
            let operands: [NodeID]
        }

        /// The names that are visible, and how deep we are.
        struct Scope {
            var variables: [String: Int32] = [:]
            var current: Int32?
            var iteration: Int32?
            var total: Int32?
            var variableCount: Int32 = 0
            var depth = 0
            let limits: Limits

            init(limits: Limits) { self.limits = limits }

            var nested: Scope {
                var scope = self
                scope.depth += 1
                return scope
            }
        }
    }
}

// MARK: - Nodes

extension ELM.Compiler {
    typealias Failure = ELM.CompilationError

    mutating func node(
        _ kind: ELM.Program.Kind, _ operands: [ELM.NodeID] = [], name: ELM.Operator = .and,
        precision: CalendarUnit? = nil,
        payload: Int32 = 0, closed: Bool? = nil
    ) throws(Failure) -> ELM.NodeID {
        let key = Key(kind: kind, name: name, precision: precision, payload: payload, operands: operands)
        if let node = known[key] { return node }
        guard program.nodes.count < program.limits.nodes else { throw .tooManyNodes(limit: program.limits.nodes) }
        let node = ELM.NodeID(rawValue: Int32(program.nodes.count))
        let parts = operands.map { program.nodes[Int($0.rawValue)] }
        program.nodes.append(
            ELM.Program.Node(
                kind: kind, name: name, precision: precision, isPredicate: isPredicate(kind, name, operands),
                isClosed: closed ?? parts.allSatisfy(\.isClosed),
                dependsOnParameter: kind == .parameter || parts.contains(where: \.dependsOnParameter),
                operandCount: Int32(operands.count), firstOperand: Int32(program.operands.count), payload: payload))
        program.operands += operands
        for operand in operands { uses[Int(operand.rawValue)] += 1 }
        uses.append(0)
        depths.append(1 + (operands.map { depths[Int($0.rawValue)] }.max() ?? 0))
        known[key] = node
        return node
    }

    private func isPredicate(_ kind: ELM.Program.Kind, _ name: ELM.Operator, _ operands: [ELM.NodeID]) -> Bool {
        switch kind {
        case .operation: name.isPredicate
        case .exists, .compareLatest, .compareCurrent, .sequence, .sex, .dataAvailable, .atLeast: true
        default: false
        }
    }

    static func intern<Entry: Hashable>(
        _ entry: Entry, _ known: inout [Entry: Int32], _ table: inout [Entry]
    ) -> Int32 {
        if let index = known[entry] { return index }
        let index = Int32(table.count)
        table.append(entry)
        known[entry] = index
        return index
    }

    private mutating func constant(_ value: Value) throws(Failure) -> ELM.NodeID {
        try node(.constant, payload: Self.intern(value, &constants, &program.constants))
    }

    mutating func retrieve(_ retrieve: ELM.Retrieve) -> Int32 {
        let known = retrieves[retrieve]
        let index = Self.intern(retrieve, &retrieves, &program.retrieves)
        if known == nil {
            let window = retrieve.window.map { Self.intern($0, &windows, &program.windows) }
            program.plans.append(
                ELM.Program.RetrievePlan(
                    kind: retrieve.kind, statuses: retrieve.statuses, withValue: retrieve.withValue,
                    firstConcept: Int32(program.planConcepts.count), conceptCount: Int32(retrieve.concepts.count),
                    window: window ?? -1))
            program.planConcepts += retrieve.concepts
        }
        return index
    }

    /// Gives a name, or the current element, a variable of its own.
    mutating func introduce(_ name: String?, in scope: inout Scope) -> Int32 {
        let variable = scope.variableCount
        scope.variableCount += 1
        program.variableCount = max(program.variableCount, Int(scope.variableCount))
        if let name { scope.variables[name] = variable } else { scope.current = variable }
        return variable
    }

    private func isClosed(_ node: ELM.NodeID) -> Bool { program.nodes[Int(node.rawValue)].isClosed }
}

// MARK: - Expressions

extension ELM.Compiler {
    mutating func compile(_ expression: ELM.Expression, _ outer: Scope) throws(Failure) -> ELM.NodeID {
        let scope = outer.nested
        guard scope.depth <= program.limits.depth else { throw .tooDeep(limit: program.limits.depth) }
        switch expression {
        case .literal(let value): return try constant(value)
        case .call(let name, let operands, let precision): return try call(name, operands, precision, scope)
        case .conditional(let condition, let then, let otherwise):
            return try node(
                .conditional, [compile(condition, scope), compile(then, scope), compile(otherwise, scope)])
        case .caseOf(let comparand, let items, let otherwise):
            return try caseOf(comparand, items, otherwise, scope)
        case .interval(let low, let high, let lowClosed, let highClosed):
            let payload: Int32 = (lowClosed ? 1 : 0) | (highClosed ? 2 : 0)
            return try node(.interval, [compile(low, scope), compile(high, scope)], payload: payload)
        case .list(let elements): return try node(.list, all(elements, scope))
        case .tuple(let elements): return try tuple(elements, scope)
        case .property(let name, let owner):
            let payload = Self.intern(name, &names, &program.names)
            return try node(.property, [compile(owner, scope)], payload: payload)
        case .reference(let name):
            guard let variable = scope.variables[name] else { throw .unknownName(name) }
            return try node(.variable, payload: variable, closed: false)
        case .parameter(let name):
            return try node(.parameter, payload: Self.intern(name, &parameters, &program.parameters))
        case .current:
            guard let variable = scope.current else { throw .currentOutsideOfIteration }
            return try node(.variable, payload: variable, closed: false)
        case .iteration:
            guard let variable = scope.iteration else { throw .currentOutsideOfIteration }
            return try node(.variable, payload: variable, closed: false)
        case .total:
            guard let variable = scope.total else { throw .totalOutsideOfAggregate }
            return try node(.variable, payload: variable, closed: false)
        case .filter(let source, let condition): return try iteration(.filter, source, condition, scope)
        case .forEach(let source, let element): return try iteration(.forEach, source, element, scope)
        case .repeated(let source, let element): return try iteration(.repeated, source, element, scope)
        case .aggregate(let source, let element, let initial):
            return try iteration(.aggregate, source, element, scope, initial: initial)
        case .typed(let name, let operand, let type):
            let rule = ELM.Program.TypeRule(name: name, type: type)
            let payload = Self.intern(rule, &typeRules, &program.typeRules)
            return try node(.typed, [compile(operand, scope)], payload: payload)
        case .query(let query): return try self.query(query, scope)
        case .retrieve(let retrieve): return try node(.retrieve, payload: self.retrieve(retrieve))
        case .convertQuantity(let operand, let unit, let analyte):
            let conversion = ELM.Program.Conversion(unit: unit, analyte: analyte)
            let payload = Self.intern(conversion, &conversions, &program.conversions)
            return try node(.convert, [compile(operand, scope)], payload: payload)
        case .round(let operand, let fractionDigits, let rounding):
            let rule = ELM.Program.RoundingRule(fractionDigits: fractionDigits, rounding: rounding)
            let payload = Self.intern(rule, &roundings, &program.roundings)
            return try node(.round, [compile(operand, scope)], payload: payload)
        case .age(let unit): return try node(.age, precision: unit)
        case .sex(let sex): return try node(.sex, payload: Int32(sex.rawValue))
        case .occurrences(let retrieve, let condition): return try occurrences(retrieve, condition, scope)
        case .sequence(let sequence): return try self.sequence(sequence, scope)
        case .dataAvailable(let kind): return try node(.dataAvailable, payload: Int32(kind.rawValue))
        case .atLeast(let count, let conditions):
            return try node(.atLeast, all(conditions, scope), payload: Int32(clamping: count))
        case .points(let points, let condition):
            return try node(.points, [compile(condition, scope)], payload: Int32(clamping: points))
        }
    }

    private mutating func all(_ expressions: [ELM.Expression], _ scope: Scope) throws(Failure) -> [ELM.NodeID] {
        var nodes: [ELM.NodeID] = []
        nodes.reserveCapacity(expressions.count)
        for expression in expressions { nodes.append(try compile(expression, scope)) }
        return nodes
    }

    private mutating func call(
        _ name: ELM.Operator, _ operands: [ELM.Expression], _ precision: CalendarUnit?, _ scope: Scope
    ) throws(Failure) -> ELM.NodeID {
        guard name.arity.contains(operands.count) else { throw .wrongOperandCount(name, operands.count) }
        if name.needsPrecision, precision == nil { throw .missingPrecision(name) }
        if case .literal(.string(let pattern))? = name.patternOperand.map({ operands[$0] }),
            (try? Regex(pattern)) == nil
        {
            throw .invalidPattern(pattern)
        }
        if let leaf = try leaf(name, operands, scope) { return leaf }
        let kind: ELM.Program.Kind = name == .message ? .message : .operation
        return try node(kind, all(operands, scope), name: name, precision: precision)
    }

    private mutating func caseOf(
        _ comparand: ELM.Expression?, _ items: [ELM.CaseItem], _ otherwise: ELM.Expression, _ scope: Scope
    ) throws(Failure) -> ELM.NodeID {
        var operands: [ELM.NodeID] = []
        if let comparand { operands.append(try compile(comparand, scope)) }
        for item in items {
            operands.append(try compile(item.when, scope))
            operands.append(try compile(item.then, scope))
        }
        operands.append(try compile(otherwise, scope))
        return try node(.caseOf, operands, payload: comparand == nil ? 0 : 1)
    }

    private mutating func tuple(_ elements: [String: ELM.Expression], _ scope: Scope) throws(Failure) -> ELM.NodeID {
        var operands: [ELM.NodeID] = []
        for (name, element) in elements.sorted(by: { $0.key < $1.key }) {
            operands.append(try constant(.string(name)))
            operands.append(try compile(element, scope))
        }
        return try node(.tuple, operands)
    }

    private mutating func iteration(
        _ kind: ELM.Program.Kind, _ source: ELM.Expression, _ body: ELM.Expression, _ scope: Scope,
        initial: ELM.Expression? = nil
    ) throws(Failure) -> ELM.NodeID {
        var operands = [try compile(source, scope)]
        var inner = scope
        // The element, its place and, for Aggregate, the total are variables next to each other.
        let variable = introduce(nil, in: &inner)
        inner.iteration = introduce(nil, in: &inner)
        inner.current = variable
        if let initial {
            operands.append(try compile(initial, scope))
            inner.total = introduce(nil, in: &inner)
            inner.current = variable
        }
        operands.insert(try compile(body, inner), at: 1)
        return try node(
            kind, operands, payload: variable, closed: isClosed(operands[0]) && scope.variableCount == 0)
    }

    private mutating func occurrences(
        _ retrieve: ELM.Retrieve, _ condition: ELM.Expression?, _ scope: Scope
    ) throws(Failure) -> ELM.NodeID {
        let payload = self.retrieve(retrieve)
        guard let condition else { return try node(.occurrences, payload: payload) }
        var inner = scope
        let variable = introduce(nil, in: &inner)
        let predicate = try compile(condition, inner)
        // The variable is told by a constant, because the payload names the retrieve.
        let place = try constant(.integer(Int(variable)))
        return try node(.occurrences, [predicate, place], payload: payload, closed: scope.variableCount == 0)
    }

    private mutating func query(_ query: ELM.Query, _ scope: Scope) throws(Failure) -> ELM.NodeID {
        var inner = scope
        var dependencies: [ELM.NodeID] = []
        var sources: [ELM.Program.CompiledQuery.Source] = []
        for source in query.sources {
            let expression = try compile(source.expression, inner)
            dependencies.append(expression)
            sources.append(.init(variable: introduce(source.name, in: &inner), expression: expression))
        }
        var lets: [ELM.Program.CompiledQuery.Source] = []
        for definition in query.lets {
            let expression = try compile(definition.expression, inner)
            dependencies.append(expression)
            lets.append(.init(variable: introduce(definition.name, in: &inner), expression: expression))
        }
        var relationships: [ELM.Program.CompiledQuery.Relationship] = []
        for relationship in query.relationships {
            let expression = try compile(relationship.source.expression, inner)
            var related = inner
            let variable = introduce(relationship.source.name, in: &related)
            let suchThat = try compile(relationship.suchThat, related)
            dependencies += [expression, suchThat]
            relationships.append(
                .init(
                    source: .init(variable: variable, expression: expression), suchThat: suchThat,
                    isWithout: relationship.isWithout))
        }
        var condition: ELM.NodeID?
        if let expression = query.condition { condition = try compile(expression, inner) }
        var result: ELM.NodeID?
        if let expression = query.result { result = try compile(expression, inner) }
        var aggregate: ELM.Program.CompiledQuery.Aggregate?
        if let clause = query.aggregate {
            let starting = try compile(clause.starting, inner)
            var folded = inner
            let variable = introduce(clause.name, in: &folded)
            let expression = try compile(clause.expression, folded)
            dependencies += [starting, expression]
            aggregate = .init(variable: variable, starting: starting, expression: expression)
        }
        var sorted = inner
        let current = introduce(nil, in: &sorted)
        var sort: [ELM.Program.CompiledQuery.SortKey] = []
        for key in query.sort {
            let expression = try compile(key.key, sorted)
            dependencies.append(expression)
            sort.append(.init(key: expression, descending: key.descending))
        }
        let compiled = ELM.Program.CompiledQuery(
            sources: sources, names: query.sources.map(\.name), lets: lets, relationships: relationships,
            condition: condition, result: result, isDistinct: query.isDistinct, aggregate: aggregate, sort: sort,
            current: current)
        dependencies += [condition, result].compactMap { $0 }
        return try node(
            .query, dependencies, payload: Self.intern(compiled, &queries, &program.queries),
            closed: scope.variableCount == 0)
    }
}
