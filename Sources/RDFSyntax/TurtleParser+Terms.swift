// The terms of Turtle 1.2: IRIs and prefixed names, blank nodes, lists, literals, triple terms, reified triples.
import RDF

extension TurtleParser {
    // MARK: IRIs

    /// An IRI in angle brackets or a prefixed name.
    mutating func parseIRI(_ what: String) throws(RDFSyntaxError) -> IRI {
        if lexer.peek() == UInt8(ascii: "<") { return try parseIRIReference(what) }
        let place = lexer.place
        let prefix = try lexer.readWord()
        guard lexer.peek() == UInt8(ascii: ":") else {
            if prefix.isEmpty { throw lexer.unexpected(what) }
            throw lexer.error("found the word '\(prefix)' where \(what) is expected", at: place)
        }
        return try parsePrefixedName(prefix, at: place)
    }

    /// The rest of a prefixed name; the position is at ':'.
    private mutating func parsePrefixedName(_ prefix: String, at place: SourcePosition) throws(RDFSyntaxError) -> IRI {
        lexer.position += 1
        let (local, hasSpecial) = try lexer.readLocalName()
        guard let namespace = header.prefixes[prefix] else {
            throw lexer.error("the prefix '\(prefix):' is not declared; add '@prefix \(prefix): <…> .'", at: place)
        }
        let text = namespace + local
        return hasSpecial ? try check(text, at: place) : IRI(text)
    }

    /// An IRI in angle brackets, resolved against the base.
    mutating func parseIRIReference(_ what: String) throws(RDFSyntaxError) -> IRI {
        guard lexer.peek() == UInt8(ascii: "<") else { throw lexer.unexpected(what + " in angle brackets") }
        let place = lexer.place
        let text = try lexer.readIRIReference()
        guard let base = header.base else { return try check(text, at: place) }
        do {
            return try base.resolving(text)
        } catch {
            throw lexer.error(error.description, at: place)
        }
    }

    private func check(_ text: String, at place: SourcePosition) throws(RDFSyntaxError) -> IRI {
        do {
            return try IRI(checking: text)
        } catch {
            throw lexer.error(error.description, at: place)
        }
    }

    // MARK: Objects

    mutating func parseObject(depth: Int) throws(RDFSyntaxError) -> Term {
        switch lexer.peek() {
        case UInt8(ascii: "<") where lexer.peek(1) == UInt8(ascii: "<"):
            if lexer.peek(2) == UInt8(ascii: "(") { return try parseTripleTerm(depth: depth + 1) }
            return try parseReifiedTriple(depth: depth + 1)
        case UInt8(ascii: "["):
            if let node = try parseAnonymous() { return .blank(node) }
            return try parseBlankNodePropertyList(depth: depth + 1)
        case UInt8(ascii: "("):
            return try parseCollection(depth: depth + 1)
        default:
            return try parseSimpleTerm("an object")
        }
    }

    /// An IRI, a labelled blank node or a literal.
    private mutating func parseSimpleTerm(_ what: String) throws(RDFSyntaxError) -> Term {
        let byte = lexer.peek()
        switch byte {
        case UInt8(ascii: "<"), UInt8(ascii: ":"):
            return .iri(try parseIRI(what))
        case UInt8(ascii: "_"):
            return .blank(blankNodes.node(labelled: try lexer.readBlankNodeLabel()))
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            return .literal(try parseStringLiteral())
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return .literal(try lexer.readNumber())
        default:
            let place = lexer.place
            let word = try lexer.readWord()
            if lexer.peek() == UInt8(ascii: ":") { return .iri(try parsePrefixedName(word, at: place)) }
            if word == "true" || word == "false" {
                return .literal(Literal(word, datatype: Vocabulary.XSD.boolean))
            }
            if word.isEmpty { throw lexer.unexpected(what) }
            throw lexer.error("found the word '\(word)' where \(what) is expected; strings need quotes", at: place)
        }
    }

    private mutating func parseStringLiteral() throws(RDFSyntaxError) -> Literal {
        let text = try lexer.readString(allowingLong: true, allowingApostrophe: true)
        lexer.skipSpace()
        if lexer.peek() == UInt8(ascii: "@") {
            let (tag, direction) = try lexer.readLanguage()
            return Literal(text, language: tag, direction: direction)
        }
        guard lexer.skip("^^") else { return Literal(text) }
        lexer.skipSpace()
        let place = lexer.place
        let datatype = try parseIRI("the datatype")
        try lexer.checkDatatype(datatype, at: place)
        return Literal(text, datatype: datatype)
    }

    // MARK: Blank nodes and lists

    /// `[]`; nil, with the position unchanged, when a property list is next.
    mutating func parseAnonymous() throws(RDFSyntaxError) -> BlankNode? {
        let start = lexer.mark
        lexer.position += 1
        lexer.skipSpace()
        if lexer.skip(UInt8(ascii: "]")) { return blankNodes.fresh() }
        if !lexer.ranOut { lexer.goBack(to: start) }
        return nil
    }

    mutating func parseBlankNodePropertyList(depth: Int) throws(RDFSyntaxError) -> Term {
        try checkDepth(depth)
        lexer.position += 1
        let node = Term.blank(blankNodes.fresh())
        try parsePredicateObjectList(of: node, depth: depth)
        lexer.skipSpace()
        try lexer.expect(UInt8(ascii: "]"), "';', ',' or ']' after an object")
        return node
    }

    mutating func parseCollection(depth: Int) throws(RDFSyntaxError) -> Term {
        try checkDepth(depth)
        lexer.position += 1
        lexer.skipSpace()
        if lexer.skip(UInt8(ascii: ")")) { return .iri(Vocabulary.RDF.nil) }
        let head = Term.blank(blankNodes.fresh())
        var node = head
        while true {
            let place = lexer.place
            let member = try parseObject(depth: depth)
            pending.append(emit(node, Vocabulary.RDF.first, member, at: place))
            lexer.skipSpace()
            let end = lexer.place
            if lexer.skip(UInt8(ascii: ")")) {
                pending.append(emit(node, Vocabulary.RDF.rest, .iri(Vocabulary.RDF.nil), at: end))
                return head
            }
            let next = Term.blank(blankNodes.fresh())
            pending.append(emit(node, Vocabulary.RDF.rest, next, at: end))
            node = next
        }
    }

    // MARK: Triple terms (RDF 1.2)

    /// `<<( subject predicate object )>>`
    private mutating func parseTripleTerm(depth: Int) throws(RDFSyntaxError) -> Term {
        try checkDepth(depth)
        lexer.position += 3
        lexer.skipSpace()
        let subject = try parseNode("the subject of a triple term")
        let predicate = try parseVerb()
        lexer.skipSpace()
        let object: Term
        if lexer.peek() == UInt8(ascii: "<") && lexer.peek(1) == UInt8(ascii: "<") {
            guard lexer.peek(2) == UInt8(ascii: "(") else {
                throw lexer.error("a triple term cannot hold a reified triple; write '<<( … )>>'")
            }
            object = try parseTripleTerm(depth: depth + 1)
        } else if lexer.peek() == UInt8(ascii: "[") {
            object = try parseNode("the object of a triple term")
        } else {
            object = try parseSimpleTerm("the object of a triple term")
        }
        lexer.skipSpace()
        guard lexer.skip(")>>") else { throw lexer.unexpected("')>>' of a triple term") }
        return .triple(Triple(subject, predicate, object))
    }

    /// `<< subject predicate object ~ reifier >>`: the reifier, after its `rdf:reifies` statement.
    mutating func parseReifiedTriple(depth: Int) throws(RDFSyntaxError) -> Term {
        try checkDepth(depth)
        let place = lexer.place
        lexer.position += 2
        if lexer.peek() == UInt8(ascii: "(") {
            throw lexer.error("a triple term stands only as an object; a reified triple is '<< … >>'", at: place)
        }
        lexer.skipSpace()
        let subject = try parseReifiedPart("the subject of a reified triple", isObject: false, depth: depth)
        let predicate = try parseVerb()
        lexer.skipSpace()
        let object = try parseReifiedPart("the object of a reified triple", isObject: true, depth: depth)
        lexer.skipSpace()
        let hasReifier = lexer.peek() == UInt8(ascii: "~")
        let reifier = hasReifier ? try parseReifier() : .blank(blankNodes.fresh())
        lexer.skipSpace()
        guard lexer.skip(">>") else { throw lexer.unexpected("'>>' of a reified triple") }
        pending.append(
            emit(reifier, Vocabulary.RDF.reifies, .triple(Triple(subject, predicate, object)), at: place))
        return reifier
    }

    private mutating func parseReifiedPart(
        _ what: String, isObject: Bool, depth: Int
    ) throws(RDFSyntaxError) -> Term {
        if lexer.peek() == UInt8(ascii: "<") && lexer.peek(1) == UInt8(ascii: "<") {
            if isObject && lexer.peek(2) == UInt8(ascii: "(") { return try parseTripleTerm(depth: depth + 1) }
            return try parseReifiedTriple(depth: depth + 1)
        }
        if isObject && lexer.peek() != UInt8(ascii: "[") { return try parseSimpleTerm(what) }
        return try parseNode(what)
    }

    /// `~` and the name of the reifier; a new blank node when it has none.
    mutating func parseReifier() throws(RDFSyntaxError) -> Term {
        lexer.position += 1
        lexer.skipSpace()
        switch lexer.peek() {
        case UInt8(ascii: "_"), UInt8(ascii: "["), UInt8(ascii: "<"), UInt8(ascii: ":"):
            return try parseNode("a reifier")
        case let byte where CharacterClass.isLetter(byte) || (byte >= 0x80 && byte != Lexer.end):
            return try parseNode("a reifier")
        default:
            return .blank(blankNodes.fresh())
        }
    }

    /// An IRI, a labelled blank node or `[]`.
    private mutating func parseNode(_ what: String) throws(RDFSyntaxError) -> Term {
        switch lexer.peek() {
        case UInt8(ascii: "_"):
            return .blank(blankNodes.node(labelled: try lexer.readBlankNodeLabel()))
        case UInt8(ascii: "["):
            guard let node = try parseAnonymous() else {
                throw lexer.error("only '[]' can stand here, without properties")
            }
            return .blank(node)
        default:
            return .iri(try parseIRI(what))
        }
    }
}
