// Running a guideline: default actions, then rules by descending priority, each once. The rules' expressions are compiled
// once; a run only sets parameters and evaluates.

import Expressions
import Quantities
import Terminology

extension GDL2 {
    /// A guideline that can be run; immutable and shared.
    public struct CompiledGuideline: Sendable {
        public let guideline: Guideline
        private let program: ELM.Program
        private let preConditions: [ELM.NodeID]
        private let defaultActions: [Action]
        private let rules: [CompiledRule]
        private let outputs: [String]
        private let sources: [String: Rule]
        private let kinds: [String: GDL2.NumberKind]
        /// Whether results depend on the moment of the run.
        public let usesClock: Bool

        private struct Action: Sendable {
            let element: String
            let attribute: Attribute?
            let value: ELM.NodeID
        }

        private struct CompiledRule: Sendable {
            let id: String
            let when: [ELM.NodeID]
            let then: [Action]
        }
    }

    /// What a run led to.
    public struct Outcome: Hashable, Sendable {
        /// Values of the elements that are bound for output, in the order of the bindings.
        public var values: [OutputValue]
        /// Rules in the order in which they fired.
        public var fired: [String]
    }

    public struct OutputValue: Hashable, Sendable {
        public var element: String
        public var value: DataValue
        /// Digits after the point, where the guideline declares them.
        public var precision: Int?
    }
}

extension GDL2.CompiledGuideline {
    /// - Parameter language: which of the guideline's languages texts are taken in; English, else the original, where it
    ///   is not among them.
    /// - Throws: ``GDL2/ImportError`` for what has no meaning on the evaluator, with the rule that says it.
    public init(_ guideline: GDL2.Guideline, language: String? = nil) throws(GDL2.ImportError) {
        self.guideline = guideline
        // Numbers of GDL2 are binary floating point: more digits than it has keep sums of small parts right.
        var limits = ELM.Limits.standard
        limits.fractionDigits = 25
        var build = Build(
            source: GDL2.ExpressionCompiler(guideline, language: language), compiler: ELM.Compiler(limits: limits))
        preConditions = try build.conditions(guideline.preConditions, "definition/pre_conditions")
        defaultActions = try build.actions(guideline.defaultActions, "definition/default_actions")
        // Rules of equal priority keep the order of the file.
        let ordered = guideline.rules.enumerated().sorted {
            ($1.element.priority, $0.offset) < ($0.element.priority, $1.offset)
        }
        var rules: [CompiledRule] = []
        for (_, rule) in ordered {
            rules.append(
                CompiledRule(
                    id: rule.id, when: try build.conditions(rule.when, "rules/\(rule.id)/when"),
                    then: try build.actions(rule.then, "rules/\(rule.id)/then")))
        }
        self.rules = rules
        program = build.compiler.finish()
        var seen: Set<String> = []
        outputs = guideline.bindings.filter { $0.direction != .input }.flatMap(\.elements).map(\.id).filter {
            seen.insert($0).inserted
        }
        usesClock = guideline.usesClock
        sources = Dictionary(guideline.rules.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        kinds = guideline.numberKinds
    }

    private struct Build {
        let source: GDL2.ExpressionCompiler
        var compiler: ELM.Compiler

        mutating func conditions(_ list: [GDL2.Expression], _ place: String) throws(GDL2.ImportError) -> [ELM.NodeID] {
            var nodes: [ELM.NodeID] = []
            for (index, expression) in list.enumerated() {
                let place = "\(place)[\(index + 1)]"
                do { nodes.append(try add(source.truth(expression))) } catch {
                    throw GDL2.ImportError(at: place, error.problem)
                }
            }
            return nodes
        }

        mutating func actions(_ list: [GDL2.Assignment], _ place: String) throws(GDL2.ImportError) -> [Action] {
            var actions: [Action] = []
            for (index, assignment) in list.enumerated() {
                let place = "\(place)[\(index + 1)]"
                let (element, attribute) = (assignment.element, assignment.attribute)
                do {
                    let value = try add(source.value(assignment.value, for: attribute))
                    actions.append(Action(element: element, attribute: attribute, value: value))
                } catch {
                    throw GDL2.ImportError(at: place, error.problem)
                }
            }
            return actions
        }

        private mutating func add(_ tree: ELM.Expression) throws(GDL2.ExpressionCompiler.Failure) -> ELM.NodeID {
            do { return try compiler.add(tree) } catch { throw .init(.notCompiled(error.description)) }
        }
    }
}

extension GDL2.CompiledGuideline {
    /// Runs the rules on values by element code.
    /// - Parameter clock: what `$currentDateTime` is.
    public func run(
        _ inputs: [String: GDL2.DataValue], clock: DateTime
    ) throws(ELM.EvaluationError) -> GDL2.Outcome {
        var run = start(inputs, clock: clock)
        return try outcome(of: &run)
    }

    /// The results that a run gives no value, each with what stood in its way where that can be told.
    public func obstacles(
        _ inputs: [String: GDL2.DataValue], clock: DateTime
    ) throws(ELM.EvaluationError) -> [(element: String, obstacle: GDL2.Obstacle?)] {
        let journal = try journal(of: inputs, clock: clock)
        return outputs.filter { journal.states[$0]?.value == nil }.map {
            ($0, journal.obstacle(to: $0, wanted: nil, in: guideline))
        }
    }

    /// Why elements have no value, and which rule set those that have one.
    func journal(
        of inputs: [String: GDL2.DataValue], clock: DateTime
    ) throws(ELM.EvaluationError) -> GDL2.Journal {
        var run = start(inputs, clock: clock)
        run.journal = GDL2.Journal()
        _ = try outcome(of: &run)
        var journal = run.journal ?? GDL2.Journal()
        journal.states = run.states
        return journal
    }

    private func start(_ inputs: [String: GDL2.DataValue], clock: DateTime) -> Run {
        let now = clock.offsetMinutes == nil ? clock.earliest.withOffset(minutes: 0) : clock.earliest
        let facts = PatientFacts(asOf: now, facts: [], ancestors: { CollectionOfOne($0) })
        var run = Run(evaluation: ELM.Evaluation(program, facts: facts), kinds: kinds)
        for (element, value) in inputs {
            run.set(
                element, GDL2.ElementState(value.atFullPrecision(like: now), kind: kinds[element] ?? .quantity))
        }
        for rule in rules { run.evaluation.set(GDL2.ExpressionCompiler.fired(rule.id), to: false) }
        return run
    }

    private func outcome(of run: inout Run) throws(ELM.EvaluationError) -> GDL2.Outcome {
        var outcome = GDL2.Outcome(values: [], fired: [])
        if let unmet = try run.firstUnmet(preConditions) {
            run.journal?.preCondition = guideline.preConditions[unmet]
            return outcome
        }
        try run.perform(defaultActions)
        for rule in rules {
            if let unmet = try run.firstUnmet(rule.when) {
                run.journal?.unmet[rule.id] = unmet
                continue
            }
            try run.perform(rule.then)
            run.note(sources[rule.id])
            run.evaluation.set(GDL2.ExpressionCompiler.fired(rule.id), to: true)
            outcome.fired.append(rule.id)
        }
        for element in outputs where run.assigned.contains(element) {
            if let state = run.states[element], let value = state.output {
                outcome.values.append(
                    GDL2.OutputValue(element: element, value: value, precision: state.precision))
            }
        }
        return outcome
    }

    private struct Run {
        var evaluation: ELM.Evaluation
        var states: [String: GDL2.ElementState] = [:]
        var assigned: Set<String> = []
        let kinds: [String: GDL2.NumberKind]
        /// What happens, where somebody asks.
        var journal: GDL2.Journal?

        init(evaluation: ELM.Evaluation, kinds: [String: GDL2.NumberKind]) {
            self.evaluation = evaluation
            self.kinds = kinds
        }

        mutating func set(_ element: String, _ state: GDL2.ElementState) {
            states[element] = state
            evaluation.set(element, to: state.tuple)
        }

        /// The first condition that is not true; one that cannot be told is not.
        mutating func firstUnmet(_ conditions: [ELM.NodeID]) throws(ELM.EvaluationError) -> Int? {
            for (index, condition) in conditions.enumerated() where try evaluation.verdict(of: condition) != true {
                return index
            }
            return nil
        }

        /// Writes down what a rule that fired did, and what its actions lacked.
        mutating func note(_ rule: GDL2.Rule?) {
            guard let rule, journal != nil else { return }
            for action in rule.then {
                journal?.setBy[action.element] = rule.id
                if let missing = action.value.elements.sorted().first(where: { states[$0]?.value == nil }) {
                    journal?.missing[rule.id, default: [:]][action.element] = missing
                }
            }
        }

        mutating func perform(_ actions: [Action]) throws(ELM.EvaluationError) {
            for action in actions {
                let result = try evaluation.value(of: action.value)
                if result.isNull { continue }
                var state = states[action.element] ?? GDL2.ElementState(nil, kind: kinds[action.element] ?? .quantity)
                state.assign(result, to: action.attribute)
                set(action.element, state)
                assigned.insert(action.element)
            }
        }
    }
}

extension GDL2.DataValue {
    /// Moments are points here, not spans of a minute or a day, and have an offset: without one the clock's.
    fileprivate func atFullPrecision(like clock: DateTime) -> GDL2.DataValue {
        guard case .dateTime(let point) = self else { return self }
        let start = point.earliest
        return .dateTime(start.offsetMinutes == nil ? start.withOffset(minutes: clock.offsetMinutes) : start)
    }
}

extension GDL2.Guideline {
    /// Elements that are no quantities: counts are declared so, or are results that get neither a unit nor a precision;
    /// results that get a precision but never a unit are real numbers.
    var numberKinds: [String: GDL2.NumberKind] {
        let actions = defaultActions + rules.flatMap(\.then)
        func elements(_ attributes: Set<GDL2.Attribute>) -> Set<String> {
            Set(actions.filter { $0.attribute.map(attributes.contains) ?? false }.map(\.element))
        }
        let (withUnit, withPrecision) = (elements([.unit]), elements([.precision]))
        let results = elements([.magnitude, .count]).subtracting(withUnit)
        var kinds: [String: GDL2.NumberKind] = [:]
        for element in bindings.filter({ $0.direction != .input }).flatMap(\.elements) {
            if element.dataType == "DV_COUNT" {
                kinds[element.id] = .count
            } else if element.dataType == nil, results.contains(element.id) {
                kinds[element.id] = withPrecision.contains(element.id) ? .real : .count
            }
        }
        return kinds
    }

    /// Whether an expression asks for the time.
    var usesClock: Bool {
        let actions = defaultActions + rules.flatMap(\.then)
        return (preConditions + rules.flatMap(\.when) + actions.map(\.value)).contains(where: \.usesClock)
    }
}

extension GDL2.Expression {
    fileprivate var usesClock: Bool {
        switch self {
        case .now: true
        case .literal, .element, .fired: false
        case .function(_, let operand): operand.usesClock
        case .operation(_, let left, let right): left.usesClock || right.usesClock
        }
    }
}
