// RDF/XML 1.2, one description for each subject, sorted. Not every graph has an RDF/XML form: a predicate must end in
// an XML name, and a text must hold only characters that XML allows.
import Primitives
import RDF

/// Why statements cannot be written in a format.
public struct RDFWriteError: Error, Hashable, Sendable, CustomStringConvertible {
    public let message: String
    public var description: String { "cannot be written as RDF/XML: \(message); use Turtle instead" }
}

struct XMLWriter {
    private var prefixes: [(name: String, namespace: String)]
    private var text = ""
    private var declaresInline = false

    init(_ prefixes: Prefixes) {
        self.prefixes = prefixes.sorted.filter { $0.name.isXMLName && $0.name != "rdf" && $0.name != "its" }
    }

    mutating func document(_ triples: some Sequence<Triple>) throws(RDFWriteError) -> String {
        let subjects = Dictionary(grouping: Set(triples), by: \.subject)
        for subject in subjects.keys.sorted() {
            try writeDescription(subject, subjects[subject] ?? [], indent: "  ")
        }
        return try head() + text + "</rdf:RDF>\n"
    }

    private func head() throws(RDFWriteError) -> String {
        var head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF xmlns:rdf=\"\(Vocabulary.rdf.iri)\""
        head += " xmlns:its=\"http://www.w3.org/2005/11/its\""
        for (name, namespace) in prefixes { head += "\n    xmlns:\(name)=\"\(try escaped(namespace))\"" }
        return head + " rdf:version=\"1.2\" its:version=\"2.0\">\n"
    }

    // MARK: One subject after the other

    /// The start of a document whose descriptions declare what prefixes they need themselves. Ends with
    /// `</rdf:RDF>`.
    var streamHead: String {
        let bare = XMLWriter(Prefixes())
        return (try? bare.head()) ?? ""
    }

    /// One description, for a document that begins with `streamHead`.
    mutating func description(of subject: Term, _ triples: [Triple]) throws(RDFWriteError) -> String {
        declaresInline = true
        text.removeAll(keepingCapacity: true)
        try writeDescription(subject, triples, indent: "  ")
        return text
    }

    private mutating func writeDescription(
        _ subject: Term, _ triples: [Triple], indent: String
    ) throws(RDFWriteError) {
        text += indent + "<rdf:Description \(try reference(subject, iri: "about"))>\n"
        for triple in triples.sorted() { try writeProperty(triple, indent: indent + "  ") }
        text += indent + "</rdf:Description>\n"
    }

    private mutating func writeProperty(_ triple: Triple, indent: String) throws(RDFWriteError) {
        let (name, namespace) = try qualifiedName(triple.predicate)
        text += indent + "<" + name
        if declaresInline, let namespace { text += " xmlns:\(name.prefix { $0 != ":" })=\"\(try escaped(namespace))\"" }
        switch triple.object {
        case .iri, .blank:
            text += " \(try reference(triple.object, iri: "resource"))/>\n"
        case .literal(let literal):
            if let language = literal.language {
                text += " xml:lang=\"\(language)\""
                if let direction = literal.direction { text += " its:dir=\"\(direction.rawValue)\"" }
            } else if !literal.isString {
                text += " rdf:datatype=\"\(try escaped(literal.datatype.string))\""
            }
            text += ">\(try escaped(literal.lexicalForm))</\(name)>\n"
        case .triple(let inner):
            text += " rdf:parseType=\"Triple\">\n"
            try writeDescription(inner.subject, [inner], indent: indent + "  ")
            text += indent + "</\(name)>\n"
        }
    }

    private func reference(_ node: Term, iri name: String) throws(RDFWriteError) -> String {
        switch node {
        case .iri(let iri): return "rdf:\(name)=\"\(try escaped(iri.string))\""
        // A label may begin with a digit, an XML name may not.
        case .blank(let node): return "rdf:nodeID=\"b\(node.label)\""
        case .literal, .triple: throw RDFWriteError(message: "\(node) stands as a subject")
        }
    }

    /// A prefix and the longest ending of the IRI that is an XML name.
    ///
    /// - Returns: the name, and the namespace of its prefix unless that is always declared.
    private mutating func qualifiedName(
        _ iri: IRI
    ) throws(RDFWriteError) -> (name: String, namespace: String?) {
        let scalars = Array(iri.string.unicodeScalars)
        var start = scalars.count
        var index = scalars.count
        while index > 0, String(Character(scalars[index - 1])).isXMLNamePart {
            index -= 1
            if String(Character(scalars[index])).isXMLName { start = index }
        }
        if start == scalars.count { throw RDFWriteError(message: "the predicate \(iri) does not end in an XML name") }
        var (namespace, local) = ("", "")
        namespace.unicodeScalars.append(contentsOf: scalars[..<start])
        local.unicodeScalars.append(contentsOf: scalars[start...])
        if namespace == Vocabulary.rdf.iri { return ("rdf:" + local, nil) }
        if let known = prefixes.first(where: { $0.namespace.hasSameBytes(as: namespace) }) {
            return (known.name + ":" + local, namespace)
        }
        // Declared where it is used, a name holds no longer than its element.
        if declaresInline { return ("ns:" + local, namespace) }
        var number = prefixes.count
        while prefixes.contains(where: { $0.name == "ns\(number)" }) { number += 1 }
        prefixes.append(("ns\(number)", namespace))
        return ("ns\(number):" + local, namespace)
    }

    private func escaped(_ string: String) throws(RDFWriteError) -> String {
        var text = ""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "\r": text += "&#xD;"
            case "\n", "\t": text.unicodeScalars.append(scalar)
            default:
                if scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF {
                    throw RDFWriteError(message: "XML cannot hold the character U+\(String(scalar.value, radix: 16))")
                }
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
