// The kinds of mistakes that checks find, by names that stay: programs and people refer to them.

/// What kind of mistake a diagnostic is about.
public enum DiagnosticCode: String, CaseIterable, Sendable {
    /// The document is no Turtle, or has no base.
    case syntax
    /// A part of the document cannot be read as what it stands for.
    case unreadable
    /// A shape of Graph/shapes.ttl is not met.
    case shape
    case unknownProperty = "unknown-property"
    case unknownReference = "unknown-reference"
    case unknownConcept = "unknown-concept"
    case retiredConcept = "retired-concept"
    case ambiguousConcept = "ambiguous-concept"
    case unknownUnit = "unknown-unit"
    /// A unit that does not measure what it is compared with.
    case wrongUnit = "wrong-unit"
    /// Logic that does not compile.
    case formula
    case neverHolds = "never-holds"
    case alwaysHolds = "always-holds"
    case unreachableStep = "unreachable-step"
    case circle
    case deadEnd = "dead-end"
    case contradiction
    case missingTranslation = "missing-translation"
    case missingCitation = "missing-citation"
    case missingStrength = "missing-strength"
    case impossibleWindow = "impossible-window"
}
