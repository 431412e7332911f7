// The expressions of GDL2 as a tree.

import Quantities

extension GDL2 {
    /// What can be asked of an element's value.
    public enum Attribute: String, Hashable, Sendable, CaseIterable {
        case magnitude, unit, precision, value, count, code, term, year, month, day, hour, minute, second

        /// As expressions write it; `units` is the older name of `unit`.
        init?(name: String) { self.init(rawValue: name == "units" ? "unit" : name) }

        /// Parts of a date or time.
        public var calendarUnit: CalendarUnit? { CalendarUnit(rawValue: rawValue) }
    }

    public indirect enum Expression: Hashable, Sendable {
        case literal(Literal)
        case element(String, Attribute?)
        /// `$currentDateTime`
        case now(Attribute?)
        /// Whether a rule has fired.
        case fired(String)
        case function(Function, Expression)
        case operation(Operator, Expression, Expression)
    }

    public enum Function: String, Hashable, Sendable, CaseIterable {
        case not = "!"
        case negate = "-"
        case abs, ceil, exp, floor, log, log10, round, sqrt
    }

    public enum Operator: String, Hashable, Sendable, CaseIterable {
        case or = "||"
        case and = "&&"
        case equal = "=="
        case notEqual = "!="
        case lessOrEqual = "<="
        case greaterOrEqual = ">="
        case less = "<"
        case greater = ">"
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case power = "^"

        var isComparison: Bool {
            switch self {
            case .equal, .notEqual, .lessOrEqual, .greaterOrEqual, .less, .greater: true
            default: false
            }
        }
    }

    public enum Literal: Hashable, Sendable {
        case null
        case number(ExactDecimal)
        case text(String)
        case boolean(Bool)
        case quantity(ExactDecimal, unit: String)
        case coded(CodedTerm)
        case ordinal(Int, CodedTerm)
    }

    /// `local::at0009|Yes|`
    public struct CodedTerm: Hashable, Sendable {
        public var terminology: String
        public var code: String
        public var text: String?

        public init(terminology: String, code: String, text: String?) {
            self.terminology = terminology
            self.code = code
            self.text = text
        }
    }
}
