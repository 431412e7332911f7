import RDF

/// Where a part of a document was written, for messages. It never counts in comparisons: what is said is the same
/// wherever it stands.
@propertyWrapper
public struct SourceLocation: Hashable, Sendable {
    public var wrappedValue: SourcePosition?

    public init(wrappedValue: SourcePosition?) { self.wrappedValue = wrappedValue }

    public static func == (left: SourceLocation, right: SourceLocation) -> Bool { true }

    public func hash(into hasher: inout Hasher) {}
}
