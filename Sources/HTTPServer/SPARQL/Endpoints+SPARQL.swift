// The SPARQL 1.1 Protocol. A query runs on a thread of its own, of which there are few; its answer is sent while it is made.

import HTTPTypes
import Hummingbird
import JSON
import Logging
import NIOCore

extension Endpoints {
    func answerGraphRequest(_ request: Request) async throws -> Response {
        guard let graph, let threads else {
            return failure(.notFound, "there is nothing at \(request.uri.path); see /cds-services")
        }
        let graphRequest: GraphRequest
        do throws(GraphRequestError) {
            graphRequest = try await read(request)
            if graphRequest.operation == .update, !graph.allowsUpdates {
                throw .forbidden("updates are switched off; the operator can allow them with --allow-updates")
            }
        } catch {
            return failure(error)
        }
        let channel = AnswerChannel(patience: limits.idleSeconds)
        let isRunning = threads.run(for: channel) {
            do throws(GraphRequestError) {
                try graph.perform(graphRequest, channel)
                channel.finish(nil)
            } catch {
                channel.finish(error)
            }
        }
        guard isRunning else {
            var response = failure(
                .serviceUnavailable, "\(limits.concurrentQueries) queries are running already; ask again later")
            response.headers[.retryAfter] = "1"
            return response
        }
        return try await withTaskCancellationHandler {
            let response = try await response(from: channel, graphRequest.operation)
            // Nobody takes the rest.
            if request.method == .head { channel.abandon() }
            return response
        } onCancel: {
            channel.abandon()
        }
    }

    private func read(_ request: Request) async throws(GraphRequestError) -> GraphRequest {
        var body: [UInt8]?
        if request.method == .post {
            var request = request
            do {
                body = Array(buffer: try await request.collectBody(upTo: limits.queryBytes))
            } catch is NIOTooManyBytesError {
                throw .tooLarge("the body is longer than \(limits.queryBytes) bytes")
            } catch {
                throw .malformed("the body has no end, or is not in chunks as it says")
            }
        }
        let host = request.head.authority ?? "localhost"
        guard host.utf8.allSatisfy(Self.mayStandInHost) else {
            throw .malformed("the field Host must be a host, and a port where there is one")
        }
        return try GraphRequest(
            method: request.method, parameters: request.uri.query ?? "", contentType: request.headers[.contentType],
            body: body, accept: request.headers[.accept], base: "http://\(host)\(request.uri.path)")
    }

    /// Whether a byte may stand in a host or a port (RFC 3986, section 3.2), escapes and user names left out.
    private static func mayStandInHost(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-._~:[]".utf8.contains(byte)
        }
    }

    private func response(
        from channel: AnswerChannel, _ operation: GraphRequest.Operation
    ) async throws -> Response {
        var events = channel.events.makeAsyncIterator()
        switch try await events.next() {
        case .failure(let error): return failure(error)
        case .begin(let contentType):
            if operation == .update { return Response(status: .noContent) }
            let body = ResponseBody { writer in
                do {
                    for try await case .bytes(let bytes) in channel.events {
                        try await writer.write(ByteBuffer(bytes: bytes))
                        channel.taken()
                    }
                } catch {
                    channel.abandon()
                    throw error
                }
                try await writer.finish(nil)
            }
            let headers: HTTPFields = [.contentType: contentType, .cacheControl: "no-store", .vary: "Accept"]
            return Response(status: .ok, headers: headers, body: body)
        case .bytes, nil: return failure(.internalServerError, "the answer has no beginning")
        }
    }

    private func failure(_ error: GraphRequestError) -> Response {
        let status: HTTPResponse.Status =
            switch error {
            case .malformed: .badRequest
            case .forbidden: .forbidden
            case .notAcceptable: .notAcceptable
            case .tooLarge: .contentTooLarge
            case .unsupportedType: .unsupportedMediaType
            case .limit, .notReady: .serviceUnavailable
            case .timeout: .gatewayTimeout
            case .failed: .internalServerError
            }
        var more: JSONObject = [:]
        if case .malformed(_, let line?, let column?) = error {
            more["line"] = .number(JSONNumber(line))
            more["column"] = .number(JSONNumber(column))
        }
        if case .failed(let reason) = error {
            logger.error("a query was not answered", metadata: ["reason": "\(reason)"])
        }
        var response = failure(status, error.description, more)
        if case .notReady = error { response.headers[.retryAfter] = "1" }
        return response
    }
}
