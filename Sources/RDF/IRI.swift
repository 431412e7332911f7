// Internationalised resource identifiers (RFC 3987) as RDF uses them: absolute, compared byte for byte, never
// normalised. `IRI(_:)` trusts its caller (constants, text already checked); `IRI(checking:)` is for outside text.
import Primitives

/// An absolute IRI.
public struct IRI: Sendable {
    /// The IRI as it was written, without angle brackets.
    public let string: String

    /// Takes text that is known to be an absolute IRI.
    public init(_ string: String) {
        self.string = string
    }

    /// Takes text from outside; throws `IRIError` when it is not an absolute IRI by RFC 3987.
    public init(checking string: String) throws(IRIError) {
        try IRIGrammar.check(string, mustBeAbsolute: true)
        self.string = string
    }
}

extension IRI: Hashable, Comparable, CustomStringConvertible {
    public static func == (left: IRI, right: IRI) -> Bool { left.string.hasSameBytes(as: right.string) }
    public static func < (left: IRI, right: IRI) -> Bool { left.string.precedesInBytes(right.string) }
    public func hash(into hasher: inout Hasher) { string.hashBytes(into: &hasher) }
    /// The IRI in angle brackets, as in N-Triples.
    public var description: String { "<\(string)>" }
}

/// Why a text is not an IRI.
public struct IRIError: Error, Hashable, CustomStringConvertible {
    public let text: String
    public let reason: String

    public var description: String { "<\(text)> is not a valid IRI: \(reason)" }
}
