// How good the cases of a guideline are: how many small wrong versions of it they tell from the right one.

import Guidelines
import Quantities
import RDF

/// What the cases of one guideline made of its mutants.
public struct MutationReport: Sendable {
    public var guideline: IRI
    public var killed: Int
    /// Mutants that mean the same as the guideline.
    public var equivalent: Int
    /// Mutants that pass every case.
    public var survivors: [GuidelineMutant]

    public var total: Int { killed + survivors.count }
    /// From 0 to 1; 1 where there is nothing to tell apart.
    public var score: Double { total == 0 ? 1 : Double(killed) / Double(total) }
}

public struct MutationTest {
    private let knowledge: KnowledgeBase
    private let guideline: Guideline
    private let mutants: [GuidelineMutant]
    private let run: VariantRun
    private let builder: FormulaBuilder
    /// The numbers of the variants that no case has killed. Whether they mean the same as the guideline is proved of
    /// those only that are left in the end: what a case has killed does not.
    private var alive: [Int]
    /// Variants that compile to the same as the guideline, or were proved to mean the same.
    private var equivalent: Int
    private var cases: [PatientCase] = []

    public init(_ knowledge: KnowledgeBase, _ guideline: Guideline) {
        self.knowledge = knowledge
        self.guideline = guideline
        mutants = guideline.mutants
        run = VariantRun(knowledge, guideline, mutants)
        var builder = FormulaBuilder(knowledge)
        builder.countsUnknownAsUnmet = true
        self.builder = builder
        let differences = run.differences
        alive = differences.indices.dropFirst().filter { !differences[$0].isNone }
        equivalent = mutants.count - alive.count
    }

    /// Whether there can be no patient of whom the changed criterion says something else where it matters.
    private func isProvedEquivalent(_ mutant: GuidelineMutant) -> Bool {
        guard let original = mutant.original, let changed = mutant.changed else { return false }
        let context = Array(context(of: mutant).prefix(1))
        return [true, false].allSatisfy { isMet in
            let difference = [builder.formula(original, isMet: isMet), builder.formula(changed, isMet: !isMet)]
            return !PatientSearch.isPossible(context + difference, builder.propositions)
        }
    }

    /// Runs cases; those that the guideline itself does not pass tell nothing.
    public mutating func add(_ cases: [PatientCase]) {
        for patient in cases {
            let outcomes = run.outcomes(patient, of: alive)
            guard run.satisfies(outcomes.own, patient) else { continue }
            self.cases.append(patient)
            alive.removeAll { number in outcomes.others[number].map { !run.satisfies($0, patient) } ?? false }
        }
    }

    public var report: MutationReport {
        let survivors = alive.map { mutants[$0 - 1] }.filter { !isProvedEquivalent($0) }
        return MutationReport(
            guideline: guideline.iri, killed: mutants.count - equivalent - alive.count,
            equivalent: equivalent + alive.count - survivors.count, survivors: survivors)
    }

    // MARK: Suggestions

    /// What would tell surviving mutants from the guideline: more expectations of patients that there are, then new
    /// patients, each with what the guideline says of them. Whoever takes one over must check against the source that
    /// it is what should come out.
    public mutating func suggestions() -> [SuggestedCase] {
        let left = alive.filter { !isProvedEquivalent(mutants[$0 - 1]) }
        equivalent += alive.count - left.count
        alive = left
        var suggestions = cases.compactMap { suggestion($0, because: nil) }
        for number in alive where alive.contains(number) {
            for formulas in candidates(mutants[number - 1]) {
                guard let sketch = PatientSearch.find(formulas, builder.propositions), sketch.canBeCase,
                    let found = suggestion(
                        ExamplePatient(sketch, knowledge).patientCase, because: mutants[number - 1], mustKill: number)
                else { continue }
                suggestions.append(found)
                break
            }
            if alive.contains(number), let found = variation(number) { suggestions.append(found) }
        }
        return suggestions
    }

    /// A known patient with what tells the mutant apart added: for criteria that rest on calculated values, which a
    /// search does not work back to measurements.
    private mutating func variation(_ number: Int) -> SuggestedCase? {
        let mutant = mutants[number - 1]
        guard let original = mutant.original, let changed = mutant.changed else { return nil }
        for base in bases(for: mutant.place) {
            for isMet in [true, false] {
                let difference = [builder.formula(original, isMet: isMet), builder.formula(changed, isMet: !isMet)]
                guard let sketch = PatientSearch.find(difference, builder.propositions), sketch.canBeCase else {
                    continue
                }
                let example = ExamplePatient(sketch, knowledge, asOf: base.asOf).patientCase
                var patient = example
                patient.facts = base.facts + example.facts
                if sketch.sexes.count > 2 { patient.sex = base.sex }
                let anyAge = ValueRange(lower: 0, upper: Limits.greatestAgeMonths)
                if sketch.ranges[.age] == anyAge { patient.birthDate = base.birthDate }
                if let found = suggestion(patient, because: mutant, mustKill: number) { return found }
            }
        }
        return nil
    }

    /// Cases to vary: those to whom the step applies, for a criterion of a step's end; else any of the guideline's.
    private func bases(for place: GuidelineMutant.Place) -> [PatientCase] {
        let plain = cases.filter { patient in
            patient.notRecorded.isEmpty && patient.drafts.isEmpty && patient.facts.allSatisfy { $0.end == nil }
        }
        let fitting = plain.filter { patient in
            let own = run.outcomes(patient, of: []).own
            guard !own.steps.isEmpty else { return false }
            switch place {
            case .doneWhen(let iri), .blockedWhen(let iri):
                let status = own.steps.first { $0.recommendation.iri == iri }?.status
                return status != .notApplicable && status != .unknown
            default: return true
            }
        }
        return Array(fitting.prefix(12))
    }

    /// Expectations of a patient that tell mutants apart which are alive.
    private mutating func suggestion(
        _ patient: PatientCase, because mutant: GuidelineMutant?, mustKill number: Int? = nil
    ) -> SuggestedCase? {
        let outcomes = run.outcomes(patient, of: alive)
        let own = outcomes.own
        if let number, outcomes.others[number].map({ differences(own, $0).isEmpty }) != false { return nil }
        var expectations: [Expectation] = []
        var killed: Set<Int> = []
        for other in alive {
            guard let outcome = outcomes.others[other] else { continue }
            let found = differences(own, outcome)
            guard let first = found.first else { continue }
            killed.insert(other)
            if !found.contains(where: expectations.contains) { expectations.append(first) }
        }
        guard !expectations.isEmpty else { return nil }
        alive.removeAll { killed.contains($0) }
        var suggested = patient
        suggested.expectations = expectations
        return SuggestedCase(patientCase: suggested, mutant: mutant)
    }

    /// A new patient who shows a criterion in a state that no case has seen, with the outcome of its step.
    public func suggestion(for gap: CoverageReport.Gap) -> SuggestedCase? {
        guard let leaf = gap.criterion else { return nil }
        let applicable = guideline.applicableWhen.map { [builder.formula($0)] } ?? []
        let when = guideline.recommendations.first { $0.iri == gap.step }?.when.map { [builder.formula($0)] } ?? []
        let state = [builder.formula(leaf, isMet: gap.neverMet)]
        for formulas in [applicable + when + state, applicable + state] {
            guard let sketch = PatientSearch.find(formulas, builder.propositions), sketch.canBeCase else { continue }
            var patient = ExamplePatient(sketch, knowledge).patientCase
            let own = run.outcomes(patient, of: []).own
            let score = own.scores.first { $0.score == gap.step && $0.range.count == 1 }
            let status = own.steps.first { $0.recommendation.iri == gap.step }?.status
            let first = own.steps.first.map { (iri: $0.recommendation.iri, status: $0.status) }
            patient.expectations =
                score.map { [.score($0.score, $0.range.lowerBound)] }
                ?? status.map { [.status(recommendation: gap.step, $0)] }
                ?? first.map { [.status(recommendation: $0.iri, $0.status)] } ?? []
            if !patient.expectations.isEmpty { return SuggestedCase(patientCase: patient, mutant: nil) }
        }
        return nil
    }

    /// Demands on a patient of whom the original and the mutant say different things.
    private func candidates(_ mutant: GuidelineMutant) -> [[Formula]] {
        if case .order(let step) = mutant.place { return orders(of: step) }
        guard let original = mutant.original, let changed = mutant.changed else { return [] }
        let context = context(of: mutant)
        return [(true, false), (false, true)].flatMap { isMet, isChangedMet in
            let difference = [builder.formula(original, isMet: isMet), builder.formula(changed, isMet: isChangedMet)]
            return [context + difference, Array(context.prefix(1)) + difference]
        }
    }

    /// What must be so for a criterion of the mutant's place to matter.
    private func context(of mutant: GuidelineMutant) -> [Formula] {
        var context: [Formula] = []
        if mutant.place != .applicability, let applicable = guideline.applicableWhen {
            context.append(builder.formula(applicable))
        }
        let step: IRI
        switch mutant.place {
        case .doneWhen(let iri), .blockedWhen(let iri), .when(let iri): step = iri
        default: return context
        }
        let recommendation = guideline.recommendations.first { $0.iri == step }
        if case .when = mutant.place {
            if let blocked = recommendation?.blockedWhen { context.append(builder.formula(blocked, isMet: false)) }
        } else if let when = recommendation?.when {
            context.append(builder.formula(when))
        }
        for decision in guideline.decisionPoints {
            guard let place = decision.branches.firstIndex(of: step) else { continue }
            for earlier in guideline.recommendations where decision.branches[..<place].contains(earlier.iri) {
                if let when = earlier.when { context.append(builder.formula(when, isMet: false)) }
            }
        }
        return context
    }

    /// Patients to whom a step and one that comes before or beside it apply.
    private func orders(of step: IRI) -> [[Formula]] {
        guard let own = guideline.recommendations.first(where: { $0.iri == step }) else { return [] }
        let order = StepOrder(guideline)
        let beside = guideline.decisionPoints.map(\.branches).filter { $0.contains(step) }.joined()
        let others = order.predecessors(of: step) + beside.filter { $0 != step }
        let applicable = guideline.applicableWhen.map { [builder.formula($0)] } ?? []
        return others.compactMap { other in
            guard let before = guideline.recommendations.first(where: { $0.iri == other }) else { return nil }
            var demands = applicable + [own.when, before.when].compactMap { $0 }.map { builder.formula($0) }
            for done in [own.doneWhen, before.doneWhen].compactMap({ $0 }) {
                demands.append(builder.formula(done, isMet: false))
            }
            return demands
        }
    }

    /// What the guideline says where the other outcome says something else.
    private func differences(_ own: GuidelineOutcome, _ other: GuidelineOutcome) -> [Expectation] {
        var expectations: [Expectation] = []
        for recommendation in guideline.recommendations.map(\.iri) {
            func status(_ outcome: GuidelineOutcome) -> PathwayStatus {
                outcome.steps.first { $0.recommendation.iri == recommendation }?.status ?? .notApplicable
            }
            if status(own) != status(other) {
                expectations.append(.status(recommendation: recommendation, status(own)))
            }
        }
        for score in own.scores where score.range.count == 1 {
            let differs = other.scores.first { $0.score == score.score }?.range != score.range
            if differs { expectations.append(.score(score.score, score.range.lowerBound)) }
        }
        for calculation in own.calculations {
            guard let value = calculation.result else { continue }
            let rounded = Quantity(value.value.rounded(fractionDigits: 1), value.unit)
            let found = other.calculations.first { $0.calculation == calculation.calculation }?.result
            if found.map({ $0.value.rounded(fractionDigits: 1) }) != rounded.value {
                expectations.append(.calculation(calculation.calculation, rounded))
            }
        }
        return expectations
    }
}

/// Expectations of a new patient, or further ones of a patient whom a case has already.
public struct SuggestedCase: Sendable {
    public var patientCase: PatientCase
    /// The mutant that a new patient was made for.
    public var mutant: GuidelineMutant?
}
