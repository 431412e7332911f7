// The numeric types of SPARQL (SPARQL 1.1 Query, section 17.1) and their arithmetic, with the promotions of XPath:
// integer, decimal, float, double, each going to the next where two types meet. Integers and decimals are exact up to
// 34 digits; what does not fit is an error, as the specifications allow.
import Primitives
import Quantities
import RDF

/// A number of one of the four numeric types.
enum Numeric: Sendable {
    case integer(Int)
    /// An integer beyond 64 bits.
    case largeInteger(ExactDecimal)
    case decimal(ExactDecimal)
    case float(Float)
    case double(Double)
}

extension Numeric {
    /// The value of a numeric literal; nil when the literal is not numeric or its lexical form is not of its datatype.
    init?(_ literal: Literal) {
        guard literal.language == nil, let type = NumericDatatype(literal.datatype) else { return nil }
        self.init(literal.lexicalForm, type)
    }

    /// Reads a lexical form of a numeric datatype.
    init?(_ lexicalForm: String, _ type: NumericDatatype) {
        let text = lexicalForm.trimmingXMLSpace
        switch type {
        case .double:
            guard let value = Double(xsd: text) else { return nil }
            self = .double(value)
        case .float:
            guard let value = Float(xsd: text) else { return nil }
            self = .float(value)
        case .decimal:
            guard let value = Self.exact(text, allowsPoint: true) else { return nil }
            self = .decimal(value)
        default:
            if let value = Int(text), Self.isIntegerText(text) {
                self = .integer(value)
            } else {
                guard let value = Self.exact(text, allowsPoint: false) else { return nil }
                self = .largeInteger(value)
            }
            guard type.bounds.map({ isWithin($0) }) ?? true else { return nil }
        }
    }

    private static func isIntegerText(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { $0 &- 0x30 < 10 || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
    }

    /// An optional sign and digits, perhaps with a point that has a digit on one side at least.
    private static func exact(_ text: Substring, allowsPoint: Bool) -> ExactDecimal? {
        var digits = 0
        var points = 0
        for (index, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
            case UInt8(ascii: "."): points += 1
            case UInt8(ascii: "-"), UInt8(ascii: "+"): if index > 0 { return nil }
            default: return nil
            }
        }
        guard digits > 0, points <= (allowsPoint ? 1 : 0), digits <= Limits.numberDigits else { return nil }
        // XSD allows "1." and ".5", which the reader of decimals does not.
        var plain = String(text)
        if plain.utf8.last == UInt8(ascii: ".") { plain.removeLast() }
        if let point = plain.utf8.firstIndex(of: UInt8(ascii: ".")) {
            let before = plain[..<point]
            if before.isEmpty || before == "-" || before == "+" { plain = before + "0" + plain[point...] }
        }
        return ExactDecimal(plain)
    }

    private func isWithin(_ bounds: (lower: Int?, upper: Int?, upperUnsigned: Bool)) -> Bool {
        if bounds.upperUnsigned {
            guard let value = exactValue, let limit = ExactDecimal(String(UInt64.max)) else { return false }
            return !value.isNegative && value <= limit
        }
        switch self {
        case .integer(let value): return value >= bounds.lower ?? .min && value <= bounds.upper ?? .max
        case .largeInteger(let value): return value.isNegative ? bounds.lower == nil : bounds.upper == nil
        default: return true
        }
    }

    /// The value of integers and decimals.
    var exactValue: ExactDecimal? {
        switch self {
        case .integer(let value): ExactDecimal(value)
        case .largeInteger(let value), .decimal(let value): value
        case .float, .double: nil
        }
    }

    var doubleValue: Double {
        switch self {
        case .integer(let value): Double(value)
        case .largeInteger(let value), .decimal(let value): value.doubleValue
        case .float(let value): Double(value)
        case .double(let value): value
        }
    }

    private var floatValue: Float {
        if case .float(let value) = self { value } else { Float(doubleValue) }
    }

    /// The effective boolean value: neither zero nor NaN.
    var isTrue: Bool {
        switch self {
        case .integer(let value): value != 0
        case .largeInteger(let value), .decimal(let value): !value.isZero
        case .float(let value): !(value.isZero || value.isNaN)
        case .double(let value): !(value.isZero || value.isNaN)
        }
    }

    var isNaN: Bool {
        switch self {
        case .float(let value): value.isNaN
        case .double(let value): value.isNaN
        default: false
        }
    }

    var datatype: IRI {
        switch self {
        case .integer, .largeInteger: Vocabulary.XSD.integer
        case .decimal: Vocabulary.XSD.decimal
        case .float: Vocabulary.XSD.float
        case .double: Vocabulary.XSD.double
        }
    }

    private var rank: Int {
        switch self {
        case .integer, .largeInteger: 0
        case .decimal: 1
        case .float: 2
        case .double: 3
        }
    }

    // MARK: Comparison

    /// The order of the values; nil when one of them is NaN.
    func compare(_ other: Numeric) -> Ordering? {
        if case .integer(let left) = self, case .integer(let right) = other { return Ordering(left, right) }
        if let left = exactValue, let right = other.exactValue { return left.order(right) }
        if max(rank, other.rank) == 2 {
            let (left, right) = (floatValue, other.floatValue)
            return left.isNaN || right.isNaN ? nil : Ordering(left, right)
        }
        let (left, right) = (doubleValue, other.doubleValue)
        return left.isNaN || right.isNaN ? nil : Ordering(left, right)
    }

    // MARK: Arithmetic

    enum Operation: Sendable {
        case add, subtract, multiply, divide
    }

    /// The result; nil for a division by zero of exact numbers and for what does not fit.
    func calculate(_ operation: Operation, _ other: Numeric) -> Numeric? {
        if case .integer(let left) = self, case .integer(let right) = other, operation != .divide {
            let (value, overflow) =
                switch operation {
                case .add: left.addingReportingOverflow(right)
                case .subtract: left.subtractingReportingOverflow(right)
                default: left.multipliedReportingOverflow(by: right)
                }
            if !overflow { return .integer(value) }
        }
        if let left = exactValue, let right = other.exactValue {
            let value =
                switch operation {
                case .add: left.adding(right)
                case .subtract: left.subtracting(right)
                case .multiply: left.multiplied(by: right)
                case .divide: left.divided(by: right)
                }
            guard let value else { return nil }
            if rank == 0 && other.rank == 0 && operation != .divide { return Self(integral: value) }
            return .decimal(value)
        }
        if max(rank, other.rank) == 2 { return .float(Self.apply(operation, floatValue, other.floatValue)) }
        return .double(Self.apply(operation, doubleValue, other.doubleValue))
    }

    private static func apply<Value: FloatingPoint>(_ operation: Operation, _ left: Value, _ right: Value) -> Value {
        switch operation {
        case .add: left + right
        case .subtract: left - right
        case .multiply: left * right
        case .divide: left / right
        }
    }

    /// An exact number without a fraction as an integer.
    init(integral value: ExactDecimal) {
        if let small = value.integerValue { self = .integer(small) } else { self = .largeInteger(value) }
    }

    var negated: Numeric? {
        switch self {
        case .integer(let value): value == .min ? nil : .integer(-value)
        case .largeInteger(let value): .largeInteger(-value)
        case .decimal(let value): .decimal(-value)
        case .float(let value): .float(-value)
        case .double(let value): .double(-value)
        }
    }

    var magnitude: Numeric? {
        switch self {
        case .integer(let value): value < 0 ? negated : self
        case .largeInteger(let value): .largeInteger(value.magnitude)
        case .decimal(let value): .decimal(value.magnitude)
        case .float(let value): .float(value.magnitude)
        case .double(let value): .double(value.magnitude)
        }
    }

    /// Rounded to a whole number of the same type; a tie goes up with `.halfUp`.
    func rounded(_ rounding: ExactDecimal.Rounding) -> Numeric {
        switch self {
        case .integer, .largeInteger: return self
        case .decimal(let value): return .decimal(value.rounded(rounding))
        case .float(let value): return .float(Self.round(value, rounding))
        case .double(let value): return .double(Self.round(value, rounding))
        }
    }

    private static func round<Value: BinaryFloatingPoint>(_ value: Value, _ rounding: ExactDecimal.Rounding) -> Value {
        switch rounding {
        case .up: value.rounded(.up)
        case .down: value.rounded(.down)
        case .towardZero: value.rounded(.towardZero)
        default: (value + 0.5).rounded(.down)
        }
    }
}
