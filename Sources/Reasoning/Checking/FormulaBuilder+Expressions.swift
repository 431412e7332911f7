// The one computed condition that is common enough to look into: a measurement, or a default where there is none,
// compared with a number.

import Expressions
import Guidelines
import Quantities
import RDF
import Terminology

extension FormulaBuilder {
    /// The formula of `measurement < number` or `Coalesce(measurement, default) < number`; nil for anything else.
    func formula(_ tree: ExpressionTree, _ isMet: Bool) -> Formula? {
        let relations: [String: Comparison.Relation] = [
            "Greater": .greaterThan, "GreaterOrEqual": .atLeast, "Less": .lessThan, "LessOrEqual": .atMost,
            "Equal": .equalTo,
        ]
        guard case .operation(let name, let operands, nil) = tree, let relation = relations[name], operands.count == 2,
            case .literal(let bound) = operands[1]
        else { return nil }
        var measured = operands[0]
        var substitute: Value?
        if case .operation("Coalesce", let choices, nil) = measured, choices.count == 2,
            case .literal(let value) = choices[1]
        {
            (measured, substitute) = (choices[0], value)
        }
        guard case .leaf(let leaf) = measured, case .observation(var observation) = leaf.form,
            observation.comparisons.isEmpty, observation.valueConcepts.isEmpty, observation.occurrences == nil,
            let threshold = bound.plainQuantity
        else { return nil }
        observation.comparisons = [Comparison(relation: relation, value: threshold)]
        let compared = formula(Criterion(.observation(observation)), isMet: isMet)
        observation.comparisons = []
        let absent: Formula
        if case .event(let recorded, _) = formula(Criterion(.observation(observation))) {
            absent = .event(recorded, isThere: false)
        } else {
            absent = .constant(false)
        }
        guard let substitute = substitute?.plainQuantity else { return isMet ? compared : .any([compared, absent]) }
        guard let order = substitute.compared(to: threshold).ordering else { return nil }
        let holds =
            switch relation {
            case .greaterThan: order == .greater
            case .atLeast: order != .less
            case .lessThan: order == .less
            case .atMost: order != .greater
            case .equalTo: order == .equal
            }
        return holds == isMet ? .any([compared, absent]) : compared
    }
}
