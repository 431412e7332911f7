// Control-C during long work: the first asks it to stop at the next place where it can leave nothing behind, the second
// ends the program at once.

import Foundation
import Synchronization

private let interrupts = Atomic<Int>(0)

enum Interruption {
    /// From now on an interrupt is counted instead of ending the program.
    static func watch() {
        signal(SIGINT) { _ in
            if interrupts.add(1, ordering: .relaxed).oldValue > 0 { _exit(130) }
        }
    }

    /// Throws when an interrupt has come.
    static func check() throws {
        if interrupts.load(ordering: .relaxed) > 0 {
            throw CommandError("Interrupted; nothing has been changed.")
        }
    }
}
