// Of many queries that take long, few run at a time. Each may begin at once and run for some milliseconds, which is all
// that a look-up ever needs; one that goes on has to wait for one of as many places as there are processors, and gives it
// up to the next in line now and then. So a hundred queries that ask for too much neither fill the memory side by side
// nor keep the processors from a look-up that comes meanwhile.
import Dispatch
import Glibc
import Synchronization

/// The places of all queries of the process that take long, and who waits for one.
final class QueryPlaces: Sendable {
    static let shared = QueryPlaces(count: max(2, sysconf(Int32(_SC_NPROCESSORS_ONLN))))

    private struct State {
        var free: Int
        var waiting: [DispatchSemaphore] = []
    }

    private let state: Mutex<State>

    init(count: Int) {
        state = Mutex(State(free: count))
    }

    /// How many wait for a place.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Takes a place; false when none comes free in time.
    func take(within time: Duration) -> Bool {
        let signal = DispatchSemaphore(value: 0)
        let isFree = state.withLock { state in
            guard state.free > 0, state.waiting.isEmpty else {
                state.waiting.append(signal)
                return false
            }
            state.free -= 1
            return true
        }
        if isFree { return true }
        let nanoseconds = Int(max(0, time / .nanoseconds(1)))
        if signal.wait(timeout: .now() + .nanoseconds(nanoseconds)) == .success { return true }
        // Whoever is not in the line any more has been given a place just now.
        return state.withLock { state in
            guard let index = state.waiting.firstIndex(where: { $0 === signal }) else { return true }
            state.waiting.remove(at: index)
            return false
        }
    }

    /// Gives a place up, to the first in line.
    func leave() {
        let next = state.withLock { state in
            if state.waiting.isEmpty {
                state.free += 1
                return nil as DispatchSemaphore?
            }
            return state.waiting.removeFirst()
        }
        next?.signal()
    }
}

/// One query's part in it. Belongs to the thread that runs the query.
final class QueryTurn {
    private let places: QueryPlaces
    private var start = ContinuousClock.now
    private var hasPlace = false

    init(_ places: QueryPlaces = .shared) {
        self.places = places
    }

    deinit { pause() }

    /// Begins anew, as with another query.
    func restart() {
        pause()
        start = .now
    }

    /// Waits for a place when it is time; `check` throws when there is no use in waiting on.
    func goOn(at now: ContinuousClock.Instant, _ check: () throws(QueryError) -> Void) throws(QueryError) {
        if now - start < (hasPlace ? Limits.longTurn : Limits.firstTurn) { return }
        if hasPlace {
            start = now
            guard places.waitingCount > 0 else { return }
            pause()
        }
        // A query that is asked for by another, which holds a place, must not wait for ever.
        var steps = 0
        while !hasPlace, steps < Limits.waitsForTurn {
            hasPlace = places.take(within: Limits.waitForTurn)
            steps += 1
            try check()
        }
        start = .now
    }

    /// Gives the place up while the query does nothing, as long as its reader takes.
    func pause() {
        guard hasPlace else { return }
        hasPlace = false
        places.leave()
    }
}
