// Every coding that any record of the store uses, each once. Ids are dense and never change meaning, so a reader keeps
// an array from coding id to concept per terminology snapshot, and finding an event's concept is one load.

import FHIR

/// A coding of the store's table.
public struct CodingID: RawRepresentable, Hashable, Comparable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// The codings of a store as of one moment: ids run from 0 to `count - 1`.
public struct CodingTable: Sendable {
    public let codings: [Coding]
    /// Events that have each coding as their code, in the whole store.
    public let eventCounts: [Int]

    public var count: Int { codings.count }

    public subscript(id: CodingID) -> Coding { codings[Int(id.rawValue)] }

    /// Events that have the coding as their code.
    public func eventCount(of id: CodingID) -> Int { eventCounts[Int(id.rawValue)] }

    public var ids: some Sequence<CodingID> { (0..<UInt32(count)).lazy.map(CodingID.init(rawValue:)) }
}
