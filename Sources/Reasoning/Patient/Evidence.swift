// A fact of the record as people see it in a proof: in the record's own words, with its date and the document it came
// from.

import Expressions
import Quantities
import Terminology

public struct Evidence: Sendable {
    public var kind: FactKind
    /// What the record's codes and words were understood as; empty when nothing matched.
    public var concepts: [ConceptID]
    /// The name as the record gives it.
    public var text: String
    public var start: DateTime?
    public var end: DateTime?
    public var isActive: Bool
    /// A medicine that acts where it is put: guidelines mean the systemic one.
    public var isTopical = false
    /// The value as the record writes it, number and unit.
    public var valueText: String?
    /// The document that says so: `Observation/123`, or `draft order 1`.
    public var source: String

    public init(
        kind: FactKind, concepts: [ConceptID], text: String, start: DateTime? = nil, end: DateTime? = nil,
        isActive: Bool = true, valueText: String? = nil, source: String
    ) {
        self.kind = kind
        self.concepts = concepts
        self.text = text
        self.start = start
        self.end = end
        self.isActive = isActive
        self.valueText = valueText
        self.source = source
    }
}
