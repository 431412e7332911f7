// What a store in long use needs from time to time.
import KeyValue
import Synchronization

extension GraphStore {
    /// Frees what dead processes hold on to, and compacts the store when most of its file is free. Quick when there is
    /// nothing to do; call it every few seconds or so, from a thread that may block.
    ///
    /// - Returns: whether the store was compacted.
    @discardableResult
    public func keepUp() throws -> Bool { try keepUp(shortestFile: Limits.shortestSparseFile) }

    func keepUp(shortestFile: Int) throws -> Bool {
        _ = try lastCommit()
        let environment = file.environment
        environment.clearStaleReaders()
        let length = try environment.statistics().usedBytes
        guard length >= shortestFile, try environment.freeBytes() * 2 > length else { return false }
        let now = CoarseClock.now
        guard now >= nextCompaction.load(ordering: .relaxed) else { return false }
        nextCompaction.store(now + Limits.nanosecondsBetweenCompactions, ordering: .relaxed)
        do {
            try compact()
            return true
        } catch GraphStoreError.isBeingCompacted {
            return false
        }
    }
}
