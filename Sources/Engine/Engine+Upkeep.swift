// What a data directory in long use needs from time to time.

import GraphStore

extension Engine {
    /// Frees what dead readers hold on to, and compacts the graph store when most of its file is free. May take as long
    /// as a copy of the store, so not for threads that must answer.
    ///
    /// - Returns: whether the graph store was compacted.
    @discardableResult
    public func keepUp() throws -> Bool {
        try graphStore.keepUp()
    }
}
