// Single nodes of triples: variables, terms, blank nodes, collections, reified triples and triple terms (grammar
// productions 98 to 128 of SPARQL 1.2). Whatever a node says of itself goes to `group.triples`.
import Primitives
import RDF
import RDFSyntax

/// Where a node stands, which decides what it may be.
enum NodePlace {
    case subject, object
    case inReifiedTriple
    case inTripleTerm

    var mayHaveProperties: Bool { self == .subject || self == .object }
}

extension Parser {
    /// Whether a node of a triple is next.
    var isNodeNext: Bool {
        switch token.kind {
        case .variable, .iri, .prefixedName, .blankNodeLabel, .openBracket, .openParenthesis, .openReifiedTriple,
            .openTripleTerm:
            true
        default: isLiteralNext
        }
    }

    /// A subject, and whether it says something of itself and so may stand without a property list.
    mutating func parseSubject() throws(SPARQLSyntaxError) -> (node: TermPattern, isComplete: Bool) {
        var ahead = lexer
        let isComplete =
            switch token.kind {
            case .openReifiedTriple: true
            case .openBracket: try ahead.next().kind != .closeBracket
            case .openParenthesis: try ahead.next().kind != .closeParenthesis
            default: false
            }
        return (try parseNode(.subject), isComplete)
    }

    mutating func parseNode(_ place: NodePlace) throws(SPARQLSyntaxError) -> TermPattern {
        switch token.kind {
        case .variable: return try parseVariableNode()
        case .iri, .prefixedName:
            if context == .pattern, place.mayHaveProperties { namedNodes.append(token.start) }
            return .term(.iri(try parseIRI()))
        case .blankNodeLabel: return try parseLabel()
        case .openBracket: return try parseBracket(place)
        case .openParenthesis where place.mayHaveProperties: return try parseCollection()
        case .openReifiedTriple where place != .inTripleTerm: return try parseReifiedTriple()
        case .openTripleTerm: return try parseTripleTerm()
        default:
            guard isLiteralNext else {
                throw unexpected(
                    place == .subject ? "the subject of a triple (a term or a variable)" : "a term or a variable")
            }
            if place == .subject && context == .insertData {
                throw error("a literal cannot be the subject of a triple that is inserted", at: token.start)
            }
            return .term(.literal(try parseLiteral()))
        }
    }

    /// The variable that is next, which comes into scope.
    mutating func parseVariableNode() throws(SPARQLSyntaxError) -> TermPattern {
        if !context.hasVariables {
            throw error(
                "\(context.name) cannot hold variables", at: token.start,
                fix: "write \(context == .insertData ? "INSERT" : "DELETE") { … } WHERE { … }")
        }
        let number = try parseVariable()
        group.scope.insert(number)
        return .variable(variables.variables[number])
    }

    /// An IRI or a variable, as GRAPH and SERVICE have it.
    mutating func parseVariableOrIRI() throws(SPARQLSyntaxError) -> TermPattern {
        if isNext(.variable) { return try parseVariableNode() }
        guard isIRINext else { throw unexpected("an IRI or a variable") }
        return .term(.iri(try parseIRI()))
    }

    // MARK: Blank nodes

    private mutating func parseLabel() throws(SPARQLSyntaxError) -> TermPattern {
        let token = token
        try checkBlankNodesAllowed()
        let label = lexer.text(token.start + 2, token.end)
        if context == .insertData && usedLabels.contains(label) {
            throw error("the blank node label '_:\(label)' belongs to an earlier INSERT DATA", at: token.start)
        }
        try advance()
        let block = context == .pattern ? block : 0
        guard let number = labels.number(of: label, block: block, next: &nextHidden) else {
            throw error(
                "the blank node label '_:\(label)' is used in two basic graph patterns", at: token.start,
                fix: "use a variable to join them")
        }
        return blankNode(number)
    }

    private func checkBlankNodesAllowed() throws(SPARQLSyntaxError) {
        if !context.hasBlankNodes {
            throw error(
                "\(context.name) cannot hold blank nodes", at: token.start,
                fix: "name the node by a variable in DELETE { … } WHERE { … }")
        }
    }

    /// A blank node without a label.
    mutating func freshNode() throws(SPARQLSyntaxError) -> TermPattern {
        try checkBlankNodesAllowed()
        nextHidden += 1
        return blankNode(nextHidden - 1)
    }

    private func blankNode(_ number: Int) -> TermPattern {
        context.isPattern ? .variable(Variable(hidden: number)) : .term(.blank(BlankNode(hidden: number)))
    }

    /// `[]`, or `[…]` with a property list.
    private mutating func parseBracket(_ place: NodePlace) throws(SPARQLSyntaxError) -> TermPattern {
        let node = try freshNode()
        try enter()
        try advance()
        if place.mayHaveProperties && !isNext(.closeBracket) { try parsePropertyList(of: node) }
        try expect(.closeBracket, "']'")
        leave()
        return node
    }

    /// `(…)`, an RDF list.
    private mutating func parseCollection() throws(SPARQLSyntaxError) -> TermPattern {
        try enter()
        try advance()
        let end = TermPattern.term(.iri(Vocabulary.RDF.nil))
        var head = end
        var cell: TermPattern?
        while !isNext(.closeParenthesis) {
            let next = try freshNode()
            if let cell {
                group.triples.append(TriplePattern(cell, .term(.iri(Vocabulary.RDF.rest)), next))
            } else {
                head = next
            }
            let member = try parseNode(.object)
            group.triples.append(TriplePattern(next, .term(.iri(Vocabulary.RDF.first)), member))
            cell = next
        }
        try advance()
        if let cell { group.triples.append(TriplePattern(cell, .term(.iri(Vocabulary.RDF.rest)), end)) }
        leave()
        return head
    }

    // MARK: Triples as nodes

    /// `<<( s p o )>>`.
    private mutating func parseTripleTerm() throws(SPARQLSyntaxError) -> TermPattern {
        try enter()
        try advance()
        let triple = try parseTripleParts(.inTripleTerm)
        try expect(.closeTripleTerm, "')>>'")
        leave()
        return TermPattern(tripleTerm: triple)
    }

    /// `<< s p o ~ r >>`: the node that reifies the triple.
    private mutating func parseReifiedTriple() throws(SPARQLSyntaxError) -> TermPattern {
        try enter()
        try advance()
        let triple = try parseTripleParts(.inReifiedTriple)
        let reifier = try skip(.tilde) ? parseReifier() : freshNode()
        try expect(.closeReifiedTriple, "'>>'")
        leave()
        emitReification(of: triple, by: reifier)
        return reifier
    }

    private mutating func parseTripleParts(_ place: NodePlace) throws(SPARQLSyntaxError) -> TriplePattern {
        let subject = try parseNode(place)
        let predicate = try parseSimpleVerb()
        return TriplePattern(subject, predicate, try parseNode(place))
    }

    /// The name after '~', or a new node where there is none.
    mutating func parseReifier() throws(SPARQLSyntaxError) -> TermPattern {
        switch token.kind {
        case .variable, .iri, .prefixedName, .blankNodeLabel, .openBracket: return try parseNode(.inTripleTerm)
        default: return try freshNode()
        }
    }

    mutating func emitReification(of triple: TriplePattern, by reifier: TermPattern) {
        let term = TermPattern(tripleTerm: triple)
        group.triples.append(TriplePattern(reifier, .term(.iri(Vocabulary.RDF.reifies)), term))
    }

    /// The triple terms of VALUES: no variables, no blank nodes.
    mutating func parseGroundTripleTerm() throws(SPARQLSyntaxError) -> Triple {
        try enter()
        try advance()
        let subject = Term.iri(try parseIRI())
        let isType = try skip(.type)
        let predicate = isType ? Vocabulary.RDF.type : try parseIRI()
        let object: Term
        if isNext(.openTripleTerm) {
            object = .triple(try parseGroundTripleTerm())
        } else {
            object = isIRINext ? .iri(try parseIRI()) : .literal(try parseLiteral())
        }
        try expect(.closeTripleTerm, "')>>'")
        leave()
        return Triple(subject, predicate, object)
    }
}

extension TermPattern {
    /// A triple term; a `term` when nothing in it varies.
    init(tripleTerm triple: TriplePattern) {
        if let subject = triple.subject.term, let predicate = triple.predicate.iri, let object = triple.object.term {
            self = .term(.triple(Triple(subject, predicate, object)))
        } else {
            self = .triple(triple)
        }
    }
}

extension BlankNode {
    /// The node of a number in a template or in data.
    init(hidden number: Int) {
        self.init("b\(number)")
    }
}
