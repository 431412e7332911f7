// Numbers for the naive evaluator: exact ones as millionths, which is enough for what the generator makes.
import Quantities
import RDF
import SPARQLSyntax

enum NaiveNumber {
    /// An `xsd:integer` or `xsd:decimal`, in millionths.
    case exact(Int, isInteger: Bool)
    case double(Double)

    init?(_ term: Term) {
        guard let literal = term.literal else { return nil }
        switch literal.datatype {
        case Vocabulary.XSD.integer:
            guard let value = Int(literal.lexicalForm) else { return nil }
            self = .exact(value * 1_000_000, isInteger: true)
        case Vocabulary.XSD.decimal:
            guard let value = Double(literal.lexicalForm) else { return nil }
            self = .exact(Int((value * 1e6).rounded()), isInteger: false)
        case Vocabulary.XSD.double:
            guard let value = Double(literal.lexicalForm) else { return nil }
            self = .double(value)
        default: return nil
        }
    }

    var doubleValue: Double {
        switch self {
        case .exact(let millionths, _): Double(millionths) / 1e6
        case .double(let value): value
        }
    }

    /// The number as the specifications' canonical forms have it.
    var term: Term {
        switch self {
        case .exact(let millionths, let isInteger):
            var text = String(millionths.magnitude / 1_000_000)
            var fraction = String(millionths.magnitude % 1_000_000 + 1_000_000).dropFirst()
            while fraction.last == "0" { fraction.removeLast() }
            if !fraction.isEmpty { text += "." + fraction }
            let datatype = isInteger ? Vocabulary.XSD.integer : Vocabulary.XSD.decimal
            return .literal(Literal((millionths < 0 ? "-" : "") + text, datatype: datatype))
        case .double(let value): return .literal(Literal(Self.scientific(value), datatype: Vocabulary.XSD.double))
        }
    }

    private static func scientific(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-INF" : "INF" }
        if value == 0 { return value.sign == .minus ? "-0.0E0" : "0.0E0" }
        var (mantissa, exponent) = (value, 0)
        while mantissa.magnitude >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
        while mantissa.magnitude < 1 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
        return "\(mantissa)E\(exponent)"
    }

    func order(_ other: NaiveNumber) -> Ordering? {
        if case .exact(let left, _) = self, case .exact(let right, _) = other { return Ordering(left, right) }
        let (left, right) = (doubleValue, other.doubleValue)
        return left.isNaN || right.isNaN ? nil : Ordering(left, right)
    }

    /// The result; nil is an error. Products have at most six digits behind the point.
    func calculate(_ operation: ArithmeticOperator, _ other: NaiveNumber) -> NaiveNumber? {
        guard case .exact(let left, let leftIsInteger) = self, case .exact(let right, let rightIsInteger) = other else {
            let (left, right) = (doubleValue, other.doubleValue)
            return switch operation {
            case .add: .double(left + right)
            case .subtract: .double(left - right)
            case .multiply: .double(left * right)
            case .divide: .double(left / right)
            }
        }
        let isInteger = leftIsInteger && rightIsInteger
        switch operation {
        case .add: return .exact(left + right, isInteger: isInteger)
        case .subtract: return .exact(left - right, isInteger: isInteger)
        case .multiply: return .exact(left * right / 1_000_000, isInteger: isInteger)
        case .divide:
            // The generator divides by powers of two only.
            return right == 0 ? nil : .exact(left * 1_000_000 / right, isInteger: false)
        }
    }

    var magnitude: NaiveNumber {
        switch self {
        case .exact(let millionths, let isInteger): .exact(abs(millionths), isInteger: isInteger)
        case .double(let value): .double(value.magnitude)
        }
    }

    /// Ties go up.
    var rounded: NaiveNumber {
        switch self {
        case .exact(let millionths, let isInteger):
            .exact(Self.floor(millionths + 500_000, by: 1_000_000) * 1_000_000, isInteger: isInteger)
        case .double(let value): .double((value + 0.5).rounded(.down))
        }
    }

    /// The mean of numbers whose sum this is, rounded.
    func roundedMean(of count: Int) -> NaiveNumber {
        switch self {
        case .exact(let millionths, _):
            .exact(
                Self.floor(2 * millionths + count * 1_000_000, by: 2 * count * 1_000_000) * 1_000_000,
                isInteger: false)
        case .double(let value): .double((value / Double(count) + 0.5).rounded(.down))
        }
    }

    private static func floor(_ value: Int, by divisor: Int) -> Int {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }
}

extension NaiveNumber {
    /// The number without an exponent.
    var plainTerm: Term {
        guard case .double(let value) = self, value.isFinite else { return term }
        let isWhole = value == value.rounded() && value.magnitude < 1e15
        let text = isWhole ? (value.sign == .minus ? "-" : "") + String(Int(value.magnitude)) : "\(value)"
        return .literal(Literal(text, datatype: Vocabulary.XSD.double))
    }
}

extension Term {
    /// The term with every number in it spelled in one way.
    func withNumbers(_ spelling: (NaiveNumber) -> Term) -> Term {
        if case .triple(let triple) = self { return .triple(triple.withNumbers(spelling)) }
        return NaiveNumber(self).map(spelling) ?? self
    }
}

extension Triple {
    fileprivate func withNumbers(_ spelling: (NaiveNumber) -> Term) -> Triple {
        Triple(subject.withNumbers(spelling), predicate, object.withNumbers(spelling))
    }
}

extension Quad {
    func withNumbers(_ spelling: (NaiveNumber) -> Term) -> Quad {
        Quad(triple.withNumbers(spelling), graph: graph)
    }
}
