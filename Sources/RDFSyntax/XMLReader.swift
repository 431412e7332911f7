// XML 1.0 with namespaces, as much of it as RDF/XML documents are made of: elements, attributes, text, CDATA, comments,
// processing instructions, character references, and entities of text declared in the document itself. No external
// entity is ever fetched. UTF-8 only.
import RDF

package struct XMLName: Hashable {
    package var prefix = ""
    package var local = ""
    /// Empty when the name is in no namespace.
    package var namespace = ""

    var isXML: Bool { prefix.lowercased().hasPrefix("xml") || (prefix.isEmpty && local.lowercased().hasPrefix("xml")) }
    var iri: String { namespace + local }
    var qualified: String { prefix.isEmpty ? local : prefix + ":" + local }
}

package struct XMLAttribute {
    package let name: XMLName
    package let value: String
    let place: SourcePosition
}

package struct XMLElement {
    package let name: XMLName
    package let attributes: [XMLAttribute]
    /// The namespaces in scope, by prefix.
    let namespaces: [String: String]
    let place: SourcePosition

    package func value(_ namespace: String, _ local: String) -> String? {
        attributes.first { $0.name.local == local && $0.name.namespace == namespace }?.value
    }
}

package enum XMLEvent {
    case start(XMLElement)
    case end
    case text(String)
    case comment(String)
    case instruction(String)
    case endOfDocument
}

package struct XMLReader {
    package static let xmlNamespace = "http://www.w3.org/XML/1998/namespace"
    /// Bytes that entities may expand to in all: enough for real documents, too little for an attack.
    private static let expansionBytes = 1 << 24

    private var lexer: Lexer
    /// Lets the window take in more of the document.
    private let refill: (inout Lexer) throws -> Void
    private var open: [XMLElement] = []
    private var isEmptyElement = false
    private var hasRoot = false
    private var entities = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]
    private var expanded = 0

    init(_ lexer: Lexer, refill: @escaping (inout Lexer) throws -> Void) {
        self.lexer = lexer
        self.refill = refill
    }

    /// A reader of a whole document.
    package init(_ bytes: [UInt8]) {
        self.init(Lexer(bytes)) { _ in }
    }

    /// The place of what comes next.
    package var place: SourcePosition { lexer.place }

    package func error(_ message: String, at place: SourcePosition? = nil) -> RDFSyntaxError {
        lexer.error(message, at: place ?? lexer.place)
    }

    // MARK: Events

    /// The next event. One that the window's end cuts is read again when more of the document has been taken in.
    package mutating func next() throws -> XMLEvent {
        while true {
            let start = self
            let event = Result { () throws(RDFSyntaxError) in try readEvent() }
            if lexer.isFinal || !(lexer.ranOut || lexer.isAtEnd) { return try event.get() }
            self = start
            try refill(&lexer)
        }
    }

    private mutating func readEvent() throws(RDFSyntaxError) -> XMLEvent {
        if isEmptyElement {
            isEmptyElement = false
            open.removeLast()
            return .end
        }
        while true {
            if open.isEmpty {
                skipSpace()
                if lexer.isAtEnd {
                    if !hasRoot { throw error("the document has no element") }
                    return .endOfDocument
                }
                if lexer.peek() != UInt8(ascii: "<") { throw error("text stands outside the document's element") }
            }
            guard lexer.peek() == UInt8(ascii: "<") else { return .text(try readText()) }
            switch lexer.peek(1) {
            case UInt8(ascii: "/"): return try readEndTag()
            case UInt8(ascii: "?"):
                if let instruction = try readInstruction() { return .instruction(instruction) }
            case UInt8(ascii: "!"):
                if lexer.skip("<!--") { return .comment(try readUntil("-->", "the comment")) }
                if lexer.skip("<![CDATA[") {
                    if open.isEmpty { throw error("text stands outside the document's element") }
                    return .text(try readUntil("]]>", "the CDATA section"))
                }
                try readDocumentType()
            default: return try readStartTag()
            }
        }
    }

    private mutating func readStartTag() throws(RDFSyntaxError) -> XMLEvent {
        if open.isEmpty && hasRoot { throw error("the document has a second element at its top") }
        if open.count >= Limits.nesting { throw error("elements are nested more than \(Limits.nesting) deep") }
        hasRoot = true
        let place = lexer.place
        lexer.position += 1
        let name = try readName()
        var raw: [(name: String, value: String, place: SourcePosition)] = []
        while true {
            let hadSpace = skipSpace()
            if lexer.skip(UInt8(ascii: ">")) { break }
            if lexer.skip("/>") {
                isEmptyElement = true
                break
            }
            if !hadSpace { throw lexer.unexpected("white space, '>' or '/>'") }
            let attributePlace = lexer.place
            let attribute = try readName()
            skipSpace()
            try lexer.expect(UInt8(ascii: "="), "'=' of the attribute")
            skipSpace()
            raw.append((attribute, try readQuoted(), attributePlace))
        }
        let element = try resolve(name, raw, at: place)
        open.append(element)
        return .start(element)
    }

    private func resolve(
        _ name: String, _ raw: [(name: String, value: String, place: SourcePosition)], at place: SourcePosition
    ) throws(RDFSyntaxError) -> XMLElement {
        var namespaces = open.last?.namespaces ?? ["xml": Self.xmlNamespace, "": ""]
        for (name, value, place) in raw {
            if name == "xmlns" {
                namespaces[""] = value
            } else if name.hasPrefix("xmlns:") {
                if value.isEmpty { throw error("a prefix cannot stand for no namespace", at: place) }
                namespaces[String(name.dropFirst(6))] = value
            }
        }
        var attributes: [XMLAttribute] = []
        for (name, value, place) in raw where name != "xmlns" && !name.hasPrefix("xmlns:") {
            let resolved = try resolve(name, namespaces, isAttribute: true, at: place)
            if attributes.contains(where: { $0.name.local == resolved.local && $0.name.namespace == resolved.namespace }
            ) {
                throw error("the attribute '\(name)' is given twice", at: place)
            }
            attributes.append(XMLAttribute(name: resolved, value: value, place: place))
        }
        if Set(raw.map(\.name)).count < raw.count { throw error("an attribute is given twice", at: place) }
        return XMLElement(
            name: try resolve(name, namespaces, isAttribute: false, at: place), attributes: attributes,
            namespaces: namespaces, place: place)
    }

    private func resolve(
        _ name: String, _ namespaces: [String: String], isAttribute: Bool, at place: SourcePosition
    ) throws(RDFSyntaxError) -> XMLName {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false).map { String($0) }
        if parts.count > 2 || parts.contains("") { throw error("'\(name)' is not a qualified name", at: place) }
        guard parts.count == 2 else {
            return XMLName(local: name, namespace: isAttribute ? "" : namespaces[""] ?? "")
        }
        guard let namespace = namespaces[parts[0]] else {
            throw error("the prefix '\(parts[0])' is not declared; add xmlns:\(parts[0])=\"…\"", at: place)
        }
        return XMLName(prefix: parts[0], local: parts[1], namespace: namespace)
    }

    private mutating func readEndTag() throws(RDFSyntaxError) -> XMLEvent {
        let place = lexer.place
        lexer.position += 2
        let name = try readName()
        skipSpace()
        try lexer.expect(UInt8(ascii: ">"), "'>' of the end tag")
        guard let element = open.popLast(), element.name.qualified == name else {
            throw error("the end tag '\(name)' has no start tag to match", at: place)
        }
        return .end
    }

    // MARK: Text

    private mutating func readText() throws(RDFSyntaxError) -> String {
        var bytes: [UInt8] = []
        while !lexer.isAtEnd, lexer.peek() != UInt8(ascii: "<") {
            if lexer.peek() == UInt8(ascii: "]"), lexer.peek(1) == UInt8(ascii: "]"), lexer.peek(2) == UInt8(ascii: ">")
            {
                throw error("']]>' cannot stand in text")
            }
            try readCharacter(into: &bytes)
        }
        if lexer.isAtEnd { throw error("the document ends inside the element '\(open.last?.name.qualified ?? "")'") }
        return try lexer.text(bytes)
    }

    /// A character or a reference; line ends become line feeds (XML 1.0, section 2.11).
    private mutating func readCharacter(into bytes: inout [UInt8]) throws(RDFSyntaxError) {
        let byte = lexer.peek()
        switch byte {
        case UInt8(ascii: "&"):
            bytes += Array(try readReference().utf8)
            return
        case UInt8(ascii: "\r"):
            if lexer.peek(1) != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
        case UInt8(ascii: "\n"):
            lexer.noteLineFeed(at: lexer.position)
            bytes.append(byte)
        case 0..<0x09, 0x0B, 0x0C, 0x0E..<0x20:
            throw error("control characters cannot stand in XML")
        default:
            bytes.append(byte)
        }
        lexer.position += 1
    }

    private mutating func readReference() throws(RDFSyntaxError) -> String {
        let place = lexer.place
        lexer.position += 1
        if lexer.skip(UInt8(ascii: "#")) {
            let radix = lexer.skip(UInt8(ascii: "x")) ? 16 : 10
            let first = lexer.position
            while CharacterClass.hexValue(lexer.peek()) != nil { lexer.position += 1 }
            let digits = try lexer.text(first..<lexer.position)
            try lexer.expect(UInt8(ascii: ";"), "';' of the reference")
            guard let value = UInt32(digits, radix: radix), let scalar = Unicode.Scalar(value),
                value >= 0x20 || value == 9 || value == 10 || value == 13
            else { throw error("this reference is no character", at: place) }
            return String(scalar)
        }
        let name = try readName()
        try lexer.expect(UInt8(ascii: ";"), "';' of the reference")
        guard let text = entities[name] else { throw error("the entity '&\(name);' is not declared", at: place) }
        expanded += text.utf8.count
        if expanded > Self.expansionBytes { throw error("entities expand to too much text", at: place) }
        return text
    }

    private mutating func readUntil(_ end: StaticString, _ what: String) throws(RDFSyntaxError) -> String {
        let place = lexer.place
        var bytes: [UInt8] = []
        while !lexer.skip(end) {
            if lexer.isAtEnd { throw error("\(what) that begins here is not closed", at: place) }
            if lexer.peek() == UInt8(ascii: "&") {
                bytes.append(UInt8(ascii: "&"))
                lexer.position += 1
            } else {
                try readCharacter(into: &bytes)
            }
        }
        return try lexer.text(bytes)
    }

    private mutating func readQuoted() throws(RDFSyntaxError) -> String {
        let place = lexer.place
        let quote = lexer.peek()
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            throw lexer.unexpected("a value in quotes")
        }
        lexer.position += 1
        var bytes: [UInt8] = []
        while lexer.peek() != quote {
            if lexer.isAtEnd { throw error("the value that begins here is not closed", at: place) }
            if lexer.peek() == UInt8(ascii: "<") { throw error("'<' cannot stand in an attribute; write '&lt;'") }
            let isReference = lexer.peek() == UInt8(ascii: "&")
            let start = bytes.count
            try readCharacter(into: &bytes)
            // White space in an attribute becomes spaces, unless a reference brought it (XML 1.0, section 3.3.3).
            if !isReference, bytes.count > start, bytes[start] == 0x09 || bytes[start] == 0x0A { bytes[start] = 0x20 }
        }
        lexer.position += 1
        return try lexer.text(bytes)
    }

    private mutating func readName() throws(RDFSyntaxError) -> String {
        let first = lexer.position
        while let (scalar, length) = lexer.scalar(at: lexer.position), !lexer.isAtEnd {
            let isStart =
                scalar == ":" || scalar == "_"
                || (scalar.isASCII
                    ? CharacterClass.isLetter(UInt8(scalar.value)) : CharacterClass.isNameStart(scalar.value))
            let isLater =
                scalar == "."
                || (scalar.isASCII
                    ? CharacterClass.isNameASCII(UInt8(scalar.value)) : CharacterClass.isName(scalar.value))
            guard isStart || (isLater && lexer.position > first) else { break }
            lexer.position += length
        }
        if lexer.position == first { throw lexer.unexpected("a name") }
        return try lexer.text(first..<lexer.position)
    }

    @discardableResult
    private mutating func skipSpace() -> Bool {
        let first = lexer.position
        while true {
            switch lexer.peek() {
            case UInt8(ascii: "\n"): lexer.noteLineFeed(at: lexer.position)
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
            default: return lexer.position > first
            }
            lexer.position += 1
        }
    }

    // MARK: Declarations

    /// Target and text of a processing instruction; nil for the XML declaration.
    private mutating func readInstruction() throws(RDFSyntaxError) -> String? {
        lexer.position += 2
        let text = try readUntil("?>", "the processing instruction")
        let target = text.prefix { $0 != " " && $0 != "\n" && $0 != "\t" }
        guard target == "xml" else { return text }
        let encoding = text.lowercased().split(separator: "encoding").dropFirst().first
            .map { $0.filter { $0.isLetter || $0.isNumber || $0 == "-" } }
        if let encoding, !encoding.hasPrefix("utf-8"), !encoding.hasPrefix("us-ascii") {
            throw error("the document is not in UTF-8; convert it first")
        }
        return nil
    }

    private mutating func readDocumentType() throws(RDFSyntaxError) {
        guard !hasRoot, lexer.skip("<!DOCTYPE") else { throw lexer.unexpected("a comment or a CDATA section") }
        while true {
            skipSpace()
            switch lexer.peek() {
            case UInt8(ascii: ">"):
                lexer.position += 1
                return
            case UInt8(ascii: "["):
                lexer.position += 1
                try readInternalSubset()
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                _ = try readQuoted()
            default:
                _ = try readName()
            }
        }
    }

    private mutating func readInternalSubset() throws(RDFSyntaxError) {
        while true {
            skipSpace()
            if lexer.skip(UInt8(ascii: "]")) { return }
            if lexer.skip("<!--") {
                _ = try readUntil("-->", "the comment")
            } else if lexer.skip("<!ENTITY") {
                skipSpace()
                let name = try readName()
                skipSpace()
                let value = try readQuoted()
                entities[name] = entities[name] ?? value
                skipSpace()
                try lexer.expect(UInt8(ascii: ">"), "'>' of the entity")
            } else if lexer.skip("<!") || lexer.skip("<?") {
                _ = try readUntil(">", "the declaration")
            } else {
                throw lexer.unexpected("a declaration or ']'")
            }
        }
    }
}
