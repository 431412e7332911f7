// RDF/XML 1.1 and 1.2, a method for each production of the grammar (RDF 1.2 XML Syntax, section 7.2). Statements go to the
// sink as they are found.
import RDF

struct RDFXMLParser {
    var xml: XMLReader
    var blankNodes: BlankNodeNames
    private let base: IRI?
    private let sink: QuadSink
    private var usedIDs: Set<IRI> = []
    /// Where the statements of a triple term go instead of the sink.
    var captured: [Triple]?

    static let rdf = Vocabulary.rdf.iri
    private static let its = "http://www.w3.org/2005/11/its"

    /// What an element hands down to those inside it.
    struct Scope {
        var base: IRI?
        var language: String?
        var direction: BaseDirection?
        /// Whether `rdf:version` announces RDF 1.2: without it directions and triple terms say nothing.
        var isVersion12 = false
    }

    init(_ xml: XMLReader, base: IRI?, labels: BlankNodeLabels, sink: @escaping QuadSink) {
        self.xml = xml
        self.base = base
        self.sink = sink
        blankNodes = BlankNodeNames(labels, hasAnonymous: true)
    }

    mutating func parseDocument() throws -> DocumentHeader {
        var header = DocumentHeader(base: base)
        while true {
            switch try xml.next() {
            case .start(let root):
                for (prefix, namespace) in root.namespaces where prefix != "xml" && !namespace.isEmpty {
                    header.prefixes[prefix] = namespace
                }
                let scope = try enter(root, Scope(base: base))
                if root.name.iri == Self.rdf + "RDF" {
                    try checkRoot(root)
                    while let element = try nextElement("a description") { _ = try parseNode(element, scope) }
                } else {
                    _ = try parseNode(root, Scope(base: base))
                }
            case .endOfDocument:
                return header
            case .end, .text, .comment, .instruction:
                continue
            }
        }
    }

    private func checkRoot(_ root: XMLElement) throws(RDFSyntaxError) {
        for attribute in root.attributes where !attribute.name.isXML && attribute.name.namespace != Self.its {
            let isVersion = attribute.name.iri == Self.rdf + "version"
            if !isVersion {
                throw xml.error("rdf:RDF cannot have the attribute '\(attribute.name.qualified)'", at: attribute.place)
            }
        }
    }

    // MARK: Scope

    func enter(_ element: XMLElement, _ outer: Scope) throws(RDFSyntaxError) -> Scope {
        var scope = outer
        for attribute in element.attributes where attribute.name.namespace == XMLReader.xmlNamespace {
            if attribute.name.local == "lang" {
                scope.language = attribute.value.isEmpty ? nil : attribute.value
                if let language = scope.language, !LanguageTag.isWellFormed(language) {
                    throw xml.error(
                        "xml:lang='\(language)' is no language tag such as 'en' or 'zh-Hans'", at: attribute.place)
                }
            }
            if attribute.name.local == "base" {
                let document = attribute.value.prefix { $0 != "#" }
                scope.base = try resolve(String(document), scope, at: attribute.place)
            }
        }
        if let version = element.value(Self.rdf, "version") { scope.isVersion12 = version.hasPrefix("1.2") }
        if scope.isVersion12, let direction = element.value(Self.its, "dir") {
            scope.direction = BaseDirection(rawValue: direction)
        }
        return scope
    }

    func resolve(_ reference: String, _ scope: Scope, at place: SourcePosition) throws(RDFSyntaxError) -> IRI {
        do {
            guard let base = scope.base else { return try IRI(checking: reference) }
            // A base without an authority and with an empty path keeps its path (RFC 3986, section 5.2.3).
            return try base.resolving(reference)
        } catch {
            throw xml.error(error.description, at: place)
        }
    }

    func literal(_ text: String, _ scope: Scope) -> Term {
        guard let language = scope.language else { return .string(text) }
        return .literal(Literal(text, language: language, direction: scope.direction))
    }

    mutating func emit(_ subject: Term, _ predicate: IRI, _ object: Term, at place: SourcePosition) throws {
        if captured != nil {
            captured?.append(Triple(subject, predicate, object))
        } else {
            try sink(Quad(subject, predicate, object), place)
        }
    }

    /// The next element inside the one that is open; nil at its end. Only white space may stand between.
    mutating func nextElement(_ what: String) throws -> XMLElement? {
        while true {
            let place = xml.place
            switch try xml.next() {
            case .start(let element): return element
            case .end, .endOfDocument: return nil
            case .comment, .instruction: continue
            case .text(let text):
                if !text.isXMLSpace { throw xml.error("text stands where \(what) is expected", at: place) }
            }
        }
    }

    // MARK: Nodes

    private static let forbiddenNodes: Set<String> = [
        "RDF", "ID", "about", "bagID", "parseType", "resource", "nodeID", "datatype", "li", "aboutEach",
        "aboutEachPrefix",
    ]
    static let forbiddenProperties = forbiddenNodes.subtracting(["li"]).union(["Description"])

    /// A node element; the position is behind its start tag. Returns the node.
    mutating func parseNode(_ element: XMLElement, _ outer: Scope) throws -> Term {
        let scope = try enter(element, outer)
        if element.name.namespace == Self.rdf && Self.forbiddenNodes.contains(element.name.local) {
            throw xml.error("'\(element.name.qualified)' cannot name a node", at: element.place)
        }
        if element.name.namespace.isEmpty { throw xml.error("a node needs a name in a namespace", at: element.place) }
        let attributes = try sort(element, allowed: ["ID", "nodeID", "about"])
        guard attributes.syntax.count <= 1 else {
            throw xml.error("only one of rdf:ID, rdf:nodeID and rdf:about can be given", at: element.place)
        }
        let subject = try node(attributes, scope) ?? .blank(blankNodes.fresh())
        if element.name.iri != Self.rdf + "Description" {
            let type = try checked(element.name.iri, at: element.place)
            try emit(subject, Vocabulary.RDF.type, .iri(type), at: element.place)
        }
        try emitProperties(attributes, of: subject, scope)
        try parseProperties(of: subject, scope)
        return subject
    }

    /// The attributes of an element by their role.
    struct Attributes {
        /// Those of the syntax, by local name.
        var syntax: [String: XMLAttribute] = [:]
        /// Those that are statements.
        var properties: [XMLAttribute] = []
    }

    func sort(_ element: XMLElement, allowed: Set<String>) throws(RDFSyntaxError) -> Attributes {
        var sorted = Attributes()
        for attribute in element.attributes where !attribute.name.isXML && attribute.name.namespace != Self.its {
            let name = attribute.name
            // Before 2004 these stood without a prefix; documents still do so.
            let isOldStyle =
                name.namespace.isEmpty && ["ID", "about", "resource", "parseType", "type"].contains(name.local)
            if name.namespace.isEmpty && !isOldStyle {
                throw xml.error("the attribute '\(name.local)' needs a prefix", at: attribute.place)
            }
            if name.namespace == Self.rdf || isOldStyle {
                if allowed.contains(name.local) {
                    sorted.syntax[name.local] = attribute
                    continue
                }
                if name.local == "version" { continue }
                let isForbidden =
                    Self.forbiddenProperties.contains(name.local) || name.local == "li"
                    || name.local == "annotation" || name.local == "annotationNodeID"
                if isForbidden {
                    throw xml.error("the attribute '\(name.qualified)' cannot stand here", at: attribute.place)
                }
            }
            sorted.properties.append(attribute)
        }
        for name in ["ID", "nodeID", "annotationNodeID"] {
            if let attribute = sorted.syntax[name], !attribute.value.isXMLName {
                throw xml.error("'\(attribute.value)' is not a name", at: attribute.place)
            }
        }
        return sorted
    }

    /// The node that rdf:ID, rdf:nodeID, rdf:about or rdf:resource names.
    mutating func node(_ attributes: Attributes, _ scope: Scope) throws(RDFSyntaxError) -> Term? {
        if let id = attributes.syntax["ID"] { return .iri(try fragment(id, scope)) }
        if let label = attributes.syntax["nodeID"] { return .blank(blankNodes.node(labelled: label.value)) }
        guard let reference = attributes.syntax["about"] ?? attributes.syntax["resource"] else { return nil }
        return .iri(try resolve(reference.value, scope, at: reference.place))
    }

    /// The IRI that rdf:ID makes, which a document may make only once.
    mutating func fragment(_ id: XMLAttribute, _ scope: Scope) throws(RDFSyntaxError) -> IRI {
        let iri = try resolve("#" + id.value, scope, at: id.place)
        if !usedIDs.insert(iri).inserted { throw xml.error("rdf:ID '\(id.value)' is given twice", at: id.place) }
        return iri
    }

    func checked(_ text: String, at place: SourcePosition) throws(RDFSyntaxError) -> IRI {
        do {
            return try IRI(checking: text)
        } catch {
            throw xml.error(error.description, at: place)
        }
    }

    mutating func emitProperties(_ attributes: Attributes, of subject: Term, _ scope: Scope) throws {
        for attribute in attributes.properties {
            let predicate = try checked(
                attribute.name.local == "type" && attribute.name.namespace.isEmpty
                    ? Self.rdf + "type" : attribute.name.iri, at: attribute.place)
            let object =
                predicate == Vocabulary.RDF.type
                ? .iri(try resolve(attribute.value, scope, at: attribute.place)) : literal(attribute.value, scope)
            try emit(subject, predicate, object, at: attribute.place)
        }
    }
}

extension String {
    var isXMLSpace: Bool { utf8.allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) } }

    /// NCName: an XML name without a colon.
    var isXMLName: Bool {
        guard let first = unicodeScalars.first, isXMLNamePart else { return false }
        return first == "_"
            || (first.isASCII ? CharacterClass.isLetter(UInt8(first.value)) : CharacterClass.isNameStart(first.value))
    }

    /// Whether all characters may stand in an NCName.
    var isXMLNamePart: Bool {
        unicodeScalars.allSatisfy { scalar in
            scalar == "."
                || (scalar.isASCII
                    ? CharacterClass.isNameASCII(UInt8(scalar.value)) : CharacterClass.isName(scalar.value))
        }
    }
}
