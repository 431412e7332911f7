/// What a text may ask of the parser.
public struct JSONLimits: Sendable, Hashable {
    /// Nested arrays and objects. The parser descends by recursion, so this bounds the stack; FHIR stays under 30.
    public var depth: Int
    /// The length of the text. A value takes up to forty times its text in memory (`[[],[],…]`).
    public var bytes: Int

    public init(depth: Int = 256, bytes: Int = 64 << 20) {
        self.depth = depth
        self.bytes = bytes
    }

    public static let standard = JSONLimits()
}
