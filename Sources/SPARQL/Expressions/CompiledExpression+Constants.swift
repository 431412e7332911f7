// Compiled expressions that outlive their query: terms that the store does not have are spelt out in them.
import GraphStore

/// An expression without ids that are of one query alone.
struct LastingExpression: Sendable {
    private let expression: CompiledExpression
    private let hasOwnTerms: Bool

    init(_ expression: CompiledExpression, _ context: QueryContext) throws {
        var hasOwnTerms = false
        self.expression = try expression.mapConstants { value in
            guard case .id(let id) = value, TermOverlay.isOverlaid(id) else { return value }
            hasOwnTerms = true
            return .term(try context.term(of: id))
        }
        self.hasOwnTerms = hasOwnTerms
    }

    /// The expression for a query.
    func compiled(_ context: QueryContext) throws -> CompiledExpression {
        guard hasOwnTerms else { return expression }
        return try expression.mapConstants { value in
            if case .term(let term) = value { .id(try context.id(of: term)) } else { value }
        }
    }
}

extension CompiledExpression {
    /// The expression with other constants.
    func mapConstants(_ transform: (Value) throws -> Value) rethrows -> CompiledExpression {
        func map(_ expression: CompiledExpression) throws -> CompiledExpression {
            try expression.mapConstants(transform)
        }
        switch self {
        case .column, .error, .bound, .exists: return self
        case .constant(let value): return .constant(try transform(value))
        case .or(let left, let right): return .or(try map(left), try map(right))
        case .and(let left, let right): return .and(try map(left), try map(right))
        case .not(let inner): return .not(try map(inner))
        case .comparison(let comparison, let left, let right):
            return .comparison(comparison, try map(left), try map(right))
        case .inlineComparison(let comparison, let otherwise):
            return .inlineComparison(comparison, otherwise: try map(otherwise))
        case .inlineFunction(let function, let otherwise):
            return .inlineFunction(function, otherwise: try map(otherwise))
        case .textFunction(let function, let otherwise):
            return .textFunction(function, otherwise: try map(otherwise))
        case .arithmetic(let operation, let left, let right):
            return .arithmetic(operation, try map(left), try map(right))
        case .negative(let inner): return .negative(try map(inner))
        case .positive(let inner): return .positive(try map(inner))
        case .isIn(let value, let list): return .isIn(try map(value), try list.map(map))
        case .conditional(let condition, let then, let otherwise):
            return .conditional(try map(condition), try map(then), try map(otherwise))
        case .coalesce(let list): return .coalesce(try list.map(map))
        case .builtin(let function, let arguments): return .builtin(function, try arguments.map(map))
        case .cast(let target, let inner): return .cast(target, try map(inner))
        }
    }
}
