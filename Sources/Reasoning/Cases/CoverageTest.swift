// Which criteria the cases of a guideline have seen met and not met, and which steps taken and not taken. A plain
// measurement cannot be unmet in a case (what was not measured is unknown), so unknown counts as not met. A criterion that
// can only be unknown or not met, because its expression says nothing else, must have been seen both.

import Expressions
import Guidelines
import RDF
import Text

/// What the cases of one guideline have seen.
public struct CoverageReport: Sendable {
    /// A criterion, or a step with a choice, that was seen in one state only, or in none.
    public struct Gap: Sendable {
        public var step: IRI
        public var words: String
        /// The criterion; nil for a step.
        public var criterion: Criterion?
        public var position: SourcePosition?
        public var neverMet: Bool
        public var neverUnmet: Bool
        /// Of a criterion that cannot be met: it was never unknown.
        public var neverUnknown = false
    }

    public var guideline: IRI
    /// States seen, of the states that can be: two for each criterion.
    public var criteriaSeen = 0
    public var criteriaStates = 0
    public var branchesSeen = 0
    public var branchStates = 0
    public var gaps: [Gap] = []

    public var criterionCoverage: Double {
        criteriaStates == 0 ? 1 : Double(criteriaSeen) / Double(criteriaStates)
    }
    public var branchCoverage: Double { branchStates == 0 ? 1 : Double(branchesSeen) / Double(branchStates) }
}

public struct CoverageTest {
    private let knowledge: KnowledgeBase
    private let compiled: CompiledGuideline
    private let leaves: [(step: IRI, leaf: CompiledCriterion, isApplicability: Bool)]
    private var met: Set<Int> = []
    private var unmet: Set<Int> = []
    private var unknown: Set<Int> = []
    private var taken: Set<IRI> = []
    private var notTaken: Set<IRI> = []

    public init(_ knowledge: KnowledgeBase, _ compiled: CompiledGuideline) {
        self.knowledge = knowledge
        self.compiled = compiled
        var leaves: [(IRI, CompiledCriterion, Bool)] = []
        func add(_ criterion: CompiledCriterion?, _ step: IRI, isApplicability: Bool = false) {
            guard let criterion else { return }
            if criterion.isComposite {
                for part in criterion.parts { add(part, step, isApplicability: isApplicability) }
            } else {
                leaves.append((step, criterion, isApplicability))
            }
        }
        add(compiled.applicableWhen, compiled.guideline.iri, isApplicability: true)
        for step in compiled.steps {
            add(step.when, step.recommendation.iri)
            add(step.doneWhen, step.recommendation.iri)
            add(step.blockedWhen, step.recommendation.iri)
        }
        for score in compiled.scores {
            for item in score.items { add(item, score.score.iri) }
        }
        self.leaves = leaves
    }

    public mutating func add(_ cases: [PatientCase]) {
        for patient in cases {
            let state = PatientState.make(knowledge, patient)
            var evaluator = CriterionEvaluator(knowledge, state, remembersProofs: true)
            let applicability = compiled.applicableWhen.map { evaluator.verdict(of: $0) } ?? .met
            for (number, entry) in leaves.enumerated() where entry.isApplicability || applicability != .unmet {
                switch evaluator.verdict(of: entry.leaf) {
                case .met: met.insert(number)
                case .unmet: unmet.insert(number)
                case .unknown where entry.leaf.criterion.canBeMet: unmet.insert(number)
                case .unknown: unknown.insert(number)
                }
            }
            guard applicability != .unmet else { continue }
            let outcome = PathwayRecommendation(knowledge, state).outcome(of: compiled, &evaluator)
            for step in outcome.steps {
                switch step.status {
                case .notApplicable, .unknown: notTaken.insert(step.recommendation.iri)
                default: taken.insert(step.recommendation.iri)
                }
            }
        }
    }

    public var report: CoverageReport {
        var report = CoverageReport(guideline: compiled.guideline.iri)
        let builder = FormulaBuilder(knowledge)
        let applicable = compiled.guideline.applicableWhen.map { [builder.formula($0)] } ?? []
        for (number, entry) in leaves.enumerated() {
            let context = entry.isApplicability ? [] : applicable
            func canBe(_ isMet: Bool) -> Bool {
                let formula = builder.formula(entry.leaf.criterion, isMet: isMet)
                return PatientSearch.isPossible(context + [formula], builder.propositions)
            }
            let criterion = entry.leaf.criterion
            let neverMet = criterion.canBeMet && !met.contains(number) && canBe(true)
            let neverUnknown = !criterion.canBeMet && !unknown.contains(number)
            let neverUnmet = !unmet.contains(number) && canBe(false)
            report.criteriaStates += 2
            report.criteriaSeen += 2 - (neverMet || neverUnknown ? 1 : 0) - (neverUnmet ? 1 : 0)
            if neverMet || neverUnknown || neverUnmet {
                report.gaps.append(
                    CoverageReport.Gap(
                        step: entry.step, words: entry.leaf.statement.english ?? "", criterion: criterion,
                        position: criterion.position, neverMet: neverMet, neverUnmet: neverUnmet,
                        neverUnknown: neverUnknown))
            }
        }
        for step in compiled.steps where step.when != nil {
            let iri = step.recommendation.iri
            let (neverTaken, neverLeft) = (!taken.contains(iri), !notTaken.contains(iri))
            report.branchStates += 2
            report.branchesSeen += 2 - (neverTaken ? 1 : 0) - (neverLeft ? 1 : 0)
            if neverTaken || neverLeft {
                report.gaps.append(
                    CoverageReport.Gap(
                        step: iri, words: "the step", position: step.recommendation.position, neverMet: neverTaken,
                        neverUnmet: neverLeft))
            }
        }
        return report
    }
}

extension Criterion {
    /// Whether it can be true by its form. One whose branches give only null and false is there to leave a question open.
    fileprivate var canBeMet: Bool {
        if case .expression(let tree) = form { tree.canBeTrue } else { true }
    }
}

extension ExpressionTree {
    fileprivate var canBeTrue: Bool {
        switch self {
        case .literal(let value): value == .boolean(true)
        case .conditional(_, let then, let otherwise): then.canBeTrue || otherwise.canBeTrue
        case .concept, .leaf, .operation: true
        }
    }
}
