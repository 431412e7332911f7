// Property elements of RDF/XML: literals, nodes, and the forms that rdf:parseType chooses.
import RDF

extension RDFXMLParser {
    mutating func parseProperties(of subject: Term, _ scope: Scope) throws {
        var members = 0
        while let element = try nextElement("a property") {
            if element.name.namespace == Self.rdf && Self.forbiddenProperties.contains(element.name.local) {
                throw xml.error("'\(element.name.qualified)' cannot name a property", at: element.place)
            }
            if element.name.namespace.isEmpty {
                throw xml.error("a property needs a name in a namespace", at: element.place)
            }
            var name = element.name.iri
            if name == Self.rdf + "li" {
                members += 1
                name = Self.rdf + "_\(members)"
            }
            try parseProperty(element, try checked(name, at: element.place), of: subject, scope)
        }
    }

    private static let propertyAttributes: Set<String> = [
        "ID", "nodeID", "resource", "parseType", "datatype", "annotation", "annotationNodeID",
    ]

    private mutating func parseProperty(
        _ element: XMLElement, _ predicate: IRI, of subject: Term, _ outer: Scope
    ) throws {
        let scope = try enter(element, outer)
        let attributes = try sort(element, allowed: Self.propertyAttributes)
        let names = Set(attributes.syntax.keys).subtracting(["ID", "annotation", "annotationNodeID"])
        guard names.count <= 1,
            names.isEmpty || attributes.properties.isEmpty || names.isSubset(of: ["resource", "nodeID"])
        else { throw xml.error("these attributes exclude each other", at: element.place) }
        let statementID = try attributes.syntax["ID"].map { id throws(RDFSyntaxError) in try fragment(id, scope) }
        let object: Term
        if let parseType = attributes.syntax["parseType"]?.value {
            guard let content = try parseContent(parseType, element, scope) else { return }
            object = content
        } else if let datatype = attributes.syntax["datatype"] {
            let text = try readText(element)
            object = .literal(Literal(text, datatype: try resolve(datatype.value, scope, at: datatype.place)))
        } else {
            object = try parsePlainProperty(element, attributes, scope)
        }
        try emit(subject, predicate, object, at: element.place)
        if let statementID {
            let statement = Term.iri(statementID)
            try emit(statement, Vocabulary.RDF.type, .iri(Vocabulary.RDF.statement), at: element.place)
            try emit(statement, Vocabulary.RDF.subject, subject, at: element.place)
            try emit(statement, Vocabulary.RDF.predicate, .iri(predicate), at: element.place)
            try emit(statement, Vocabulary.RDF.object, object, at: element.place)
        }
        if let reifier = try reifier(attributes, scope) {
            try emit(reifier, Vocabulary.RDF.reifies, .triple(Triple(subject, predicate, object)), at: element.place)
        }
    }

    private func reifier(_ attributes: Attributes, _ scope: Scope) throws(RDFSyntaxError) -> Term? {
        if let label = attributes.syntax["annotationNodeID"] {
            return .blank(blankNodes.node(labelled: label.value))
        }
        return try attributes.syntax["annotation"].map { reference throws(RDFSyntaxError) in
            .iri(try resolve(reference.value, scope, at: reference.place))
        }
    }

    /// A property without parseType and datatype: a literal, a node inside, or a node named by attributes.
    private mutating func parsePlainProperty(
        _ element: XMLElement, _ attributes: Attributes, _ scope: Scope
    ) throws -> Term {
        var text = ""
        var object: Term?
        content: while true {
            let place = xml.place
            switch try xml.next() {
            case .text(let piece): text += piece
            case .comment, .instruction: continue
            case .end, .endOfDocument: break content
            case .start(let inner):
                if object != nil {
                    throw xml.error("a property holds one node; use rdf:parseType=\"Collection\"", at: place)
                }
                object = try parseNode(inner, scope)
            }
        }
        if object != nil && !text.isXMLSpace {
            throw xml.error("text and a node stand side by side", at: element.place)
        }
        let named = try node(Attributes(syntax: attributes.syntax.filter { $0.key != "ID" }), scope)
        let isNode = named != nil || !attributes.properties.isEmpty
        if isNode && (object != nil || !text.isEmpty) {
            throw xml.error("a property that names its node by attributes must be empty", at: element.place)
        }
        if let object { return object }
        if !isNode { return literal(text, scope) }
        let node = named ?? .blank(blankNodes.fresh())
        try emitProperties(attributes, of: node, scope)
        return node
    }

    private mutating func readText(_ element: XMLElement) throws -> String {
        var text = ""
        while true {
            let place = xml.place
            switch try xml.next() {
            case .text(let piece): text += piece
            case .comment, .instruction: continue
            case .end, .endOfDocument: return text
            case .start: throw xml.error("a literal with a datatype cannot hold elements", at: place)
            }
        }
    }

    /// The object of a property with rdf:parseType; nil when it is a triple term in a document of RDF 1.1.
    private mutating func parseContent(_ parseType: String, _ element: XMLElement, _ scope: Scope) throws -> Term? {
        switch parseType {
        case "Resource":
            let node = Term.blank(blankNodes.fresh())
            try parseProperties(of: node, scope)
            return node
        case "Collection":
            return try parseCollection(scope)
        case "Triple":
            let term = try parseTriple(element, scope)
            return scope.isVersion12 ? term : nil
        default:
            return try parseXMLLiteral()
        }
    }

    private mutating func parseCollection(_ scope: Scope) throws -> Term {
        var members: [(node: Term, place: SourcePosition)] = []
        while let element = try nextElement("a member of the collection") {
            members.append((try parseNode(element, scope), element.place))
        }
        var list = Term.iri(Vocabulary.RDF.nil)
        for (node, place) in members.reversed() {
            let cell = Term.blank(blankNodes.fresh())
            try emit(cell, Vocabulary.RDF.first, node, at: place)
            try emit(cell, Vocabulary.RDF.rest, list, at: place)
            list = cell
        }
        return list
    }

    /// parseType="Triple": one node with one property, spoken about and not asserted.
    private mutating func parseTriple(_ element: XMLElement, _ scope: Scope) throws -> Term {
        let outer = captured
        captured = []
        guard let node = try nextElement("the node of a triple term") else {
            throw xml.error("a triple term needs a node", at: element.place)
        }
        _ = try parseNode(node, scope)
        let triples = captured ?? []
        captured = outer
        guard triples.count == 1, try nextElement("the end of the triple term") == nil else {
            throw xml.error("a triple term is one node with one property", at: element.place)
        }
        return .triple(triples[0])
    }

    private mutating func parseXMLLiteral() throws -> Term {
        var literal = XMLLiteralText()
        while true {
            switch try xml.next() {
            case .start(let element): literal.start(element)
            case .text(let text): literal.add(text)
            case .comment(let comment): literal.addComment(comment)
            case .instruction(let instruction): literal.addInstruction(instruction)
            case .endOfDocument, .end:
                if literal.isBalanced { return .literal(Literal(literal.text, datatype: Vocabulary.RDF.xmlLiteral)) }
                literal.end()
            }
        }
    }
}
