import NIOCore
import Synchronization

/// The open connections of a server: counted against the limit while it serves, told to finish when it stops.
final class Connections: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var isDraining = false
    }

    private let state = Mutex(State())
    private let maximum: Int

    init(maximum: Int) { self.maximum = maximum }

    /// False when the server has no room or is stopping; the caller closes the channel.
    func add(_ channel: any Channel) -> Bool {
        let isAdded = state.withLock { state in
            guard !state.isDraining, state.channels.count < maximum else { return false }
            state.channels[ObjectIdentifier(channel)] = channel
            return true
        }
        if isAdded { channel.closeFuture.whenComplete { _ in self.remove(channel) } }
        return isAdded
    }

    private func remove(_ channel: any Channel) {
        _ = state.withLock { $0.channels.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    /// Lets each connection finish what it has received, and closes those that take longer than `grace`.
    func drain(on eventLoop: any EventLoop, grace: TimeAmount) async {
        let channels = state.withLock { state in
            state.isDraining = true
            return Array(state.channels.values)
        }
        for channel in channels { channel.pipeline.fireUserInboundEventTriggered(DrainConnection()) }
        let deadline = eventLoop.scheduleTask(in: grace) {
            for channel in channels { channel.close(promise: nil) }
        }
        try? await EventLoopFuture.andAllComplete(channels.map(\.closeFuture), on: eventLoop).get()
        deadline.cancel()
    }
}
