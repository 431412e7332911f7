// What the compiler asks of operators and nodes.

extension ELM.Operator {
    var needsPrecision: Bool {
        switch self {
        case .durationBetween, .differenceBetween, .calculateAge, .calculateAgeAt, .dateTimeComponentFrom: true
        default: false
        }
    }

    var isOrderOrEquality: Bool {
        switch self {
        case .equal, .notEqual, .less, .greater, .lessOrEqual, .greaterOrEqual: true
        default: false
        }
    }

    /// The operand that is a regular expression.
    var patternOperand: Int? {
        switch self {
        case .matches, .splitOnMatches, .replaceMatches: 1
        default: nil
        }
    }
}

extension ELM.Program.Node {
    /// Whether its value is worth keeping when it is shared: predicates are kept anyway, constants are at hand.
    var keepsValue: Bool { isKept && !isPredicate && kind != .constant }
}
