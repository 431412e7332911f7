// Expressions with columns in the place of variables.
import GraphStore
import RDF
import SPARQLSyntax

indirect enum CompiledExpression: Sendable {
    case column(Int)
    case constant(Value)
    /// A variable that nothing binds, or a function that nobody knows: always an error.
    case error
    case or(CompiledExpression, CompiledExpression)
    case and(CompiledExpression, CompiledExpression)
    case not(CompiledExpression)
    case comparison(ComparisonOperator, CompiledExpression, CompiledExpression)
    /// A comparison that most ids decide by themselves, and what decides the others.
    case inlineComparison(InlineComparison, otherwise: CompiledExpression)
    case arithmetic(ArithmeticOperator, CompiledExpression, CompiledExpression)
    case negative(CompiledExpression)
    case positive(CompiledExpression)
    case isIn(CompiledExpression, [CompiledExpression])
    case bound(Int)
    case conditional(CompiledExpression, CompiledExpression, CompiledExpression)
    case coalesce([CompiledExpression])
    case builtin(Builtin, [CompiledExpression])
    case cast(CastTarget, CompiledExpression)
    /// The number of an EXISTS whose outcome is known for the batch.
    case exists(Int)
}

/// Translates expressions over the columns of one schema; collects the patterns of EXISTS on the way.
struct ExpressionCompiler {
    private let context: QueryContext
    private let column: (Variable) -> Int?
    private(set) var existsPatterns: [GraphPattern] = []

    init(_ context: QueryContext, column: @escaping (Variable) -> Int?) {
        self.context = context
        self.column = column
    }

    mutating func compile(_ expression: Expression) throws -> CompiledExpression {
        switch expression {
        case .variable(let variable): return column(variable).map { .column($0) } ?? .error
        case .constant(let term): return .constant(.id(try context.id(of: term)))
        case .or(let left, let right): return .or(try compile(left), try compile(right))
        case .and(let left, let right): return .and(try compile(left), try compile(right))
        case .not(let inner): return .not(try compile(inner))
        case .comparison(let comparison, let left, let right):
            let compiled = CompiledExpression.comparison(comparison, try compile(left), try compile(right))
            let inline: InlineComparison? =
                switch (left, right) {
                case (.variable(let variable), .constant(let term)):
                    column(variable).flatMap { InlineComparison($0, comparison, term) }
                case (.constant(let term), .variable(let variable)):
                    column(variable).flatMap { InlineComparison($0, comparison.reversed, term) }
                default: nil
                }
            return inline.map { .inlineComparison($0, otherwise: compiled) } ?? compiled
        case .arithmetic(let operation, let left, let right):
            return .arithmetic(operation, try compile(left), try compile(right))
        case .negative(let inner): return .negative(try compile(inner))
        case .positive(let inner): return .positive(try compile(inner))
        case .isIn(let value, let list): return .isIn(try compile(value), try compile(list))
        case .exists(let pattern):
            existsPatterns.append(pattern)
            return .exists(existsPatterns.count - 1)
        case .bound(let variable): return column(variable).map { .bound($0) } ?? .constant(.boolean(false))
        case .conditional(let condition, let then, let otherwise):
            return .conditional(try compile(condition), try compile(then), try compile(otherwise))
        case .coalesce(let list): return .coalesce(try compile(list))
        case .builtin(let function, let arguments): return .builtin(function, try compile(arguments))
        case .function(let name, let arguments):
            guard let target = CastTarget(name), arguments.count == 1 else { return .error }
            return .cast(target, try compile(arguments[0]))
        }
    }

    private mutating func compile(_ list: [Expression]) throws -> [CompiledExpression] {
        var compiled: [CompiledExpression] = []
        for expression in list { compiled.append(try compile(expression)) }
        return compiled
    }
}

extension Expression {
    /// The variables that the expression looks at; those inside EXISTS as well.
    var variables: Set<Variable> {
        switch self {
        case .variable(let variable), .bound(let variable): [variable]
        case .constant: []
        case .or(let left, let right), .and(let left, let right), .comparison(_, let left, let right),
            .arithmetic(_, let left, let right):
            left.variables.union(right.variables)
        case .not(let inner), .negative(let inner), .positive(let inner): inner.variables
        case .isIn(let value, let list): list.reduce(value.variables) { $0.union($1.variables) }
        case .exists(let pattern): pattern.mentionedVariables
        case .conditional(let condition, let then, let otherwise):
            condition.variables.union(then.variables).union(otherwise.variables)
        case .coalesce(let list), .builtin(_, let list), .function(_, let list):
            list.reduce(into: []) { $0.formUnion($1.variables) }
        }
    }

    /// The parts of a conjunction.
    var conjuncts: [Expression] {
        if case .and(let left, let right) = self { left.conjuncts + right.conjuncts } else { [self] }
    }

    /// Whether the expression has an EXISTS somewhere.
    var hasExists: Bool {
        switch self {
        case .exists: true
        case .variable, .bound, .constant: false
        case .or(let left, let right), .and(let left, let right), .comparison(_, let left, let right),
            .arithmetic(_, let left, let right):
            left.hasExists || right.hasExists
        case .not(let inner), .negative(let inner), .positive(let inner): inner.hasExists
        case .isIn(let value, let list): value.hasExists || list.contains { $0.hasExists }
        case .conditional(let condition, let then, let otherwise):
            condition.hasExists || then.hasExists || otherwise.hasExists
        case .coalesce(let list), .builtin(_, let list), .function(_, let list): list.contains { $0.hasExists }
        }
    }
}
