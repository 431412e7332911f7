// The way in: text to algebra. The grammar is that of SPARQL 1.2, which takes in all of 1.0 and 1.1 but escapes outside
// strings and IRIs.
import RDF

/// Reads queries and updates.
public enum SPARQLParser {
    /// The algebra of a query.
    /// - Parameters:
    ///   - base: what relative IRIs resolve against until the text declares a base itself.
    ///   - source: the name of the text (a file path, say) for messages.
    public static func parseQuery(
        _ text: String, base: IRI? = nil, source: String? = nil
    ) throws(SPARQLSyntaxError) -> Query {
        var parser = try Parser(text.utf8, base: base, source: source)
        return try parser.parseQueryUnit()
    }

    /// The operations of an update; see `parseQuery`.
    public static func parseUpdate(
        _ text: String, base: IRI? = nil, source: String? = nil
    ) throws(SPARQLSyntaxError) -> Update {
        var parser = try Parser(text.utf8, base: base, source: source)
        return try parser.parseUpdateUnit()
    }

    /// The algebra of a query whose bytes may not be UTF-8; see `parseQuery`.
    public static func parseQuery(
        _ bytes: [UInt8], base: IRI? = nil, source: String? = nil
    ) throws(SPARQLSyntaxError) -> Query {
        try parseQuery(text(bytes, source), base: base, source: source)
    }

    /// The operations of an update whose bytes may not be UTF-8; see `parseQuery`.
    public static func parseUpdate(
        _ bytes: [UInt8], base: IRI? = nil, source: String? = nil
    ) throws(SPARQLSyntaxError) -> Update {
        try parseUpdate(text(bytes, source), base: base, source: source)
    }

    private static func text(_ bytes: [UInt8], _ source: String?) throws(SPARQLSyntaxError) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        let valid = String(decoding: bytes, as: UTF8.self).utf8
        let good = zip(bytes, valid).prefix { $0 == $1 }.count
        let lexer = Lexer(bytes.prefix(good), source: source)
        throw lexer.error("the text is not UTF-8 here", at: good)
    }
}
