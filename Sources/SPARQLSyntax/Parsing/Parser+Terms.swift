// The prologue, IRIs and literals (grammar productions 4 to 7 and 129 to 137).
import RDF
import RDFSyntax

extension Parser {
    // MARK: Prologue

    mutating func parsePrologue() throws(SPARQLSyntaxError) {
        while true {
            if try skip(.base) {
                guard isNext(.iri) else { throw unexpected("an IRI in angle brackets") }
                base = try parseIRI()
            } else if try skip(.prefix) {
                try parsePrefix()
            } else if try skip(.version) {
                guard isNext(.string) else { throw unexpected("a version in quotes, as in \"1.2\"") }
                try advance()
            } else {
                return
            }
        }
    }

    private mutating func parsePrefix() throws(SPARQLSyntaxError) {
        let name = token
        guard name.kind == .prefixedName, colon(of: name) == name.end - 1 else {
            throw unexpected("a prefix with its colon, as in 'ex:'")
        }
        try advance()
        guard isNext(.iri) else { throw unexpected("an IRI in angle brackets") }
        prefixes.declare(lexer.text(name.start, name.end - 1), try parseIRI())
    }

    // MARK: IRIs

    /// Whether an IRI or a prefixed name is next.
    var isIRINext: Bool { isNext(.iri) || isNext(.prefixedName) }

    mutating func parseIRI() throws(SPARQLSyntaxError) -> IRI {
        let token = token
        switch token.kind {
        case .iri:
            let reference = try lexer.iriReference(token)
            try advance()
            return try resolve(reference, at: token.start)
        case .prefixedName:
            try advance()
            return try expand(token)
        default: throw unexpected("an IRI or a prefixed name")
        }
    }

    private func resolve(_ reference: String, at position: Int) throws(SPARQLSyntaxError) -> IRI {
        do throws(IRIError) {
            let isAbsolute = reference.utf8.first.map(CharacterClass.isLetter) ?? false
            if isAbsolute, let iri = try? IRI(checking: reference) { return iri }
            if let base { return try base.resolving(reference) }
            return try IRI(checking: reference)
        } catch {
            throw self.error(error.description, at: position)
        }
    }

    /// Where the prefix of a prefixed name ends.
    private func colon(of token: Token) -> Int {
        var index = token.start
        while lexer.bytes[index] != UInt8(ascii: ":") { index += 1 }
        return index
    }

    private func expand(_ token: Token) throws(SPARQLSyntaxError) -> IRI {
        let colon = colon(of: token)
        let prefix = lexer.text(token.start, colon)
        guard let namespace = prefixes.namespace(of: prefix) else {
            throw undeclaredPrefix(prefix, at: token.start)
        }
        let (local, isPlain) = lexer.localName(colon + 1, token.end)
        if isPlain { return IRI(namespace + local) }
        do throws(IRIError) {
            return try IRI(checking: namespace + local)
        } catch {
            throw self.error(error.description, at: token.start)
        }
    }

    // MARK: Literals

    /// Whether a literal is next: a string, a number with or without sign, `true` or `false`.
    var isLiteralNext: Bool {
        switch token.kind {
        case .string, .longString, .integer, .decimal, .double, .plusSign, .minusSign: true
        case .word: token.keyword == .true || token.keyword == .false
        default: false
        }
    }

    mutating func parseLiteral() throws(SPARQLSyntaxError) -> Literal {
        switch token.kind {
        case .string, .longString: return try parseStringLiteral()
        case .integer, .decimal, .double: return try parseNumber(from: token.start)
        case .plusSign, .minusSign:
            guard isSignedNumberNext else { throw unexpected("a number after the sign") }
            let start = token.start
            try advance()
            return try parseNumber(from: start)
        default:
            let value = isNext(.true)
            guard value || isNext(.false) else { throw unexpected("a literal") }
            try advance()
            return Literal(value)
        }
    }

    private mutating func parseStringLiteral() throws(SPARQLSyntaxError) -> Literal {
        let text = try lexer.string(token)
        try advance()
        if isNext(.language) {
            let (tag, direction) = lexer.language(token)
            try advance()
            return Literal(text, language: tag, direction: direction)
        }
        guard try skip(.datatype) else { return Literal(text) }
        let start = token.start
        let datatype = try parseIRI()
        if datatype == Vocabulary.RDF.langString || datatype == Vocabulary.RDF.dirLangString {
            throw error("a literal of this datatype needs a language tag", at: start, fix: "as in \"text\"@en")
        }
        return Literal(text, datatype: datatype)
    }

    /// Whether a sign is next that touches a number.
    var isSignedNumberNext: Bool {
        guard isNext(.plusSign) || isNext(.minusSign) else { return false }
        let next = lexer.bytes[token.end]
        return CharacterClass.isDigit(next)
            || (next == UInt8(ascii: ".") && CharacterClass.isDigit(lexer.bytes[token.end + 1]))
    }

    /// The number that is next; `start` is where its sign stands, if it has one.
    private mutating func parseNumber(from start: Int) throws(SPARQLSyntaxError) -> Literal {
        let datatype =
            switch token.kind {
            case .integer: Vocabulary.XSD.integer
            case .decimal: Vocabulary.XSD.decimal
            default: Vocabulary.XSD.double
            }
        let text = lexer.text(start, token.end)
        try advance()
        return Literal(text, datatype: datatype)
    }
}
