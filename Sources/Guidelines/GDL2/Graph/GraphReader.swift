// Reading GDL2 guidelines back from a graph. What does not fit is refused with the place where it is written.

import JSON
import Quantities
import RDF

extension GDL2.Guideline {
    /// Every GDL2 guideline in the graph, by IRI.
    public static func all(in graph: Graph) throws(GDL2.ImportError) -> [GDL2.Guideline] {
        var guidelines: [GDL2.Guideline] = []
        for node in graph.instances(of: Vocabulary.Meridian.ruleGuideline).sorted() {
            let reader = GDL2.GraphReader(graph: graph, guideline: node)
            guidelines.append(try reader.read())
        }
        return guidelines
    }
}

extension GDL2 {
    struct GraphReader {
        let graph: Graph
        let guideline: Term

        typealias Failure = ImportError

        func read() throws(Failure) -> Guideline {
            let identifier = try text(guideline, Vocabulary.dcterms["identifier"])
            let concept = try object(guideline, Property.concept.iri)
            return Guideline(
                id: identifier, version: try text(guideline, Property.formatVersion.iri),
                concept: try text(concept, Vocabulary.SKOS.notation),
                language: try text(guideline, Property.originalLanguage.iri),
                bindings: try list(guideline, .binding, binding),
                preConditions: try list(guideline, .preCondition, expression),
                defaultActions: try list(guideline, .defaultAction, assignment),
                rules: try list(guideline, .rule, rule), terms: try terms(), metadata: try metadata())
        }

        // MARK: - Values

        private func place(_ node: Term) -> String {
            [graph.source, graph.position(of: node)?.description].compactMap { $0 }.joined(separator: ":")
        }

        private func object(_ node: Term, _ property: IRI) throws(Failure) -> Term {
            guard let object = graph.object(of: node, property) else {
                throw ImportError(at: place(node), .missing(property.string))
            }
            return object
        }

        private func text(_ node: Term, _ property: IRI) throws(Failure) -> String {
            guard let literal = try object(node, property).literal else {
                throw ImportError(at: place(node), .wrongType(property.string, expected: "a text"))
            }
            return literal.lexicalForm
        }

        private func optionalText(_ node: Term, _ property: IRI) -> String? {
            graph.object(of: node, property)?.literal?.lexicalForm
        }

        private func integer(_ node: Term, _ property: IRI) throws(Failure) -> Int {
            guard let number = Int(try text(node, property)) else {
                throw ImportError(at: place(node), .wrongType(property.string, expected: "a whole number"))
            }
            return number
        }

        private func list<Item>(
            _ node: Term, _ property: Property, _ read: (Term) throws(Failure) -> Item
        ) throws(Failure) -> [Item] {
            guard let head = graph.object(of: node, property.iri) else { return [] }
            var items: [Item] = []
            for member in try members(head, of: node, property.iri) { items.append(try read(member)) }
            return items
        }

        private func members(_ head: Term, of node: Term, _ property: IRI) throws(Failure) -> [Term] {
            guard let members = graph.list(at: head) else {
                throw ImportError(at: place(node), .wrongType(property.string, expected: "a list"))
            }
            return members
        }

        private func string(_ term: Term) throws(Failure) -> String {
            guard let literal = term.literal else {
                throw ImportError(at: place(term), .wrongType("a member of the list", expected: "a text"))
            }
            return literal.lexicalForm
        }
    }
}

// MARK: - Parts

extension GDL2.GraphReader {
    private func metadata() throws(Failure) -> JSONObject {
        guard let text = optionalText(guideline, GDL2.Property.metadata.iri) else { return JSONObject() }
        do {
            if let object = try JSONValue(parsing: text).objectValue { return object }
        } catch {
            throw GDL2.ImportError(at: place(guideline), .notJSON("\(error)"))
        }
        throw GDL2.ImportError(at: place(guideline), .wrongType("m:metadata", expected: "a JSON object"))
    }

    private func terms() throws(Failure) -> [GDL2.TermSet] {
        var terms: [String: [String: GDL2.TermDefinition]] = [:]
        for language in graph.objects(of: guideline, Vocabulary.dcterms["language"]) {
            terms[try string(language)] = [:]
        }
        for concept in graph.triples(predicate: Vocabulary.SKOS.inScheme, object: guideline).map(\.subject) {
            let code = try text(concept, Vocabulary.SKOS.notation)
            for (property, isLabel) in [(Vocabulary.SKOS.prefLabel, true), (Vocabulary.skos["definition"], false)] {
                for literal in graph.objects(of: concept, property).compactMap(\.literal) {
                    guard let language = literal.language else { continue }
                    var term =
                        terms[language]?[code]
                        ?? GDL2.TermDefinition(code: code, text: nil, description: nil)
                    if isLabel { term.text = literal.lexicalForm } else { term.description = literal.lexicalForm }
                    terms[language, default: [:]][code] = term
                }
            }
        }
        return terms.sorted { $0.key < $1.key }.map { language, terms in
            GDL2.TermSet(language: language, terms: terms.values.sorted { $0.code < $1.code })
        }
    }

    private func binding(_ node: Term) throws(Failure) -> GDL2.DataBinding {
        let directions: [GDL2.DataBinding.Direction] = [.input, .output, .both]
        let direction = try object(node, GDL2.Property.direction.iri).iri
        guard let direction = directions.first(where: { $0.iri == direction }) else {
            throw GDL2.ImportError(
                at: place(node), .wrongType("m:direction", expected: "m:Input, m:Output or m:InputAndOutput"))
        }
        return GDL2.DataBinding(
            id: try text(node, Vocabulary.SKOS.notation), archetype: try text(node, GDL2.Property.archetype.iri),
            template: optionalText(node, GDL2.Property.template.iri), direction: direction,
            elements: try list(node, .element, element), predicates: try list(node, .recordPredicate, string))
    }

    private func element(_ node: Term) throws(Failure) -> GDL2.Element {
        GDL2.Element(
            id: try text(node, Vocabulary.SKOS.notation), path: optionalText(node, GDL2.Property.path.iri),
            dataType: optionalText(node, GDL2.Property.dataType.iri),
            units: try list(node, .allowedUnit, string), allowedValues: try list(node, .allowedValue, string))
    }

    private func rule(_ node: Term) throws(Failure) -> GDL2.Rule {
        GDL2.Rule(
            id: try text(node, Vocabulary.SKOS.notation), priority: try integer(node, GDL2.Property.priority.iri),
            description: optionalText(node, Vocabulary.RDFS.comment), when: try list(node, .when, expression),
            then: try list(node, .then, assignment))
    }

    private func assignment(_ node: Term) throws(Failure) -> GDL2.Assignment {
        GDL2.Assignment(
            try text(node, GDL2.Property.element.iri), try attribute(node),
            try expression(object(node, GDL2.Property.value.iri)))
    }

    private func attribute(_ node: Term) throws(Failure) -> GDL2.Attribute? {
        guard let name = optionalText(node, GDL2.Property.attribute.iri) else { return nil }
        guard let attribute = GDL2.Attribute(rawValue: name) else {
            throw GDL2.ImportError(at: place(node), .unsupported("the attribute \(name)"))
        }
        return attribute
    }
}

// MARK: - Expressions

extension GDL2.GraphReader {
    private func expression(_ node: Term) throws(Failure) -> GDL2.Expression { try expression(node, depth: 0) }

    private func expression(_ node: Term, depth: Int) throws(Failure) -> GDL2.Expression {
        guard depth <= GDL2.ExpressionParser.maximumDepth else {
            throw GDL2.ImportError(at: place(node), .tooDeep(limit: GDL2.ExpressionParser.maximumDepth))
        }
        if let literal = node.literal { return .literal(try value(of: literal)) }
        guard let type = graph.object(of: node, Vocabulary.RDF.type)?.iri else {
            return .element(try text(node, GDL2.Property.element.iri), try attribute(node))
        }
        switch type {
        case Vocabulary.elm["Null"]: return .literal(.null)
        case Vocabulary.elm["Now"]: return .now(try attribute(node))
        case Vocabulary.Meridian.fired: return .fired(try text(node, GDL2.Property.rule.iri))
        case Vocabulary.elm["Code"]: return .literal(.coded(try code(node)))
        case Vocabulary.Meridian.ordinal:
            return .literal(.ordinal(try integer(node, GDL2.Property.value.iri), try code(node)))
        case Vocabulary.elm["Quantity"]:
            guard let number = ExactDecimal(try text(node, Vocabulary.elm["value"])) else {
                throw GDL2.ImportError(at: place(node), .wrongType("elm:value", expected: "a number"))
            }
            return .literal(.quantity(number, unit: try text(node, Vocabulary.elm["unit"])))
        default: return try operation(type, node, depth)
        }
    }

    private func operation(_ type: IRI, _ node: Term, _ depth: Int) throws(Failure) -> GDL2.Expression {
        let head = try object(node, Vocabulary.elm["operand"])
        let isList = graph.object(of: head, Vocabulary.RDF.first) != nil
        var operands: [GDL2.Expression] = []
        for operand in isList ? try members(head, of: node, Vocabulary.elm["operand"]) : [head] {
            operands.append(try expression(operand, depth: depth + 1))
        }
        if let function = GDL2.Function.allCases.first(where: { $0.iri == type }),
            operands.count == (function == .log10 ? 2 : 1)
        {
            return .function(function, operands[0])
        }
        if let name = GDL2.Operator.allCases.first(where: { Vocabulary.elm[$0.elmName] == type }), operands.count == 2 {
            return .operation(name, operands[0], operands[1])
        }
        throw GDL2.ImportError(at: place(node), .unsupported("\(type.string) of \(operands.count)"))
    }

    private func code(_ node: Term) throws(Failure) -> GDL2.CodedTerm {
        GDL2.CodedTerm(
            terminology: try text(node, Vocabulary.elm["system"]), code: try text(node, Vocabulary.elm["code"]),
            text: optionalText(node, Vocabulary.elm["display"]))
    }

    private func value(of literal: RDF.Literal) throws(Failure) -> GDL2.Literal {
        switch literal.datatype {
        case Vocabulary.XSD.string: return .text(literal.lexicalForm)
        case Vocabulary.XSD.boolean: return .boolean(literal.lexicalForm == "true" || literal.lexicalForm == "1")
        case Vocabulary.XSD.decimal, Vocabulary.XSD.integer:
            if let number = ExactDecimal(literal.lexicalForm) { return .number(number) }
        default: break
        }
        throw GDL2.ImportError(at: "", .unsupported("the literal \(literal)"))
    }
}
