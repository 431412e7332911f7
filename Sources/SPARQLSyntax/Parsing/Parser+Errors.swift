// What the parser says when the next token is not what the grammar wants.
import RDF

extension Parser {
    /// An error that names what stands here instead of `what`; `candidates` are keywords that it may be a slip for.
    func unexpected(_ what: String, _ candidates: [Keyword] = []) -> SPARQLSyntaxError {
        lexer.error(
            "found \(tokenName)", at: token.start, expected: what, fix: fix(for: what, candidates))
    }

    /// An error about something that was read, at a place before the next token.
    func error(_ message: String, at position: Int, fix: String? = nil) -> SPARQLSyntaxError {
        lexer.error(message, at: position, fix: fix)
    }

    private var tokenName: String {
        if token.kind == .end { return "the end of the text" }
        let text = lexer.text(token)
        return text.unicodeScalars.count > 40 ? "'\(String(text.unicodeScalars.prefix(40)))…'" : "'\(text)'"
    }

    private func fix(for what: String, _ candidates: [Keyword]) -> String? {
        switch token.kind {
        case .word where token.keyword == nil && token.builtin == nil:
            let word = lexer.text(token)
            let known = candidates.isEmpty ? Keyword.allCases : candidates
            if let near = Spelling.nearest(to: word, in: known.map(\.rawValue)) { return "did you mean \(near)?" }
            if candidates.isEmpty, let near = Spelling.nearest(to: word, in: Builtin.allCases.map(\.rawValue)) {
                return "did you mean \(near)?"
            }
            return what.contains("variable") ? "a variable is written ?\(word), a prefixed name \(word):name" : nil
        case .less where what.contains("IRI") || what.contains("term"):
            return "an IRI ends with '>' and holds no spaces, quotes or braces"
        case .iri where what.contains("operator"): return "put a space after '<' if it is meant to compare"
        case .equal where lexer.bytes[token.end] == UInt8(ascii: "="): return "equality is written with one '='"
        case .end:
            if what.hasPrefix("'}'") { return "close the group with '}'" }
            return what.hasPrefix("')'") ? "close the bracket with ')'" : nil
        default: return nil
        }
    }

    /// A prefix that was not declared.
    func undeclaredPrefix(_ name: String, at position: Int) -> SPARQLSyntaxError {
        let message = "the prefix '\(name):' is not declared"
        if let namespace = WellKnownPrefixes.namespaces[name] {
            return error(message, at: position, fix: "add PREFIX \(name): <\(namespace)>")
        }
        if let near = Spelling.nearest(to: name, in: prefixes.names) {
            return error(message, at: position, fix: "did you mean '\(near):'?")
        }
        let declared = prefixes.names.map { $0 + ":" }.joined(separator: ", ")
        let known = declared.isEmpty ? "" : " (declared are \(declared))"
        return error(message, at: position, fix: "add PREFIX \(name): <…>\(known)")
    }
}

/// Namespaces that everyone means by their prefix.
enum WellKnownPrefixes {
    static let namespaces: [String: String] = [
        "rdf": Vocabulary.rdf.iri, "rdfs": Vocabulary.rdfs.iri, "xsd": Vocabulary.xsd.iri, "owl": Vocabulary.owl.iri,
        "skos": Vocabulary.skos.iri, "dcterms": Vocabulary.dcterms.iri, "prov": Vocabulary.prov.iri,
        "sh": Vocabulary.sh.iri, "foaf": "http://xmlns.com/foaf/0.1/",
    ]
}
