// The constructor functions of XSD (SPARQL 1.1 Query, section 17.5; XPath and XQuery Functions 3.1, section 19).
import GraphStore
import Quantities
import RDF

/// What a value can be cast to.
enum CastTarget {
    case string, boolean
    case number(NumericDatatype)
    case moment(TemporalValue.Kind)
    case duration(DurationValue.Kind)

    init?(_ name: IRI) {
        guard let local = name.xsdName else { return nil }
        if local == "string" {
            self = .string
        } else if local == "boolean" {
            self = .boolean
        } else if let type = NumericDatatype(rawValue: local) {
            self = .number(type)
        } else if let kind = TemporalValue.Kind(rawValue: local) {
            self = .moment(kind)
        } else if let kind = DurationValue.Kind(rawValue: local) {
            self = .duration(kind)
        } else {
            return nil
        }
    }
}

extension QueryContext {
    func cast(_ value: Value, to target: CastTarget) throws -> Value? {
        switch target {
        case .string: return try castToString(value)
        case .boolean:
            if let number = try numeric(value) { return .boolean(number.isTrue) }
            guard let text = try castable(value, as: Vocabulary.XSD.boolean) else { return nil }
            return Bool(xsd: text).map { .boolean($0) }
        case .number(let type): return try castToNumber(value, type)
        case .moment(let kind):
            if let moment = try temporal(value) {
                return moment.cast(to: kind).map { .term(.literal($0.literal)) }
            }
            guard let text = try plainText(value), TemporalValue(text, kind) != nil else { return nil }
            return .term(.literal(Literal(String(text.trimmingXMLSpace), datatype: Vocabulary.xsd[kind.rawValue])))
        case .duration(let kind):
            if var duration = try self.duration(value) {
                duration.kind = kind
                if kind == .yearMonthDuration { (duration.seconds, duration.nanoseconds) = (0, 0) }
                if kind == .dayTimeDuration { duration.months = 0 }
                return .term(.literal(duration.literal))
            }
            guard let text = try plainText(value) else { return nil }
            return DurationValue(text, kind).map { .term(.literal($0.literal)) }
        }
    }

    private func castToString(_ value: Value) throws -> Value? {
        switch value {
        case .number(let number): return .string(number.castText)
        case .boolean(let value): return .string(value ? "true" : "false")
        default: break
        }
        switch try term(of: value) {
        case .iri(let iri): return .string(iri.string)
        case .literal(let literal):
            if let number = Numeric(literal) { return .string(number.castText) }
            if literal.datatype == Vocabulary.XSD.boolean, let value = Bool(xsd: literal.lexicalForm) {
                return .string(value ? "true" : "false")
            }
            return .string(literal.lexicalForm)
        case .blank, .triple: return nil
        }
    }

    /// The text of a plain string or of a literal of one datatype.
    private func castable(_ value: Value, as datatype: IRI) throws -> String? {
        guard case .literal(let literal) = try term(of: value), literal.language == nil,
            literal.datatype == Vocabulary.XSD.string || literal.datatype == datatype
        else { return nil }
        return literal.lexicalForm
    }

    private func castToNumber(_ value: Value, _ type: NumericDatatype) throws -> Value? {
        switch value {
        case .number(let number): return Self.convert(number, to: type)
        case .boolean(let boolean): return Self.convert(.integer(boolean ? 1 : 0), to: type)
        case .string(let text): return Self.convert(text, to: type)
        case .id(let id) where id.integerValue != nil || id.decimalMillionths != nil:
            return try numeric(value).flatMap { Self.convert($0, to: type) }
        case .id, .term: break
        }
        guard case .literal(let literal) = try term(of: value) else { return nil }
        if literal.isString { return Self.convert(literal.lexicalForm, to: type) }
        if let number = Numeric(literal) { return Self.convert(number, to: type) }
        guard literal.datatype == Vocabulary.XSD.boolean, let boolean = Bool(xsd: literal.lexicalForm) else {
            return nil
        }
        return Self.convert(.integer(boolean ? 1 : 0), to: type)
    }

    private static func convert(_ text: String, to type: NumericDatatype) -> Value? {
        Numeric(text, type).flatMap { convert($0, to: type) }
    }

    private static func convert(_ number: Numeric, to type: NumericDatatype) -> Value? {
        switch type {
        case .double: return .number(.double(number.doubleValue))
        case .float:
            if case .float = number { return .number(number) }
            return .number(.float(Float(number.doubleValue)))
        case .decimal:
            guard let exact = exact(number) else { return nil }
            return .number(.decimal(exact))
        default:
            guard let exact = exact(number) else { return nil }
            let integer = Numeric(integral: exact.rounded(.towardZero))
            if type == .integer { return .number(integer) }
            let literal = Literal(integer.lexicalForm, datatype: Vocabulary.xsd[type.rawValue])
            return Numeric(literal) == nil ? nil : .term(.literal(literal))
        }
    }

    /// The exact value of a number; nil for infinities and NaN.
    private static func exact(_ number: Numeric) -> ExactDecimal? {
        switch number {
        case .float(let value): value.isFinite ? ExactDecimal("\(value)") : nil
        case .double(let value): ExactDecimal(value)
        default: number.exactValue
        }
    }
}
