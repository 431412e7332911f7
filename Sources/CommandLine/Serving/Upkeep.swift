// Looks after the store while the server runs.

import Engine
import Foundation
import Logging
import ServiceLifecycle

struct Upkeep: Service {
    let engine: Engine
    let logger: Logger

    /// Often enough that what dead readers pin stays small, seldom enough not to be noticed.
    private static let interval = Duration.seconds(10)

    func run() async throws {
        while !Task.isShuttingDownGracefully {
            await keepUp()
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.interval) }
            if Task.isCancelled { return }
        }
    }

    /// On a thread of its own: a compaction takes as long as it takes.
    private func keepUp() async {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                do {
                    if try engine.keepUp() { logger.notice("compacted the graph store, which was mostly free") }
                } catch {
                    logger.warning("upkeep of the graph store: \(error)")
                }
                continuation.resume()
            }
        }
    }
}
