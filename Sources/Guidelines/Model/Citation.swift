// Where a statement comes from, and how far it may be trusted.

import RDF

/// A place in a published document.
public struct Citation: Hashable, Sendable {
    /// The document's own name in the graph, where it has one.
    public var iri: IRI?
    /// The bibliographic citation of the document.
    public var document: String
    /// The place in it: section, table, recommendation.
    public var locator: String?
    public var year: String?
    public var links: [IRI]

    public init(
        iri: IRI? = nil, document: String, locator: String? = nil, year: String? = nil, links: [IRI] = []
    ) {
        self.iri = iri
        self.document = document
        self.locator = locator
        self.year = year
        self.links = links
    }
}

/// Strength of a recommendation (GRADE).
public enum Strength: String, CaseIterable, Sendable {
    case strong = "Strong"
    case conditional = "Conditional"
}

/// Certainty of the evidence (GRADE), or that the source says nothing of it.
public enum Certainty: String, CaseIterable, Sendable {
    case high = "High"
    case moderate = "Moderate"
    case low = "Low"
    case veryLow = "VeryLow"
    case notGraded = "NotGraded"
}
