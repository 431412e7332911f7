// From a record's coding to concepts of the graph, and on what ground: the code itself, the prefix of a longer local
// code, the name, or the ingredients in a medicine's name. A coding that nothing matches resolves to nothing and is
// counted, never guessed.

import Text

/// A code as a record gives it.
public struct RecordCoding: Hashable, Sendable {
    public var system: String?
    public var code: String?
    public var display: String?

    public init(system: String? = nil, code: String? = nil, display: String? = nil) {
        self.system = system
        self.code = code
        self.display = display
    }
}

/// The kind of thing that a coding is expected to name, which decides how far its text may be read.
public enum CodingDomain: Hashable, Sendable {
    case condition, observation, medication, allergen, procedure, immunization, encounter, route
}

/// How a coding was understood.
public enum ResolutionBasis: String, Hashable, Sendable, CaseIterable {
    case code, codePrefix, name, ingredientName, unresolved
}

public struct CodeResolution: Hashable, Sendable {
    public var concepts: [ConceptID] = []
    public var basis: ResolutionBasis = .unresolved
    /// The coded product itself, where `concepts` are its ingredients: rules may name a combination.
    public var product: ConceptID?
    /// Parts of a combined medicine that were not recognised.
    public var unrecognisedParts: [String] = []
    /// The medicine acts where it is put; systemic rules do not apply.
    public var isTopical = false

    public init() {}
}

public struct CodeResolver: Sendable {
    public let terminology: Terminology
    private let medicineNames: MedicineNames
    private let names: [String: [ConceptID]]

    public init(_ terminology: Terminology) {
        self.terminology = terminology
        medicineNames = MedicineNames(terminology)
        var names: [String: [ConceptID]] = [:]
        for concept in terminology.concepts {
            let label = terminology.label(concept)
            for name in [label.english, label.chinese].compactMap({ $0 }) + terminology.alternativeLabels(concept) {
                names[Self.key(name), default: []].append(concept)
            }
        }
        self.names = names
    }

    /// The concepts that `codings`, alternative codes for one thing, stand for. The first coding whose code is known
    /// decides; names are read only when no code is known.
    public func resolve(_ codings: [RecordCoding], text: String? = nil, as domain: CodingDomain) -> CodeResolution {
        var best = CodeResolution()
        for coding in codings {
            guard let system = coding.system, let code = coding.code else { continue }
            let candidates = CodeSystem.named(system).candidates(for: code)
            for (depth, iri) in candidates.enumerated() {
                guard let concept = terminology.concept(iri) else { continue }
                if depth == 0 || best.concepts.isEmpty {
                    best.concepts = meaning(of: concept, in: domain)
                    best.product = domain == .medication && best.concepts != [concept] ? concept : nil
                    best.basis = depth == 0 ? .code : .codePrefix
                }
                break
            }
            if best.basis == .code { break }
        }
        let texts = codings.compactMap(\.display) + [text].compactMap { $0 }
        best.isTopical = domain == .medication && texts.contains(where: MedicineNames.isTopical)
        if best.concepts.isEmpty { resolveByName(texts, codings, domain, into: &best) }
        return best
    }

    private func resolveByName(
        _ texts: [String], _ codings: [RecordCoding], _ domain: CodingDomain, into resolution: inout CodeResolution
    ) {
        // Hospitals also write names where codes belong.
        let candidates = texts + codings.filter { $0.system == nil }.compactMap(\.code)
        if domain != .medication {
            for candidate in candidates {
                let named = concepts(named: candidate, in: domain)
                guard !named.isEmpty else { continue }
                resolution.concepts = named
                resolution.basis = .name
                return
            }
        }
        guard domain == .medication || domain == .allergen else { return }
        for candidate in candidates {
            let name = medicineNames.read(candidate)
            guard !name.ingredients.isEmpty else { continue }
            resolution.concepts = name.ingredients
            resolution.unrecognisedParts = name.unrecognisedParts
            resolution.basis = .ingredientName
            return
        }
    }

    /// The concepts that bear exactly this name, in either language, in the domain's part of the terminology.
    public func concepts(named name: String, in domain: CodingDomain) -> [ConceptID] {
        let all = names[Self.key(name)] ?? []
        let fitting = all.filter { fits($0, domain) }
        guard let first = fitting.first else { return [] }
        // Equivalent concepts of several systems share names; the first one stands for all of them.
        return meaning(of: first, in: domain)
    }

    /// Every concept that bears exactly this name in the domain, those equivalent to an earlier one left out.
    public func candidates(named name: String, in domain: CodingDomain) -> [ConceptID] {
        var kept: [ConceptID] = []
        for concept in names[Self.key(name)] ?? [] where fits(concept, domain) {
            let isKnown = kept.contains { terminology.isA($0, concept) && terminology.isA(concept, $0) }
            if !isKnown { kept.append(concept) }
        }
        return kept
    }

    private func fits(_ concept: ConceptID, _ domain: CodingDomain) -> Bool {
        let iri = terminology.iri(concept)
        let inSystem: (CodeSystem) -> Bool = { iri.hasPrefix($0.base) }
        switch domain {
        case .condition: return inSystem(.icd10) || inSystem(.snomed)
        case .observation: return inSystem(.loinc) || iri.hasPrefix(MeridianBase.observation) || inSystem(.snomed)
        case .medication: return !terminology.ingredients(concept).isEmpty || inSystem(.atc) || inSystem(.rxnorm)
        case .allergen: return !terminology.causativeAgents(concept).isEmpty
        case .procedure, .encounter: return inSystem(.snomed) || iri.hasPrefix(MeridianBase.all)
        case .immunization: return inSystem(.cvx)
        case .route:
            return terminology.concept(CodeSystem.snomed.base + Self.routes).map { terminology.isA(concept, $0) }
                ?? false
        }
    }

    /// SNOMED CT: route of administration values.
    private static let routes = "284009009"

    /// What a coded concept means for the rules: a product means its ingredients, an allergy finding its agents.
    private func meaning(of concept: ConceptID, in domain: CodingDomain) -> [ConceptID] {
        switch domain {
        case .medication:
            let ingredients = terminology.ingredients(concept)
            return ingredients.isEmpty ? [concept] : Array(ingredients)
        case .allergen:
            let agents = terminology.causativeAgents(concept)
            let ingredients = terminology.ingredients(concept)
            return !agents.isEmpty ? Array(agents) : ingredients.isEmpty ? [concept] : Array(ingredients)
        default:
            return [concept]
        }
    }

    /// The key under which a name is found: folded, without the semantic tag that SNOMED CT adds in brackets.
    private static func key(_ name: String) -> String {
        var text = TextFolding.fold(name)
        for tag in semanticTags where text.hasSuffix(tag) { text.removeLast(tag.count) }
        return text
    }

    private static let semanticTags = [" (disorder)", " (finding)", " (situation)", " (procedure)", " (substance)"]
}

/// The bases of Meridian's own concepts.
public enum MeridianBase {
    public static let all = "https://w3id.org/meridian/"
    public static let ontology = "https://w3id.org/meridian/ns#"
    public static let observation = "https://w3id.org/meridian/observation/"
}
