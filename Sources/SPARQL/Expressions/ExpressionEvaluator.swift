// Evaluates compiled expressions row by row. Nil is an error of SPARQL (a type error, an unbound variable); what is
// thrown is an error of the store or a limit.
import GraphStore
import Quantities
import RDF
import SPARQLSyntax

final class ExpressionEvaluator {
    let context: QueryContext
    /// What IRI() resolves against.
    let base: IRI?
    /// For each EXISTS, its outcome in each row of the batch.
    private(set) var existsColumns: [[Bool]] = []
    /// For each function that is told by bytes, what it gives for each row of the batch; empty until that is asked.
    private var textColumns: [[TermID?]] = []
    /// How many columns of the batch are filled.
    private var width = 0
    /// The blank nodes that BNODE gave for labels in the solution at hand.
    private var labels: [String: BlankNode] = [:]

    init(_ context: QueryContext, base: IRI?) {
        self.context = context
        self.base = base
    }

    /// Begins another batch, whose columns are filled: functions are told for all of its rows at once.
    func begin(_ batch: Batch, existence: [ExistenceTest] = []) throws {
        width = batch.columns.count
        if !textColumns.isEmpty { textColumns.removeAll(keepingCapacity: true) }
        if existence.isEmpty { return }
        existsColumns = []
        for test in existence { existsColumns.append(try test.outcomes(batch)) }
    }

    /// What a function gives for each row, unbound for an error and nil where the bytes do not tell; nil for a function of
    /// a column that is not filled yet.
    func column(
        of function: TextFunction, _ batch: Batch, isShownOnly: Bool = false
    ) throws -> [TermID?]? {
        guard function.column < width else { return nil }
        while textColumns.count <= function.number { textColumns.append([]) }
        if textColumns[function.number].isEmpty {
            textColumns[function.number] = try context.values(
                of: function, batch.columns[function.column], isShownOnly: isShownOnly)
        }
        return textColumns[function.number]
    }

    @inline(__always)
    private func told(_ function: TextFunction, _ batch: Batch, _ row: Int) throws -> TermID? {
        if function.number < textColumns.count, row < textColumns[function.number].count {
            return textColumns[function.number][row]
        }
        return try column(of: function, batch)?[row]
    }

    /// Begins another solution: BNODE gives new nodes.
    func beginSolution() {
        if !labels.isEmpty { labels.removeAll(keepingCapacity: true) }
    }

    func blankNode(label: String) -> BlankNode {
        if let known = labels[label] { return known }
        let node = context.newBlankNode()
        labels[label] = node
        return node
    }

    /// The effective boolean value of an expression.
    func isTrue(_ expression: CompiledExpression, _ batch: Batch, _ row: Int) throws -> Bool? {
        switch expression {
        case .exists(let number): return existsColumns[number][row]
        case .bound(let column): return !batch.columns[column][row].isUnbound
        case .not(let inner): return try isTrue(inner, batch, row).map { !$0 }
        case .and(let left, let right):
            let leftValue = try isTrue(left, batch, row)
            if leftValue == false { return false }
            let rightValue = try isTrue(right, batch, row)
            return rightValue == false ? false : leftValue == nil ? nil : rightValue
        case .or(let left, let right):
            let leftValue = try isTrue(left, batch, row)
            if leftValue == true { return true }
            let rightValue = try isTrue(right, batch, row)
            return rightValue == true ? true : leftValue == nil ? nil : rightValue
        case .comparison(let comparison, let left, let right):
            if comparison == .equal || comparison == .notEqual, let areSame = areSameName(left, right, batch, row) {
                return areSame == (comparison == .equal)
            }
            guard let left = try evaluate(left, batch, row), let right = try evaluate(right, batch, row) else {
                return nil
            }
            return try compare(comparison, left, right)
        case .textFunction(let function, let otherwise):
            guard let id = try told(function, batch, row) else { return try isTrue(otherwise, batch, row) }
            return try id.isUnbound ? nil : id.booleanValue ?? context.effectiveBoolean(.id(id))
        case .inlineComparison(let comparison, let otherwise):
            if let outcome = comparison.outcome(batch.columns[comparison.column][row]) { return outcome }
            return try isTrue(otherwise, batch, row)
        case .isIn(let value, let list):
            guard let value = try evaluate(value, batch, row) else { return nil }
            return try isMember(value, list, batch, row)
        default:
            guard let value = try evaluate(expression, batch, row) else { return nil }
            return try context.effectiveBoolean(value)
        }
    }

    func evaluate(_ expression: CompiledExpression, _ batch: Batch, _ row: Int) throws -> Value? {
        switch expression {
        case .column(let column):
            let id = batch.columns[column][row]
            return id.isUnbound ? nil : .id(id)
        case .constant(let value): return value
        case .error: return nil
        case .textFunction(let function, let otherwise):
            guard let id = try told(function, batch, row) else { return try evaluate(otherwise, batch, row) }
            return id.isUnbound ? nil : .id(id)
        case .or, .and, .not, .comparison, .inlineComparison, .isIn, .bound, .exists:
            return try isTrue(expression, batch, row).map { .boolean($0) }
        case .inlineFunction(let function, let otherwise):
            if let id = function.id(of: batch.columns[function.column][row]) { return .id(id) }
            return try evaluate(otherwise, batch, row)
        case .arithmetic(let operation, let left, let right):
            guard let left = try evaluate(left, batch, row), let right = try evaluate(right, batch, row) else {
                return nil
            }
            return try calculate(operation, left, right)
        case .negative(let inner):
            guard let value = try evaluate(inner, batch, row) else { return nil }
            if let number = try context.numeric(value) { return number.negated.map { .number($0) } }
            return nil
        case .positive(let inner):
            guard let value = try evaluate(inner, batch, row), let number = try context.numeric(value) else {
                return nil
            }
            return .number(number)
        case .conditional(let condition, let then, let otherwise):
            guard let isTrue = try isTrue(condition, batch, row) else { return nil }
            return try evaluate(isTrue ? then : otherwise, batch, row)
        case .coalesce(let list):
            for expression in list {
                if let value = try evaluate(expression, batch, row) { return value }
            }
            return nil
        case .builtin(let function, let arguments):
            return try call(function, arguments, batch, row)
        case .cast(let target, let argument):
            guard let value = try evaluate(argument, batch, row) else { return nil }
            return try context.cast(value, to: target)
        }
    }

    /// Whether a column and another, or a constant, have one name; nil when neither has a name. Ids tell names apart.
    @inline(__always)
    private func areSameName(
        _ left: CompiledExpression, _ right: CompiledExpression, _ batch: Batch, _ row: Int
    ) -> Bool? {
        guard case .column(let column) = left else { return nil }
        let id = batch.columns[column][row]
        let other: TermID
        switch right {
        case .column(let column): other = batch.columns[column][row]
        case .constant(.id(let constant)): other = constant
        default: return nil
        }
        guard id.isName || other.isName, !id.isUnbound, !other.isUnbound else { return nil }
        return id == other
    }

    private func compare(_ comparison: ComparisonOperator, _ left: Value, _ right: Value) throws -> Bool? {
        switch comparison {
        case .equal, .notEqual:
            switch try context.equality(left, right) {
            case .equal: return comparison == .equal
            case .different: return comparison == .notEqual
            case .unknown: return nil
            }
        default:
            guard let order = try context.order(left, right) else {
                return try isNaN(left, right) ? false : nil
            }
            return switch comparison {
            case .less: order == .less
            case .lessOrEqual: order != .greater
            case .greater: order == .greater
            default: order != .less
            }
        }
    }

    /// Comparisons with NaN are false, not errors.
    private func isNaN(_ left: Value, _ right: Value) throws -> Bool {
        guard let left = try context.numeric(left), let right = try context.numeric(right) else { return false }
        return left.isNaN || right.isNaN
    }

    private func isMember(
        _ value: Value, _ list: [CompiledExpression], _ batch: Batch, _ row: Int
    ) throws -> Bool? {
        var hasError = false
        for expression in list {
            guard let candidate = try evaluate(expression, batch, row) else {
                hasError = true
                continue
            }
            switch try context.equality(value, candidate) {
            case .equal: return true
            case .different: break
            case .unknown: hasError = true
            }
        }
        return hasError ? nil : false
    }

    private func calculate(_ operation: ArithmeticOperator, _ left: Value, _ right: Value) throws -> Value? {
        if let leftNumber = try context.numeric(left), let rightNumber = try context.numeric(right) {
            let numeric: Numeric.Operation =
                switch operation {
                case .add: .add
                case .subtract: .subtract
                case .multiply: .multiply
                case .divide: .divide
                }
            return leftNumber.calculate(numeric, rightNumber).map { .number($0) }
        }
        return try calculateWithTime(operation, left, right)
    }

    /// Moments and durations (XPath and XQuery Functions 3.1, sections 8.4 and 9.7).
    private func calculateWithTime(_ operation: ArithmeticOperator, _ left: Value, _ right: Value) throws -> Value? {
        let sign = operation == .subtract ? -1 : 1
        if let moment = try context.temporal(left) {
            guard operation == .add || operation == .subtract else { return nil }
            if let duration = try context.duration(right) {
                return moment.adding(duration, sign: sign).map { .term(.literal($0.literal)) }
            }
            guard operation == .subtract, let other = try context.temporal(right) else { return nil }
            return moment.subtracting(other).map { .term(.literal($0.literal)) }
        }
        if let duration = try context.duration(left) {
            switch operation {
            case .add, .subtract:
                if let other = try context.duration(right) {
                    return duration.adding(other, sign: sign).map { .term(.literal($0.literal)) }
                }
                guard operation == .add, let moment = try context.temporal(right) else { return nil }
                return moment.adding(duration, sign: 1).map { .term(.literal($0.literal)) }
            case .multiply, .divide:
                guard let factor = try context.numeric(right)?.doubleValue else { return nil }
                let scaled = duration.multiplied(by: operation == .multiply ? factor : 1 / factor)
                return scaled.map { .term(.literal($0.literal)) }
            }
        }
        guard operation == .multiply, let factor = try context.numeric(left)?.doubleValue,
            let duration = try context.duration(right)
        else { return nil }
        return duration.multiplied(by: factor).map { .term(.literal($0.literal)) }
    }
}
