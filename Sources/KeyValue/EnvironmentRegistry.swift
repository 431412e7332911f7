// Which environments this process has open, by canonical path.
//
// Closing any descriptor of a file drops all of the process's locks on it (fcntl), so a second mdb_env_open of the same
// file would silently break the first. The entry stays until LMDB has closed the file, not merely until the object is
// gone, so that opening again waits for the closing. An environment in whose place another has been put lies elsewhere
// from then on: its entry goes to the other, and it closes when its last reader is done.

import Glibc
import Synchronization

final class EnvironmentRegistry: Sendable {
    static let shared = EnvironmentRegistry()

    /// A class: entries are handed about, and a weak reference is not copied with them.
    private final class Entry: Sendable {
        let identifier: ObjectIdentifier
        weak let environment: Environment?

        init(_ environment: Environment) {
            identifier = ObjectIdentifier(environment)
            self.environment = environment
        }
    }

    private let entries = Mutex<[String: Entry]>([:])

    func environment(at path: String, _ options: EnvironmentOptions) throws(StorageError) -> Environment {
        let path = try Environment.prepare(path, options)
        while true {
            // One that is replaced comes out as well: it closes when it is released, which takes the lock.
            let (found, _) = try entries.withLock { entries throws(StorageError) -> (Environment?, Environment?) in
                var replaced: Environment?
                if let entry = entries[path] {
                    guard let environment = entry.environment else { return (nil, nil) }
                    if !environment.isReplaced { return (environment, nil) }
                    replaced = environment
                }
                let environment = try Environment(openingCanonicalPath: path, options)
                entries[path] = Entry(environment)
                return (environment, replaced)
            }
            guard let found else {
                usleep(200)
                continue
            }
            guard found.options == options else {
                throw StorageError(.openedDifferently, operation: "open", path: path)
            }
            return found
        }
    }

    /// Runs `closing` and forgets the path unless another environment has it; called when one is deallocated.
    func close(_ path: String, _ identifier: ObjectIdentifier, _ closing: () -> Void) {
        entries.withLock { entries in
            closing()
            if entries[path]?.identifier == identifier { entries[path] = nil }
        }
    }

    /// Gives the path to `successor` when `exchange` has succeeded; nobody opens the path meanwhile.
    func replace(
        at path: String, with successor: Environment, _ exchange: () throws(StorageError) -> Void
    ) throws(StorageError) {
        try entries.withLock { entries throws(StorageError) in
            try exchange()
            entries[path] = Entry(successor)
        }
    }

    /// Waits until nobody in this process has the environment at `path` open.
    func waitUntilClosed(_ path: String) {
        while entries.withLock({ entries in entries[path] != nil }) { usleep(200) }
    }
}
