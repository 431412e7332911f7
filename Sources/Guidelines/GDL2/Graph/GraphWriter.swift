// Writing a GDL2 guideline as a graph. Conditions and actions are lists, since their order counts; terms are SKOS concepts
// with a label per language; what only describes is one JSON literal.

import JSON
import Quantities
import RDF

extension GDL2.Guideline {
    /// The guideline as RDF: a document of its own, named ``iri``.
    public var graph: Graph {
        var graph = Graph()
        write(into: &graph)
        return graph
    }

    public var iri: IRI { GDL2.iri(guideline: id) }

    /// Adds the guideline to a graph, which may hold others.
    public func write(into graph: inout Graph) {
        var writer = GDL2.GraphWriter(guideline: self, graph: graph)
        writer.write()
        graph = writer.graph
    }

    /// The prefixes that guideline graphs read well with.
    public static var prefixes: Prefixes {
        Prefixes([
            "m": Vocabulary.meridian.iri, "elm": Vocabulary.elm.iri, "skos": Vocabulary.skos.iri,
            "rdfs": Vocabulary.rdfs.iri, "rdf": Vocabulary.rdf.iri, "dcterms": Vocabulary.dcterms.iri,
            "xsd": Vocabulary.xsd.iri,
        ])
    }
}

extension GDL2 {
    struct GraphWriter {
        let guideline: Guideline
        private var builder: GraphBuilder

        init(guideline: Guideline, graph: Graph) {
            self.guideline = guideline
            builder = GraphBuilder(graph)
        }

        var graph: Graph { builder.graph }

        mutating func write() {
            let node = Term.iri(guideline.iri)
            insert(node, Vocabulary.RDF.type, .iri(Vocabulary.Meridian.ruleGuideline))
            insert(node, Vocabulary.dcterms["identifier"], .string(guideline.id))
            insert(node, Property.formatVersion.iri, .string(guideline.version))
            insert(node, Property.originalLanguage.iri, .string(guideline.language))
            insert(node, Property.concept.iri, .iri(iri(guideline.concept)))
            insert(.iri(iri(guideline.concept)), Vocabulary.SKOS.notation, .string(guideline.concept))
            if !guideline.metadata.isEmpty {
                let text = JSONValue.object(guideline.metadata).description
                insert(node, Property.metadata.iri, .literal(RDF.Literal(text, datatype: jsonDatatype)))
            }
            writeTerms(node)
            list(node, .binding, guideline.bindings) { writer, binding in writer.binding(binding) }
            list(node, .preCondition, guideline.preConditions) { writer, condition in writer.expression(condition) }
            list(node, .defaultAction, guideline.defaultActions) { writer, action in writer.assignment(action) }
            list(node, .rule, guideline.rules) { writer, rule in writer.rule(rule) }
        }

        private func iri(_ code: String) -> IRI { GDL2.iri(guideline: guideline.id, code: code) }

        private mutating func insert(_ subject: Term, _ predicate: IRI, _ object: Term) {
            builder.insert(subject, predicate, object)
        }

        private mutating func blank() -> Term { builder.blank() }

        /// A list of what `write` makes of the items; none for no items.
        private mutating func list<Item>(
            _ subject: Term, _ property: Property, _ items: [Item], _ write: (inout GraphWriter, Item) -> Term
        ) {
            guard !items.isEmpty else { return }
            insert(subject, property.iri, builder.list(items.map { write(&self, $0) }))
        }
    }
}

// MARK: - Parts

extension GDL2.GraphWriter {
    private mutating func writeTerms(_ node: Term) {
        for set in guideline.terms {
            insert(node, Vocabulary.dcterms["language"], .string(set.language))
            for term in set.terms {
                let concept = Term.iri(iri(term.code))
                insert(concept, Vocabulary.SKOS.inScheme, node)
                insert(concept, Vocabulary.SKOS.notation, .string(term.code))
                if let text = term.text {
                    insert(concept, Vocabulary.SKOS.prefLabel, .literal(RDF.Literal(text, language: set.language)))
                }
                if let text = term.description {
                    insert(
                        concept, Vocabulary.skos["definition"], .literal(RDF.Literal(text, language: set.language)))
                }
            }
        }
    }

    private mutating func binding(_ binding: GDL2.DataBinding) -> Term {
        let node = blank()
        insert(node, Vocabulary.SKOS.notation, .string(binding.id))
        insert(node, GDL2.Property.archetype.iri, .string(binding.archetype))
        if let template = binding.template { insert(node, GDL2.Property.template.iri, .string(template)) }
        insert(node, GDL2.Property.direction.iri, .iri(binding.direction.iri))
        list(node, .recordPredicate, binding.predicates) { _, text in .string(text) }
        list(node, .element, binding.elements) { writer, element in
            let node = writer.blank()
            writer.insert(node, Vocabulary.SKOS.notation, .string(element.id))
            if let path = element.path { writer.insert(node, GDL2.Property.path.iri, .string(path)) }
            if let type = element.dataType { writer.insert(node, GDL2.Property.dataType.iri, .string(type)) }
            writer.list(node, .allowedUnit, element.units) { _, text in .string(text) }
            writer.list(node, .allowedValue, element.allowedValues) { _, text in .string(text) }
            return node
        }
        return node
    }

    private mutating func rule(_ rule: GDL2.Rule) -> Term {
        let node = Term.iri(iri(rule.id))
        insert(node, Vocabulary.RDF.type, .iri(Vocabulary.Meridian.rule))
        insert(node, Vocabulary.SKOS.notation, .string(rule.id))
        insert(node, GDL2.Property.priority.iri, .literal(RDF.Literal(rule.priority)))
        if let text = rule.description { insert(node, Vocabulary.RDFS.comment, .string(text)) }
        list(node, .when, rule.when) { writer, condition in writer.expression(condition) }
        list(node, .then, rule.then) { writer, action in writer.assignment(action) }
        return node
    }

    private mutating func assignment(_ assignment: GDL2.Assignment) -> Term {
        let node = element(assignment.element, assignment.attribute)
        insert(node, GDL2.Property.value.iri, expression(assignment.value))
        return node
    }

    private mutating func element(_ id: String, _ attribute: GDL2.Attribute?) -> Term {
        let node = blank()
        insert(node, GDL2.Property.element.iri, .string(id))
        if let attribute { insert(node, GDL2.Property.attribute.iri, .string(attribute.rawValue)) }
        return node
    }
}

// MARK: - Expressions

extension GDL2.GraphWriter {
    private mutating func expression(_ expression: GDL2.Expression) -> Term {
        switch expression {
        case .literal(let literal): return self.literal(literal)
        case .element(let id, let attribute): return element(id, attribute)
        case .now(let attribute):
            let node = typed(Vocabulary.elm["Now"])
            if let attribute { insert(node, GDL2.Property.attribute.iri, .string(attribute.rawValue)) }
            return node
        case .fired(let rule):
            let node = typed(Vocabulary.Meridian.fired)
            insert(node, GDL2.Property.rule.iri, .string(rule))
            return node
        case .function(let function, let operand):
            var operands = [self.expression(operand)]
            if function == .log10 { operands.append(.literal(RDF.Literal(10))) }
            return operation(function.iri, operands)
        case .operation(let name, let left, let right):
            return operation(Vocabulary.elm[name.elmName], [self.expression(left), self.expression(right)])
        }
    }

    private mutating func typed(_ type: IRI) -> Term { builder.blank(type) }

    private mutating func operation(_ type: IRI, _ operands: [Term]) -> Term {
        let node = typed(type)
        insert(node, Vocabulary.elm["operand"], operands.count == 1 ? operands[0] : builder.list(operands))
        return node
    }

    private mutating func literal(_ literal: GDL2.Literal) -> Term {
        switch literal {
        case .null: return typed(Vocabulary.elm["Null"])
        case .number(let number): return .decimal(number)
        case .text(let text): return .string(text)
        case .boolean(let truth): return .literal(RDF.Literal(truth))
        case .quantity(let number, let unit):
            let node = typed(Vocabulary.elm["Quantity"])
            insert(node, Vocabulary.elm["value"], .decimal(number))
            insert(node, Vocabulary.elm["unit"], .string(unit))
            return node
        case .coded(let term): return code(term, Vocabulary.elm["Code"])
        case .ordinal(let number, let term):
            let node = code(term, Vocabulary.Meridian.ordinal)
            insert(node, GDL2.Property.value.iri, .literal(RDF.Literal(number)))
            return node
        }
    }

    private mutating func code(_ term: GDL2.CodedTerm, _ type: IRI) -> Term {
        let node = typed(type)
        insert(node, Vocabulary.elm["system"], .string(term.terminology))
        insert(node, Vocabulary.elm["code"], .string(term.code))
        if let text = term.text { insert(node, Vocabulary.elm["display"], .string(text)) }
        return node
    }
}
