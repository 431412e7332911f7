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

    private func medications(_ dose: DoseCriterion) -> ELM.Retrieve {
        ELM.Retrieve(.medication, concepts(dose.medications), statuses: .active)
    }

    /// Whether the current medicine is given by one of the routes; `nil` where any will do. Unknown where the record
    /// names no route.
    func isGiven(by routes: [IRI]) -> ELM.Expression? {
        if routes.isEmpty { return nil }
        let route = ELM.Expression.property("route", of: .current)
        return .any(concepts(routes).map { .call(.subsumedBy, [route, .literal(.concept($0))]) })
    }

    func expression(for dose: DoseCriterion) -> ELM.Expression {
        func isWithin(_ bound: Comparison, _ amount: ELM.Expression) -> ELM.Expression {
            compare(.convertQuantity(amount, to: bound.value.unit), bound.relation, .literal(.quantity(bound.value)))
        }
        let route = isGiven(by: dose.routes)
        switch dose.amount {
        case .daily:
            let sum = dailyDose(dose)
            return .call(
                .and,
                [atLeastOne(.occurrences(medications(dose), where: route))]
                    + dose.comparisons.map { isWithin($0, sum) })
        case .single:
            let bounds = dose.comparisons.map { isWithin($0, .property("dose", of: .current)) }
            return atLeastOne(.occurrences(medications(dose), where: .all(bounds + [route].compactMap { $0 })))
        }
    }

    /// The doses of all matching medicines added up; null as long as that of one is not known, or whether it is given by
    /// the route. A medicine may stand under several concepts; only one of its facts has the dose.
    func dailyDose(_ dose: DoseCriterion) -> ELM.Expression {
        let route = isGiven(by: dose.routes)
        func given(_ retrieve: ELM.Retrieve) -> ELM.Expression {
            route.map { .filter(.retrieve(retrieve), where: $0) } ?? .retrieve(retrieve)
        }
        func medicines(_ list: ELM.Expression) -> ELM.Expression {
            .call(.count, [.call(.distinct, [.forEach(list, element: .property("event", of: .current))])])
        }
        let taken = medications(dose)
        var dosed = taken
        dosed.withValue = true
        let sum = ELM.Expression.conditional(
            if: .call(.equal, [medicines(given(taken)), medicines(given(dosed))]),
            then: .call(.sum, [.forEach(given(dosed), element: .property("value", of: .current))]),
            else: .literal(.null))
        guard let route else { return sum }
        let undecided = ELM.Expression.filter(.retrieve(taken), where: .call(.isNull, [route]))
        return .conditional(if: .call(.exists, [undecided]), then: .literal(.null), else: sum)
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
        case .concept(let iri):
            guard let concept = terminology.concept(iri.string) else {
                report(
                    position, "unknown concept \(iri)", code: .unknownConcept,
                    advice: "load the terminology that defines it; code systems are those that codes are skos:inScheme")
                return .literal(.null)
            }
            return .literal(.concept(concept))
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
        case .operation(let name, let operands, let precision):
            guard let operation = ELM.Operator(rawValue: name) else {
                let names = ELM.Operator.allCases.map(\.rawValue) + ["If", "Interval", "List", "Null"]
                report(
                    position, "unknown operator elm:\(name)",
                    advice: nearestName(to: name, among: names).map { "did you mean elm:\($0)?" })
                return .literal(.null)
            }
            let compiled = operands.map { expression(for: $0, at: position) }
            if operation == .coalesce { return coalesce(Array(zip(operands, compiled))) }
            // ELM's aggregates take a list; operands written one by one are that list.
            if operation.arity == 1...1, compiled.count > 1 {
                return .call(operation, [.list(compiled)]).unlessUnusable(unusable(operands))
            }
            if operation == .isNull { return .call(.isNull, compiled).unlessUnusable(unusable(operands)) }
            // Powers and logarithms are of numbers; a quotient of like quantities is a number to every author.
            let needsNumbers: Set<ELM.Operator> = [.power, .ln, .exp, .log]
            return .call(
                operation, needsNumbers.contains(operation) ? compiled.map(plainNumber) : compiled,
                precision: precision)
        }
    }

    /// The first operand that has a value. One that was measured but cannot be used, because its unit does not convert,
    /// is not passed over for the next: a default would count the patient as normal.
    private mutating func coalesce(_ operands: [(tree: ExpressionTree, value: ELM.Expression)]) -> ELM.Expression {
        guard var result = operands.last?.value else { return .literal(.null) }
        for (tree, value) in operands.dropLast().reversed() {
            result = ELM.Expression.call(.coalesce, [value, result]).unlessUnusable(unusable([tree]))
        }
        return result
    }

    /// Whether anything that the expressions ask for was measured and cannot be used; `nil` where nothing is converted.
    private mutating func unusable(_ trees: [ExpressionTree]) -> ELM.Expression? {
        var conditions: [ELM.Expression] = []
        for leaf in trees.flatMap(\.leaves) {
            guard case .convertQuantity(let measured, _, _) = value(of: leaf) else { continue }
            conditions.append(
                .call(
                    .and, [.call(.not, [.call(.isNull, [measured])]), .call(.isNull, [value(of: leaf)])]))
        }
        return conditions.isEmpty ? nil : .call(.or, conditions)
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
        case .dose(let dose) where dose.comparisons.isEmpty && dose.amount == .daily: return dailyDose(dose)
        case .age(let bounds) where bounds.isEmpty: return .age(.year)
        case .score(let iri, let bounds) where bounds.isEmpty: return sum(of: iri, at: criterion.position)
        case .calculation(let iri, let bounds) where bounds.isEmpty:
            return calculations[iri].map { expression(for: $0) } ?? .literal(.null)
        default: return expression(for: criterion)
        }
    }
}

extension ELM.Expression {
    /// Null where the condition holds.
    fileprivate func unlessUnusable(_ condition: ELM.Expression?) -> ELM.Expression {
        condition.map { .conditional(if: $0, then: .literal(.null), else: self) } ?? self
    }
}
