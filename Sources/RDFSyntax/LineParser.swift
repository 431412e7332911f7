// N-Triples and N-Quads 1.2: one statement a line, absolute IRIs only, no abbreviations.
import RDF

struct LineParser: StatementParser {
    var lexer: Lexer
    var pending: [(quad: Quad, place: SourcePosition)] = []
    var blankNodes: BlankNodeNames
    let header = DocumentHeader()
    private let hasGraphs: Bool

    init(_ lexer: consuming Lexer, hasGraphs: Bool, labels: BlankNodeLabels) {
        self.lexer = lexer
        self.hasGraphs = hasGraphs
        blankNodes = BlankNodeNames(labels, hasAnonymous: false)
    }

    mutating func parseStatement() throws(RDFSyntaxError) -> Bool {
        lexer.skipSpace()
        if lexer.isAtEnd { return false }
        if lexer.peek() == UInt8(ascii: "V") {
            try parseVersion()
        } else {
            try parseQuad()
        }
        skipBlanks()
        if lexer.peek() == UInt8(ascii: "#") { lexer.skipToLineEnd() }
        let next = lexer.peek()
        guard next == UInt8(ascii: "\n") || next == UInt8(ascii: "\r") || lexer.isAtEnd else {
            throw lexer.unexpected("the end of the line")
        }
        return true
    }

    private mutating func skipBlanks() {
        while lexer.peek() == UInt8(ascii: " ") || lexer.peek() == UInt8(ascii: "\t") { lexer.position += 1 }
    }

    private mutating func parseVersion() throws(RDFSyntaxError) {
        guard lexer.skip("VERSION") else { throw lexer.unexpected("a statement") }
        skipBlanks()
        _ = try lexer.readString(allowingLong: false, allowingApostrophe: true)
    }

    private mutating func parseQuad() throws(RDFSyntaxError) {
        let subject = try parseNode("a subject, an IRI or a blank node,")
        let predicate = try parsePredicate()
        skipBlanks()
        let place = lexer.place
        let object = try parseObject(depth: 0)
        skipBlanks()
        var graph: Term?
        if hasGraphs && lexer.peek() != UInt8(ascii: ".") {
            graph = try parseNode("a graph name or '.'")
            skipBlanks()
        }
        try lexer.expect(UInt8(ascii: "."), "'.' at the end of the statement")
        pending.append((Quad(subject, predicate, object, graph: graph), place))
    }

    private mutating func parseNode(_ what: String) throws(RDFSyntaxError) -> Term {
        switch lexer.peek() {
        case UInt8(ascii: "<"): return .iri(try parseIRI())
        case UInt8(ascii: "_"): return .blank(blankNodes.node(labelled: try lexer.readBlankNodeLabel()))
        default: throw lexer.unexpected(what)
        }
    }

    private mutating func parsePredicate() throws(RDFSyntaxError) -> IRI {
        skipBlanks()
        guard lexer.peek() == UInt8(ascii: "<") else { throw lexer.unexpected("a predicate in angle brackets") }
        return try parseIRI()
    }

    private mutating func parseIRI() throws(RDFSyntaxError) -> IRI {
        let place = lexer.place
        let text = try lexer.readIRIReference()
        do {
            return try IRI(checking: text)
        } catch {
            throw lexer.error(error.description, at: place)
        }
    }

    private mutating func parseObject(depth: Int) throws(RDFSyntaxError) -> Term {
        switch lexer.peek() {
        case UInt8(ascii: "<") where lexer.peek(1) == UInt8(ascii: "<"):
            return try parseTripleTerm(depth: depth + 1)
        case UInt8(ascii: "<"), UInt8(ascii: "_"):
            return try parseNode("an object")
        case UInt8(ascii: "\""):
            return .literal(try parseLiteral())
        default:
            throw lexer.unexpected("an object: an IRI, a blank node, a literal or a triple term")
        }
    }

    private mutating func parseTripleTerm(depth: Int) throws(RDFSyntaxError) -> Term {
        guard lexer.skip("<<(") else { throw lexer.error("a triple term begins with '<<(' and ends with ')>>'") }
        if depth > Limits.nesting { throw lexer.error("triple terms are nested more than \(Limits.nesting) deep") }
        skipBlanks()
        let subject = try parseNode("the subject of a triple term")
        let predicate = try parsePredicate()
        skipBlanks()
        let object = try parseObject(depth: depth)
        skipBlanks()
        guard lexer.skip(")>>") else { throw lexer.unexpected("')>>' of a triple term") }
        return .triple(Triple(subject, predicate, object))
    }

    private mutating func parseLiteral() throws(RDFSyntaxError) -> Literal {
        let text = try lexer.readString(allowingLong: false, allowingApostrophe: false)
        skipBlanks()
        if lexer.peek() == UInt8(ascii: "@") {
            let (tag, direction) = try lexer.readLanguage()
            return Literal(text, language: tag, direction: direction)
        }
        guard lexer.skip("^^") else { return Literal(text) }
        skipBlanks()
        guard lexer.peek() == UInt8(ascii: "<") else { throw lexer.unexpected("a datatype in angle brackets") }
        let place = lexer.place
        let datatype = try parseIRI()
        try lexer.checkDatatype(datatype, at: place)
        return Literal(text, datatype: datatype)
    }
}
