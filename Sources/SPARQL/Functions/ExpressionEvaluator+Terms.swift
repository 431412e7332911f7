// Functions on terms (SPARQL 1.1 Query, section 17.4.2) and, from SPARQL 1.2, on directions and triple terms.
import GraphStore
import RDF
import SPARQLSyntax

extension ExpressionEvaluator {
    func callTermFunction(_ function: Builtin, _ values: Arguments) throws -> Value? {
        switch function {
        case .sameTerm: return .boolean(try context.areSameTerm(values[0], values[1]))
        case .isNumeric: return .boolean(try context.numeric(values[0]) != nil)
        case .blankNode:
            guard let argument = values.first else { return .term(.blank(context.newBlankNode())) }
            return try context.plainText(argument).map { .term(.blank(blankNode(label: $0))) }
        case .uuid: return .term(.iri(IRI("urn:uuid:" + newUUID())))
        case .uuidString: return .string(newUUID())
        case .iri: return try iri(values[0])
        case .literalWithDatatype, .literalWithLanguage, .literalWithDirection: return try literal(function, values)
        case .triple: return try triple(values)
        case .isIRI, .isBlank, .isLiteral, .isTriple:
            if case .id(let id) = values[0], let kind = id.kind { return .boolean(kind.isOf(function)) }
            return try inspect(function, try context.term(of: values[0]))
        default: return try inspect(function, try context.term(of: values[0]))
        }
    }

    private func inspect(_ function: Builtin, _ term: Term) throws -> Value? {
        switch function {
        case .isIRI: return .boolean(term.iri != nil)
        case .isBlank: return .boolean(term.blankNode != nil)
        case .isLiteral: return .boolean(term.literal != nil)
        case .isTriple: return .boolean(term.triple != nil)
        case .subject: return term.triple.map { .term($0.subject) }
        case .predicate: return term.triple.map { .term(.iri($0.predicate)) }
        case .object: return term.triple.map { .term($0.object) }
        case .str:
            switch term {
            case .iri(let iri): return .string(iri.string)
            case .literal(let literal): return .string(literal.lexicalForm)
            case .blank, .triple: return nil
            }
        case .hasLanguage: return .boolean(term.literal?.language != nil)
        case .hasLanguageDirection: return .boolean(term.literal?.direction != nil)
        default: break
        }
        guard let literal = term.literal else { return nil }
        switch function {
        case .lang: return .string(literal.language ?? "")
        case .langDirection: return .string(literal.direction?.rawValue ?? "")
        case .datatype: return .term(.iri(literal.datatype))
        default: return nil
        }
    }

    private func iri(_ value: Value) throws -> Value? {
        if case .iri(let iri) = try context.term(of: value) { return .term(.iri(iri)) }
        guard let text = try context.plainText(value) else { return nil }
        if let base { return (try? base.resolving(text)).map { .term(.iri($0)) } }
        return (try? IRI(checking: text)).map { .term(.iri($0)) }
    }

    private func literal(_ function: Builtin, _ values: Arguments) throws -> Value? {
        guard let text = try context.plainText(values[0]) else { return nil }
        if function == .literalWithDatatype {
            guard case .iri(let datatype) = try context.term(of: values[1]),
                datatype != Vocabulary.RDF.langString, datatype != Vocabulary.RDF.dirLangString
            else { return nil }
            return .term(.literal(Literal(text, datatype: datatype)))
        }
        guard let language = try context.plainText(values[1]), !language.isEmpty else { return nil }
        if function == .literalWithLanguage { return .term(.literal(Literal(text, language: language))) }
        guard let name = try context.plainText(values[2]), let direction = BaseDirection(rawValue: name) else {
            return nil
        }
        return .term(.literal(Literal(text, language: language, direction: direction)))
    }

    private func triple(_ values: Arguments) throws -> Value? {
        let subject = try context.term(of: values[0])
        guard subject.literal == nil, subject.triple == nil,
            case .iri(let predicate) = try context.term(of: values[1])
        else { return nil }
        return .term(.triple(Triple(subject, predicate, try context.term(of: values[2]))))
    }

    /// A random UUID (RFC 9562, version 4).
    private func newUUID() -> String {
        let high = context.generator.next() & ~0xF000 | 0x4000
        let low = context.generator.next() & ~(3 << 62) | 2 << 62
        let digits = Self.hexadecimal(high) + Self.hexadecimal(low)
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place == 8 || place == 12 || place == 16 || place == 20 { text += "-" }
            text.append(digit)
        }
        return text
    }

    private static func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension TermID.Kind {
    /// The outcome of isIRI and its kin for the terms of the store.
    fileprivate func isOf(_ function: Builtin) -> Bool {
        switch function {
        case .isIRI: self == .iri
        case .isBlank: self == .blankNode
        case .isTriple: self == .tripleTerm
        default: self != .iri && self != .blankNode && self != .tripleTerm
        }
    }
}
