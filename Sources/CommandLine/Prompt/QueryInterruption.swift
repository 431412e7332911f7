// Control-C while a query runs ends the query, not the program.

import Dispatch
import Foundation
import SPARQL
import Synchronization

final class QueryInterruption {
    private final class Running: Sendable {
        let token = Mutex<CancellationToken?>(nil)
    }

    private let running = Running()
    private let source: any DispatchSourceSignal

    init() {
        signal(SIGINT, SIG_IGN)
        // A reader that has seen enough closes the pipe; that is no reason to end.
        signal(SIGPIPE, SIG_IGN)
        source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
        source.setEventHandler { [running] in running.token.withLock { $0?.cancel() } }
        source.resume()
    }

    deinit { source.cancel() }

    /// Runs `body` with a token that Control-C cancels.
    func during<Result>(_ body: (CancellationToken) throws -> Result) rethrows -> Result {
        let token = CancellationToken()
        running.token.withLock { $0 = token }
        defer { running.token.withLock { $0 = nil } }
        return try body(token)
    }
}
