// One change in a formula: an operator for its opposite, a number shifted, a criterion in it changed.

import Expressions
import Quantities
import RDF

extension ExpressionTree {
    private static let opposites: [String: String] = [
        "Add": "Subtract", "Subtract": "Add", "Multiply": "Divide", "Divide": "Multiply", "Greater": "LessOrEqual",
        "GreaterOrEqual": "Less", "Less": "GreaterOrEqual", "LessOrEqual": "Greater", "And": "Or", "Or": "And",
        "Min": "Max", "Max": "Min",
    ]

    var mutants: [(tree: ExpressionTree, change: String, position: SourcePosition?)] {
        switch self {
        case .operation(let name, let operands, let precision):
            var mutants: [(ExpressionTree, String, SourcePosition?)] = []
            if let opposite = Self.opposites[name] {
                let changed = ExpressionTree.operation(name: opposite, operands: operands, precision: precision)
                mutants.append((changed, "\(name) to \(opposite)", nil))
            }
            for index in operands.indices {
                for inner in operands[index].mutants {
                    var changed = operands
                    changed[index] = inner.tree
                    let tree = ExpressionTree.operation(name: name, operands: changed, precision: precision)
                    mutants.append((tree, inner.change, inner.position))
                }
            }
            return mutants
        case .conditional(let condition, let then, let otherwise):
            return condition.mutants.map {
                (.conditional($0.tree, then: then, otherwise: otherwise), $0.change, $0.position)
            }
                + then.mutants.map {
                    (.conditional(condition, then: $0.tree, otherwise: otherwise), $0.change, $0.position)
                }
                + otherwise.mutants.map {
                    (.conditional(condition, then: then, otherwise: $0.tree), $0.change, $0.position)
                }
        case .literal(let value):
            return value.shifted.map { (.literal($0), "\(value.shortText) to \($0.shortText)", nil) }
        case .concept: return []
        case .leaf(let criterion):
            return criterion.mutants.map { (.leaf($0.criterion), $0.change, $0.position) }
        }
    }
}

extension Value {
    /// A number a tenth up; nothing for other values.
    fileprivate var shifted: [Value] {
        switch self {
        case .integer(let number): [.integer(number + max(1, abs(number) / 10))]
        case .decimal(let number):
            Quantity(number).shifted(isWhole: false).prefix(1).map { .decimal($0.value) }
        case .quantity(let quantity): quantity.shifted(isWhole: false).prefix(1).map { .quantity($0) }
        case .boolean(let flag): [.boolean(!flag)]
        default: []
        }
    }

    fileprivate var shortText: String {
        switch self {
        case .integer(let number): "\(number)"
        case .decimal(let number): "\(number)"
        case .quantity(let quantity): "\(quantity)"
        case .boolean(let flag): "\(flag)"
        default: "\(self)"
        }
    }
}
