// Terms as the bytes that the dictionary holds. The first byte tells the form; the lexical form comes last, so that
// nothing in it needs an escape, and what terms share comes first, so that front coding finds it.
//
//   1  IRI             3  string: lexical form                     7  typed: code of the datatype, lexical form
//   2  blank node      4  language: tag, 0, lexical form           8  typed: datatype IRI, 0, lexical form
//                      5, 6  the same, left-to-right, right-to-left  9  triple term: 3 ids of 8 bytes
// Unsafe: compares names with the caller's bytes, within bounds.
import Glibc
import Primitives
import RDF

/// Datatypes with a code of one byte in the file. Codes are never changed, only added.
enum KnownDatatype: UInt8, CaseIterable {
    case string = 1
    case boolean, integer, decimal, double, float, date, dateTime, time, gYear, gYearMonth, gMonth, gMonthDay, gDay
    case duration, dayTimeDuration, yearMonthDuration, anyURI, base64Binary, hexBinary
    case int, long, short, byte, nonNegativeInteger, positiveInteger, unsignedInt, unsignedLong, token, language

    private static let namespace = Array(Vocabulary.xsd.iri.utf8)
    private static let iris = allCases.map { Vocabulary.xsd["\($0)"] }
    /// The names after the namespace, and those with so many bytes.
    private static let names = allCases.map { Array("\($0)".utf8) }
    private static let namesByLength = (0...24).map { length in
        allCases.filter { names[Int($0.rawValue) - 1].count == length }
    }

    var iri: IRI { Self.iris[Int(rawValue) - 1] }

    init?(_ iri: UnsafeBufferPointer<UInt8>) {
        let namespace = Self.namespace
        let length = iri.count - namespace.count
        guard Self.namesByLength.indices.contains(length), let bytes = iri.baseAddress,
            memcmp(bytes, namespace, namespace.count) == 0
        else { return nil }
        for datatype in Self.namesByLength[length]
        where memcmp(bytes + namespace.count, Self.names[Int(datatype.rawValue) - 1], length) == 0 {
            self = datatype
            return
        }
        return nil
    }
}

enum TermEncoding {
    static let iri: UInt8 = 1
    static let blankNode: UInt8 = 2
    static let string: UInt8 = 3
    static let language: UInt8 = 4
    static let languageLeftToRight: UInt8 = 5
    static let languageRightToLeft: UInt8 = 6
    static let knownDatatype: UInt8 = 7
    static let otherDatatype: UInt8 = 8
    static let tripleTerm: UInt8 = 9

    /// The kind of id that a term with this first byte has.
    static func kind(_ form: UInt8) -> TermID.Kind {
        switch form {
        case iri: .iri
        case blankNode: .blankNode
        case tripleTerm: .tripleTerm
        default: .literal
        }
    }

    /// Replaces `bytes` by the form of an IRI.
    static func encode(_ iri: IRI, into bytes: inout [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(Self.iri)
        iri.string.withBytes { bytes.append(contentsOf: $0) }
    }

    static func encode(_ node: BlankNode, into bytes: inout [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(blankNode)
        node.label.withBytes { bytes.append(contentsOf: $0) }
    }

    /// The inline id of a literal; else nil, and `bytes` holds its form.
    static func encode(_ literal: Literal, into bytes: inout [UInt8]) -> TermID? {
        bytes.removeAll(keepingCapacity: true)
        return literal.lexicalForm.withBytes { lexicalForm in
            if let language = literal.language {
                switch literal.direction {
                case nil: bytes.append(Self.language)
                case .leftToRight: bytes.append(languageLeftToRight)
                case .rightToLeft: bytes.append(languageRightToLeft)
                }
                language.withBytes { bytes.append(contentsOf: $0) }
                bytes.append(0)
                bytes.append(contentsOf: lexicalForm)
                return nil
            }
            return literal.datatype.string.withBytes { encode(lexicalForm, datatype: $0, into: &bytes) }
        }
    }

    /// The same for a literal without language that is given as bytes.
    static func encode(
        _ lexicalForm: UnsafeBufferPointer<UInt8>, datatype: UnsafeBufferPointer<UInt8>, into bytes: inout [UInt8]
    ) -> TermID? {
        guard let known = KnownDatatype(datatype) else {
            bytes.append(otherDatatype)
            bytes.append(contentsOf: datatype)
            bytes.append(0)
            bytes.append(contentsOf: lexicalForm)
            return nil
        }
        return encode(lexicalForm, known, into: &bytes)
    }

    static func encode(
        _ lexicalForm: UnsafeBufferPointer<UInt8>, _ known: KnownDatatype, into bytes: inout [UInt8]
    ) -> TermID? {
        if let id = InlineValue.id(lexicalForm, known) { return id }
        if known == .string {
            bytes.append(string)
        } else {
            bytes.append(knownDatatype)
            bytes.append(known.rawValue)
        }
        bytes.append(contentsOf: lexicalForm)
        return nil
    }

    static func encodeTriple(_ subject: TermID, _ predicate: TermID, _ object: TermID, into bytes: inout [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(tripleTerm)
        for id in [subject, predicate, object] { bytes.append(contentsOf: id.bigEndianBytes) }
    }

    /// The ids in the form of a triple term.
    static func tripleIDs(_ bytes: ArraySlice<UInt8>) -> (subject: TermID, predicate: TermID, object: TermID)? {
        guard bytes.count == 25 else { return nil }
        let ids = (0..<3).map { index in
            let start = bytes.startIndex + 1 + index * 8
            return TermID(raw: bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) })
        }
        return (ids[0], ids[1], ids[2])
    }

    /// The term of a form that is not a triple term; nil when the bytes are none.
    static func decode(_ bytes: ArraySlice<UInt8>) -> Term? {
        guard let form = bytes.first else { return nil }
        let rest = bytes.dropFirst()
        switch form {
        case iri: return text(rest).map { .iri(IRI($0)) }
        case blankNode: return text(rest).map { .blank(BlankNode($0)) }
        case string: return text(rest).map { .literal(Literal($0)) }
        case language, languageLeftToRight, languageRightToLeft:
            guard let (tag, lexicalForm) = split(rest) else { return nil }
            let direction: BaseDirection? =
                form == language ? nil : form == languageLeftToRight ? .leftToRight : .rightToLeft
            return .literal(Literal(lexicalForm, language: tag, direction: direction))
        case knownDatatype:
            guard let datatype = rest.first.flatMap(KnownDatatype.init(rawValue:)) else { return nil }
            return text(rest.dropFirst()).map { .literal(Literal($0, datatype: datatype.iri)) }
        case otherDatatype:
            guard let (datatype, lexicalForm) = split(rest) else { return nil }
            return .literal(Literal(lexicalForm, datatype: IRI(datatype)))
        default: return nil
        }
    }

    /// The parts of a form that is not a triple term, as they stand; nil when the bytes are none.
    static func text(of bytes: ArraySlice<UInt8>) -> TermText? {
        let span = bytes.span
        guard span.count > 0 else { return nil }
        let form = span[0]
        switch form {
        case iri: return TermText(.iri, bytes, textStart: 1)
        case blankNode: return TermText(.blankNode, bytes, textStart: 1)
        case string: return TermText(.string, bytes, textStart: 1)
        case knownDatatype: return span.count > 1 ? TermText(.otherLiteral, bytes, textStart: 2) : nil
        case language, languageLeftToRight, languageRightToLeft, otherDatatype:
            var zero = 1
            while zero < span.count, span[zero] != 0 { zero += 1 }
            guard zero < span.count else { return nil }
            if form == otherDatatype { return TermText(.otherLiteral, bytes, textStart: zero + 1) }
            return TermText(
                .languageString, bytes, language: 1..<zero, hasDirection: form != language, textStart: zero + 1)
        default: return nil
        }
    }

    private static func split(_ bytes: ArraySlice<UInt8>) -> (String, String)? {
        guard let zero = bytes.firstIndex(of: 0), let first = text(bytes[..<zero]),
            let second = text(bytes[(zero + 1)...])
        else { return nil }
        return (first, second)
    }

    /// The text; nil when it is not UTF-8.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String? {
        guard let text = try? UTF8Span(validating: bytes.span) else { return nil }
        return String(copying: text)
    }
}
