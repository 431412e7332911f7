// Counts the read transactions of an environment, and lets the writer keep new ones out while it changes the map.
//
// LMDB forbids resizing the map while any transaction of the process is open. Resizing is so rare that waiting is a
// poll; entering and leaving, which every read does, is one uncontended lock.

import Glibc
import Synchronization

final class ReaderGate: Sendable {
    private struct State {
        var active = 0
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Waits while the gate is closed, then counts one more reader.
    func enter() {
        while true {
            let entered = state.withLock { state in
                if state.isClosed { return false }
                state.active += 1
                return true
            }
            if entered { return }
            usleep(200)
        }
    }

    func leave() {
        state.withLock { state in state.active -= 1 }
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
}
