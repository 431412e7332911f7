// Which environments this process has open, by canonical path.
//
// Closing any descriptor of a file drops all of the process's locks on it (fcntl), so a second mdb_env_open of the same
// file would silently break the first. The entry stays until LMDB has closed the file, not merely until the object is
// gone, so that opening again waits for the closing.

import Glibc
import Synchronization

final class EnvironmentRegistry: Sendable {
    static let shared = EnvironmentRegistry()

    private struct Entry {
        weak var environment: Environment?
    }

    private let entries = Mutex<[String: Entry]>([:])

    func environment(at path: String, _ options: EnvironmentOptions) throws(StorageError) -> Environment {
        let path = try Environment.prepare(path, options)
        while true {
            let found = try entries.withLock { entries throws(StorageError) -> Environment? in
                guard let entry = entries[path] else {
                    let environment = try Environment(openingCanonicalPath: path, options)
                    entries[path] = Entry(environment: environment)
                    return environment
                }
                return entry.environment
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

    /// Runs `closing` and forgets the path; called when an environment is deallocated.
    func close(_ path: String, _ closing: () -> Void) {
        entries.withLock { entries in
            closing()
            entries[path] = nil
        }
    }
}
