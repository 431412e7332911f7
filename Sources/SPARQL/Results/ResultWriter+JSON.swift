// SPARQL 1.2 Query Results JSON Format.
import Primitives
import RDF

extension ResultWriter {
    mutating func beginJSON() {
        append("{ \"head\": { \"vars\": [")
        for (index, name) in names.enumerated() {
            append(index > 0 ? ", " : " ")
            appendJSON(name)
        }
        append(names.isEmpty ? "] },\n" : " ] },\n")
        append("  \"results\": { \"bindings\": [")
    }

    mutating func writeJSON(_ row: [Term?]) {
        append(isFirstRow ? "\n    {" : ",\n    {")
        var isFirst = true
        for (name, term) in zip(names, row) {
            guard let term else { continue }
            append(isFirst ? " " : ", ")
            isFirst = false
            appendJSON(name)
            append(": ")
            appendJSON(term)
        }
        append(" }")
    }

    private mutating func appendJSON(_ term: Term) {
        switch term {
        case .iri(let iri):
            append("{ \"type\": \"uri\", \"value\": ")
            appendJSON(iri.string)
        case .blank(let node):
            append("{ \"type\": \"bnode\", \"value\": ")
            appendJSON(node.label)
        case .literal(let literal):
            append("{ \"type\": \"literal\", \"value\": ")
            appendJSON(literal.lexicalForm)
            if let language = literal.language {
                append(", \"xml:lang\": ")
                appendJSON(language)
                if let direction = literal.direction { append(", \"its:dir\": \"\(direction.rawValue)\"") }
            } else if !literal.isString {
                append(", \"datatype\": ")
                appendJSON(literal.datatype.string)
            }
        case .triple(let triple):
            append("{ \"type\": \"triple\", \"value\": { \"subject\": ")
            appendJSON(triple.subject)
            append(", \"predicate\": ")
            appendJSON(.iri(triple.predicate))
            append(", \"object\": ")
            appendJSON(triple.object)
            append(" }")
        }
        append(" }")
    }

    private mutating func appendJSON(_ text: String) {
        append("\"")
        text.withBytes { input in
            for byte in input {
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
                case 0x0A: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
                case 0x0D: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
                case 0x09: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
                case 0..<0x20:
                    let digits = String(byte, radix: 16)
                    bytes.append(contentsOf: "\\u00\(byte < 16 ? "0" : "")\(digits)".utf8)
                default: bytes.append(byte)
                }
            }
        }
        append("\"")
    }
}
