import JSON

/// The procedures that a server offers, called by name. The server asks `methodNames` once, when it starts, and never calls
/// a name that is not among them.
public protocol RemoteProcedures: Sendable {
    var methodNames: [String] { get }

    /// Whether a call may take more than a millisecond or may wait for a disk. A slow call runs on a worker thread and may
    /// be answered after calls that came later; a fast one runs on the event loop, which it blocks, and is answered in turn.
    func isSlow(_ method: String) -> Bool

    /// Calls `method` with `parameters`, which are an array, an object or absent. Called from several threads at once.
    func call(_ method: String, _ parameters: JSONValue?) throws(RemoteProcedureError) -> JSONValue
}

/// An error as JSON-RPC 2.0, section 5.1, gives it to the client.
public struct RemoteProcedureError: Error, Sendable, Hashable {
    public let code: Int
    /// One sentence: what is wrong and how to mend it.
    public let message: String
    /// What a program can use of it, such as a line and a column.
    public let data: JSONValue?

    /// An error of the application. Codes from -32768 to -32000 belong to the protocol; use the functions below for them.
    public init(code: Int, message: String, data: JSONValue? = nil) {
        self.code = code
        self.message = message
        self.data = data
    }

    /// The text is not JSON.
    public static func parseError(_ message: String, data: JSONValue? = nil) -> Self {
        Self(code: -32700, message: message, data: data)
    }

    /// The JSON is no request.
    public static func invalidRequest(_ message: String) -> Self { Self(code: -32600, message: message) }

    public static func methodNotFound(_ message: String) -> Self { Self(code: -32601, message: message) }

    public static func invalidParameters(_ message: String, data: JSONValue? = nil) -> Self {
        Self(code: -32602, message: message, data: data)
    }

    /// The fault is ours, not the caller's.
    public static func internalError(_ message: String) -> Self { Self(code: -32603, message: message) }
}

extension RemoteProcedureError: CustomStringConvertible {
    public var description: String { "\(message) (\(code))" }
}
