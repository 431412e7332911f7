// Variables of a query. What has no name in the text but must be matched (a blank node, the middle of a path, the value
// of an aggregate) becomes a hidden variable: an ordinary variable whose name no text can hold, so that `SELECT *` and
// the user never meet it.
import Primitives

/// A variable, without its '?'.
public struct Variable: Sendable {
    public let name: String

    public init(_ name: String) {
        self.name = name
    }

    /// The hidden variable of a number.
    public init(hidden number: Int) {
        name = ".\(number)"
    }

    /// Whether the variable stands for something that has no name in the text.
    public var isHidden: Bool { name.utf8.first == UInt8(ascii: ".") }
}

extension Variable: Hashable, Comparable, CustomStringConvertible {
    public static func == (left: Variable, right: Variable) -> Bool { left.name.hasSameBytes(as: right.name) }
    public static func < (left: Variable, right: Variable) -> Bool { left.name.precedesInBytes(right.name) }
    public func hash(into hasher: inout Hasher) { name.hashBytes(into: &hasher) }
    public var description: String { "?\(name)" }
}
