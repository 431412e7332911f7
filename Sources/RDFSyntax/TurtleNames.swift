// How single terms are written in Turtle: prefixed names, IRIs relative to the base, bare numbers, long strings. A
// short form is used only where it reads back as the same term, byte for byte.
import Primitives
import RDF

struct TurtleNames {
    private let prefixes: Prefixes
    private let base: IRI?

    init(_ prefixes: Prefixes, _ base: IRI?) {
        self.prefixes = prefixes
        self.base = base
    }

    /// `@base` and the `@prefix` lines of the prefixes that are used to write these terms.
    func declarations(usedIn terms: some Sequence<Term>) -> String {
        var used: Set<String> = []
        for term in terms { notePrefixes(of: term, in: &used) }
        return declarations { used.contains($0) }
    }

    /// `@base` and the `@prefix` lines of all prefixes.
    var declarations: String { declarations { _ in true } }

    private func declarations(_ isUsed: (String) -> Bool) -> String {
        var text = base.map { "@base <\($0.string)> .\n" } ?? ""
        for (name, namespace) in prefixes.sorted where isUsed(name) { text += "@prefix \(name): <\(namespace)> .\n" }
        return text
    }

    private func notePrefixes(of term: Term, in used: inout Set<String>) {
        func note(_ iri: IRI) {
            if relative(iri) == nil, let name = prefixed(iri)?.name { used.insert(name) }
        }
        switch term {
        case .iri(let iri): note(iri)
        case .literal(let literal):
            if literal.language == nil && !literal.isString && !isBare(literal) {
                note(literal.datatype)
            }
        case .triple(let triple):
            note(triple.predicate)
            notePrefixes(of: triple.subject, in: &used)
            notePrefixes(of: triple.object, in: &used)
        case .blank: break
        }
    }

    func write(_ term: Term) -> String {
        switch term {
        case .iri(let iri): write(iri)
        case .blank(let node): "_:" + node.label
        case .literal(let literal): write(literal)
        case .triple(let triple):
            "<<( \(write(triple.subject)) \(write(triple.predicate)) \(write(triple.object)) )>>"
        }
    }

    func write(_ iri: IRI) -> String {
        if let relative = relative(iri) { return relative }
        if let (name, local) = prefixed(iri) { return name + ":" + local }
        return iri.description
    }

    /// `<>` or `<#fragment>` when the IRI is the base or a part of it.
    private func relative(_ iri: IRI) -> String? {
        guard let base, iri.string.utf8.starts(with: base.string.utf8),
            !base.string.utf8.contains(UInt8(ascii: "#"))
        else { return nil }
        let rest = iri.string.utf8.dropFirst(base.string.utf8.count)
        return rest.isEmpty || rest.first == UInt8(ascii: "#") ? "<\(Substring(rest))>" : nil
    }

    private func prefixed(_ iri: IRI) -> (name: String, local: Substring)? {
        guard let split = prefixes.split(iri), isLocalName(split.local) else { return nil }
        return split
    }

    /// Whether a text needs no escape as the local part of a prefixed name (ASCII names only).
    private func isLocalName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last else { return true }
        return first != UInt8(ascii: "-") && first != UInt8(ascii: ".") && last != UInt8(ascii: ".")
            && text.utf8.allSatisfy {
                CharacterClass.isNameASCII($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":")
            }
    }

    /// The predicate `rdf:type` has a word of its own.
    func writePredicate(_ predicate: IRI) -> String {
        predicate == Vocabulary.RDF.type ? "a" : write(predicate)
    }

    private func write(_ literal: Literal) -> String {
        if isBare(literal) { return literal.lexicalForm }
        var text = ""
        if literal.lexicalForm.utf8.contains(UInt8(ascii: "\n")) {
            text = longString(literal.lexicalForm)
        } else {
            NTriplesNotation.writeQuoted(literal.lexicalForm, to: &text)
        }
        if let language = literal.language {
            text += "@" + language + (literal.direction.map { "--" + $0.rawValue } ?? "")
        } else if !literal.isString {
            text += "^^" + write(literal.datatype)
        }
        return text
    }

    private func longString(_ string: String) -> String {
        var text = ""
        NTriplesNotation.writeQuoted(string, to: &text)
        let pieces = text.split(separator: "\\n", omittingEmptySubsequences: false)
        // A backslash that is itself escaped before an 'n' is no line feed: then the short form stays.
        if text.contains("\\\\n") { return text }
        return "\"\"" + pieces.joined(separator: "\n") + "\"\""
    }

    /// Whether the literal reads back the same without quotes.
    private func isBare(_ literal: Literal) -> Bool {
        guard literal.language == nil else { return false }
        if literal.datatype == Vocabulary.XSD.boolean {
            return literal.lexicalForm == "true" || literal.lexicalForm == "false"
        }
        let isNumber = [Vocabulary.XSD.integer, Vocabulary.XSD.decimal, Vocabulary.XSD.double]
            .contains(literal.datatype)
        guard isNumber else { return false }
        var lexer = Lexer(Array(literal.lexicalForm.utf8))
        return (try? lexer.readNumber()) == literal && lexer.isAtEnd
    }
}
