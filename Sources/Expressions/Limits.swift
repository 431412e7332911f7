extension ELM {
    /// Bounds on what an expression may ask for; what exceeds them is refused, never run for long.
    public struct Limits: Sendable, Hashable {
        /// Deepest nesting of an expression: evaluation recurses, and threads have 512 kB of stack.
        public var depth = 200
        /// Nodes of one program: a hundred thousand rules of some twenty distinct nodes.
        public var nodes = 4_000_000
        /// Nodes evaluated for one patient and root, including each turn of a query.
        public var steps = 10_000_000
        /// Rows that a query may look at, and elements that Expand may make.
        public var rows = 100_000
        /// Digits after the point of inexact results (Divide, Ln, Exp, Power, averages): the step size of CQL's Decimal.
        public var fractionDigits = 8

        public init() {}

        public static let standard = Limits()
    }

    /// Why an expression was refused.
    public enum CompilationError: Error, Sendable, Hashable, CustomStringConvertible {
        case tooDeep(limit: Int)
        case tooManyNodes(limit: Int)
        case wrongOperandCount(Operator, Int)
        case unknownName(String)
        case currentOutsideOfIteration
        case totalOutsideOfAggregate
        case missingPrecision(Operator)
        case invalidPattern(String)

        public var description: String {
            switch self {
            case .tooDeep(let limit): "the expression nests deeper than \(limit); split it"
            case .tooManyNodes(let limit): "the rules have more than \(limit) distinct expressions"
            case .wrongOperandCount(let name, let count):
                "\(name.rawValue) takes \(Self.expected(name.arity)), not \(count)"
            case .unknownName(let name): "\"\(name)\" is not introduced by an enclosing query"
            case .currentOutsideOfIteration:
                "Current has no meaning outside of Filter, ForEach, Repeat, Aggregate, Sort and occurrence counts; nor has Iteration"
            case .totalOutsideOfAggregate: "Total has no meaning outside of Aggregate"
            case .missingPrecision(let name): "\(name.rawValue) needs a precision, such as year or day"
            case .invalidPattern(let pattern): "\"\(pattern)\" is not a regular expression"
            }
        }

        private static func expected(_ arity: ClosedRange<Int>) -> String {
            switch (arity.lowerBound, arity.upperBound) {
            case (1, 1): "one operand"
            case (let least, let most) where least == most: "\(least) operands"
            case (let least, Operator.maximumArity): "at least \(least == 1 ? "one operand" : "\(least) operands")"
            case (let least, let most): "from \(least) to \(most) operands"
            }
        }
    }

    /// Why an evaluation ended without a result.
    public enum EvaluationError: Error, Sendable, Hashable, CustomStringConvertible {
        case tooManySteps(limit: Int)
        case tooManyRows(limit: Int)

        public var description: String {
            switch self {
            case .tooManySteps(let limit): "the evaluation took more than \(limit) steps"
            case .tooManyRows(let limit): "a query or list grew beyond \(limit) rows"
            }
        }
    }
}
