// Small wrong versions of a criterion, one change each: what a slip of the author would make of it. Test cases are good
// when they tell every such version from the right one.

import Expressions
import Quantities
import RDF

/// A criterion with one change.
struct CriterionMutant {
    var criterion: Criterion
    /// What was changed, in words.
    var change: String
    var position: SourcePosition?
}

extension Criterion {
    var mutants: [CriterionMutant] {
        switch form {
        case .all(let parts): partMutants(parts, Form.all) + swapped(parts, to: Form.any, "m:all for m:any")
        case .any(let parts): partMutants(parts, Form.any) + swapped(parts, to: Form.all, "m:any for m:all")
        case .atLeastOf(let count, let parts):
            [count - 1, count + 1].filter { (1...parts.count).contains($0) }.map {
                mutant(.atLeastOf($0, parts), "m:count \(count) to \($0)")
            } + innerMutants(parts) { .atLeastOf(count, $0) }
        case .not(let part):
            [CriterionMutant(criterion: part, change: "m:not dropped", position: position)]
                + part.mutants.map { replacing(.not($0.criterion), $0) }
        case .event(let event): eventMutants(event)
        case .sequence(let sequence): sequenceMutants(sequence)
        case .observation(let observation): observationMutants(observation)
        case .trend(let trend): trendMutants(trend)
        case .dose(let dose):
            comparisonMutants(dose.comparisons, isWhole: false) { bounds in
                var changed = dose
                changed.comparisons = bounds
                return .dose(changed)
            }
        case .age(let bounds): comparisonMutants(bounds, isWhole: true, Form.age)
        case .score(let score, let bounds): comparisonMutants(bounds, isWhole: true) { .score(score, $0) }
        case .calculation(let calculation, let bounds):
            comparisonMutants(bounds, isWhole: false) { .calculation(calculation, $0) }
        case .expression(let tree):
            tree.mutants.map { mutant(.expression($0.tree), $0.change, at: $0.position) }
        case .sex(let sex): [mutant(.sex(sex == .male ? .female : .male), "the other sex")]
        case .pregnant(let isPregnant): [mutant(.pregnant(!isPregnant), "pregnancy turned round")]
        }
    }

    private func mutant(_ form: Form, _ change: String, at place: SourcePosition? = nil) -> CriterionMutant {
        var changed = self
        changed.form = form
        return CriterionMutant(criterion: changed, change: change, position: place ?? position)
    }

    /// This criterion around a changed part.
    private func replacing(_ form: Form, _ inner: CriterionMutant) -> CriterionMutant {
        mutant(form, inner.change, at: inner.position)
    }

    private func innerMutants(_ parts: [Criterion], _ form: ([Criterion]) -> Form) -> [CriterionMutant] {
        parts.indices.flatMap { index in
            parts[index].mutants.map { inner in
                var changed = parts
                changed[index] = inner.criterion
                return replacing(form(changed), inner)
            }
        }
    }

    private func partMutants(_ parts: [Criterion], _ form: ([Criterion]) -> Form) -> [CriterionMutant] {
        var dropped: [CriterionMutant] = []
        for index in parts.indices where parts.count > 1 {
            var rest = parts
            rest.remove(at: index)
            dropped.append(mutant(form(rest), "criterion dropped", at: parts[index].position))
        }
        return dropped + innerMutants(parts, form)
    }

    private func swapped(
        _ parts: [Criterion], to form: ([Criterion]) -> Form, _ change: String
    ) -> [CriterionMutant] {
        parts.count < 2 ? [] : [mutant(form(parts), change)]
    }

    private func eventMutants(_ event: EventCriterion) -> [CriterionMutant] {
        var mutants: [CriterionMutant] = []
        if let window = event.window?.halved {
            var changed = event
            changed.window = window
            mutants.append(mutant(.event(changed), "window halved"))
        }
        if let occurrences = event.occurrences {
            for count in [occurrences - 1, occurrences + 1] where count > 0 {
                var changed = event
                changed.occurrences = count
                mutants.append(mutant(.event(changed), "m:occurrences \(occurrences) to \(count)"))
            }
        }
        return mutants
    }

    private func sequenceMutants(_ sequence: SequenceCriterion) -> [CriterionMutant] {
        var swapped = sequence
        (swapped.first, swapped.second) = (sequence.second, sequence.first)
        var mutants = [mutant(.sequence(swapped), "order turned round")]
        if let window = sequence.window?.halved {
            var changed = sequence
            changed.window = window
            mutants.append(mutant(.sequence(changed), "window halved"))
        }
        if sequence.apart != nil {
            var changed = sequence
            changed.apart = nil
            mutants.append(mutant(.sequence(changed), "m:apart dropped"))
        }
        return mutants
            + sequence.first.mutants.map { inner in
                var changed = sequence
                changed.first = inner.criterion
                return replacing(.sequence(changed), inner)
            }
            + sequence.second.mutants.map { inner in
                var changed = sequence
                changed.second = inner.criterion
                return replacing(.sequence(changed), inner)
            }
    }

    private func observationMutants(_ observation: ObservationCriterion) -> [CriterionMutant] {
        var mutants = comparisonMutants(observation.comparisons, isWhole: false) { bounds in
            var changed = observation
            changed.comparisons = bounds
            return .observation(changed)
        }
        if let window = observation.window?.halved {
            var changed = observation
            changed.window = window
            mutants.append(mutant(.observation(changed), "window halved"))
        }
        if let occurrences = observation.occurrences {
            for count in [occurrences - 1, occurrences + 1] where count > 0 {
                var changed = observation
                changed.occurrences = count
                mutants.append(mutant(.observation(changed), "m:occurrences \(occurrences) to \(count)"))
            }
        }
        return mutants
    }

    private func trendMutants(_ trend: TrendCriterion) -> [CriterionMutant] {
        var mutants = comparisonMutants(trend.comparisons, isWhole: false) { bounds in
            var changed = trend
            changed.comparisons = bounds
            return .trend(changed)
        }
        if let window = trend.window.halved {
            var changed = trend
            changed.window = window
            mutants.append(mutant(.trend(changed), "window halved"))
        }
        return mutants
    }

    /// Each bound turned round, and shifted up and down.
    private func comparisonMutants(
        _ bounds: [Comparison], isWhole: Bool, _ form: ([Comparison]) -> Form
    ) -> [CriterionMutant] {
        bounds.indices.flatMap { index in
            let bound = bounds[index]
            var variants = [(bound.relation.inverse, bound.value)]
            variants += bound.value.shifted(isWhole: isWhole).map { (bound.relation, $0) }
            return variants.map { relation, value in
                var changed = bounds
                changed[index].relation = relation
                changed[index].value = value
                return mutant(
                    form(changed), "\(bound.relation.sign) \(bound.value) to \(relation.sign) \(value)",
                    at: bound.position)
            }
        }
    }
}

extension Comparison.Relation {
    /// What holds where this one does not; for equality, what holds beside it.
    var inverse: Comparison.Relation {
        switch self {
        case .atLeast: .lessThan
        case .greaterThan: .atMost
        case .atMost: .greaterThan
        case .lessThan: .atLeast
        case .equalTo: .greaterThan
        }
    }
}

extension Quantity {
    /// A tenth up and a tenth down; whole numbers by at least one.
    func shifted(isWhole: Bool) -> [Quantity] {
        let number = value.integerValue ?? 0
        let tenth =
            isWhole
            ? ExactDecimal(max(1, abs(number) / 10))
            : value.isZero ? .one : ExactDecimal("0.1").flatMap { value.magnitude.multiplied(by: $0) } ?? .one
        return [value.adding(tenth), value.adding(-tenth)].compactMap { $0 }.map { Quantity($0, unit) }
    }
}

extension CalendarDuration {
    /// Half the time, where it can be halved.
    var halved: CalendarDuration? {
        let days = days + (months % 2 == 0 ? 0 : 30)
        let half = CalendarDuration(months: months / 2, days: days / 2, milliseconds: milliseconds / 2)
        return half == CalendarDuration() ? nil : half
    }
}
