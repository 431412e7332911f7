// Collects statements about concepts in any order and closes them into a Terminology. A concept exists as soon as any
// statement names it, so that codes with no labels of their own still take part in the hierarchy.

import Text

public struct TerminologyBuilder {
    private var iris: [String] = []
    private var byIRI: [String: ConceptID] = [:]
    private var labels: [BilingualText] = []
    private var notations: [String?] = []
    private var alternativeLabels: [[String]] = []
    private var parents: [[ConceptID]] = []
    private var ingredients: [ConceptID: [ConceptID]] = [:]
    private var causativeAgents: [ConceptID: [ConceptID]] = [:]
    private var roles: [ConceptRoles] = []
    private var equivalences: [(ConceptID, ConceptID)] = []
    private var systems: [ConceptID: ConceptID] = [:]
    private var systemsByBase: [String: ConceptID] = [:]
    /// The same by the names that statements use: a few names, in very many statements.
    private var systemsByName: [String: ConceptID] = [:]

    public init() {}

    @discardableResult
    public mutating func concept(_ iri: String) -> ConceptID {
        if let known = byIRI[iri] { return known }
        let concept = ConceptID(rawValue: UInt32(iris.count))
        byIRI[iri] = concept
        iris.append(iri)
        labels.append(BilingualText())
        notations.append(nil)
        alternativeLabels.append([])
        parents.append([])
        roles.append([])
        return concept
    }

    public mutating func addPreferredLabel(_ iri: String, _ text: String, tag: String) {
        labels[index(iri)].add(text, tag: tag)
    }

    public mutating func addAlternativeLabel(_ iri: String, _ text: String) {
        alternativeLabels[index(iri)].append(text)
    }

    public mutating func addNotation(_ iri: String, _ code: String) { notations[index(iri)] = code }

    public mutating func addRole(_ iri: String, _ role: ConceptRoles) { roles[index(iri)].insert(role) }

    public mutating func addBroader(_ narrow: String, _ broad: String) {
        let child = index(narrow)
        parents[child].append(concept(broad))
    }

    public mutating func addExactMatch(_ left: String, _ right: String) {
        equivalences.append((concept(left), concept(right)))
    }

    /// Says that the concept's code is one of a code system.
    public mutating func addSystem(_ iri: String, _ system: String) { systems[concept(iri)] = addSystem(system) }

    /// Makes a code system known, by its FHIR URI or the IRI that its codes begin with.
    @discardableResult
    public mutating func addSystem(_ iri: String) -> ConceptID {
        if let known = systemsByName[iri] { return known }
        let base = CodeSystem.named(iri).base
        let system = systemsByBase[base] ?? concept(iri)
        systemsByBase[base] = system
        systemsByName[iri] = system
        return system
    }

    public mutating func addIngredient(_ product: String, _ ingredient: String) {
        ingredients[concept(product), default: []].append(concept(ingredient))
    }

    public mutating func addCausativeAgent(_ allergy: String, _ agent: String) {
        causativeAgents[concept(allergy), default: []].append(concept(agent))
    }

    private mutating func index(_ iri: String) -> Int { Int(concept(iri).rawValue) }

    /// Closes the hierarchy.
    public consuming func build() throws(TerminologyError) -> Terminology {
        let ancestors = try HierarchyClosure(parents: parents, equivalences: equivalences)
            .ancestors(naming: iris)
        var alternatives = Runs<String>()
        var parentRuns = Runs<ConceptID>()
        var ingredientRuns = Runs<ConceptID>()
        var agentRuns = Runs<ConceptID>()
        for index in iris.indices {
            let concept = ConceptID(rawValue: UInt32(index))
            alternatives.append(alternativeLabels[index])
            parentRuns.append(parents[index])
            ingredientRuns.append((ingredients[concept] ?? []).sorted())
            agentRuns.append((causativeAgents[concept] ?? []).sorted())
        }
        let systemOfEach = iris.indices.map { index in
            let concept = ConceptID(rawValue: UInt32(index))
            return systems[concept] ?? system(ofCodesLike: iris[index])
        }
        return Terminology(
            iris: iris, labels: labels, notations: notations, alternativeLabels: alternatives,
            ancestorRuns: ancestors, parentRuns: parentRuns, ingredientRuns: ingredientRuns,
            causativeAgentRuns: agentRuns, roles: roles, systems: systemOfEach, systemsByBase: systemsByBase,
            byIRI: byIRI)
    }

    /// The system whose base the IRI begins with, for codes that no statement assigns to one.
    private func system(ofCodesLike iri: String) -> ConceptID? {
        guard let cut = iri.utf8.lastIndex(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "#") }) else {
            return nil
        }
        return systemsByBase[String(iri[...cut])]
    }
}
