// Evaluating compiled expressions for one patient.
//
// Truths of closed nodes are kept in one byte each and values of shared nodes in a slot, so that a leaf that many rules
// share is evaluated once. A fact's value in a unit is kept too: many leaves ask for the same. Logic runs on Bool?, without
// boxing into values; a null that cannot be decided is nil. When a limit is exceeded every further node is null at once,
// and the caller gets the error at the end: no node throws.

import Quantities

extension ELM {
    /// An evaluation of a program against one patient's facts.
    public struct Evaluation: Sendable {
        public let program: Program
        public let facts: PatientFacts
        /// What was found at each node; `nil` unless asked for. With a trace nothing is skipped by short circuit.
        public var trace: Trace? { record.map { Trace($0, truths) } }

        var record: Trace.Record?
        private var truths: [UInt8]
        private var shared: [Value?]
        var variables: [Value]
        private var parameters: [Value]
        private var steps = 0
        private var failure: EvaluationError?

        /// Per retrieve the place of its latest certain match, -1 for none, -2 while not looked for.
        var latestMatches: [Int32]
        /// Per window the moment that it begins; computed on first use.
        var windowStarts: [WindowStart]
        /// Values of facts in the units that leaves asked for.
        var conversions = ConvertedFacts()
        /// Why what is asked of the element that a count looks at is unknown.
        var elementReason: UnknownReason?
        /// Places of facts that are being counted, kept to be filled again.
        var scratch = FactPlaces()

        enum WindowStart: Sendable {
            case notComputed
            case moment(DateTime)
            /// The window reaches beyond the calendar.
            case always
        }

        static let unseen: UInt8 = 3

        public init(_ program: Program, facts: PatientFacts, tracing: Bool = false) {
            self.program = program
            self.facts = facts
            record = tracing ? Trace.Record(nodeCount: program.count) : nil
            truths = [UInt8](repeating: Self.unseen, count: program.count)
            shared = [Value?](repeating: nil, count: program.sharedCount)
            variables = [Value](repeating: .null, count: program.variableCount)
            parameters = [Value](repeating: .null, count: program.parameters.count)
            latestMatches = [Int32](repeating: -2, count: program.retrieves.count)
            windowStarts = [WindowStart](repeating: .notComputed, count: program.windows.count)
        }

        /// Gives a parameter its value; what depends on it is computed anew. A name that no expression has is ignored.
        public mutating func set(_ parameter: String, to value: Value) {
            guard let index = program.parameters.firstIndex(of: parameter) else { return }
            parameters[index] = value
        }

        /// The verdict of a condition: `nil` is unknown.
        public mutating func verdict(of root: NodeID) throws(EvaluationError) -> Bool? {
            steps = 0
            let result = truth(root)
            if let failure { throw failure }
            return result
        }

        /// The value of an expression.
        public mutating func value(of root: NodeID) throws(EvaluationError) -> Value {
            steps = 0
            let result = value(root)
            if let failure { throw failure }
            return result
        }

        /// Notes that a limit was exceeded; what follows is null.
        mutating func fail(_ error: EvaluationError) { failure = failure ?? error }

        var hasFailed: Bool { failure != nil }
    }
}

// MARK: - Nodes

extension ELM.Evaluation {
    typealias Node = ELM.Program.Node

    mutating func canStep() -> Bool {
        steps += 1
        guard steps <= program.limits.steps else {
            fail(.tooManySteps(limit: program.limits.steps))
            return false
        }
        return failure == nil
    }

    /// The truth of a node: `nil` for null, and for values that are not boolean.
    mutating func truth(_ id: ELM.NodeID) -> Bool? {
        let place = Int(id.rawValue)
        switch truths[place] {
        case 0: return false
        case 1: return true
        case 2: return nil
        default: break
        }
        let node = program.nodes[place]
        guard node.isPredicate else { return value(id).truth }
        guard canStep() else { return nil }
        if node.dependsOnParameter { record?.forget(id) }
        let result = predicate(node, id)
        guard node.isClosed, failure == nil else { return result }
        if node.isKept {
            truths[place] = result.map { $0 ? 1 : 0 } ?? 2
        } else {
            record?.note(id, verdict: result)
        }
        return result
    }

    /// The value of a node.
    mutating func value(_ id: ELM.NodeID) -> Value {
        let node = program.nodes[Int(id.rawValue)]
        if node.isPredicate { return Value(truth(id)) }
        if node.kind == .constant { return program.constants[Int(node.payload)] }
        if node.shared >= 0, let known = shared[Int(node.shared)] { return known }
        guard canStep() else { return .null }
        if node.dependsOnParameter { record?.forget(id) }
        let result = compute(node, id)
        guard node.isClosed, failure == nil else { return result }
        if node.shared >= 0 { shared[Int(node.shared)] = result }
        record?.note(id, value: result)
        return result
    }

    func operand(_ node: Node, _ index: Int) -> ELM.NodeID { program.operands[Int(node.firstOperand) + index] }

    private mutating func predicate(_ node: Node, _ id: ELM.NodeID) -> Bool? {
        switch node.kind {
        case .operation: return logical(node, id)
        case .exists: return exists(Int(node.payload), id)
        case .compareLatest: return compareLatest(program.comparisons[Int(node.payload)], id)
        case .compareCurrent: return compareCurrent(program.comparisons[Int(node.payload)], id)
        case .sequence: return sequence(program.sequences[Int(node.payload)], id)
        case .sex: return facts.sex.map { Int32($0.rawValue) == node.payload }
        case .dataAvailable:
            return FactKind(rawValue: UInt8(node.payload)).flatMap { facts.covers($0) ? true : nil }
        case .atLeast: return atLeast(node)
        default: return nil
        }
    }

    private mutating func compute(_ node: Node, _ id: ELM.NodeID) -> Value {
        switch node.kind {
        case .operation: return operation(node, id)
        case .conditional: return value(operand(node, truth(operand(node, 0)) == true ? 1 : 2))
        case .caseOf: return caseOf(node)
        case .interval: return interval(node)
        case .list: return .list(operandValues(node))
        case .tuple: return tuple(node)
        case .property: return property(node)
        case .variable: return variables[Int(node.payload)]
        case .parameter:
            let value = parameters[Int(node.payload)]
            if value.isNull { record?.note(id, reason: .parameter(program.parameters[Int(node.payload)])) }
            return value
        case .filter:
            let kept = filter(node)
            if let reason = elementReason { record?.note(id, reason: reason) }
            return kept
        case .forEach: return forEach(node)
        case .repeated: return repeated(node)
        case .message: return message(node, id)
        case .aggregate: return aggregate(node)
        case .typed:
            let rule = program.typeRules[Int(node.payload)]
            return rule.type.apply(rule.name, value(operand(node, 0)))
        case .query: return query(program.queries[Int(node.payload)])
        case .retrieve: return matches(Int(node.payload), id)
        case .convert: return convert(node, id)
        case .round: return round(node)
        case .age: return facts.age(in: node.precision ?? .year).map(Value.counted) ?? .null
        case .occurrences: return occurrences(node, id)
        case .points: return points(node)
        case .constant: return program.constants[Int(node.payload)]
        case .exists, .compareLatest, .compareCurrent, .sequence, .sex, .dataAvailable, .atLeast:
            return Value(truth(id))
        }
    }

    // MARK: - Logic

    private mutating func logical(_ node: Node, _ id: ELM.NodeID) -> Bool? {
        switch node.name {
        case .and: return fold(node, deciding: false)
        case .or: return fold(node, deciding: true)
        case .not: return truth(operand(node, 0)).map { !$0 }
        case .implies:
            let antecedent = truth(operand(node, 0))
            if antecedent == false, record == nil { return true }
            return Logic.or(antecedent.map { !$0 }, truth(operand(node, 1)))
        case .xor:
            guard let left = truth(operand(node, 0)), let right = truth(operand(node, 1)) else { return nil }
            return left != right
        case .equal, .notEqual, .less, .greater, .lessOrEqual, .greaterOrEqual:
            let (left, right) = (value(operand(node, 0)), value(operand(node, 1)))
            if left.isNull || right.isNull { return nil }
            let result = Comparison.compare(node.name, left, right)
            if record != nil, result == nil, let reason = ELM.Trace.reason(left, right) {
                record?.note(id, reason: reason)
            }
            return result
        case .isTrue: return truth(operand(node, 0)) == true
        case .isFalse: return truth(operand(node, 0)) == false
        default: return operation(node, id).truth
        }
    }

    /// And decides on false, Or on true; otherwise any null makes the whole null.
    private mutating func fold(_ node: Node, deciding: Bool) -> Bool? {
        var result: Bool? = !deciding
        for index in program.operands(of: node) {
            switch truth(program.operands[index]) {
            case .some(deciding):
                if record == nil { return deciding }
                result = deciding
            case nil: if result == !deciding { result = nil }
            default: break
            }
        }
        return result
    }

    private mutating func atLeast(_ node: Node) -> Bool? {
        let wanted = Int(node.payload)
        var certain = 0
        var possible = Int(node.operandCount)
        for index in program.operands(of: node) {
            switch truth(program.operands[index]) {
            case true: certain += 1
            case false: possible -= 1
            default: break
            }
            if record == nil, certain >= wanted || possible < wanted { break }
        }
        if certain >= wanted { return true }
        return possible < wanted ? false : nil
    }

    private mutating func points(_ node: Node) -> Value {
        let points = Int(node.payload)
        return switch truth(operand(node, 0)) {
        case true: .integer(points)
        case false: .integer(0)
        default: .counted(min(0, points)...max(0, points))
        }
    }

    // MARK: - Structure

    mutating func operandValues(_ node: Node) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(Int(node.operandCount))
        for index in program.operands(of: node) { values.append(value(program.operands[index])) }
        return values
    }

    private mutating func caseOf(_ node: Node) -> Value {
        let hasComparand = node.payload == 1
        let count = Int(node.operandCount)
        let comparand = hasComparand ? value(operand(node, 0)) : .null
        for index in stride(from: hasComparand ? 1 : 0, to: count - 1, by: 2) {
            let when = operand(node, index)
            let holds = hasComparand ? comparand.isEqual(to: value(when)) == true : truth(when) == true
            if holds { return value(operand(node, index + 1)) }
        }
        return value(operand(node, count - 1))
    }

    private mutating func interval(_ node: Node) -> Value {
        let (low, high) = (value(operand(node, 0)), value(operand(node, 1)))
        guard !low.isNull || !high.isNull else { return .null }
        let interval = Interval(
            low: low.isNull ? nil : low, high: high.isNull ? nil : high, lowClosed: node.payload & 1 != 0,
            highClosed: node.payload & 2 != 0)
        return interval.isValid ? .interval(interval) : .null
    }

    private mutating func tuple(_ node: Node) -> Value {
        var elements: [String: Value] = [:]
        for index in stride(from: 0, to: Int(node.operandCount), by: 2) {
            if case .string(let name) = value(operand(node, index)) { elements[name] = value(operand(node, index + 1)) }
        }
        return .tuple(elements)
    }

    private mutating func convert(_ node: Node, _ id: ELM.NodeID) -> Value {
        let conversion = program.conversions[Int(node.payload)]
        let (result, reason) = value(operand(node, 0)).converted(by: conversion)
        if let reason {
            record?.note(id, reason: reason)
            if !node.isClosed { elementReason = reason }
        }
        return result
    }

    private mutating func property(_ node: Node) -> Value {
        let name = program.names[Int(node.payload)]
        let result = value(operand(node, 0)).property(name, facts)
        if record != nil, result.isNull, !node.isClosed {
            elementReason = name == "dose" ? .noDose : name == "route" ? .noRoute : elementReason
        }
        return result
    }

    private mutating func round(_ node: Node) -> Value {
        let rule = program.roundings[Int(node.payload)]
        return Arithmetic.round(value(operand(node, 0)), rule.fractionDigits, rule.rounding)
    }

    /// An operator by the number of its operands: up to three are passed without a list.
    private mutating func operation(_ node: Node, _ id: ELM.NodeID) -> Value {
        let context = OperatorContext(
            name: node.name, precision: node.precision, asOf: facts.asOf, birthDate: facts.birthDate,
            limits: program.limits)
        let result: Value
        switch node.operandCount {
        case 0: result = context.nullary()
        case 1 where node.name == .expandValueSet:
            let set = value(operand(node, 0))
            result = facts.directory.expand(set)
            note(node, id, result, set)
        case 1: result = context.unary(value(operand(node, 0)))
        case 2 where node.name != .coalesce && node.name != .concatenate:
            let (left, right) = (value(operand(node, 0)), value(operand(node, 1)))
            switch node.name {
            case .subsumes: result = Value(facts.isKind(right, of: left))
            case .subsumedBy, .inValueSet: result = Value(facts.isKind(left, of: right))
            case .anyInValueSet: result = Value(facts.isAnyKind(left, of: right))
            case .inCodeSystem: result = Value(facts.directory.isAny(of: left, in: right, nullIs: nil))
            case .anyInCodeSystem: result = Value(facts.directory.isAny(of: left, in: right, nullIs: false))
            case .times:
                guard let product = Structures.times(left, right, program.limits) else {
                    fail(.tooManyRows(limit: program.limits.rows))
                    return .null
                }
                result = product
            default: result = context.binary(left, right)
            }
            if record != nil, result.isNull, let reason = ELM.Trace.reason(left, right) {
                record?.note(id, reason: reason)
            }
            note(node, id, result, left)
        default: result = context.variadic(operandValues(node))
        }
        if case .list(let elements) = result, elements.count > program.limits.rows {
            fail(.tooManyRows(limit: program.limits.rows))
            return .null
        }
        return result
    }

    /// Notes why the directory has no answer.
    private mutating func note(_ node: Node, _ id: ELM.NodeID, _ result: Value, _ codes: Value) {
        guard record != nil, result.isNull, let reason = facts.directory.reason(node.name, codes) else { return }
        record?.note(id, reason: reason)
        if !node.isClosed { elementReason = reason }
    }

    /// The source, passed on. The message is noted when its condition holds; a message of severity Error ends the
    /// evaluation in CQL, and here makes the result null with the message as reason.
    private mutating func message(_ node: Node, _ id: ELM.NodeID) -> Value {
        let operands = operandValues(node)
        guard operands.count < 2 || operands[1].truth == true else { return operands[0] }
        func text(_ index: Int) -> String? {
            if index < operands.count, case .string(let text) = operands[index] { text } else { nil }
        }
        guard text(3) == "Error" else { return operands[0] }
        let words = [text(2), text(4)].compactMap { $0 }.joined(separator: ": ")
        record?.note(id, reason: .message(words))
        return .null
    }
}
