/// Where a part of a document was written (a position, or the name of the document), for messages. It never counts in
/// comparisons: what is said is the same wherever it stands.
@propertyWrapper
public struct SourceLocation<Location: Sendable>: Hashable, Sendable {
    public var wrappedValue: Location

    public init(wrappedValue: Location) { self.wrappedValue = wrappedValue }

    public static func == (left: SourceLocation, right: SourceLocation) -> Bool { true }

    public func hash(into hasher: inout Hasher) {}
}
