// Named databases of an environment: each a sorted map from keys to values of its own.

import CLMDB

/// A named database of one environment. Declare each once, with its key and value layout beside it.
public struct Database: Hashable, Sendable {
    @usableFromInline let index: MDB_dbi

    @usableFromInline
    init(index: MDB_dbi) { self.index = index }
}

/// How a named database orders and stores its entries; fixed when it is first created.
public struct DatabaseFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// A key may have many values, kept sorted; each at most 511 bytes.
    public static let sortedDuplicates = DatabaseFlags(rawValue: UInt32(MDB_DUPSORT))
    /// All values of a key have the same length (with ``sortedDuplicates``).
    public static let fixedDuplicates = DatabaseFlags(rawValue: UInt32(MDB_DUPFIXED))
    /// Keys are integers of 4 or 8 bytes in the machine's order, compared as numbers.
    public static let integerKeys = DatabaseFlags(rawValue: UInt32(MDB_INTEGERKEY))
    /// Duplicate values are integers in the machine's order (with ``fixedDuplicates``).
    public static let integerDuplicates = DatabaseFlags(rawValue: UInt32(MDB_INTEGERDUP))
}

/// What a put does with what is there.
public enum PutMode: Sendable {
    /// Replaces the value; with sorted duplicates, adds one.
    case replace
    /// Fails with ``StorageError/Kind/keyExists`` if the key is there.
    case insert
    /// Writes at the end: keys must come in ascending order. Several times faster than ``replace``.
    case append
    /// Writes at the end of a key's sorted duplicates: keys and duplicates must come in ascending order.
    case appendDuplicate

    @usableFromInline var flags: UInt32 {
        switch self {
        case .replace: 0
        case .insert: UInt32(MDB_NOOVERWRITE)
        case .append: UInt32(MDB_APPEND)
        case .appendDuplicate: UInt32(MDB_APPENDDUP)
        }
    }
}

/// Size of one database.
public struct DatabaseStatistics: Hashable, Sendable {
    public let entries: Int
    public let depth: Int
    public let branchPages: Int
    public let leafPages: Int
    public let overflowPages: Int
    public let pageBytes: Int

    /// Bytes of all its pages.
    public var bytes: Int { (branchPages + leafPages + overflowPages) * pageBytes }

    init(_ statistics: MDB_stat) {
        entries = statistics.ms_entries
        depth = Int(statistics.ms_depth)
        branchPages = statistics.ms_branch_pages
        leafPages = statistics.ms_leaf_pages
        overflowPages = statistics.ms_overflow_pages
        pageBytes = Int(statistics.ms_psize)
    }
}
