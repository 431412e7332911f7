// The W3C's suites for the syntax of SPARQL: what must parse, what must not. Queries and updates of the evaluation
// suites must parse too, and whatever parses must read back as equal algebra from the text that is written of it.
import RDF
import SPARQLSyntax

/// A folder of SPARQL tests, looked at for syntax only.
public struct SPARQLSyntaxSuite: Sendable, CustomStringConvertible {
    /// The folder below `conformance/rdf-tests/sparql`.
    public let folder: String

    public var description: String { folder }

    /// The suites of syntax tests.
    public static let all: [SPARQLSyntaxSuite] = [
        "sparql10/syntax-sparql1", "sparql10/syntax-sparql2", "sparql10/syntax-sparql3", "sparql10/syntax-sparql4",
        "sparql10/syntax-sparql5",
        "sparql11/syntax-query", "sparql11/syntax-fed", "sparql11/syntax-update-1", "sparql11/syntax-update-2",
        "sparql12/syntax", "sparql12/syntax-triple-terms-positive", "sparql12/syntax-triple-terms-negative",
        "sparql12/codepoint-escapes", "sparql12/version",
    ].map(SPARQLSyntaxSuite.init)

    /// The suites whose tests evaluate; their queries and updates must parse.
    public static let evaluated: [SPARQLSyntaxSuite] =
        [
            "algebra", "ask", "basic", "bnode-coreference", "boolean-effective-value", "bound", "cast", "construct",
            "dataset", "distinct", "expr-builtin", "expr-equals", "expr-ops", "graph", "i18n", "open-world", "optional",
            "optional-filter", "reduced", "regex", "solution-seq", "sort", "triple-match", "type-promotion",
        ].map { SPARQLSyntaxSuite(folder: "sparql10/" + $0) }
        + [
            "add", "aggregates", "basic-update", "bind", "bindings", "cast", "clear", "construct", "copy",
            "csv-tsv-res", "delete", "delete-data", "delete-insert", "delete-where", "drop", "entailment", "exists",
            "functions", "grouping", "json-res", "move", "negation", "project-expression", "property-path", "service",
            "subquery", "update-silent",
        ].map { SPARQLSyntaxSuite(folder: "sparql11/" + $0) }
        + ["eval-triple-terms", "expression", "grouping", "lang-basedir", "rdf11"].map {
            SPARQLSyntaxSuite(folder: "sparql12/" + $0)
        }

    /// Parses every request of the suite in `root`, the folder `conformance/rdf-tests/sparql`.
    public func run(root: String) throws -> [SuiteResult] {
        try SPARQLManifest(folder: folder, root: root).tests.map { test in
            SuiteResult(name: test.name, failure: failure(of: test))
        }
    }

    private func failure(of test: SPARQLTest) -> String? {
        do {
            let request = try SPARQLRequest(test)
            return test.type.contains("Negative") ? "accepted, though it is not valid:\n\(request)" : nil
        } catch {
            return test.type.contains("Negative") ? nil : "\(error)"
        }
    }

    /// Writes every valid request of the suite and reads the text again.
    public func runRoundTrips(root: String) throws -> [SuiteResult] {
        let tests = try SPARQLManifest(folder: folder, root: root).tests
        return tests.filter { !$0.type.contains("Negative") }.map { test in
            SuiteResult(name: test.name, failure: roundTripFailure(of: test))
        }
    }

    private func roundTripFailure(of test: SPARQLTest) -> String? {
        var text = ""
        do {
            let request = try SPARQLRequest(test)
            text = request.text
            let again = try SPARQLRequest(text, isUpdate: test.isUpdate, base: nil)
            return again.isSame(as: request)
                ? nil : "read back otherwise from\n\(text)\nas\n\(again)\ninstead of\n\(request)"
        } catch {
            return "\(error) in\n\(text)"
        }
    }
}

/// A query or an update.
public enum SPARQLRequest: CustomStringConvertible {
    case query(Query)
    case update(Update)

    /// Reads the request of a test.
    public init(_ test: SPARQLTest) throws {
        let bytes = try bytes(ofFile: test.request.path)
        if test.isUpdate {
            self = .update(try SPARQLParser.parseUpdate(bytes, base: test.request.iri, source: test.request.path))
        } else {
            self = .query(try SPARQLParser.parseQuery(bytes, base: test.request.iri, source: test.request.path))
        }
    }

    public init(_ text: String, isUpdate: Bool, base: IRI?) throws {
        self =
            isUpdate
            ? .update(try SPARQLParser.parseUpdate(text, base: base))
            : .query(try SPARQLParser.parseQuery(text, base: base))
    }

    /// The algebra as nested lists.
    public var description: String {
        switch self {
        case .query(let query): query.description
        case .update(let update): update.description
        }
    }

    /// Whether both have equal algebra up to the names of hidden variables, equal bases and equal prefixes.
    public func isSame(as other: SPARQLRequest) -> Bool {
        switch (self, other) {
        case (.query(let left), .query(let right)):
            left.base == right.base && left.prefixes == right.prefixes && left.description == right.description
        case (.update(let left), .update(let right)):
            left.operations.map(\.base) == right.operations.map(\.base) && left.prefixes == right.prefixes
                && left.description == right.description
        default: false
        }
    }

    /// The request as SPARQL.
    public var text: String {
        switch self {
        case .query(let query): SPARQLWriter.write(query)
        case .update(let update): SPARQLWriter.write(update)
        }
    }
}

extension SPARQLTest {
    /// Whether the request is an update.
    public var isUpdate: Bool { type.contains("Update") }
}

extension UpdateOperation {
    fileprivate var base: IRI? { if case .modify(let modification) = self { modification.base } else { nil } }
}
