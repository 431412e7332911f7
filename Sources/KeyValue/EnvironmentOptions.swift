// How an environment is opened. The defaults are those of a live store: durable, private, room to grow.

/// Limits of the storage layer, with the reason for each figure.
public enum StorageLimits {
    /// Address space reserved for the map. Address space is free on 64-bit Linux and the file grows only as it is
    /// used, so that growing the map, which must wait for readers, practically never happens.
    public static let mapSize = 1 << 40
    /// Where the search for a map that fits a process's address-space limit ends.
    public static let smallestMapSize = 1 << 28
    /// Reader slots: far more than threads that read at once, so that a crashed process's stale slots do not matter.
    public static let readers: UInt32 = 512
    /// Named databases of one environment.
    public static let databases: UInt32 = 64
    /// Slots of dead readers are looked for at open, when all slots are taken, and with a commit after this many
    /// others or this time: a dead reader keeps pages from being used again, so every commit makes the file longer.
    public static let commitsBetweenReaderChecks = 256
    static let nanosecondsBetweenReaderChecks: UInt64 = 5_000_000_000
    /// How long a writer that must grow the map waits for readers to finish.
    public static let drainMilliseconds = 30_000
    /// The longest key, and the longest value of a database with sorted duplicates (LMDB's compiled-in figure).
    public static let keyBytes = 511
    /// Changes of different callers in one commit: enough to share a flush, few enough to answer the first soon.
    public static let groupedWrites = 256
    /// Commits that wait in the journal before one puts them into the trees: enough that the pages which they share
    /// are written once for all, few enough that a process which has just opened the file replays them in some ten
    /// milliseconds.
    public static let journalRecords = 1_024
    /// The same by the bytes of their records.
    static let journalBytes = 1 << 20
    /// The same by the bytes of the entries that they come to: a small record may change much.
    static let journalEntryBytes = 8 << 20
    /// How often one transaction may look at what it has changed before its changes go into the trees.
    static let journaledReplays = 32
    /// Overlays of the last commits that are kept, for snapshots taken just before another commit was read.
    static let journalViews = 4
    /// Free pages whose records are put together; 509 of them are a page to be written.
    static let freePagesMerged = 8_192
    /// Commits from one attempt to the next at the least, and one more for so many free pages, which all have to be
    /// looked at: it takes about 40 small commits until the list is more than a page again.
    static let commitsBetweenMergings = 16
    static let freePagesForCommit = 128
    /// Runs of pages that LMDB is asked for, so that it reads the records: what notes them down fits one page.
    static let runsForMerging = 160
    /// Records that may be left as they are: with those that are put together, they fit one page.
    static let unmergedRecords = 20
    /// Memory for changed entries is taken in pieces of this size.
    static let journalChunkBytes = 16 << 10
}

/// How to open an ``Environment``.
public struct EnvironmentOptions: Hashable, Sendable {
    public enum Access: Hashable, Sendable {
        case readWrite
        case readOnly
        /// Reads without a lock file: only for files that no process writes, such as a shipped release.
        case readOnlyUnlocked
    }

    public enum Durability: Hashable, Sendable {
        /// A commit is on disk when it returns.
        case durable
        /// A crash of the machine may undo the last commits, never tear one; about twice as many commits a second.
        case relaxed
        /// Nothing is flushed until ``Environment/synchronize()``: only for files that are thrown away after a crash.
        case temporary
    }

    public enum Layout: Hashable, Sendable {
        /// A directory with `data.mdb` and `lock.mdb`.
        case directory
        /// One file, with its lock file beside it.
        case file
    }

    public enum Visibility: Hashable, Sendable {
        /// Directory mode 0700, file mode 0600.
        case owner
        /// Directory mode 0755, file mode 0644.
        case everyone
    }

    public var access: Access
    public var durability: Durability
    public var layout: Layout
    public var visibility: Visibility
    /// Bytes of address space to reserve at first; the map grows beyond it when it must.
    public var mapSize: Int
    public var readers: UInt32
    public var databases: UInt32
    /// Lets the kernel read ahead: right for scans and builds, wrong for random access to cold data beyond memory.
    public var readsAhead: Bool

    public init(
        access: Access = .readWrite, durability: Durability = .durable, layout: Layout = .directory,
        visibility: Visibility = .owner, mapSize: Int = StorageLimits.mapSize,
        readers: UInt32 = StorageLimits.readers, databases: UInt32 = StorageLimits.databases, readsAhead: Bool = false
    ) {
        self.access = access
        self.durability = durability
        self.layout = layout
        self.visibility = visibility
        self.mapSize = mapSize
        self.readers = readers
        self.databases = databases
        self.readsAhead = readsAhead
    }
}
