// Parses JSON documents one after the other, reusing its memory; simdjson does the work (see CSimdJSON.h).
// Unsafe: owns the C parser and hands out views bound to its lifetime.

import CSimdJSON

/// A JSON parser that keeps the spelling of numbers. A parsed document is valid until the next one is parsed, which
/// the compiler checks.
public struct JSONParser: ~Copyable {
    private let parser: OpaquePointer

    public init() {
        guard let parser = json_parser_create() else { preconditionFailure("no memory for a JSON parser") }
        self.parser = parser
    }

    deinit { json_parser_destroy(parser) }

    /// Parses one document of UTF-8 text, at most 4 GB.
    ///
    /// - Throws: ``JSONSyntaxError`` with the byte where the text stops being JSON.
    @_lifetime(&self)
    public mutating func parse(_ bytes: RawSpan) throws(JSONSyntaxError) -> JSONView {
        let failure = bytes.withUnsafeBytes { bytes in json_parser_parse(parser, bytes.baseAddress, bytes.count) }
        if let failure {
            let reason = String(cString: failure)
            throw bytes.withUnsafeBytes { bytes in JSONDiagnosis.explain(bytes, reason) }
        }
        guard let nodes = json_parser_nodes(parser), let source = json_parser_source(parser) else {
            throw JSONSyntaxError(offset: 0, message: "no JSON value")
        }
        let root = JSONView(nodes: nodes, source: source, text: json_parser_text(parser) ?? source, index: 0)
        return _overrideLifetime(root, mutating: &self)
    }

    @_lifetime(&self)
    public mutating func parse(_ bytes: [UInt8]) throws(JSONSyntaxError) -> JSONView {
        try parse(bytes.span.bytes)
    }
}

/// Text that is not JSON.
public struct JSONSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Bytes from the start of the document.
    public let offset: Int
    public let message: String

    public init(offset: Int, message: String) {
        self.offset = offset
        self.message = message
    }

    public var description: String { "byte \(offset): \(message)" }
}
