/// A concept of a terminology snapshot: a dense number, valid only with the snapshot that issued it.
///
/// Rules, facts and indexes hold concepts as numbers so that the hot paths compare integers; names and codes come from
/// the terminology that issued the number.
public struct ConceptID: RawRepresentable, Hashable, Comparable, Sendable {
    public let rawValue: UInt32

    @inlinable
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    @inlinable
    public static func < (left: ConceptID, right: ConceptID) -> Bool { left.rawValue < right.rawValue }
}
