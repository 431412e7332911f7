import RDF
import SPARQLSyntax

/// The text of a query, in which known prefixes need no declaration.
struct QueryText {
    let text: String
    /// The file that it was read from.
    var source: String?
    let prefixes: Prefixes

    /// The algebra. Places of mistakes are those of the text as it was typed.
    func parsed() throws(SPARQLSyntaxError) -> Query {
        let declarations = prefixes.sorted.map { "PREFIX \($0.name): <\($0.namespace)> " }.joined()
        do {
            return try SPARQLParser.parseQuery(declarations + text, source: source)
        } catch {
            var position = error.position
            if position.line == 1 { position.column -= declarations.unicodeScalars.count }
            throw SPARQLSyntaxError(
                source: error.source, position: position, message: error.message, expected: error.expected,
                fix: error.fix)
        }
    }

    /// Whether the text is a query, or holds a mistake that nothing behind it could mend.
    var isFinished: Bool {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
        do {
            _ = try QueryText(text: text + "\n", prefixes: prefixes).parsed()
            return true
        } catch {
            let isInsideLongString = ["\"\"\"", "'''"].contains { text.ranges(of: $0).count % 2 == 1 }
            return error.position.line <= lines && !isInsideLongString
        }
    }
}
