// An immutable snapshot of all concepts: names, codes and the is-a closure, in dense arrays indexed by ConceptID.
//
// "a is a b" follows skos:broader, skos:broadMatch, skos:exactMatch in both directions and membership in a
// skos:Collection. Concepts joined by exactMatch form one group; the closure is computed over groups, which must be
// free of cycles, and stored per concept as a sorted run of ancestors, itself included, so that a subsumption test is a
// binary search and a patient's fact meets every rule on it by walking one short run.

import Text

public struct Terminology: Sendable {
    let iris: [String]
    let labels: [BilingualText]
    let notations: [String?]
    let alternativeLabels: Runs<String>
    let ancestorRuns: Runs<ConceptID>
    let parentRuns: Runs<ConceptID>
    let ingredientRuns: Runs<ConceptID>
    let causativeAgentRuns: Runs<ConceptID>
    let roles: [ConceptRoles]
    /// The code system of each concept, where it is known.
    let systems: [ConceptID?]
    /// Code systems by the base of their codes.
    let systemsByBase: [String: ConceptID]
    let byIRI: [String: ConceptID]

    public var count: Int { iris.count }

    public var isEmpty: Bool { iris.isEmpty }

    public var concepts: some Sequence<ConceptID> {
        (0..<UInt32(iris.count)).lazy.map(ConceptID.init(rawValue:))
    }

    /// The concept with this IRI, if the snapshot has it.
    public func concept(_ iri: String) -> ConceptID? { byIRI[iri] }

    public func iri(_ concept: ConceptID) -> String { iris[Int(concept.rawValue)] }

    public func notation(_ concept: ConceptID) -> String? { notations[Int(concept.rawValue)] }

    public func label(_ concept: ConceptID) -> BilingualText { labels[Int(concept.rawValue)] }

    public func alternativeLabels(_ concept: ConceptID) -> ArraySlice<String> {
        alternativeLabels[Int(concept.rawValue)]
    }

    /// What this concept is, itself first, then everything above it in ascending order of identity.
    public func ancestors(_ concept: ConceptID) -> ArraySlice<ConceptID> { ancestorRuns[Int(concept.rawValue)] }

    /// The concepts directly above, as stated.
    public func parents(_ concept: ConceptID) -> ArraySlice<ConceptID> { parentRuns[Int(concept.rawValue)] }

    /// The ingredients of a product, brand or combination code; empty for anything else.
    public func ingredients(_ concept: ConceptID) -> ArraySlice<ConceptID> { ingredientRuns[Int(concept.rawValue)] }

    /// What an allergy finding is an allergy to.
    public func causativeAgents(_ concept: ConceptID) -> ArraySlice<ConceptID> {
        causativeAgentRuns[Int(concept.rawValue)]
    }

    public func roles(_ concept: ConceptID) -> ConceptRoles { roles[Int(concept.rawValue)] }

    /// Whether `concept` is `ancestor` or a kind of it.
    public func isA(_ concept: ConceptID, _ ancestor: ConceptID) -> Bool {
        if concept == ancestor { return true }
        let run = ancestors(concept).dropFirst()
        var low = run.startIndex
        var high = run.endIndex
        while low < high {
            let middle = low + (high - low) / 2
            if run[middle] < ancestor { low = middle + 1 } else { high = middle }
        }
        return low < run.endIndex && run[low] == ancestor
    }
}

/// What a concept serves as in medicines knowledge; a concept may have several roles.
public struct ConceptRoles: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let ingredient = ConceptRoles(rawValue: 1)
    public static let brand = ConceptRoles(rawValue: 2)
    public static let collection = ConceptRoles(rawValue: 4)
}

/// A list of lists in two flat arrays: the run of item `i` is `values[offsets[i]..<offsets[i + 1]]`.
struct Runs<Value: Sendable>: Sendable {
    private(set) var offsets: [UInt32] = [0]
    private(set) var values: [Value] = []

    mutating func append(_ run: some Sequence<Value>) {
        values.append(contentsOf: run)
        offsets.append(UInt32(values.count))
    }

    subscript(_ index: Int) -> ArraySlice<Value> { values[Int(offsets[index])..<Int(offsets[index + 1])] }
}
