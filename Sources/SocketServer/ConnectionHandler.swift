// One connection: cuts lines, answers fast calls at once on the event loop and hands slow ones to the workers. Answers are
// collected and written once per read, which is what makes pipelining fast.
//
// Back-pressure: while the client does not take its answers, or too many of its slow calls are in progress, no line is taken
// and the socket is not read, so a connection holds a bounded number of bytes. Everything that ends such a pause (the
// channel is writable again, a slow call is finished) calls `takeLines`.

import JSON
import Logging
import NIOCore
import NIOPosix

/// Fired into a connection's pipeline when the server shuts down: finish what was received and close.
struct DrainConnection: Sendable {}

final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let responder: Responder
    private let workers: NIOThreadPool
    private let limits: SocketServerLimits
    private let logger: Logger

    private var framer: LineFramer
    private var output: [UInt8] = []
    private var slowCalls = 0
    private var isFirstLine = true
    /// A read that was held back.
    private var owesRead = false
    /// Nothing more will be received; the connection closes when the last answer is written.
    private var isEnding = false

    init(responder: Responder, workers: NIOThreadPool, limits: SocketServerLimits, logger: Logger) {
        self.responder = responder
        self.workers = workers
        self.limits = limits
        self.logger = logger
        framer = LineFramer(lineBytesMaximum: limits.lineBytes)
    }

    // MARK: Events of the channel

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isEnding else { return }
        framer.append(unwrapInboundIn(data))
        takeLines(context)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        writeOutput(context)
        context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        resume(context)
        context.fireChannelWritabilityChanged()
    }

    func read(context: ChannelHandlerContext) {
        if canTakeLines(context) {
            context.read()
        } else {
            owesRead = true
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed:
            framer.finish()
            end(context)
        case is DrainConnection:
            end(context)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        logger.debug("connection failed", metadata: ["error": "\(error)"])
        context.close(promise: nil)
    }

    // MARK: Lines

    private func canTakeLines(_ context: ChannelHandlerContext) -> Bool {
        slowCalls < limits.slowCallsPerConnection && context.channel.isWritable
    }

    private func takeLines(_ context: ChannelHandlerContext) {
        while canTakeLines(context), let line = framer.next() {
            switch line {
            case .complete(let line): take(line, context)
            case .tooLong:
                let error = RemoteProcedureError.invalidRequest("a line is longer than \(limits.lineBytes) bytes")
                responder.answer(.refused(error), into: &output)
            }
            if output.count >= limits.outputBytes { writeOutput(context) }
        }
    }

    private func take(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        if isBlank(bytes) { return }
        if isFirstLine, isHTTP(bytes) {
            refuseHTTP(context)
            return
        }
        isFirstLine = false
        let line = RequestLine(bytes, limits: limits)
        if responder.isSlow(line) {
            answerOnWorker(line, context)
        } else {
            responder.answer(line, into: &output)
        }
    }

    private func answerOnWorker(_ line: RequestLine, _ context: ChannelHandlerContext) {
        slowCalls += 1
        let answer = workers.runIfActive(eventLoop: context.eventLoop) { [responder] in
            var output: [UInt8] = []
            responder.answer(line, into: &output)
            return output
        }
        answer.assumeIsolated().whenComplete { result in
            self.slowCalls -= 1
            if case .success(let bytes) = result { self.output += bytes }
            self.resume(context)
        }
    }

    /// Takes the lines that a pause has left, and reads again if a read was held back.
    private func resume(_ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        takeLines(context)
        writeOutput(context)
        if owesRead, canTakeLines(context) {
            owesRead = false
            context.read()
        }
        closeIfDone(context)
    }

    // MARK: Output and end

    private func writeOutput(_ context: ChannelHandlerContext) {
        guard !output.isEmpty else { return }
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: output)), promise: nil)
        output.removeAll(keepingCapacity: output.capacity <= 4 * limits.outputBytes)
    }

    private func end(_ context: ChannelHandlerContext) {
        isEnding = true
        resume(context)
    }

    private func closeIfDone(_ context: ChannelHandlerContext) {
        guard isEnding, slowCalls == 0, canTakeLines(context) else { return }
        let written = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: written)
        written.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    }

    // MARK: What is no request

    private func isBlank(_ line: ByteBuffer) -> Bool {
        line.readableBytesView.allSatisfy { $0 == 0x20 || $0 == 0x0d || $0 == 0x09 }
    }

    /// A web page can make its visitor's browser post a form to a loopback port. Its first line gives it away, and the lines
    /// after it, which the page's author may have chosen, must not be executed.
    private func isHTTP(_ line: ByteBuffer) -> Bool {
        let text = line.readableBytesView.suffix(10)
        return text.starts(with: " HTTP/".utf8) || text.dropFirst().starts(with: " HTTP/".utf8)
    }

    private func refuseHTTP(_ context: ChannelHandlerContext) {
        logger.warning("refused an HTTP request: this address speaks JSON-RPC lines")
        framer = LineFramer(lineBytesMaximum: limits.lineBytes)
        let error = RemoteProcedureError.invalidRequest(
            "this address speaks JSON-RPC, a JSON object per line, not HTTP")
        responder.answer(.refused(error), into: &output)
        end(context)
    }
}
