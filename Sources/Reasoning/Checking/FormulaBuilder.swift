// From criteria to formulas. Values are compared in the canonical unit of what is measured; what cannot be converted or
// computed here counts as possible either way, so that nothing is called impossible that is not.

import Expressions
import Guidelines
import Quantities
import RDF
import Terminology

struct FormulaBuilder {
    let knowledge: KnowledgeBase
    /// Whether a measurement that is not recorded counts as not met: in test cases it does, since the criterion is then
    /// unknown and nothing follows from it.
    var countsUnknownAsUnmet = false
    /// What the formulas are about.
    let propositions: Propositions
    private let known = KnownFormulas()
    private let scores: [IRI: Score]
    private let calculations: [IRI: Calculation]

    init(_ knowledge: KnowledgeBase) {
        self.knowledge = knowledge
        propositions = Propositions(knowledge.terminology)
        let guidelines = knowledge.guidelines.map(\.guideline)
        scores = Dictionary(
            guidelines.flatMap(\.scores).map { ($0.iri, $0) }, uniquingKeysWith: { first, _ in first })
        calculations = Dictionary(
            guidelines.flatMap(\.calculations).map { ($0.iri, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The unit that a calculation gives its result in.
    func resultUnit(of calculation: IRI) -> String? { calculations[calculation]?.resultUnit }

    /// That the criterion is met, or that it is certainly not met.
    func formula(_ criterion: Criterion, isMet: Bool = true, depth: Int = 0) -> Formula {
        guard let position = criterion.position else { return make(criterion, isMet, depth) }
        let place = KnownFormulas.Place(position: position, isMet: isMet)
        if let known = known.formulas[place], known.criterion == criterion { return known.formula }
        let formula = make(criterion, isMet, depth)
        known.formulas[place] = (criterion, formula)
        return formula
    }

    private func make(_ criterion: Criterion, _ isMet: Bool, _ depth: Int) -> Formula {
        guard depth < Limits.formulaDepth, !criterion.isIncomplete else { return .constant(true) }
        func inner(_ part: Criterion, _ isMet: Bool) -> Formula { formula(part, isMet: isMet, depth: depth + 1) }
        switch criterion.form {
        case .all(let parts):
            return isMet ? .all(parts.map { inner($0, true) }) : .any(parts.map { inner($0, false) })
        case .any(let parts):
            return isMet ? .any(parts.map { inner($0, true) }) : .all(parts.map { inner($0, false) })
        case .not(let part): return inner(part, !isMet)
        case .atLeastOf(let count, let parts):
            let items = parts.map { Formula.Item(points: 1, met: inner($0, true), unmet: inner($0, false)) }
            guard isMet else {
                return count > 0 ? .points(Formula.Items(items), from: 0, 0...(count - 1)) : .constant(false)
            }
            return count <= parts.count
                ? .points(Formula.Items(items), from: 0, count...parts.count) : .constant(false)
        case .event(let event):
            let pattern = pattern(event)
            // A concept that is unknown is reported as such; nothing follows from it.
            guard !pattern.concepts.isEmpty else { return .constant(true) }
            guard event.occurrences ?? 1 > 1 || !event.routes.isEmpty else { return self.event(pattern, isMet) }
            let count = opaque(criterion.form, isMet)
            return isMet ? .all([self.event(pattern, true), count]) : count
        case .sequence: return opaque(criterion.form, isMet)
        case .observation(let observation): return formula(observation, isMet)
        // How values change and what doses add up to is not computed here: any answer is possible, the same each time.
        case .trend, .dose: return opaque(criterion.form, isMet)
        case .age(let bounds): return formula(.age, bounds.map(months), isMet)
        case .sex(let sex): return .sex(sex, isIt: isMet)
        case .pregnant(let isPregnant): return .pregnant(isPregnant == isMet)
        case .score(let iri, let bounds):
            guard let score = scores[iri], !bounds.isEmpty else { return .constant(true) }
            let items =
                known.items[iri]
                ?? Formula.Items(
                    score.items.map {
                        Formula.Item(points: $0.points, met: inner($0.when, true), unmet: inner($0.when, false))
                    })
            known.items[iri] = items
            return formula(items, bounds, isMet)
        case .calculation(let iri, let bounds):
            let unit = calculations[iri]?.resultUnit.flatMap { try? UCUMUnit($0) } ?? .one
            let ranges = bounds.map { bound in
                (try? bound.value.converted(to: unit)).map { range(bound.relation, $0.value.approximation) }
            }
            return formula(.calculation(iri), ranges, isMet)
        case .expression(let tree): return formula(tree, isMet) ?? opaque(criterion.form, isMet)
        }
    }

    /// Within all ranges or outside one of them; a range that could not be worked out may be met or not.
    private func formula(_ measure: Measure, _ ranges: [ValueRange?], _ isMet: Bool) -> Formula {
        let known = ranges.compactMap { $0 }
        let number = propositions.number(of: measure)
        if isMet { return .all(known.map { .value(number, $0) }) }
        guard !ranges.isEmpty, known.count == ranges.count else { return .constant(true) }
        return .any(known.flatMap(\.complement).map { .value(number, $0) })
    }

    private func event(_ pattern: EventPattern, _ isThere: Bool) -> Formula {
        .event(propositions.number(of: pattern), isThere: isThere)
    }

    private func opaque(_ form: Criterion.Form, _ isMet: Bool) -> Formula {
        .opaque(propositions.number(ofOpaque: form), isMet)
    }

    private func range(_ relation: Comparison.Relation, _ bound: Double) -> ValueRange {
        switch relation {
        case .atLeast: ValueRange(lower: bound)
        case .greaterThan: ValueRange(lower: bound, isLowerOpen: true)
        case .atMost: ValueRange(upper: bound)
        case .lessThan: ValueRange(upper: bound, isUpperOpen: true)
        case .equalTo: ValueRange(lower: bound, upper: bound)
        }
    }

    /// A bound on completed units of age, as a range of months.
    private func months(_ bound: Comparison) -> ValueRange? {
        let perUnit: Double? =
            switch CalendarUnit(bound.value.unit.code) ?? .year {
            case .year: 12
            case .month: 1
            case .week: 7 / 30.4375
            case .day: 1 / 30.4375
            default: nil
            }
        guard let perUnit else { return nil }
        let (start, end) = (bound.value.value.approximation * perUnit, (bound.value.value.approximation + 1) * perUnit)
        return switch bound.relation {
        case .atLeast: ValueRange(lower: start)
        case .greaterThan: ValueRange(lower: end)
        case .atMost: ValueRange(upper: end, isUpperOpen: true)
        case .lessThan: ValueRange(upper: start, isUpperOpen: true)
        case .equalTo: ValueRange(lower: start, upper: end, isUpperOpen: true)
        }
    }

    private func formula(_ items: Formula.Items, _ bounds: [Comparison], _ isMet: Bool) -> Formula {
        let (least, most) = (items.sums[0].lowerBound, items.sums[0].upperBound)
        let range = bounds.map { self.range($0.relation, $0.value.value.approximation) }
            .reduce(ValueRange.everything) { $0.intersection($1) }
        let met = (least...most).filter { range.contains(Double($0)) }
        let sums = isMet ? met : (least...most).filter { !met.contains($0) }
        // Runs of neighbouring sums.
        var runs: [ClosedRange<Int>] = []
        for sum in sums {
            if let last = runs.last, last.upperBound == sum - 1 {
                runs[runs.count - 1] = last.lowerBound...sum
            } else {
                runs.append(sum...sum)
            }
        }
        return .any(runs.map { .points(items, from: 0, $0) })
    }

    // MARK: Events and observations

    private func concepts(_ iris: [IRI]) -> [ConceptID] {
        iris.compactMap { knowledge.terminology.concept($0.string) }.sorted()
    }

    private func pattern(_ event: EventCriterion) -> EventPattern {
        let isLasting = event.kind == .condition || event.kind == .medication || event.kind == .allergy
        let time: EventPattern.Time =
            event.window.map { .within($0) }
            ?? (isLasting && !event.includesPast && event.occurrences == nil ? .now : .ever)
        return EventPattern(subject: .fact(event.kind), concepts: concepts(event.concepts), time: time)
    }

    private func formula(_ observation: ObservationCriterion, _ isMet: Bool) -> Formula {
        let concepts = concepts(observation.concepts)
        let time: EventPattern.Time = observation.window.map { .within($0) } ?? .ever
        var recorded = EventPattern(subject: .fact(.observation), concepts: concepts, time: time)
        guard !concepts.isEmpty else { return .constant(true) }
        let isCompared = !observation.comparisons.isEmpty || !observation.valueConcepts.isEmpty
        if let occurrences = observation.occurrences {
            let bounds = observation.comparisons.map { "\($0.relation.sign)\($0.value)" }.sorted()
            recorded.demand = "\(occurrences)× \(bounds) \(observation.valueConcepts.map(\.string).sorted())"
            return event(recorded, isMet)
        }
        guard isCompared else { return event(recorded, isMet) }
        // Whether met or not, a value must be there: without one the criterion is unknown.
        var demands: [Formula] = []
        let unit = concepts.first.flatMap { knowledge.analytes.canonicalUnit($0, knowledge.terminology) }
        let analyte = concepts.first.flatMap { knowledge.analytes.analyte($0, knowledge.terminology) }
        if !observation.comparisons.isEmpty {
            let ranges = observation.comparisons.map { bound -> ValueRange? in
                let value = unit.map { unit in try? bound.value.converted(to: unit, analyte: analyte) } ?? bound.value
                return value.map { range(bound.relation, $0.value.approximation) }
            }
            demands.append(formula(.observation(concepts), ranges, isMet))
        }
        if !observation.valueConcepts.isEmpty {
            let coded = EventPattern(
                subject: .value(of: concepts), concepts: self.concepts(observation.valueConcepts), time: time)
            demands.append(event(coded, isMet))
        }
        let answer = Formula.all([event(recorded, true), isMet ? .all(demands) : .any(demands)])
        return countsUnknownAsUnmet && !isMet ? .any([event(recorded, false), answer]) : answer
    }
}

/// Formulas that are asked for again and again: of criteria by the place where they stand, and of the items of scores.
private final class KnownFormulas {
    struct Place: Hashable {
        var position: SourcePosition
        var isMet: Bool
    }

    var formulas: [Place: (criterion: Criterion, formula: Formula)] = [:]
    var items: [IRI: Formula.Items] = [:]
}

extension ExactDecimal {
    /// The nearest number of the machine.
    var approximation: Double { Double(description) ?? 0 }
}
