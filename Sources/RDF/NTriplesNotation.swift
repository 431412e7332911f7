// Terms in canonical N-Triples (RDF 1.2 N-Triples, section "Canonical form"): the one text form that stands for a term
// in messages, files and digests. Only what must be escaped is escaped; everything else is UTF-8 as it is.
import Primitives

/// Writes terms in canonical N-Triples.
public enum NTriplesNotation {
    public static func write(_ term: Term, to text: inout String) {
        switch term {
        case .iri(let iri): write(iri, to: &text)
        case .blank(let node):
            text += "_:"
            text += node.label
        case .literal(let literal): write(literal, to: &text)
        case .triple(let triple):
            text += "<<( "
            write(triple, to: &text)
            text += " )>>"
        }
    }

    public static func write(_ iri: IRI, to text: inout String) {
        text += "<"
        text += iri.string
        text += ">"
    }

    public static func write(_ literal: Literal, to text: inout String) {
        writeQuoted(literal.lexicalForm, to: &text)
        if let language = literal.language {
            text += "@"
            text += language
            if let direction = literal.direction { text += "--" + direction.rawValue }
        } else if !literal.isString {
            text += "^^"
            write(literal.datatype, to: &text)
        }
    }

    public static func write(_ triple: Triple, to text: inout String) {
        write(triple.subject, to: &text)
        text += " "
        write(triple.predicate, to: &text)
        text += " "
        write(triple.object, to: &text)
    }

    /// One line of N-Triples or N-Quads with its full stop and line feed.
    public static func writeLine(_ quad: Quad, to text: inout String) {
        write(quad.triple, to: &text)
        if let graph = quad.graph {
            text += " "
            write(graph, to: &text)
        }
        text += " .\n"
    }

    /// A string in double quotes with the escapes of the canonical form.
    public static func writeQuoted(_ string: String, to text: inout String) {
        text += "\""
        if string.withBytes({ $0.allSatisfy { !needsEscape($0) && $0 < 0x7F } }) {
            text += string
        } else {
            for scalar in string.unicodeScalars { text += escape(scalar) ?? String(scalar) }
        }
        text += "\""
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        case "\u{8}": return "\\b"
        case "\u{C}": return "\\f"
        default:
            // Control characters, DELETE and the non-characters at the end of the basic plane.
            guard scalar.value < 0x20 || scalar.value == 0x7F || scalar.value == 0xFFFE || scalar.value == 0xFFFF
            else { return nil }
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
    }
}
