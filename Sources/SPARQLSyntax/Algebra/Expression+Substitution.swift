extension Expression {
    /// The expression with variables replaced by expressions; patterns of EXISTS are left alone.
    func replacing(_ replacements: [Variable: Expression]) -> Expression {
        if replacements.isEmpty { return self }
        func replace(_ expression: Expression) -> Expression { expression.replacing(replacements) }
        switch self {
        case .variable(let variable): return replacements[variable] ?? self
        case .bound(let variable):
            if case .variable(let other)? = replacements[variable] { return .bound(other) }
            return self
        case .constant, .exists: return self
        case .or(let left, let right): return .or(replace(left), replace(right))
        case .and(let left, let right): return .and(replace(left), replace(right))
        case .not(let operand): return .not(replace(operand))
        case .comparison(let comparison, let left, let right):
            return .comparison(comparison, replace(left), replace(right))
        case .arithmetic(let arithmetic, let left, let right):
            return .arithmetic(arithmetic, replace(left), replace(right))
        case .negative(let operand): return .negative(replace(operand))
        case .positive(let operand): return .positive(replace(operand))
        case .isIn(let operand, let list): return .isIn(replace(operand), list.map(replace))
        case .conditional(let condition, let then, let otherwise):
            return .conditional(replace(condition), then: replace(then), otherwise: replace(otherwise))
        case .coalesce(let list): return .coalesce(list.map(replace))
        case .builtin(let builtin, let arguments): return .builtin(builtin, arguments.map(replace))
        case .function(let iri, let arguments): return .function(iri, arguments.map(replace))
        }
    }
}
