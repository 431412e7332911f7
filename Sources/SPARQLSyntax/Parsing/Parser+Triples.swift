// Triples with their property lists and annotations (grammar productions 75 to 97 of SPARQL 1.2).
import RDF

/// What stands between subject and object.
enum Verb {
    case simple(TermPattern)
    case path(PropertyPath)
}

extension Parser {
    /// Triples with full stops between them. Leaves the next token where no triple can go on.
    mutating func parseTriples() throws(SPARQLSyntaxError) {
        while isNodeNext {
            let (subject, isComplete) = try parseSubject()
            if !isComplete || isVerbNext { try parsePropertyList(of: subject) }
            guard try skip(.dot) else {
                if isNodeNext { throw unexpected("'.', ';' or ',' after a triple") }
                return
            }
        }
    }

    /// Whether a predicate or a path is next.
    private var isVerbNext: Bool {
        switch token.kind {
        case .variable, .iri, .prefixedName: true
        case .word: isNext(.type)
        case .caret, .bang, .openParenthesis: context.hasPaths
        default: false
        }
    }

    /// Verbs and objects of a subject.
    mutating func parsePropertyList(of subject: TermPattern) throws(SPARQLSyntaxError) {
        while true {
            let position = token.start
            let verb = try parseVerb()
            repeat {
                let object = try parseNode(.object)
                if context == .pattern, case .simple(let predicate) = verb, predicate.iri == LabelSearch.property {
                    try emitSearch(subject, object, at: position)
                } else {
                    try emit(subject, verb, object)
                }
                try parseAnnotations(subject, verb, object, at: position)
            } while try skip(.comma)
            guard try skip(.semicolon) else { return }
            while try skip(.semicolon) {}
            guard isVerbNext else { return }
        }
    }

    private mutating func parseVerb() throws(SPARQLSyntaxError) -> Verb {
        guard context.hasPaths && !isNext(.variable) else { return .simple(try parseSimpleVerb()) }
        guard isVerbNext else { throw unexpected("a predicate: an IRI, a variable, 'a' or a path", [.type]) }
        let path = try parsePath()
        if case .link(let iri) = path { return .simple(.term(.iri(iri))) }
        return .path(path)
    }

    /// A predicate that is no path.
    mutating func parseSimpleVerb() throws(SPARQLSyntaxError) -> TermPattern {
        if isNext(.variable) { return try parseVariableNode() }
        if try skip(.type) { return .term(.iri(Vocabulary.RDF.type)) }
        guard isIRINext else { throw unexpected("a predicate: an IRI, a variable or 'a'", [.type]) }
        return .term(.iri(try parseIRI()))
    }

    // MARK: Annotations

    /// `~ r` and `{| … |}` behind an object.
    private mutating func parseAnnotations(
        _ subject: TermPattern, _ verb: Verb, _ object: TermPattern, at position: Int
    ) throws(SPARQLSyntaxError) {
        guard isNext(.tilde) || isNext(.openAnnotation) else { return }
        guard case .simple(let predicate) = verb else {
            throw error(
                "a path cannot be annotated", at: position,
                fix: "annotate a triple whose predicate is an IRI or variable")
        }
        let triple = TriplePattern(subject, predicate, object)
        var named: TermPattern?
        while true {
            if try skip(.tilde) {
                let reifier = try parseReifier()
                emitReification(of: triple, by: reifier)
                named = reifier
            } else if isNext(.openAnnotation) {
                try enter()
                let reifier: TermPattern
                if let named {
                    reifier = named
                } else {
                    reifier = try freshNode()
                    emitReification(of: triple, by: reifier)
                }
                named = nil
                try advance()
                try parsePropertyList(of: reifier)
                try expect(.closeAnnotation, "'|}'")
                leave()
            } else {
                return
            }
        }
    }

    // MARK: Output

    private mutating func emit(
        _ subject: TermPattern, _ verb: Verb, _ object: TermPattern
    ) throws(SPARQLSyntaxError) {
        switch verb {
        case .simple(let predicate):
            if group.triples.isEmpty { group.triples.reserveCapacity(4) }
            group.triples.append(TriplePattern(subject, predicate, object))
        case .path(let path): try emit(subject, path, object)
        }
    }

    /// Section 18.2.2.4: links, their inverses and sequences become triples joined by hidden variables; what is more
    /// stays a path.
    private mutating func emit(
        _ subject: TermPattern, _ path: PropertyPath, _ object: TermPattern
    ) throws(SPARQLSyntaxError) {
        switch path {
        case .link(let iri): group.triples.append(TriplePattern(subject, .term(.iri(iri)), object))
        case .inverse(let path): try emit(object, path, subject)
        case .sequence(let first, let second):
            let middle = TermPattern.variable(freshVariable())
            try emit(subject, first, middle)
            try emit(middle, second, object)
        case .alternative, .zeroOrMore, .oneOrMore, .zeroOrOne, .negatedPropertySet:
            try closeBasicPattern()
            try join(.path(subject: subject, path, object: object), 1)
        }
    }
}
