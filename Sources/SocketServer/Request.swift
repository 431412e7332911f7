// A line of text as JSON-RPC 2.0 requests (sections 4 and 6). What is wrong with a request becomes part of it, since it has
// to be answered in its place in the batch.

import JSON
import NIOCore

/// One request, or the error to answer instead of it.
struct Request: Sendable {
    enum Content: Sendable {
        case call(method: String, parameters: JSONValue?)
        case refused(RemoteProcedureError)
    }

    /// A string, a number or null, written back as it was spelt. Nil for a notification, which gets no answer.
    let id: JSONValue?
    let content: Content

    init(_ value: JSONValue) {
        do {
            content = try Self.readCall(value)
            id = value["id"]
        } catch {
            // An error is answered even when no id can be told; its id is null then.
            content = .refused(error)
            id = value["id"].flatMap { Self.isIdentifier($0) ? $0 : nil } ?? .null
        }
    }

    private static func readCall(_ value: JSONValue) throws(RemoteProcedureError) -> Content {
        guard case .object(let object) = value else {
            throw .invalidRequest("a request is an object, not \(value.kind)")
        }
        if let id = object["id"], !isIdentifier(id) {
            throw .invalidRequest("\"id\" must be a string, a number or null, not \(id.kind)")
        }
        guard object["jsonrpc"] == "2.0" else {
            throw .invalidRequest("\"jsonrpc\" must be \"2.0\"")
        }
        guard case .string(let method)? = object["method"] else {
            throw .invalidRequest("\"method\" must be a string")
        }
        let parameters = object["params"]
        switch parameters {
        case nil, .array, .object: return .call(method: method, parameters: parameters)
        case .some(let other): throw .invalidRequest("\"params\" must be an array or an object, not \(other.kind)")
        }
    }

    private static func isIdentifier(_ value: JSONValue) -> Bool {
        switch value {
        case .null, .number, .string: true
        case .bool, .array, .object: false
        }
    }
}

/// What one line asks: one answer, one array of answers, or an error for the line as a whole.
enum RequestLine: Sendable {
    case single(Request)
    case batch([Request])
    case refused(RemoteProcedureError)

    init(_ line: ByteBuffer, limits: SocketServerLimits) {
        do {
            self.init(try JSONValue(parsing: line.readableBytesUInt8Span, limits: limits.json), limits: limits)
        } catch {
            let place: JSONValue = [
                "line": .number(JSONNumber(error.line)), "column": .number(JSONNumber(error.column)),
            ]
            self = .refused(.parseError("not JSON: \(error)", data: place))
        }
    }

    private init(_ value: JSONValue, limits: SocketServerLimits) {
        guard case .array(let requests) = value else {
            self = .single(Request(value))
            return
        }
        if requests.isEmpty {
            self = .refused(.invalidRequest("a batch holds at least one request"))
        } else if requests.count > limits.batchRequests {
            self = .refused(.invalidRequest("a batch holds at most \(limits.batchRequests) requests; send several"))
        } else {
            self = .batch(requests.map(Request.init))
        }
    }
}
