// Terms as queries write them: prefixed names, bare numbers and booleans where they read back the same, byte for byte.
import RDF
import RDFSyntax

struct TermText {
    let prefixes: Prefixes
    /// Nil where labels are written as they are.
    var blankNodes: BlankNodeNames?

    func write(_ term: Term) -> String {
        switch term {
        case .iri(let iri): write(iri)
        case .blank(let node): "_:" + (blankNodes?.name(ofNode: node.label) ?? node.label)
        case .literal(let literal): write(literal)
        case .triple(let triple):
            "<<( \(write(triple.subject)) \(write(triple.predicate)) \(write(triple.object)) )>>"
        }
    }

    func write(_ iri: IRI) -> String {
        guard let (name, local) = prefixes.split(iri), isLocalName(local) else { return iri.description }
        return name + ":" + local
    }

    func write(_ literal: Literal) -> String {
        if isBare(literal) { return literal.lexicalForm }
        var text = ""
        NTriplesNotation.writeQuoted(literal.lexicalForm, to: &text)
        if let language = literal.language {
            text += "@" + language + (literal.direction.map { "--" + $0.rawValue } ?? "")
        } else if literal.datatype != Vocabulary.XSD.string {
            text += "^^" + write(literal.datatype)
        }
        return text
    }

    /// A variable; a hidden one is a blank node.
    func write(_ variable: Variable) -> String {
        guard variable.isHidden else { return "?" + variable.name }
        let number = variable.name.dropFirst()
        return "_:" + (blankNodes?.name(ofHidden: String(number)) ?? "b" + number)
    }

    /// Whether a text needs no escape as the local part of a prefixed name (ASCII names only).
    private func isLocalName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last else { return true }
        return first != UInt8(ascii: "-") && first != UInt8(ascii: ".") && last != UInt8(ascii: ".")
            && text.utf8.allSatisfy { CharacterClass.isNameASCII($0) || $0 == UInt8(ascii: ".") }
    }

    /// Whether the literal reads back the same without quotes.
    private func isBare(_ literal: Literal) -> Bool {
        guard literal.language == nil else { return false }
        let form = literal.lexicalForm
        if literal.datatype == Vocabulary.XSD.boolean { return form == "true" || form == "false" }
        let kind: Token.Kind
        switch literal.datatype {
        case Vocabulary.XSD.integer: kind = .integer
        case Vocabulary.XSD.decimal: kind = .decimal
        case Vocabulary.XSD.double: kind = .double
        default: return false
        }
        let isSigned = form.utf8.first == UInt8(ascii: "-") || form.utf8.first == UInt8(ascii: "+")
        let unsigned = form.utf8.dropFirst(isSigned ? 1 : 0)
        guard unsigned.allSatisfy({ $0 > 0x20 && $0 != UInt8(ascii: "#") }) else { return false }
        var lexer = Lexer(unsigned, source: nil)
        return (try? lexer.next())?.kind == kind && lexer.position == unsigned.count
    }
}

/// Labels by the order in which a text mentions its blank nodes, so that equal requests have equal texts.
final class BlankNodeNames {
    private enum Source: Hashable {
        case node(String)
        case hidden(String)
    }

    private var names: [Source: String] = [:]

    func name(ofNode label: String) -> String { name(.node(label)) }

    /// The label of a hidden variable, which is no node of a template even where the numbers are the same.
    func name(ofHidden number: String) -> String { name(.hidden(number)) }

    private func name(_ source: Source) -> String {
        if let name = names[source] { return name }
        let name = "b\(names.count)"
        names[source] = name
        return name
    }
}
