// The operators `=` and `<` (SPARQL 1.1 Query, section 17.3), and the order of ORDER BY, which is total where `<` is
// not (section 15.1).
import GraphStore
import Primitives
import Quantities
import RDF

/// What `=` knows of two values.
enum Equality {
    case equal, different
    /// An error: their values cannot be compared.
    case unknown

    init(_ isEqual: Bool) { self = isEqual ? .equal : .different }
}

extension QueryContext {
    /// The outcome of `=`.
    func equality(_ left: Value, _ right: Value) throws -> Equality {
        if case .id(let leftID) = left, case .id(let rightID) = right {
            if leftID == rightID { return try isComparable(left) ? .equal : .different }
            // Different names are different things as far as `=` goes.
            if !leftID.isLiteralOrTriple || !rightID.isLiteralOrTriple { return .different }
        }
        if case .string(let left) = left, case .string(let right) = right {
            return Equality(left.hasSameBytes(as: right))
        }
        if let leftNumber = try numeric(left) {
            if let rightNumber = try numeric(right) { return Equality(leftNumber.compare(rightNumber) == .equal) }
        }
        let (leftTerm, rightTerm) = (try term(of: left), try term(of: right))
        switch (leftTerm, rightTerm) {
        case (.literal(let left), .literal(let right)): return Self.equality(left, right)
        case (.triple(let left), .triple(let right)): return try equality(left, right)
        default: return Equality(leftTerm == rightTerm)
        }
    }

    /// Whether the value equals itself: NaN does not.
    private func isComparable(_ value: Value) throws -> Bool { try numeric(value)?.isNaN != true }

    private func equality(_ left: Triple, _ right: Triple) throws -> Equality {
        var result = Equality(left.predicate == right.predicate)
        for (left, right) in [(left.subject, right.subject), (left.object, right.object)] {
            switch try equality(.term(left), .term(right)) {
            case .different: return .different
            case .unknown: if result == .equal { result = .unknown }
            case .equal: break
            }
        }
        return result
    }

    private static func equality(_ left: Literal, _ right: Literal) -> Equality {
        if left == right { return Numeric(left)?.isNaN == true ? .different : .equal }
        if left.language != nil || right.language != nil {
            guard left.datatype == right.datatype, left.direction == right.direction else { return .different }
            return Equality(
                left.language?.lowercased() == right.language?.lowercased()
                    && left.lexicalForm.hasSameBytes(as: right.lexicalForm))
        }
        let (leftValue, rightValue) = (LiteralValue(left), LiteralValue(right))
        switch (leftValue, rightValue) {
        case (.number(let left), .number(let right)): return Equality(left.compare(right) == .equal)
        case (.text, .text): return .different
        case (.boolean(let left), .boolean(let right)): return Equality(left == right)
        case (.moment(let left), .moment(let right)) where left.kind == right.kind:
            return left.compare(right).map { Equality($0 == .equal) } ?? .unknown
        case (.duration(let left), .duration(let right)):
            return Equality(
                left.months == right.months && left.seconds == right.seconds && left.nanoseconds == right.nanoseconds)
        case (.unknown, _), (_, .unknown): return .unknown
        default: return .different
        }
    }

    /// The outcome of `<` and its kin; nil is an error, or NaN.
    func order(_ left: Value, _ right: Value) throws -> Ordering? {
        if let leftNumber = try numeric(left) {
            guard let rightNumber = try numeric(right) else { return nil }
            return leftNumber.compare(rightNumber)
        }
        if let leftMoment = try temporal(left) {
            guard let rightMoment = try temporal(right) else { return nil }
            return leftMoment.compare(rightMoment)
        }
        if case .string(let left) = left, case .string(let right) = right { return left.byteOrder(right) }
        let (leftTerm, rightTerm) = (try term(of: left), try term(of: right))
        if case .triple(let left) = leftTerm, case .triple(let right) = rightTerm { return try order(left, right) }
        guard case .literal(let left) = leftTerm, case .literal(let right) = rightTerm else { return nil }
        switch (LiteralValue(left), LiteralValue(right)) {
        case (.text(let left), .text(let right)): return left.byteOrder(right)
        case (.boolean(let left), .boolean(let right)): return left == right ? .equal : left ? .greater : .less
        case (.duration(let left), .duration(let right)):
            return left.kind == right.kind ? left.compare(right) : nil
        default:
            // Strings of one language compare as their texts do.
            guard let language = left.language, language.lowercased() == right.language?.lowercased(),
                left.direction == right.direction
            else { return nil }
            return left.lexicalForm.byteOrder(right.lexicalForm)
        }
    }

    /// Part by part: subject, predicate, object.
    private func order(_ left: Triple, _ right: Triple) throws -> Ordering? {
        let parts: [(Term, Term)] = [
            (left.subject, right.subject), (.iri(left.predicate), .iri(right.predicate)), (left.object, right.object),
        ]
        for (left, right) in parts {
            if try equality(.term(left), .term(right)) == .equal { continue }
            return try order(.term(left), .term(right))
        }
        return .equal
    }
}

/// The value of a literal, as far as it is known.
enum LiteralValue {
    case number(Numeric)
    case text(String)
    case boolean(Bool)
    case moment(TemporalValue)
    case duration(DurationValue)
    /// A language-tagged string, a datatype that is not known, or a lexical form that is not of its datatype.
    case unknown

    init(_ literal: Literal) {
        if literal.language != nil {
            self = .unknown
        } else if literal.isString {
            self = .text(literal.lexicalForm)
        } else if literal.datatype == Vocabulary.XSD.boolean {
            self = Bool(xsd: literal.lexicalForm).map { .boolean($0) } ?? .unknown
        } else if let number = Numeric(literal) {
            self = .number(number)
        } else if let moment = TemporalValue(literal) {
            self = .moment(moment)
        } else if let duration = DurationValue(literal) {
            self = .duration(duration)
        } else {
            self = .unknown
        }
    }
}

extension String {
    /// The order of the UTF-8 bytes, which is that of code points.
    func byteOrder(_ other: String) -> Ordering {
        hasSameBytes(as: other) ? .equal : precedesInBytes(other) ? .less : .greater
    }
}

extension TermID {
    /// Whether it is an IRI or a blank node of the store.
    var isName: Bool { kind == .iri || kind == .blankNode }

    var isLiteralOrTriple: Bool { kind != .iri && kind != .blankNode }
}
