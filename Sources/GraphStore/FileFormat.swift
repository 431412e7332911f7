// The file format, version 4. Everything is in one LMDB environment, so one commit changes all of it or nothing.
// Integers in keys are big-endian, so that LMDB's byte order is their order; integers in values are little-endian.
//
// Ids (`TermID`): 64 bits, 4 of tag and 60 of payload. Tags 1 to 4 (IRI, blank node, literal, triple term) have a
// number in the dictionary as payload; the others hold the value itself (see `InlineValue`). Id 0 is the default graph.
//
// Databases
//   meta         name -> value: "version" u64, "nextTerm" u64 (the next free number of the dictionary),
//                "nextDocument" u64 (the next load, which its blank nodes are named after),
//                "transitive" ids of the predicates whose closure is kept, u64 each
//                "earlierCommits" what LMDB's number of a commit is increased by since a compaction, 64 bits with sign
//   terms        number of a block's first term, u64 -> block of terms (see `TermBlock`); numbers have no gaps
//   hashes       tuples (40-bit hash of the term's bytes, id, 0, 0) in tuple blocks
//   spo pos osp  tuples of subject, predicate, object in that order, then graph, in tuple blocks;
//   sop pso ops  each quad stands in all six
//   gspo         tuples (graph, subject, predicate, object) in tuple blocks; quads of the default graph are not in it
//   up           tuples (predicate, node, ancestor, 0) in tuple blocks: the closure of the declared transitive
//                predicates over all graphs together, a step at least (a node in a cycle is its own ancestor)
//   down         the same as (predicate, ancestor, node, 0)
//   counts       'q' -> u64, number of quads; 'g' + graph id -> u64, its quads; 'p' + predicate id -> u64, its quads
//                's', 'o' + predicate id -> u64, how many different subjects and objects it has
//                'c' + 16 bytes of hash -> a characteristic set (see `CharacteristicSet`): the subjects that have just
//                these predicates
//   journal      number of a commit, u64 -> what it changes in any of the above and has not been put there yet: a
//                checksum (see `JournalRecord`) and the changes (see `ChangeSet.recorded`)
//   journal.scratch   nothing, but within a commit (see `Environment.mergeFreePages`)
//
// Versions 2 and 3 are version 4 without a journal, and with one that only they read. Such a file, in version 3 only with
// nothing in its journal, becomes version 4 when it is opened for writing.
//
// A tuple block (see `TupleBlock`) has its first tuple as key, 4 x 8 bytes, and as value a header with the number of
// tuples and then what differs from tuple to tuple. Blocks are at most 1,990 bytes, so that two and their keys fit a
// page of 4 KiB and LMDB never needs an overflow page for them; 468 (eight to a page)
// in `spo`, `pos`, `hashes` and `up`, where single tuples are looked up and half a block is decoded to find one.
import KeyValue
import RDF

/// The version of the format and the names in it.
enum FileFormat {
    static let version: UInt64 = 4
    /// Versions that are read as they are, unless their journal holds something.
    static let readable: ClosedRange<UInt64> = 2...4
    static let versionOfOtherJournal: UInt64 = 3
    static let journal = "journal"

    /// Those whose closure a new store keeps.
    static let transitivePredicates = [Vocabulary.RDFS.subClassOf, Vocabulary.SKOS.broader]

    enum MetaKey {
        static let version = Array("version".utf8)
        static let nextTerm = Array("nextTerm".utf8)
        static let nextDocument = Array("nextDocument".utf8)
        static let transitive = Array("transitive".utf8)
        static let earlierCommits = Array("earlierCommits".utf8)
        /// Only in a file that has been replaced, by its last commit.
        static let replaced = Array("replaced".utf8)
    }

    enum CountKey {
        static let quads = [UInt8(ascii: "q")]
        static func graph(_ id: TermID) -> [UInt8] { [UInt8(ascii: "g")] + id.bigEndianBytes }
        static func predicate(_ id: TermID) -> [UInt8] { [UInt8(ascii: "p")] + id.bigEndianBytes }
        static func subjects(_ predicate: TermID) -> [UInt8] { [UInt8(ascii: "s")] + predicate.bigEndianBytes }
        static func objects(_ predicate: TermID) -> [UInt8] { [UInt8(ascii: "o")] + predicate.bigEndianBytes }
        static let characteristicSet = UInt8(ascii: "c")
    }
}

/// Numbers as values of `meta` and `counts`: 8 bytes, little-endian.
enum StoredNumber {
    static func bytes(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    /// The number of a key; nil when the key is not there.
    static func value(
        of key: [UInt8], in database: Database, _ transaction: borrowing Transaction<some TransactionAccess>
    ) throws -> UInt64? {
        guard let bytes = try transaction.value(of: key, in: database) else { return nil }
        guard bytes.byteCount == 8 else { throw GraphStoreError.damaged("a number is not 8 bytes long") }
        return bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    }
}

/// Bounds of the store, with the reason for each figure.
enum Limits {
    /// The longest value of a block: two nodes with 32-byte keys fill a 4 KiB page of LMDB.
    static let blockBytes = 1_990
    /// The same for eight nodes to a page, where single tuples are looked up.
    static let lookUpBlockBytes = 468
    /// Files up to this size are checked page by page whenever they are opened.
    static let wholeCheckBytes = 64 << 20
    /// Terms in one block of the dictionary: few enough to decode for one look-up, enough for shared prefixes to pay.
    static let termsPerBlock = 16
    /// Quads that a load gathers before they are merged into the store, about 150 MB with their terms.
    static let loadBatchQuads = 700_000
    /// Bytes of terms that a load gathers before they are merged.
    static let loadBatchTermBytes = 100 << 20
    /// Snapshots at rest that a store keeps for those who ask it again: as many kinds of questions as a ward asks all day,
    /// and a small part of the places that LMDB has for readers.
    static let restingSnapshots = 32
    /// How long a snapshot may be read unless the owner of a store says otherwise: longer than a question of a person
    /// or a page of a report takes, and at a hundred commits a second a few GB of pages that cannot be used again.
    static let readerAge = Duration.seconds(600)
    /// How often a reader looks whether another file is in place, should its replacement have gone unannounced.
    static let nanosecondsBetweenPlaceChecks: UInt64 = 1_000_000_000
    /// A file of which more than half is free is compacted when it is at least this long: what a smaller one wastes is
    /// less than the work is worth.
    static let shortestSparseFile = 64 << 20
    /// A store that is rewritten all the time is half free all the time, and a disk without room for a copy stays so.
    static let nanosecondsBetweenCompactions: UInt64 = 600_000_000_000
    /// Group commits from one look at the free pages to the next.
    static let commitsBetweenUpkeep = 256
    /// Times that a compaction follows the writers without hindering them before it makes them wait for the rest.
    static let catchUpRounds = 4
    /// So few commits are taken in while writers wait.
    static let commitsToCatchUpLast = 4
    /// Documents of at least this length are loaded together with the store into a new file: their changed pages would
    /// have to be held in memory until the commit. Compressed ones are taken to be eight times as long.
    static let bulkLoadBytes = 64 << 20
    static let compressionFactor = 8
    /// Unless the store is more than this many times as long as the document: writing it anew takes longer then than
    /// changing it.
    static let bulkLoadShare = 8
    /// Changes that one commit may leave to the journal: more are cheaper where they belong.
    static let journaledChanges = 64
    /// Bytes written in one transaction where a new file is built: their pages are held in memory.
    static let sliceBytes = 32 << 20
}
