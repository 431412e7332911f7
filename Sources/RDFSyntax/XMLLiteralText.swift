// The text of an XML literal: what stands inside an element with parseType="Literal", by Exclusive XML Canonicalization
// with comments. Namespaces are declared where a name first needs them and nowhere else.

struct XMLLiteralText {
    private(set) var text = ""
    /// For each open element the declarations in force, and its name.
    private var open: [(declared: [String: String], name: String)] = []

    /// Whether every element that was started has ended.
    var isBalanced: Bool { open.isEmpty }

    mutating func start(_ element: XMLElement) {
        var declared = open.last?.declared ?? [:]
        var fresh: [String: String] = [:]
        for name in [element.name] + element.attributes.map(\.name).filter({ !$0.prefix.isEmpty && $0.prefix != "xml" })
        where declared[name.prefix] ?? "" != name.namespace {
            declared[name.prefix] = name.namespace
            fresh[name.prefix] = name.namespace
        }
        text += "<" + element.name.qualified
        for (prefix, namespace) in fresh.sorted(by: { $0.key < $1.key }) {
            text += prefix.isEmpty ? " xmlns=\"" : " xmlns:\(prefix)=\""
            text += Self.escapedAttribute(namespace) + "\""
        }
        let attributes = element.attributes.sorted {
            ($0.name.namespace, $0.name.local) < ($1.name.namespace, $1.name.local)
        }
        for attribute in attributes {
            text += " \(attribute.name.qualified)=\"\(Self.escapedAttribute(attribute.value))\""
        }
        text += ">"
        open.append((declared, element.name.qualified))
    }

    mutating func end() {
        if let (_, name) = open.popLast() { text += "</\(name)>" }
    }

    mutating func add(_ characters: String) {
        for scalar in characters.unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\r": text += "&#xD;"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }

    mutating func addComment(_ comment: String) { text += "<!--\(comment)-->" }

    mutating func addInstruction(_ instruction: String) { text += "<?\(instruction)?>" }

    private static func escapedAttribute(_ value: String) -> String {
        var text = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case "\"": text += "&quot;"
            case "\t": text += "&#x9;"
            case "\n": text += "&#xA;"
            case "\r": text += "&#xD;"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
