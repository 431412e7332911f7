// What an expression computes with. A term of the store stays an id until somebody needs more of it: inline ids then
// give their number or date without any text, others are decoded.
import GraphStore
import Primitives
import Quantities
import RDF

/// The value of an expression. Errors are nil where a `Value?` stands.
enum Value {
    /// A term of the store or of the query's overlay.
    case id(TermID)
    case term(Term)
    case boolean(Bool)
    case number(Numeric)
    /// A plain `xsd:string`.
    case string(String)
}

extension Value {
    /// The id, where the value has one that no store need be asked for.
    @inline(__always)
    fileprivate var inlineID: TermID? {
        switch self {
        case .id(let id): id
        case .boolean(let value): TermID(boolean: value)
        case .number(.integer(let integer)): TermID(integer: integer)
        case .number(.decimal(let decimal)): TermID(decimal)
        case .string(let text): TermID(shortString: text)
        default: nil
        }
    }
}

extension TermID {
    /// The id of a decimal in its shortest form.
    fileprivate init?(_ decimal: ExactDecimal) {
        let shortest = decimal.strippingTrailingZeros()
        guard var coefficient = Int(exactly: shortest.coefficient), shortest.exponent <= 10 else { return nil }
        for _ in 0..<max(0, Int(shortest.exponent)) {
            let (product, overflow) = coefficient.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            coefficient = product
        }
        self.init(decimal: coefficient, fractionDigits: max(0, -Int(shortest.exponent)))
    }
}

extension QueryContext {
    /// The term that a value is.
    func term(of value: Value) throws -> Term {
        switch value {
        case .id(let id): try term(of: id)
        case .term(let term): term
        case .boolean(let value): .literal(Literal(value))
        case .number(let number): .literal(number.literal)
        case .string(let text): .literal(Literal(text))
        }
    }

    /// The id of a value, for a column of solutions.
    func id(of value: Value) throws -> TermID {
        if let id = value.inlineID { return id }
        let term = try term(of: value)
        guard case .literal(let literal) = term else { return try id(of: term) }
        return try recentLiterals.id(of: literal) { try id(of: term) }
    }

    /// An id that stands for a value where it is shown: equal values may get different ids, and ids that the store does not
    /// know of, so that none is looked for.
    func idToShow(_ value: Value) throws -> TermID {
        if let id = value.inlineID { return id }
        let term = try term(of: value)
        guard case .literal(let literal) = term, recentShownLiterals.areRepeated else { return try newID(of: term) }
        return try recentShownLiterals.id(of: literal) { try newID(of: term) }
    }

    /// The number that a value is; nil for every other value.
    func numeric(_ value: Value) throws -> Numeric? {
        switch value {
        case .number(let number): return number
        case .boolean, .string: return nil
        case .id(let id):
            if let integer = id.integerValue { return .integer(integer) }
            if let millionths = id.decimalMillionths {
                return ExactDecimal(coefficient: Int128(millionths), exponent: -6).map { .decimal($0) }
            }
            guard id.mayBeOtherLiteral, case .literal(let literal) = try term(of: id) else { return nil }
            return Numeric(literal)
        case .term(.literal(let literal)): return Numeric(literal)
        case .term: return nil
        }
    }

    /// The effective boolean value (SPARQL 1.2 Query, section 17.2.2); nil is a type error.
    func effectiveBoolean(_ value: Value) throws -> Bool? {
        switch value {
        case .boolean(let value): return value
        case .number(let number): return number.isTrue
        case .string(let text): return !text.isEmpty
        case .id(let id):
            if let value = id.booleanValue { return value }
            if let integer = id.integerValue { return integer != 0 }
        case .term: break
        }
        guard case .literal(let literal) = try term(of: value) else { return nil }
        if literal.isString { return !literal.lexicalForm.isEmpty }
        if literal.datatype == Vocabulary.XSD.boolean { return Bool(xsd: literal.lexicalForm) }
        return Numeric(literal)?.isTrue
    }

    /// The text of a plain or language-tagged string; nil for every other value.
    func text(_ value: Value) throws -> StringLiteral? {
        if case .string(let text) = value { return StringLiteral(text) }
        guard case .literal(let literal) = try term(of: value) else { return nil }
        guard literal.language != nil || literal.isString else { return nil }
        return StringLiteral(literal.lexicalForm, language: literal.language, direction: literal.direction)
    }

    /// The text of a plain string; nil for every other value.
    func plainText(_ value: Value) throws -> String? {
        guard let text = try text(value), text.language == nil else { return nil }
        return text.text
    }

    /// The moment that a value is.
    func temporal(_ value: Value) throws -> TemporalValue? {
        if case .id(let id) = value {
            if let inline = TemporalValue(id) { return inline }
            if !id.mayBeOtherLiteral { return nil }
        }
        guard case .literal(let literal) = try term(of: value) else { return nil }
        return TemporalValue(literal)
    }

    func duration(_ value: Value) throws -> DurationValue? {
        guard case .literal(let literal) = try term(of: value) else { return nil }
        return DurationValue(literal)
    }

    /// Whether two values are the same term.
    func areSameTerm(_ left: Value, _ right: Value) throws -> Bool {
        if case .id(let left) = left, case .id(let right) = right { return left == right }
        return try term(of: left) == term(of: right)
    }
}

/// A string with what its language says.
struct StringLiteral {
    let text: String
    let language: String?
    let direction: BaseDirection?

    init(_ text: String, language: String? = nil, direction: BaseDirection? = nil) {
        self.text = text
        self.language = language
        self.direction = direction
    }

    /// Another text in the same language.
    func with(_ text: String) -> Value {
        guard let language else { return .string(text) }
        return .term(.literal(Literal(text, language: language, direction: direction)))
    }

    /// Whether `argument` may be looked for in this text (SPARQL 1.1 Query, section 17.4.3.1.2).
    func isCompatible(with argument: StringLiteral) -> Bool {
        guard let other = argument.language else { return true }
        return language?.lowercased() == other.lowercased() && direction == argument.direction
    }
}

extension TermID {
    /// Whether the term may be a literal that is not inline.
    var mayBeOtherLiteral: Bool { kind == .literal || TermOverlay.isOverlaid(self) }
}

extension Bool {
    /// Reads a lexical form of `xsd:boolean`.
    init?(xsd lexicalForm: String) {
        switch lexicalForm.trimmingXMLSpace {
        case "true", "1": self = true
        case "false", "0": self = false
        default: return nil
        }
    }
}
