// A request of the SPARQL 1.1 Protocol, sections 2.1 and 2.2: GET with parameters, POST with a form, POST with the text;
// and GET without anything, which asks what the service is.

import HTTPTypes

extension GraphRequest {
    /// - Parameters:
    ///   - parameters: what stands behind the '?' of the address.
    ///   - body: nil for GET and HEAD.
    init(
        method: HTTPRequest.Method, parameters: String, contentType: String?, body: [UInt8]?, accept: String?,
        base: String
    ) throws(GraphRequestError) {
        var fields = try FormField.fields(parameters)
        var direct: (operation: Operation, text: String)?
        if method == .post {
            let text = body.flatMap { String(validating: $0, as: UTF8.self) }
            let parts = (contentType ?? "").lowercased().split(separator: ";").map { $0.filter { $0 != " " } }
            if let charset = parts.first(where: { $0.hasPrefix("charset=") }), !charset.hasSuffix("utf-8"),
                !charset.hasSuffix("\"utf-8\"")
            {
                throw .unsupportedType("the text of a query or an update is UTF-8, not \(charset.dropFirst(8))")
            }
            guard let text else { throw .malformed("the body is not UTF-8") }
            switch parts.first {
            case "application/x-www-form-urlencoded": fields += try FormField.fields(text)
            case "application/sparql-query": direct = (.query, text)
            case "application/sparql-update": direct = (.update, text)
            default:
                throw .unsupportedType(
                    """
                    the content type must be application/x-www-form-urlencoded, application/sparql-query or \
                    application/sparql-update
                    """)
            }
        }
        func values(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }
        let queries = values("query")
        let updates = values("update")
        let isBare = body == nil && fields.isEmpty
        if direct == nil, !isBare, queries.count + updates.count != 1 {
            throw .malformed(
                queries.isEmpty && updates.isEmpty
                    ? "there is no query: send it as the parameter \"query\"" : "send one query or one update, once")
        }
        if direct != nil, !queries.isEmpty || !updates.isEmpty {
            throw .malformed("the body is the text; a parameter must not hold another one")
        }
        if body == nil, !updates.isEmpty { throw .malformed("an update is sent by POST, never by GET") }
        operation = isBare ? .description : direct?.operation ?? (queries.isEmpty ? .update : .query)
        text = direct?.text ?? queries.first ?? updates.first ?? ""
        let isQuery = operation == .query
        defaultGraphs = values(isQuery ? "default-graph-uri" : "using-graph-uri")
        namedGraphs = values(isQuery ? "named-graph-uri" : "using-named-graph-uri")
        self.accept = AcceptedTypes(accept)
        self.base = base
    }
}

/// A name and a value of `application/x-www-form-urlencoded`.
private struct FormField {
    var name: String
    var value: String

    /// Each may name a graph, which a query looks up: more than any dataset has.
    private static let limit = 10_000

    static func fields(_ text: String) throws(GraphRequestError) -> [FormField] {
        var fields: [FormField] = []
        for part in text.split(separator: "&", maxSplits: limit) {
            if fields.count == limit { throw .malformed("there are more than \(limit) parameters") }
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            fields.append(
                FormField(name: try decode(halves[0]), value: halves.count > 1 ? try decode(halves[1]) : ""))
        }
        return fields
    }

    private static func decode(_ text: Substring) throws(GraphRequestError) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst()?.hexDigit, let low = rest.popFirst()?.hexDigit else {
                    throw .malformed("a '%' in the parameters is not followed by two hexadecimal digits")
                }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else {
            throw .malformed("the parameters are not UTF-8")
        }
        return decoded
    }
}

extension UInt8 {
    fileprivate var hexDigit: UInt8? { Character(Unicode.Scalar(self)).hexDigitValue.map { UInt8($0) } }
}
