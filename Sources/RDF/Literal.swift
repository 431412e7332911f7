// Literals keep what was written: "5.0" and "5.00" are two terms, and so are "01" and "1". Whoever wants the value asks
// for it; nothing here converts. Equality is term equality (RDF 1.1 Concepts, section 3.3): character by character, the
// language tag included.
import Primitives

/// The base direction of a directional language-tagged string (RDF 1.2 Concepts, section 3.4).
public enum BaseDirection: String, Hashable, Sendable {
    case leftToRight = "ltr"
    case rightToLeft = "rtl"
}

/// A literal: lexical form, datatype and, for language-tagged strings, a language and perhaps a direction.
public struct Literal: Sendable {
    /// The lexical form, byte for byte as written (after unescaping).
    public let lexicalForm: String
    /// `rdf:langString` or `rdf:dirLangString` when there is a language.
    public let datatype: IRI
    /// The language tag (BCP 47) in the case it was written in.
    public let language: String?
    public let direction: BaseDirection?
    /// Whether it is a plain `xsd:string`: asked far more often than set.
    public let isString: Bool

    /// A plain `xsd:string`.
    public init(_ lexicalForm: String) {
        self.lexicalForm = lexicalForm
        datatype = Vocabulary.XSD.string
        language = nil
        direction = nil
        isString = true
    }

    /// A literal of a datatype.
    public init(_ lexicalForm: String, datatype: IRI) {
        self.lexicalForm = lexicalForm
        self.datatype = datatype
        language = nil
        direction = nil
        isString = datatype == Vocabulary.XSD.string
    }

    /// A language-tagged string.
    public init(_ lexicalForm: String, language: String, direction: BaseDirection? = nil) {
        self.lexicalForm = lexicalForm
        datatype = direction == nil ? Vocabulary.RDF.langString : Vocabulary.RDF.dirLangString
        self.language = language
        self.direction = direction
        isString = false
    }

    /// An `xsd:integer`.
    public init(_ value: Int) {
        self.init(String(value), datatype: Vocabulary.XSD.integer)
    }

    /// An `xsd:boolean`.
    public init(_ value: Bool) {
        self.init(value ? "true" : "false", datatype: Vocabulary.XSD.boolean)
    }
}

extension Term {
    /// The term with its language tag in lower case, as the canonical form of N-Triples has it.
    public var withLowercaseLanguage: Term {
        switch self {
        case .literal(let literal):
            guard let language = literal.language else { return self }
            return .literal(
                Literal(literal.lexicalForm, language: language.lowercased(), direction: literal.direction))
        case .triple(let triple):
            return .triple(Triple(triple.subject, triple.predicate, triple.object.withLowercaseLanguage))
        case .iri, .blank:
            return self
        }
    }
}

extension Literal: Hashable, Comparable, CustomStringConvertible {
    public static func == (left: Literal, right: Literal) -> Bool {
        left.lexicalForm.hasSameBytes(as: right.lexicalForm) && left.direction == right.direction
            && left.language == right.language && left.datatype == right.datatype
    }

    public func hash(into hasher: inout Hasher) {
        lexicalForm.hashBytes(into: &hasher)
        if let language {
            language.hashBytes(into: &hasher)
        } else {
            datatype.hash(into: &hasher)
        }
    }

    /// By lexical form, then datatype, language and direction: an order for writing, not of values.
    public static func < (left: Literal, right: Literal) -> Bool {
        if !left.lexicalForm.hasSameBytes(as: right.lexicalForm) {
            return left.lexicalForm.precedesInBytes(right.lexicalForm)
        }
        if left.datatype != right.datatype { return left.datatype < right.datatype }
        let (leftLanguage, rightLanguage) = (left.language ?? "", right.language ?? "")
        if !leftLanguage.hasSameBytes(as: rightLanguage) { return leftLanguage.precedesInBytes(rightLanguage) }
        return (left.direction?.rawValue ?? "") < (right.direction?.rawValue ?? "")
    }

    /// The literal in canonical N-Triples.
    public var description: String {
        var text = ""
        NTriplesNotation.write(self, to: &text)
        return text
    }
}
