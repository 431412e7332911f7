// SPARQL 1.2 Query Results XML Format.
import RDF

extension ResultWriter {
    static let xmlHead =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sparql xmlns=\"http://www.w3.org/2005/sparql-results#\""
        + " xmlns:its=\"http://www.w3.org/2005/11/its\" its:version=\"2.0\">\n"

    mutating func beginXML() {
        append(Self.xmlHead + "<head>")
        for name in names { append("<variable name=\"\(Self.escapedXML(name))\"/>") }
        append("</head>\n<results>\n")
    }

    mutating func writeXML(_ row: [Term?]) {
        append("<result>")
        for (name, term) in zip(names, row) {
            guard let term else { continue }
            append("<binding name=\"\(Self.escapedXML(name))\">")
            appendXML(term)
            append("</binding>")
        }
        append("</result>\n")
    }

    private mutating func appendXML(_ term: Term) {
        switch term {
        case .iri(let iri): append("<uri>\(Self.escapedXML(iri.string))</uri>")
        case .blank(let node): append("<bnode>\(Self.escapedXML(node.label))</bnode>")
        case .literal(let literal):
            append("<literal")
            if let language = literal.language {
                append(" xml:lang=\"\(Self.escapedXML(language))\"")
                if let direction = literal.direction { append(" its:dir=\"\(direction.rawValue)\"") }
            } else if !literal.isString {
                append(" datatype=\"\(Self.escapedXML(literal.datatype.string))\"")
            }
            append(">\(Self.escapedXML(literal.lexicalForm))</literal>")
        case .triple(let triple):
            append("<triple><subject>")
            appendXML(triple.subject)
            append("</subject><predicate>")
            appendXML(.iri(triple.predicate))
            append("</predicate><object>")
            appendXML(triple.object)
            append("</object></triple>")
        }
    }

    /// Characters that XML cannot hold at all become the replacement character: a reader would refuse the document.
    private static func escapedXML(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\r": escaped += "&#xD;"
            case "\n": escaped += "&#xA;"
            case "\t": escaped += "&#x9;"
            default:
                let isAllowed = scalar.value >= 0x20 && scalar.value != 0xFFFE && scalar.value != 0xFFFF
                escaped.unicodeScalars.append(isAllowed ? scalar : "\u{FFFD}")
            }
        }
        return escaped
    }
}
