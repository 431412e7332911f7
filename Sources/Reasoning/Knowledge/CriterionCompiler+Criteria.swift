// What each form of criterion is as an expression of ELM.

import Expressions
import Guidelines
import Quantities
import RDF
import Terminology
import Text

extension CriterionCompiler {
    mutating func expression(for criterion: Criterion) -> ELM.Expression {
        if criterion.asksOnlyForValue {
            // True when there is a value, unknown otherwise.
            return .conditional(
                if: .call(.isNull, [value(of: criterion)]), then: .literal(.null), else: .literal(.boolean(true)))
        }
        switch criterion.form {
        case .all(let parts): return .call(.and, parts.map { expression(for: $0) })
        case .any(let parts): return .call(.or, parts.map { expression(for: $0) })
        case .not(let part): return .call(.not, [expression(for: part)])
        case .atLeastOf(let count, let parts): return .atLeast(count, of: parts.map { expression(for: $0) })
        case .event(let event):
            let count = ELM.Expression.literal(.integer(event.occurrences ?? 1))
            return .call(.greaterOrEqual, [.occurrences(retrieve(event), where: isGiven(by: event.routes)), count])
        case .sequence(let sequence):
            return .sequence(
                ELM.Sequence(
                    part(sequence.first), followedBy: part(sequence.second), apart: sequence.apart,
                    within: sequence.window))
        case .observation(let observation): return expression(for: observation, at: criterion.position)
        case .trend(let trend):
            return .call(
                .and,
                trend.comparisons.map { bound in
                    // In the unit of the bound from the start: a change of 1 Cel is none of 274.15 K.
                    let change = change(trend, in: trend.isRelative ? nil : bound.value.unit)
                    return compare(
                        .convertQuantity(change, to: bound.value.unit), bound.relation,
                        .literal(.quantity(bound.value)))
                })
        case .dose(let dose): return expression(for: dose)
        case .age(let bounds):
            return .call(
                .and,
                bounds.map { bound in
                    let unit = CalendarUnit(bound.value.unit.code) ?? .year
                    return compare(.age(unit), bound.relation, number(bound.value.value))
                })
        case .sex(let sex): return .sex(sex)
        case .pregnant(let isPregnant):
            return .call(.equal, [latestValue(ELM.Retrieve(.pregnancy)), .literal(.boolean(isPregnant))])
        case .score(let iri, let bounds):
            let sum = sum(of: iri, at: criterion.position)
            return .call(.and, bounds.map { compare(sum, $0.relation, number($0.value.value)) })
        case .calculation(let iri, let bounds):
            guard let calculation = calculations[iri] else { return .literal(.null) }
            let value = expression(for: calculation)
            return .call(.and, bounds.map { compare(value, $0.relation, .literal(.quantity($0.value))) })
        case .expression(let tree): return expression(for: tree, at: criterion.position)
        }
    }

    func atLeastOne(_ count: ELM.Expression) -> ELM.Expression {
        .call(.greaterOrEqual, [count, .literal(.integer(1))])
    }

    private func retrieve(_ event: EventCriterion) -> ELM.Retrieve {
        let isLasting = event.kind == .condition || event.kind == .medication || event.kind == .allergy
        let asksNow = isLasting && !event.includesPast && event.window == nil && event.occurrences == nil
        return ELM.Retrieve(
            event.kind, concepts(event.concepts), window: event.window, statuses: asksNow ? .active : .occurred)
    }

    /// A part of a sequence: what is over counts too, since it has a place in time.
    private mutating func part(_ criterion: Criterion) -> ELM.Sequence.Part {
        switch criterion.form {
        case .event(let event):
            var retrieve = retrieve(event)
            retrieve.statuses = .occurred
            return ELM.Sequence.Part(retrieve, where: isGiven(by: event.routes))
        case .observation(let observation):
            let asksValue = !observation.comparisons.isEmpty || !observation.valueConcepts.isEmpty
            let value = ELM.Expression.property("value", of: .current)
            return ELM.Sequence.Part(
                ELM.Retrieve(
                    .observation, concepts(observation.concepts), window: observation.window, statuses: .occurred,
                    withValue: asksValue),
                where: asksValue ? condition(on: value, observation, at: criterion.position) : nil)
        // The reader lets nothing else through.
        default: return ELM.Sequence.Part(ELM.Retrieve(.condition), where: .literal(.null))
        }
    }

    func latestValue(_ retrieve: ELM.Retrieve) -> ELM.Expression {
        .property("value", of: .call(.last, [.retrieve(retrieve)]))
    }

    private mutating func expression(
        for observation: ObservationCriterion, at position: SourcePosition?
    ) -> ELM.Expression {
        let asksValue = !observation.comparisons.isEmpty || !observation.valueConcepts.isEmpty
        let retrieve = ELM.Retrieve(
            .observation, concepts(observation.concepts), window: observation.window, statuses: .occurred,
            withValue: asksValue)
        guard let occurrences = observation.occurrences else {
            guard asksValue else { return atLeastOne(.occurrences(retrieve)) }
            return condition(on: latestValue(retrieve), observation, at: position)
        }
        let condition = asksValue ? condition(on: .property("value", of: .current), observation, at: position) : nil
        return recordedAtLeast(occurrences, of: retrieve, where: condition)
    }

    /// At least so many recorded values satisfy the condition. With no value at all in the window nothing was measured,
    /// and the answer is unknown; with some, those on record are what is counted.
    private func recordedAtLeast(
        _ count: Int, of retrieve: ELM.Retrieve, where condition: ELM.Expression?
    ) -> ELM.Expression {
        let values = ELM.Expression.retrieve(retrieve)
        func isReached(by list: ELM.Expression) -> ELM.Expression {
            .call(.greaterOrEqual, [.call(.count, [list]), .literal(.integer(count))])
        }
        var answer = isReached(by: values)
        if let condition {
            let possible = ELM.Expression.call(.not, [.call(.isFalse, [condition])])
            answer = .conditional(
                if: isReached(by: .filter(values, where: condition)), then: .literal(.boolean(true)),
                else: .conditional(
                    if: isReached(by: .filter(values, where: possible)), then: .literal(.null),
                    else: .literal(.boolean(false))))
        }
        return .conditional(if: .call(.exists, [values]), then: answer, else: .literal(.null))
    }

    /// What the value must satisfy, all of it.
    private mutating func condition(
        on value: ELM.Expression, _ observation: ObservationCriterion, at position: SourcePosition?
    ) -> ELM.Expression {
        var parts: [ELM.Expression] = []
        let concept = concepts(observation.concepts).first
        let analyte = concept.flatMap { analytes.analyte($0, terminology) }
        if let concept, let unit = analytes.canonicalUnit(concept, terminology) {
            for bound in observation.comparisons
            where bound.value.compared(to: Quantity(.one, unit), analyte: analyte).ordering == nil {
                report(
                    bound.position ?? position,
                    "\(bound.value) cannot be compared with \(wording.label(concept)[.english]), measured in \(unit)",
                    code: .wrongUnit, advice: "write the bound in \(unit) or a unit that converts to it")
            }
        }
        for bound in observation.comparisons {
            let converted = ELM.Expression.convertQuantity(value, to: bound.value.unit, analyte: analyte)
            parts.append(compare(converted, bound.relation, .literal(.quantity(bound.value))))
        }
        let allowed = concepts(observation.valueConcepts)
        if !allowed.isEmpty {
            parts.append(
                .call(.or, allowed.map { .call(.subsumedBy, [value, .literal(.concept($0))]) }))
        }
        return .call(.and, parts)
    }

    func compare(
        _ value: ELM.Expression, _ relation: Comparison.Relation, _ bound: ELM.Expression
    ) -> ELM.Expression {
        let name: ELM.Operator =
            switch relation {
            case .atLeast: .greaterOrEqual
            case .greaterThan: .greater
            case .atMost: .lessOrEqual
            case .lessThan: .less
            case .equalTo: .equal
            }
        return .call(name, [value, bound])
    }

    func number(_ value: ExactDecimal) -> ELM.Expression {
        value.integerValue.map { .literal(.integer($0)) } ?? .literal(.decimal(value))
    }

    func concepts(_ iris: [IRI]) -> [ConceptID] { iris.compactMap { terminology.concept($0.string) } }
}

extension Criterion {
    /// Whether the criterion stands for a value and compares it with nothing.
    fileprivate var asksOnlyForValue: Bool {
        switch form {
        case .age(let bounds), .score(_, let bounds), .calculation(_, let bounds): bounds.isEmpty
        case .trend(let trend): trend.comparisons.isEmpty
        case .dose(let dose): dose.comparisons.isEmpty
        default: false
        }
    }
}
