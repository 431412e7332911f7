// Expressions with columns in the place of variables.
import GraphStore
import Primitives
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
    /// A function that most ids decide by themselves, and what decides the others.
    case inlineFunction(InlineFunction, otherwise: CompiledExpression)
    /// A function of a text that most terms decide by their bytes, and what decides the others.
    case textFunction(TextFunction, otherwise: CompiledExpression)
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

    /// The column, where the expression is no more than one.
    var soleColumn: Int? { if case .column(let column) = self { column } else { nil } }

    /// What the expression is made of.
    var operands: [CompiledExpression] {
        switch self {
        case .column, .constant, .error, .bound, .exists: []
        case .inlineComparison(_, let otherwise), .inlineFunction(_, let otherwise), .textFunction(_, let otherwise):
            [otherwise]
        case .or(let left, let right), .and(let left, let right), .comparison(_, let left, let right),
            .arithmetic(_, let left, let right):
            [left, right]
        case .not(let inner), .negative(let inner), .positive(let inner), .cast(_, let inner): [inner]
        case .isIn(let value, let list): [value] + list
        case .conditional(let condition, let then, let otherwise): [condition, then, otherwise]
        case .coalesce(let list), .builtin(_, let list): list
        }
    }

    /// The column that all depends on, where there is one and equal ids have equal outcomes.
    var soleInput: Int? {
        var columns = NumberSet()
        func look(_ expression: CompiledExpression) -> Bool {
            switch expression {
            case .column(let column), .bound(let column): columns.insert(column)
            case .exists: return false
            case .builtin(let function, _) where !function.isDeterministic: return false
            default: break
            }
            return expression.operands.allSatisfy(look)
        }
        guard look(self), columns.numbers.count == 1 else { return nil }
        return columns.numbers[0]
    }

    /// The columns whose terms the expression reads: arguments of functions on strings and terms, and what is put in order.
    var termColumns: NumberSet {
        switch self {
        case .inlineComparison, .textFunction: []
        case .comparison(let comparison, _, _) where comparison != .equal && comparison != .notEqual:
            Self.terms(read: operands)
        case .builtin(let function, _) where function.readsTerms: Self.terms(read: operands)
        case .cast: Self.terms(read: operands)
        default: operands.reduce([]) { $0.union($1.termColumns) }
        }
    }

    private static func terms(read expressions: [CompiledExpression]) -> NumberSet {
        expressions.reduce([]) { columns, expression in
            columns.union(expression.soleColumn.map { [$0] } ?? expression.termColumns)
        }
    }
}

/// Translates expressions over the columns of one schema; collects the patterns of EXISTS on the way.
struct ExpressionCompiler {
    private let context: QueryContext
    private let column: (Variable) -> Int?
    private(set) var existsPatterns: [GraphPattern] = []
    private var textFunctions: [(of: Expression, function: TextFunction)] = []

    init(_ context: QueryContext, column: @escaping (Variable) -> Int?) {
        self.context = context
        self.column = column
    }

    /// - Parameter givesTerm: whether the values become terms of solutions, not arguments of something else.
    mutating func compile(_ expression: Expression, givesTerm: Bool = false) throws -> CompiledExpression {
        let compiled = try compileByValues(expression)
        if case .inlineComparison = compiled { return compiled }
        guard let function = textFunction(expression, givesText: givesTerm) else { return compiled }
        return .textFunction(function, otherwise: compiled)
    }

    private mutating func textFunction(_ expression: Expression, givesText: Bool) -> TextFunction? {
        if let known = textFunctions.first(where: { $0.of == expression }) { return known.function }
        let new = TextFunction(expression, number: textFunctions.count, givesText: givesText, column: column)
        if let new { textFunctions.append((expression, new)) }
        return new
    }

    private mutating func compileByValues(_ expression: Expression) throws -> CompiledExpression {
        switch expression {
        case .variable(let variable): return column(variable).map { .column($0) } ?? .error
        case .constant(let term): return .constant(.id(try context.id(of: term)))
        case .or(let left, let right): return .or(try compile(left), try compile(right))
        case .and(let left, let right): return .and(try compile(left), try compile(right))
        case .not(let inner): return .not(try compile(inner))
        case .comparison(let comparison, let left, let right):
            let compiled = Self.comparison(
                comparison, (try compile(left), left.plainText), (try compile(right), right.plainText))
            let inline: InlineComparison? =
                switch (left, right) {
                case (_, .constant(let term)): inlineComparison(left, comparison, term)
                case (.constant(let term), _): inlineComparison(right, comparison.reversed, term)
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
        case .builtin(let function, let arguments):
            var compiled = try compile(arguments)
            // What is looked for in texts is taken out of its term once.
            if function.looksIntoTexts {
                for (place, argument) in arguments.enumerated() {
                    if let text = argument.plainText { compiled[place] = .constant(.string(text)) }
                }
            }
            let call = CompiledExpression.builtin(function, compiled)
            return inlineFunction(expression).map { .inlineFunction($0, otherwise: call) } ?? call
        case .function(let name, let arguments):
            guard let target = CastTarget(name), arguments.count == 1 else { return .error }
            let cast = CompiledExpression.cast(target, try compile(arguments[0]))
            return inlineFunction(expression).map { .inlineFunction($0, otherwise: cast) } ?? cast
        }
    }

    /// A comparison; with a text that an expression makes, a text is compared as it is.
    private static func comparison(
        _ comparison: ComparisonOperator, _ left: (CompiledExpression, text: String?),
        _ right: (CompiledExpression, text: String?)
    ) -> CompiledExpression {
        func operand(
            _ side: (CompiledExpression, text: String?), against other: CompiledExpression
        ) -> CompiledExpression {
            if case .builtin = other, let text = side.text { .constant(.string(text)) } else { side.0 }
        }
        return .comparison(comparison, operand(left, against: right.0), operand(right, against: left.0))
    }

    private func inlineComparison(
        _ expression: Expression, _ comparison: ComparisonOperator, _ constant: Term
    ) -> InlineComparison? {
        if case .variable(let variable) = expression {
            return column(variable).flatMap { InlineComparison($0, comparison, constant) }
        }
        return inlineFunction(expression).flatMap { InlineComparison($0, comparison, constant) }
    }

    private func inlineFunction(_ expression: Expression) -> InlineFunction? {
        switch expression {
        case .builtin(let function, let arguments):
            guard case .variable(let variable)? = arguments.first, arguments.count == 1 else { return nil }
            return column(variable).flatMap { InlineFunction(function, $0) }
        case .function(let name, let arguments):
            guard case .variable(let variable)? = arguments.first, arguments.count == 1 else { return nil }
            return column(variable).flatMap { InlineFunction(castTo: name, $0) }
        default: return nil
        }
    }

    private mutating func compile(_ list: [Expression]) throws -> [CompiledExpression] {
        var compiled: [CompiledExpression] = []
        for expression in list { compiled.append(try compile(expression)) }
        return compiled
    }
}

extension Expression {
    /// The text, where the expression is a plain string.
    var plainText: String? {
        guard case .constant(.literal(let literal)) = self, literal.isString else { return nil }
        return literal.lexicalForm
    }

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

extension Builtin {
    /// Whether equal arguments have equal results.
    fileprivate var isDeterministic: Bool {
        switch self {
        case .random, .uuid, .uuidString, .blankNode: false
        default: true
        }
    }

    /// Whether the arguments are texts, of which one is mostly the same for all rows.
    fileprivate var looksIntoTexts: Bool {
        switch self {
        case .startsWith, .endsWith, .contains, .before, .after, .langMatches, .regex, .replace, .concatenate: true
        default: false
        }
    }

    /// Whether an argument has to be known by more than its id.
    fileprivate var readsTerms: Bool {
        switch self {
        case .isIRI, .isBlank, .isLiteral, .isTriple, .isNumeric, .sameTerm, .random, .now, .year, .month, .day, .hours,
            .minutes, .seconds, .timezone, .tz, .absolute, .round, .ceiling, .floor, .uuid, .uuidString:
            false
        default: true
        }
    }
}
