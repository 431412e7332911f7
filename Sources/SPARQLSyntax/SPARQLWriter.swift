// Algebra back to text. What comes out reads back as equal algebra (up to the numbers of hidden variables) and is written
// the same again, so a stored query can be kept as algebra and shown as text, and a pattern can be sent to another
// endpoint.
//
// The text says what the algebra says, not what its author wrote: paths that became triples stay triples, BIND and
// `SELECT (… AS …)` may change places, groups that change nothing are gone.
import RDF

/// Writes queries and updates.
public struct SPARQLWriter {
    let terms: TermText
    private(set) var text = ""
    private var indent = 0
    /// The aggregates that hidden variables stand for at the level at hand.
    var aggregates: [Variable: Aggregate] = [:]

    init(prefixes: Prefixes) {
        terms = TermText(prefixes: prefixes, blankNodes: BlankNodeNames())
    }

    /// The text of a query.
    public static func write(_ query: Query) -> String {
        var writer = SPARQLWriter(prefixes: query.prefixes)
        writer.writePrologue(base: query.base)
        writer.write(query)
        return writer.text
    }

    /// The text of an update.
    public static func write(_ update: Update) -> String {
        var writer = SPARQLWriter(prefixes: update.prefixes)
        writer.writePrologue(base: nil)
        writer.write(update.operations)
        return writer.text
    }

    // MARK: Lines

    mutating func line(_ text: String) {
        self.text += String(repeating: "    ", count: indent) + text + "\n"
    }

    /// `opening {`, what `body` writes, `}`.
    mutating func braces(_ opening: String = "", _ body: (inout SPARQLWriter) -> Void) {
        line(opening.isEmpty ? "{" : opening + " {")
        indent += 1
        body(&self)
        indent -= 1
        line("}")
    }

    /// Text inside braces on one line, as expressions have it.
    func inline(_ body: (inout SPARQLWriter) -> Void) -> String {
        var writer = self
        writer.text = ""
        writer.indent = 0
        body(&writer)
        return writer.text.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: " ")
    }

    func baseLine(_ base: IRI) -> String { "BASE \(base)" }

    private mutating func writePrologue(base: IRI?) {
        if let base { line(baseLine(base)) }
        for (name, namespace) in terms.prefixes.sorted { line("PREFIX \(name): <\(namespace)>") }
    }

    // MARK: Forms

    private mutating func write(_ query: Query) {
        switch query.form {
        case .select: writeLevel(query.pattern, QueryClauses(form: nil, dataset: query.dataset))
        case .ask: writeLevel(query.pattern, QueryClauses(form: "ASK", dataset: query.dataset))
        case .construct(let template):
            braces("CONSTRUCT") { writer in
                for triple in template { writer.line(writer.text(triple)) }
            }
            writeLevel(query.pattern, QueryClauses(form: "", dataset: query.dataset))
        case .describe(let described):
            let names = described.isEmpty ? "*" : described.map(text).joined(separator: " ")
            writeLevel(query.pattern, QueryClauses(form: "DESCRIBE " + names, dataset: query.dataset))
        }
    }
}

/// What stands before WHERE: SELECT when `form` is nil.
struct QueryClauses {
    var form: String?
    var dataset: DatasetClause?

    /// FROM and FROM NAMED, or USING and USING NAMED.
    static func lines(_ dataset: DatasetClause?, _ keyword: String, _ terms: TermText) -> [String] {
        (dataset?.defaultGraphs.map { "\(keyword) \(terms.write($0))" } ?? [])
            + (dataset?.namedGraphs.map { "\(keyword) NAMED \(terms.write($0))" } ?? [])
    }
}
