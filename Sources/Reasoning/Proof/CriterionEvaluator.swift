// Verdicts and proofs of compiled criteria for one patient. One evaluation serves a whole request, so that what several
// rules ask is evaluated once.

import Expressions
import Guidelines
import Quantities
import RDF
import Text

struct CriterionEvaluator {
    private let knowledge: KnowledgeBase
    private let state: PatientState
    private var evaluation: ELM.Evaluation
    /// Proofs by node, for runs over many variants of a guideline, where words do not matter.
    private var proofs: [ELM.NodeID: Proof]?

    init(_ knowledge: KnowledgeBase, _ state: PatientState, remembersProofs: Bool = false) {
        proofs = remembersProofs ? [:] : nil
        self.knowledge = knowledge
        self.state = state
        evaluation = ELM.Evaluation(knowledge.program, facts: state.facts, tracing: true)
    }

    mutating func proof(of compiled: CompiledCriterion) -> Proof {
        if let known = proofs?[compiled.node] { return known }
        let proof = makeProof(of: compiled)
        proofs?[compiled.node] = proof
        return proof
    }

    mutating func verdict(of compiled: CompiledCriterion) -> Verdict { verdict(of: compiled.node).0 }

    private mutating func makeProof(of compiled: CompiledCriterion) -> Proof {
        let (verdict, failure) = verdict(of: compiled.node)
        var proof = Proof(compiled.statement, verdict)
        proof.children = compiled.parts.map { self.proof(of: $0) }
        proof.combination = compiled.combination
        proof.isNamed = !compiled.criterion.label.isEmpty
        proof.window = compiled.window
        if case .sex = compiled.criterion.form { proof.isFixed = true }
        if compiled.isComposite { return proof }
        if compiled.combination == .sum {
            // Items without points say nothing about the sum.
            proof.children.removeAll { $0.verdict == .unmet }
        }
        if proof.children.isEmpty { proof.evidence = evidence(under: compiled.node) }
        guard verdict == .unknown else { return proof }
        let reason = reason(under: compiled.node)
        proof.note = failure ?? reason.map { $0.words(knowledge) }
        if proof.children.allSatisfy({ $0.verdict != .unknown }) {
            proof.missing = missing(compiled, reason)
        }
        return proof
    }

    private mutating func verdict(of node: ELM.NodeID) -> (Verdict, failure: BilingualText?) {
        do {
            return (Verdict(try evaluation.verdict(of: node)), nil)
        } catch {
            return (.unknown, BilingualText(english: "\(error)", chinese: "计算超出限制：\(error)"))
        }
    }

    /// The evidence behind the facts that a node rests on.
    private func evidence(under node: ELM.NodeID) -> [Int] {
        guard let trace = evaluation.trace else { return [] }
        return trace.facts(under: node, of: knowledge.program).map { Int(state.facts.facts[$0].event) }
            .filter { $0 >= 0 }
    }

    // MARK: Missing data

    private func reason(under node: ELM.NodeID) -> ELM.UnknownReason? {
        evaluation.trace?.reason(under: node, of: knowledge.program)
    }

    private func missing(_ compiled: CompiledCriterion, _ reason: ELM.UnknownReason?) -> MissingDatum? {
        switch reason {
        case .notRecorded(let kind) where kind != .observation && kind != .pregnancy:
            MissingDatum(.coverage, kind.name)
        case .quantity, .noValue, .noUnit, .uncertainTime, .noCodeSystem, .noValueSet:
            compiled.missing.map { MissingDatum(.unusable, $0.name) }
        case .noRoute:
            MissingDatum(.observation, BilingualText(english: "route of administration", chinese: "给药途径"))
        default: compiled.missing
        }
    }
}

// MARK: - Scores and calculations

extension CriterionEvaluator {
    mutating func outcome(of compiled: CompiledScore) -> ScoreOutcome {
        var least = 0
        var most = 0
        var items: [(label: BilingualText, points: Int, proof: Proof)] = []
        for (item, criterion) in zip(compiled.score.items, compiled.items) {
            let proof = proof(of: criterion)
            items.append((item.label, item.points, proof))
            switch proof.verdict {
            case .met:
                least += item.points
                most += item.points
            case .unmet: break
            case .unknown:
                least += min(0, item.points)
                most += max(0, item.points)
            }
        }
        let bands = compiled.score.bands.filter { $0.atLeast <= most && ($0.atMost ?? .max) >= least }
        return ScoreOutcome(
            score: compiled.score.iri, label: compiled.score.label, range: least...most, bands: bands.map(\.label),
            items: items)
    }

    mutating func outcome(of compiled: CompiledCalculation) -> CalculationOutcome {
        let value = (try? evaluation.value(of: compiled.expression.node)) ?? .null
        let missing = compiled.expression.inputs.map { proof(of: $0) }.filter { $0.verdict == .unknown }
        return CalculationOutcome(
            calculation: compiled.calculation.iri, label: compiled.calculation.label, value: value.shown,
            result: value.plainQuantity, missing: missing.flatMap(\.missingData))
    }
}

extension Value {
    /// A computed number as a quantity.
    var plainQuantity: Quantity? {
        switch self {
        case .quantity(let quantity): quantity
        case .decimal(let number): Quantity(number)
        case .integer(let number): Quantity(ExactDecimal(number))
        default: nil
        }
    }

    /// A computed value as people read it, to two decimals.
    fileprivate var shown: String? {
        switch self {
        case .quantity(let quantity): Quantity(quantity.value.rounded(fractionDigits: 2), quantity.unit).description
        case .decimal(let number): number.rounded(fractionDigits: 2).description
        case .integer(let number): "\(number)"
        default: nil
        }
    }
}

extension CompiledCriterion {
    /// Whether the verdict is that of the parts combined, which then carry the evidence.
    var isComposite: Bool { combination != .leaf && combination != .sum }

    var combination: Combination {
        switch criterion.form {
        case .all: .all
        case .any: .any
        case .not: .not
        case .atLeastOf(let count, _): .atLeast(count)
        case .score: .sum
        default: .leaf
        }
    }

    var window: CalendarDuration? {
        switch criterion.form {
        case .event(let event): event.window
        case .observation(let observation): observation.window
        case .trend(let trend): trend.window
        default: nil
        }
    }
}

extension FactKind {
    /// The kind of facts, as something that may be missing.
    var name: BilingualText {
        switch self {
        case .condition: BilingualText(english: "conditions", chinese: "诊断")
        case .observation: BilingualText(english: "measurements", chinese: "检验检查")
        case .medication: BilingualText(english: "medicines", chinese: "用药")
        case .allergy: BilingualText(english: "allergies", chinese: "过敏史")
        case .procedure: BilingualText(english: "procedures", chinese: "手术操作")
        case .immunization: BilingualText(english: "vaccinations", chinese: "预防接种")
        case .encounter: BilingualText(english: "encounters", chinese: "就诊")
        case .pregnancy: BilingualText(english: "pregnancy", chinese: "妊娠")
        }
    }
}
