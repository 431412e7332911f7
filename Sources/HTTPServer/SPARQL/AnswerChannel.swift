// An answer on its way from the thread that makes it to the connection that takes it. Its beginning is held back, so that
// what goes wrong early still has a status of its own; from there on the thread waits while the client is behind.

import Dispatch
import Synchronization

/// Where an answer is written to, from one thread.
public final class AnswerChannel: Sendable {
    /// The client has gone, or has taken nothing for too long.
    public struct Abandoned: Error {}

    enum Event: Sendable {
        case begin(contentType: String)
        case bytes([UInt8])
        case failure(GraphRequestError)
    }

    private struct State {
        var contentType = ""
        /// What waits until it is much, or all.
        var held: [UInt8]? = []
        var isAbandoned = false
        /// Since when the thread waits for the client.
        var waitingSince: ContinuousClock.Instant?
        var onAbandon: (@Sendable () -> Void)?
    }

    /// Bytes whose making may still fail with a status.
    private static let heldBytes = 1 << 20
    /// Pieces on their way at a time.
    private static let pieces = 8

    let events: AsyncThrowingStream<Event, any Error>
    private let continuation: AsyncThrowingStream<Event, any Error>.Continuation
    private let state = Mutex(State())
    /// Counts up from nothing: a semaphore must not be let go of below the count that it began with.
    private let room = DispatchSemaphore(value: 0)
    private let patience: DispatchTimeInterval

    /// - Parameter patience: seconds that a client may take for a piece.
    init(patience: Int) {
        self.patience = .seconds(patience)
        (events, continuation) = AsyncThrowingStream.makeStream()
        for _ in 0..<Self.pieces { room.signal() }
        continuation.onTermination = { [weak self] reason in
            if case .cancelled = reason { self?.abandon() }
        }
    }

    // MARK: The thread that makes the answer

    /// Names what is to be called, once, when the client has gone.
    public func onAbandon(_ body: @escaping @Sendable () -> Void) {
        let isTooLate = state.withLock { state in
            state.onAbandon = body
            return state.isAbandoned
        }
        if isTooLate { body() }
    }

    /// Begins an answer of this type.
    public func begin(contentType: String) { state.withLock { $0.contentType = contentType } }

    /// Waits while the client is behind.
    public func write(_ bytes: [UInt8]) throws(Abandoned) {
        if bytes.isEmpty { return }
        let (isHeld, isAbandoned) = state.withLock { state in
            state.held?.append(contentsOf: bytes)
            return (state.held.map { $0.count < Self.heldBytes }, state.isAbandoned)
        }
        if isAbandoned { throw Abandoned() }
        switch isHeld {
        case true?: return
        case false?: try release()
        case nil: try send(bytes)
        }
    }

    /// Ends the answer; nil is a good end.
    func finish(_ error: GraphRequestError?) {
        let isHeld = state.withLock { $0.held != nil }
        guard let error else {
            if isHeld { try? release() }
            continuation.finish()
            return
        }
        if isHeld { continuation.yield(.failure(error)) }
        // A head that has gone out cannot be taken back: the connection ends in the middle of the answer.
        continuation.finish(throwing: isHeld ? nil : error)
    }

    private func release() throws(Abandoned) {
        let (contentType, held) = state.withLock { state in
            defer { state.held = nil }
            return (state.contentType, state.held ?? [])
        }
        continuation.yield(.begin(contentType: contentType))
        if !held.isEmpty { try send(held) }
    }

    private func send(_ bytes: [UInt8]) throws(Abandoned) {
        if room.wait(timeout: .now()) == .timedOut {
            state.withLock { $0.waitingSince = .now }
            if room.wait(timeout: .now() + patience) == .timedOut { abandon() }
            state.withLock { $0.waitingSince = nil }
        }
        if state.withLock({ $0.isAbandoned }) { throw Abandoned() }
        continuation.yield(.bytes(bytes))
    }

    // MARK: The connection

    /// Tells that a piece has been taken.
    func taken() { room.signal() }

    /// Since when the client has been so far behind that nothing is made for it; nil when it is not.
    var waitingSince: ContinuousClock.Instant? { state.withLock { $0.waitingSince } }

    /// Tells that nobody takes the answer any more.
    func abandon() {
        let body = state.withLock { state in
            state.isAbandoned = true
            defer { state.onAbandon = nil }
            return state.onAbandon
        }
        body?()
        room.signal()
    }
}
