// Property paths (grammar productions 88 to 97 of SPARQL 1.1).
import RDF

extension Parser {
    /// Alternatives of sequences of path elements.
    mutating func parsePath() throws(SPARQLSyntaxError) -> PropertyPath {
        var path = try parsePathSequence()
        while isNext(.pipe) {
            let left = height
            try advance()
            path = .alternative(path, try parsePathSequence())
            try setHeight(above: left, height)
        }
        return path
    }

    private mutating func parsePathSequence() throws(SPARQLSyntaxError) -> PropertyPath {
        var path = try parsePathElement()
        while isNext(.slash) {
            let left = height
            try advance()
            path = .sequence(path, try parsePathElement())
            try setHeight(above: left, height)
        }
        return path
    }

    private mutating func parsePathElement() throws(SPARQLSyntaxError) -> PropertyPath {
        guard try skip(.caret) else { return try parseRepeatedPath() }
        let path = try parseRepeatedPath()
        try setHeight(above: height)
        return .inverse(path)
    }

    private mutating func parseRepeatedPath() throws(SPARQLSyntaxError) -> PropertyPath {
        let path = try parsePathPrimary()
        switch token.kind {
        case .question:
            try advance()
            try setHeight(above: height)
            return .zeroOrOne(path)
        case .star:
            try advance()
            try setHeight(above: height)
            return .zeroOrMore(path)
        case .plusSign where !isSignedNumberNext:
            try advance()
            try setHeight(above: height)
            return .oneOrMore(path)
        default: return path
        }
    }

    private mutating func parsePathPrimary() throws(SPARQLSyntaxError) -> PropertyPath {
        height = 1
        if try skip(.openParenthesis) {
            try enter()
            let path = try parsePath()
            try expect(.closeParenthesis, "')' at the end of a path")
            leave()
            return path
        }
        if try skip(.bang) { return try parseNegatedSet() }
        return .link(try parsePathLink())
    }

    private mutating func parsePathLink() throws(SPARQLSyntaxError) -> IRI {
        if try skip(.type) { return Vocabulary.RDF.type }
        guard isIRINext else { throw unexpected("an IRI of a path, 'a' or '('", [.type]) }
        return try parseIRI()
    }

    private mutating func parseNegatedSet() throws(SPARQLSyntaxError) -> PropertyPath {
        var forward: [IRI] = []
        var inverse: [IRI] = []
        guard try skip(.openParenthesis) else {
            try parseNegatedLink(&forward, &inverse)
            return .negatedPropertySet(forward: forward, inverse: inverse)
        }
        if try skip(.closeParenthesis) { return .negatedPropertySet(forward: [], inverse: []) }
        repeat { try parseNegatedLink(&forward, &inverse) } while try skip(.pipe)
        try expect(.closeParenthesis, "'|' or ')'")
        return .negatedPropertySet(forward: forward, inverse: inverse)
    }

    private mutating func parseNegatedLink(
        _ forward: inout [IRI], _ inverse: inout [IRI]
    ) throws(SPARQLSyntaxError) {
        if try skip(.caret) {
            inverse.append(try parsePathLink())
        } else {
            forward.append(try parsePathLink())
        }
    }
}
