// Concepts from the graph, statement by statement: whatever is not about concepts is passed over.

import RDF

extension TerminologyBuilder {
    private static let meridian = Namespace(MeridianBase.ontology)
    private static let ingredient = meridian["ingredient"]
    private static let causativeAgent = meridian["causativeAgent"]
    private static let types: [IRI: ConceptRoles] = [
        meridian["Ingredient"]: .ingredient, meridian["Brand"]: .brand,
        Vocabulary.skos["Collection"]: .collection,
    ]

    /// Takes one statement; returns whether it said something about a concept.
    @discardableResult
    public mutating func add(_ triple: Triple) -> Bool {
        guard let subject = triple.subject.iri?.string else { return false }
        switch (triple.predicate, triple.object) {
        case (Vocabulary.SKOS.prefLabel, .literal(let text)):
            addPreferredLabel(subject, text.lexicalForm, tag: text.language ?? "")
        case (Vocabulary.SKOS.altLabel, .literal(let text)): addAlternativeLabel(subject, text.lexicalForm)
        case (Vocabulary.SKOS.notation, .literal(let code)): addNotation(subject, code.lexicalForm)
        case (Vocabulary.SKOS.broader, .iri(let broad)), (Vocabulary.SKOS.broadMatch, .iri(let broad)):
            addBroader(subject, broad.string)
        case (Vocabulary.SKOS.exactMatch, .iri(let same)): addExactMatch(subject, same.string)
        case (Vocabulary.SKOS.member, .iri(let member)): addBroader(member.string, subject)
        case (Self.ingredient, .iri(let ingredient)): addIngredient(subject, ingredient.string)
        case (Self.causativeAgent, .iri(let agent)): addCausativeAgent(subject, agent.string)
        case (Vocabulary.SKOS.inScheme, .iri(let system)): addSystem(subject, system.string)
        case (Vocabulary.RDF.type, .iri(let type)):
            if type == Vocabulary.skos["ConceptScheme"] {
                addSystem(subject)
            } else if let role = Self.types[type] {
                addRole(subject, role)
            } else if type == Vocabulary.skos["Concept"] {
                concept(subject)
            } else {
                return false
            }
        default: return false
        }
        return true
    }
}
