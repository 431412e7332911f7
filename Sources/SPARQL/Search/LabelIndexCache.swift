// The index of labels is made when it is first asked for, in the background and once for all who ask, so that a query that
// may not wait for it leaves an index to those who come later. It is kept from commit to commit: a commit that changed no
// label is known by a checksum of the labels' ids, which costs milliseconds for a hundred thousand labels.
import Dispatch
import GraphStore
import Synchronization

/// The index of the last state that was asked about.
final class LabelIndexCache: Sendable {
    private struct Known {
        var version: SnapshotVersion
        let checksum: UInt64
        let index: LabelIndex
    }

    private struct State {
        var known: Known?
        var building: LabelIndexBuilding?
        var begun = 0
    }

    private let store: GraphStore
    private let state = Mutex(State())

    init(_ store: GraphStore) { self.store = store }

    /// How many indexes were begun so far, and whether one is being made.
    var begun: Int { state.withLock { $0.begun } }
    var isBuilding: Bool { state.withLock { $0.building != nil } }

    deinit { state.withLock { $0.building?.cancel() } }

    /// The index of a commit.
    ///
    /// - Parameter check: is called now and then, and throws when there is no use in waiting.
    /// - Throws: `QueryError.labelIndex` where time is over before the index is there.
    func index(_ snapshot: borrowing Snapshot, check: @Sendable () throws -> Void) throws -> LabelIndex {
        var checksum: UInt64?
        while true {
            if let index = try knownIndex(snapshot, &checksum, check) { return index }
            let (building, isNew) = joinBuilding()
            do {
                try building.wait(check)
            } catch QueryError.timeLimit {
                throw QueryError.labelIndex(percent: building.percent)
            }
            if !isNew { continue }
            if let index = try knownIndex(snapshot, &checksum, check) { return index }
            // There was a commit since the snapshot was made.
            return try LabelIndex(snapshot) { _ in try check() }
        }
    }

    private func knownIndex(
        _ snapshot: borrowing Snapshot, _ checksum: inout UInt64?, _ check: () throws -> Void
    ) throws -> LabelIndex? {
        let version = snapshot.version
        guard let last = state.withLock({ $0.known }) else { return nil }
        if last.version == version { return last.index }
        guard last.version.isOfSameFile(as: version) else { return nil }
        let own = try checksum ?? LabelIndex.checksum(snapshot, check: check)
        checksum = own
        guard last.checksum == own else { return nil }
        state.withLock { if $0.known?.index === last.index { $0.known?.version = version } }
        return last.index
    }

    /// The building of an index that is under way, or a new one of the last commit.
    private func joinBuilding() -> (LabelIndexBuilding, isNew: Bool) {
        let (building, isNew) = state.withLock { state in
            if let building = state.building { return (building, false) }
            let building = LabelIndexBuilding()
            state.building = building
            state.begun += 1
            return (building, true)
        }
        guard isNew else { return (building, false) }
        DispatchQueue.global().async { [store, weak self] in
            building.run {
                let snapshot = try store.snapshot()
                let checksum = try LabelIndex.checksum(snapshot) { try building.report(0) }
                let index = try LabelIndex(snapshot) { try building.report($0) }
                let known = Known(version: snapshot.version, checksum: checksum, index: index)
                self?.state.withLock { $0.known = known }
            } whenDone: {
                self?.state.withLock { $0.building = nil }
            }
        }
        return (building, true)
    }
}

/// One making of an index, which many may wait for.
private final class LabelIndexBuilding: Sendable {
    private let share = Atomic<Int>(0)
    private let isCancelled = Atomic<Bool>(false)
    private let failure = Mutex<(any Error)?>(nil)
    private let group = DispatchGroup()

    init() { group.enter() }

    /// How much is done.
    var percent: Int { min(share.load(ordering: .relaxed), 99) }

    func cancel() { isCancelled.store(true, ordering: .relaxed) }

    /// Notes how much is done, between 0 and 1. Throws when nobody can use the index any more.
    func report(_ done: Double) throws(QueryError) {
        if isCancelled.load(ordering: .relaxed) { throw .cancelled }
        share.max(Int(done * 100), ordering: .relaxed)
    }

    func run(_ body: () throws -> Void, whenDone: () -> Void) {
        do { try body() } catch { failure.withLock { [error] in $0 = error } }
        whenDone()
        group.leave()
    }

    /// Waits for the end. Throws what `check` throws, or what the making failed with.
    func wait(_ check: () throws -> Void) throws {
        while group.wait(timeout: .now() + .milliseconds(Limits.waitForIndex)) == .timedOut { try check() }
        if let error = failure.withLock({ $0 }) { throw error }
    }
}
