/// What the store refuses or cannot do. Errors of the storage below come as `StorageError`, those of documents as
/// `RDFSyntaxError`.
public enum GraphStoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The directory holds a store of another format version.
    case version(found: UInt64, supported: UInt64)
    /// Something in the file is not as it must be.
    case damaged(String)
    /// The format of a document cannot be told from its name.
    case unknownFormat(path: String)

    /// Another process or thread is compacting the store.
    case isBeingCompacted(path: String)
    /// A bulk load was to build a store where there is one.
    case alreadyExists(path: String)

    public var description: String {
        switch self {
        case .version(let found, let supported):
            "the store has format version \(found), this program reads version \(supported); "
                + (found < supported
                    ? "dump it with the version that wrote it and load the dump" : "use a newer version of the program")
        case .damaged(let what):
            "the store is damaged: \(what); restore a backup, or load the documents again"
        case .isBeingCompacted(let path):
            "\(path) is being compacted already; wait until that is done"
        case .alreadyExists(let path):
            "\(path) holds a store already; load into that one, or build the new one elsewhere"
        case .unknownFormat(let path):
            "\(path): the format cannot be told from the name; use .nt, .nq, .ttl, .trig or .rdf"
        }
    }
}
