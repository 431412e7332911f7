// Turtle and TriG 1.2 by recursive descent, a method for each production of the grammar. The terms are in
// `TurtleParser+Terms.swift`; this file has directives, graphs and statements.
//
// Inside a TriG graph each triple statement is read on its own (`currentGraph` stays set between them), so a graph
// of any size streams.
import RDF

struct TurtleParser: StatementParser {
    var lexer: Lexer
    var pending: [(quad: Quad, place: SourcePosition)] = []
    var blankNodes: BlankNodeNames
    var header = DocumentHeader()
    private let hasGraphs: Bool
    /// The graph whose braces are open.
    private var openGraph: Term?
    private var isInBraces = false
    /// The graph that statements go to; set for good at the end of a statement that was read whole.
    private var nextGraph: (isInBraces: Bool, name: Term?) = (false, nil)

    init(_ lexer: consuming Lexer, hasGraphs: Bool, base: IRI?, labels: BlankNodeLabels) {
        self.lexer = lexer
        self.hasGraphs = hasGraphs
        header.base = base
        blankNodes = BlankNodeNames(labels, hasAnonymous: true)
    }

    mutating func parseStatement() throws(RDFSyntaxError) -> Bool {
        lexer.skipSpace()
        nextGraph = (isInBraces, openGraph)
        if isInBraces {
            try parseInsideBraces()
        } else {
            if lexer.isAtEnd { return false }
            if try !parseDirective() { try parseBlock() }
        }
        if !lexer.ranOut { (isInBraces, openGraph) = nextGraph }
        return true
    }

    func emit(_ subject: Term, _ predicate: IRI, _ object: Term, at place: SourcePosition) -> (Quad, SourcePosition) {
        (Quad(subject, predicate, object, graph: openGraph), place)
    }

    // MARK: Directives

    /// Reads a directive if one is next.
    private mutating func parseDirective() throws(RDFSyntaxError) -> Bool {
        if lexer.peek() == UInt8(ascii: "@") {
            if lexer.skip("@prefix") {
                try parsePrefix()
            } else if lexer.skip("@base") {
                try parseBase()
            } else if lexer.skip("@version") {
                try parseVersion()
            } else {
                throw lexer.error("a directive is '@prefix', '@base' or '@version'")
            }
            lexer.skipSpace()
            try lexer.expect(UInt8(ascii: "."), "'.' at the end of the directive")
            return true
        }
        if skipKeyword("PREFIX") {
            try parsePrefix()
        } else if skipKeyword("BASE") {
            try parseBase()
        } else if skipKeyword("VERSION") {
            try parseVersion()
        } else {
            return false
        }
        return true
    }

    /// Steps over a keyword in any case if it is next and is not the start of a name.
    private mutating func skipKeyword(_ keyword: StaticString) -> Bool {
        for offset in 0..<keyword.utf8CodeUnitCount where lexer.peek(offset) & 0xDF != keyword.utf8Start[offset] {
            return false
        }
        let next = lexer.peek(keyword.utf8CodeUnitCount)
        let isLonger =
            CharacterClass.isNameASCII(next) || next == UInt8(ascii: ":") || (next >= 0x80 && next != Lexer.end)
        if isLonger { return false }
        lexer.position += keyword.utf8CodeUnitCount
        return true
    }

    private mutating func parsePrefix() throws(RDFSyntaxError) {
        lexer.skipSpace()
        let name = try lexer.readWord()
        try lexer.expect(UInt8(ascii: ":"), "a prefix name and ':'")
        lexer.skipSpace()
        header.prefixes[name] = try parseIRIReference("the namespace IRI").string
    }

    private mutating func parseBase() throws(RDFSyntaxError) {
        lexer.skipSpace()
        header.base = try parseIRIReference("the base IRI")
    }

    private mutating func parseVersion() throws(RDFSyntaxError) {
        lexer.skipSpace()
        _ = try lexer.readString(allowingLong: false, allowingApostrophe: true)
    }

    // MARK: Graphs and statements

    /// A block of TriG or the triples of Turtle.
    private mutating func parseBlock() throws(RDFSyntaxError) {
        guard hasGraphs else { return try parseTriples(closing: nil) }
        if lexer.peek() == UInt8(ascii: "{") { return openBraces(nil) }
        if skipKeyword("GRAPH") {
            lexer.skipSpace()
            let name = try parseGraphName()
            lexer.skipSpace()
            if lexer.peek() != UInt8(ascii: "{") { throw lexer.unexpected("'{' of the graph") }
            return openBraces(name)
        }
        // A block that begins with a name is a graph or a statement; which one, the byte after the name decides.
        let start = lexer.mark
        let names = blankNodes.mark
        if lexer.peek() != UInt8(ascii: "(")
            && !(lexer.peek() == UInt8(ascii: "<") && lexer.peek(1) == UInt8(ascii: "<")),
            let name = try parseNameIfAny()
        {
            lexer.skipSpace()
            if lexer.peek() == UInt8(ascii: "{") { return openBraces(name) }
            let hasRunOut = lexer.ranOut
            if hasRunOut { return }
            lexer.goBack(to: start)
            blankNodes.goBack(to: names)
        }
        try parseTriples(closing: nil)
    }

    private mutating func openBraces(_ name: Term?) {
        lexer.position += 1
        nextGraph = (true, name)
    }

    /// The next statement of an open graph, or its end.
    private mutating func parseInsideBraces() throws(RDFSyntaxError) {
        if lexer.isAtEnd { throw lexer.unexpected("'}' of the graph") }
        if lexer.peek() != UInt8(ascii: "}") { try parseTriples(closing: UInt8(ascii: "}")) }
        lexer.skipSpace()
        if lexer.skip(UInt8(ascii: "}")) { nextGraph = (false, nil) }
    }

    private mutating func parseGraphName() throws(RDFSyntaxError) -> Term {
        guard let name = try parseNameIfAny() else { throw lexer.unexpected("the name of a graph") }
        return name
    }

    /// An IRI, a labelled blank node or `[]`; nil when something else is next.
    private mutating func parseNameIfAny() throws(RDFSyntaxError) -> Term? {
        switch lexer.peek() {
        case UInt8(ascii: "["): return try parseAnonymous().map { .blank($0) }
        case UInt8(ascii: "_"): return .blank(blankNodes.node(labelled: try lexer.readBlankNodeLabel()))
        default: return .iri(try parseIRI("an IRI, a blank node or a graph"))
        }
    }

    /// A statement and its '.'; before `closing` the '.' may be left out.
    private mutating func parseTriples(closing: UInt8?) throws(RDFSyntaxError) {
        var needsPredicates = true
        let subject: Term
        switch lexer.peek() {
        case UInt8(ascii: "["):
            if let node = try parseAnonymous() {
                subject = .blank(node)
            } else {
                subject = try parseBlankNodePropertyList(depth: 0)
                needsPredicates = false
            }
        case UInt8(ascii: "("):
            subject = try parseCollection(depth: 0)
        case UInt8(ascii: "<") where lexer.peek(1) == UInt8(ascii: "<"):
            subject = try parseReifiedTriple(depth: 0)
            needsPredicates = false
        case UInt8(ascii: "_"):
            subject = .blank(blankNodes.node(labelled: try lexer.readBlankNodeLabel()))
        default:
            subject = .iri(try parseIRI("a subject: an IRI, a blank node or a list"))
        }
        lexer.skipSpace()
        let isEnd = lexer.peek() == UInt8(ascii: ".") || (closing != nil && lexer.peek() == closing)
        if needsPredicates || !isEnd { try parsePredicateObjectList(of: subject, depth: 0) }
        lexer.skipSpace()
        if let closing, lexer.peek() == closing { return }
        try lexer.expect(UInt8(ascii: "."), "';', ',' or '.' after an object")
    }

    // MARK: Predicates and objects

    mutating func parsePredicateObjectList(of subject: Term, depth: Int) throws(RDFSyntaxError) {
        while true {
            let predicate = try parseVerb()
            repeat {
                lexer.skipSpace()
                let place = lexer.place
                let object = try parseObject(depth: depth)
                pending.append(emit(subject, predicate, object, at: place))
                try parseAnnotations(of: Triple(subject, predicate, object), at: place, depth: depth)
                lexer.skipSpace()
            } while lexer.skip(UInt8(ascii: ","))
            guard lexer.peek() == UInt8(ascii: ";") else { return }
            while lexer.skip(UInt8(ascii: ";")) { lexer.skipSpace() }
            switch lexer.peek() {
            case UInt8(ascii: "."), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "|"), Lexer.end: return
            default: continue
            }
        }
    }

    mutating func parseVerb() throws(RDFSyntaxError) -> IRI {
        lexer.skipSpace()
        if lexer.peek() == UInt8(ascii: "a") {
            let next = lexer.peek(1)
            let isName =
                CharacterClass.isNameASCII(next) || next == UInt8(ascii: ":") || next == UInt8(ascii: ".")
                || (next >= 0x80 && next != Lexer.end)
            if !isName {
                lexer.position += 1
                return Vocabulary.RDF.type
            }
        }
        return try parseIRI("a predicate: an IRI or 'a'")
    }

    /// Reifiers (`~ name`) and annotation blocks (`{| … |}`) after an object: each names the triple term of the
    /// statement by `rdf:reifies`; a block without a reifier before it speaks about a new one.
    private mutating func parseAnnotations(
        of triple: Triple, at place: SourcePosition, depth: Int
    ) throws(RDFSyntaxError) {
        var reifier: Term?
        while true {
            lexer.skipSpace()
            if lexer.peek() == UInt8(ascii: "~") {
                let node = try parseReifier()
                pending.append(emit(node, Vocabulary.RDF.reifies, .triple(triple), at: place))
                reifier = node
            } else if lexer.peek() == UInt8(ascii: "{") && lexer.peek(1) == UInt8(ascii: "|") {
                try checkDepth(depth + 1)
                lexer.position += 2
                let node = reifier ?? .blank(blankNodes.fresh())
                if reifier == nil { pending.append(emit(node, Vocabulary.RDF.reifies, .triple(triple), at: place)) }
                try parsePredicateObjectList(of: node, depth: depth + 1)
                lexer.skipSpace()
                guard lexer.skip("|}") else { throw lexer.unexpected("'|}' of the annotation") }
                reifier = nil
            } else {
                return
            }
        }
    }

    func checkDepth(_ depth: Int) throws(RDFSyntaxError) {
        if depth > Limits.nesting { throw lexer.error("brackets are nested more than \(Limits.nesting) deep") }
    }
}
