// Knows the read transactions of an environment in this process, and lets the writer keep new ones out while it changes
// the map.
//
// LMDB forbids resizing the map while any transaction of the process is open. Resizing is so rare that waiting is a
// poll; entering and leaving, which every read does, is one uncontended lock.

import Glibc
import Synchronization

final class ReaderGate: Sendable {
    private struct State {
        /// When each reader came; 0 for a free place.
        var starts: [UInt64] = []
        var free: [Int] = []
        var active = 0
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Waits while the gate is closed, then counts one more reader.
    ///
    /// - Returns: its place, for ``leave(_:)``.
    func enter(at time: UInt64) -> Int {
        while true {
            let place = state.withLock { state -> Int? in
                if state.isClosed { return nil }
                state.active += 1
                if let place = state.free.popLast() {
                    state.starts[place] = time
                    return place
                }
                state.starts.append(time)
                return state.starts.count - 1
            }
            if let place { return place }
            usleep(200)
        }
    }

    func leave(_ place: Int) {
        state.withLock { state in
            state.active -= 1
            state.starts[place] = 0
            state.free.append(place)
        }
    }

    /// Keeps new readers out and waits for those inside.
    ///
    /// - Returns: whether all of them left in time; if not, the gate is open again.
    func close(waiting milliseconds: Int) -> Bool {
        state.withLock { state in state.isClosed = true }
        for _ in 0...milliseconds {
            if state.withLock({ state in state.active == 0 }) { return true }
            usleep(1000)
        }
        open()
        return false
    }

    func open() {
        state.withLock { state in state.isClosed = false }
    }

    var activeReaders: Int { state.withLock { state in state.active } }

    /// When the reader that has been here longest came.
    var oldestStart: UInt64? {
        state.withLock { state in state.starts.lazy.filter { $0 != 0 }.min() }
    }
}
