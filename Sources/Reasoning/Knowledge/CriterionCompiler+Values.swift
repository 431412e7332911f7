// Leaves that compute a value (changes, doses, scores, calculations) and expressions over them.

import Expressions
import Guidelines
import Quantities
import RDF
import Terminology
import Text

extension CriterionCompiler {
    /// The change over the trend's window, in a unit or else in the canonical one; null without two values.
    func change(_ trend: TrendCriterion, in unit: UCUMUnit?) -> ELM.Expression {
        let concept = concepts(trend.concepts).first
        return .change(
            ELM.Retrieve(.observation, concepts(trend.concepts), window: trend.window, statuses: .occurred),
            relative: trend.isRelative, in: unit ?? concept.flatMap { analytes.canonicalUnit($0, terminology) },
            analyte: concept.flatMap { analytes.analyte($0, terminology) })
    }

    func medications(_ dose: DailyDoseCriterion) -> ELM.Retrieve {
        ELM.Retrieve(.medication, concepts(dose.medications), statuses: .active)
    }

    /// The doses of all matching medicines added up; null as long as that of one is not known. A medicine may stand
    /// under several concepts; only one of its facts has the dose.
    func dailyDose(_ dose: DailyDoseCriterion) -> ELM.Expression {
        let taken = medications(dose)
        var dosed = taken
        dosed.withValue = true
        func medicines(_ retrieve: ELM.Retrieve) -> ELM.Expression {
            let events = ELM.Expression.forEach(.retrieve(retrieve), element: .property("event", of: .current))
            return .call(.count, [.call(.distinct, [events])])
        }
        return .conditional(
            if: .call(.equal, [medicines(taken), medicines(dosed)]),
            then: .call(.sum, [.forEach(.retrieve(dosed), element: .property("value", of: .current))]),
            else: .literal(.null))
    }
}

extension CriterionCompiler {
    /// The points of a score; a range while items are unknown.
    mutating func sum(of score: IRI, at position: SourcePosition?) -> ELM.Expression {
        guard let definition = scores[score] else { return .literal(.null) }
        guard !expanding.contains(score) else {
            report(position, "\(score) refers to itself", advice: "a score may use other scores only")
            return .literal(.null)
        }
        expanding.append(score)
        defer { expanding.removeLast() }
        let items = definition.items.map { ELM.Expression.points($0.points, if: expression(for: $0.when)) }
        guard let first = items.first else { return .literal(.integer(0)) }
        return items.dropFirst().reduce(first) { .call(.add, [$0, $1]) }
    }

    /// A calculation in its result unit. An expression that gives a plain number gets the unit; one that gives a
    /// quantity is converted to it.
    mutating func expression(for calculation: Calculation) -> ELM.Expression {
        guard !expanding.contains(calculation.iri) else {
            report(calculation.position, "\(calculation.iri) refers to itself")
            return .literal(.null)
        }
        expanding.append(calculation.iri)
        defer { expanding.removeLast() }
        let value = expression(for: calculation.expression, at: calculation.position)
        guard let code = calculation.resultUnit else { return value }
        // The reader has reported a unit that is none.
        guard let unit = try? UCUMUnit(code) else { return .literal(.null) }
        return .conditional(
            if: .call(.canConvertQuantity, [value, .literal(.string(code))]),
            then: .convertQuantity(value, to: unit),
            else: .call(.multiply, [value, .literal(.quantity(Quantity(.one, unit)))]))
    }

    mutating func expression(for tree: ExpressionTree, at position: SourcePosition?) -> ELM.Expression {
        switch tree {
        case .literal(let value): return .literal(value)
        case .conditional(let condition, let then, let otherwise):
            return .conditional(
                if: expression(for: condition, at: position), then: expression(for: then, at: position),
                else: expression(for: otherwise, at: position))
        case .leaf(let criterion): return value(of: criterion)
        case .operation("List", let operands, _):
            return .list(operands.map { expression(for: $0, at: position) })
        case .operation("Interval", let operands, _) where operands.count == 2:
            return .interval(
                low: expression(for: operands[0], at: position), high: expression(for: operands[1], at: position))
        case .operation("Coalesce", let operands, _) where operands.count > 1:
            return firstKnown(operands, at: position)
        case .operation(let name, let operands, let precision):
            guard let operation = ELM.Operator(rawValue: name) else {
                let names = ELM.Operator.allCases.map(\.rawValue) + ["If", "Interval", "List", "Null"]
                report(
                    position, "unknown operator elm:\(name)",
                    advice: nearestName(to: name, among: names).map { "did you mean elm:\($0)?" })
                return .literal(.null)
            }
            let compiled = operands.map { expression(for: $0, at: position) }
            // ELM's aggregates take a list; operands written one by one are that list.
            if operation.arity == 1...1, compiled.count > 1 { return .call(operation, [.list(compiled)]) }
            // Powers and logarithms are of numbers; a quotient of like quantities is a number to every author.
            let needsNumbers: Set<ELM.Operator> = [.power, .ln, .exp, .log]
            return .call(
                operation, needsNumbers.contains(operation) ? compiled.map(plainNumber) : compiled,
                precision: precision)
        }
    }

    /// The first operand that is known. A later one stands in for a measurement that was not recorded, never for one that
    /// was and cannot be used: then the answer is unknown.
    private mutating func firstKnown(_ operands: [ExpressionTree], at position: SourcePosition?) -> ELM.Expression {
        var answer = ELM.Expression.literal(.null)
        for (index, operand) in operands.enumerated().reversed() {
            let value = expression(for: operand, at: position)
            guard index < operands.count - 1 else {
                answer = value
                continue
            }
            if case .leaf(let leaf) = operand, case .observation(let observation) = leaf.form {
                let recorded = ELM.Retrieve(
                    .observation, concepts(observation.concepts), window: observation.window, statuses: .occurred)
                answer = .conditional(
                    if: atLeastOne(.occurrences(recorded)), then: .literal(.null), else: answer)
            }
            answer = .conditional(if: .call(.isNull, [value]), then: answer, else: value)
        }
        return answer
    }

    /// The number of a quantity without a dimension; anything else as it is.
    private func plainNumber(_ value: ELM.Expression) -> ELM.Expression {
        .conditional(
            if: .call(.canConvertQuantity, [value, .literal(.string("1"))]),
            then: .property("value", of: .convertQuantity(value, to: .one)), else: value)
    }

    /// What a leaf stands for among operands: the latest value in the canonical unit of what is measured, an age, the
    /// points of a score; otherwise its truth.
    mutating func value(of criterion: Criterion) -> ELM.Expression {
        switch criterion.form {
        case .observation(let observation)
        where observation.comparisons.isEmpty && observation.valueConcepts.isEmpty && observation.occurrences == nil:
            let value = latestValue(
                ELM.Retrieve(
                    .observation, concepts(observation.concepts), window: observation.window, statuses: .occurred,
                    withValue: true))
            guard let concept = concepts(observation.concepts).first,
                let unit = analytes.canonicalUnit(concept, terminology)
            else { return value }
            return .convertQuantity(value, to: unit, analyte: analytes.analyte(concept, terminology))
        case .trend(let trend) where trend.comparisons.isEmpty: return change(trend, in: nil)
        case .dailyDose(let dose) where dose.comparisons.isEmpty: return dailyDose(dose)
        case .age(let bounds) where bounds.isEmpty: return .age(.year)
        case .score(let iri, let bounds) where bounds.isEmpty: return sum(of: iri, at: criterion.position)
        case .calculation(let iri, let bounds) where bounds.isEmpty:
            return calculations[iri].map { expression(for: $0) } ?? .literal(.null)
        default: return expression(for: criterion)
        }
    }
}
