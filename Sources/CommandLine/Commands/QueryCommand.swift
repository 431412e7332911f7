// `meridian query`: SPARQL on the knowledge graph, from the command line, a file or standard input.

import ArgumentParser
import Engine
import Foundation
import GraphStore
import RDF
import RDFSyntax
import SPARQL
import SPARQLSyntax

struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Ask the knowledge graph in SPARQL 1.2.",
        discussion: """
            The default graph holds what is known about the graphs; knowledge itself is in named graphs. --union asks all \
            of them together. Where releases of guidelines are stored that are not active, it leaves these out, and what \
            is known about the graphs with them.

            Examples:  meridian query --union 'SELECT ?c { ?c a skos:Concept } LIMIT 5'
                       meridian query --file question.rq --format csv
                       echo 'ASK {}' | meridian query -
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, json, csv, tsv, ttl
    }

    @OptionGroup var data: DirectoryOption

    @Argument(help: "The query, or - for standard input.")
    var text: String?

    @Option(help: ArgumentHelp("Read the query from a file.", valueName: "path"))
    var file: String?

    @Option(help: "table, json, csv or tsv for SELECT and ASK; ttl for CONSTRUCT and DESCRIBE.")
    var format: Format = .table

    @Flag(help: "Ask all graphs together instead of the default graph.")
    var union = false

    @Flag(help: "Print the plan with what each step expected and found, not the answer.")
    var explain = false

    @Option(help: ArgumentHelp("In tables, show the labels of things in this language.", valueName: "zh|en"))
    var labels: String?

    @Option(help: ArgumentHelp("Give up after so many seconds.", valueName: "seconds"))
    var timeout = 60

    private static let prefixes = Prefixes(
        ["rdf": Vocabulary.rdf, "rdfs": Vocabulary.rdfs, "skos": Vocabulary.skos, "xsd": Vocabulary.xsd]
            .mapValues(\.iri))

    func validate() throws {
        if (text == nil) == (file == nil) {
            throw ValidationError("give the query as an argument, with --file, or - for standard input")
        }
        if let labels, labels != "zh", labels != "en" {
            throw ValidationError("--labels must be zh or en, not \"\(labels)\"")
        }
        if timeout <= 0 { throw ValidationError("--timeout must be at least 1") }
    }

    func run() throws {
        var query = try parsed()
        let store = try GraphStore.open(data.graphDirectory, .init(isReadOnly: true))
        if union, query.dataset == nil, let graphs = try ReleaseGraphs.answering(in: store) {
            query.dataset = DatasetClause(defaultGraphs: graphs, namedGraphs: graphs)
        }
        var settings = EvaluationSettings()
        settings.defaultGraphIsUnion = union
        settings.limits.time = .seconds(timeout)
        let engine = SPARQLEngine(store, settings)
        if explain {
            print(try engine.explain(query, isRun: true), terminator: "")
            return
        }
        try engine.run(query) { answer in
            switch answer {
            case .solutions(let stream): try write(stream, labels: try labels.map { try Labels(store, language: $0) })
            case .boolean(let answer): write(answer)
            case .triples(let triples):
                let text = try RDFWriter(.turtle, prefixes: query.prefixes).write(triples.map { Quad($0) })
                FileHandle.standardOutput.write(Data(text.utf8))
            }
        }
    }

    /// The query; one that is an argument may use the usual prefixes without declaring them.
    private func parsed() throws -> Query {
        if let file {
            return try SPARQLParser.parseQuery(try String(contentsOfFile: file, encoding: .utf8), source: file)
        }
        if text == "-" {
            let input = FileHandle.standardInput.readDataToEndOfFile()
            return try SPARQLParser.parseQuery(Array(input))
        }
        let declarations = Self.prefixes.sorted.map { "PREFIX \($0.name): <\($0.namespace)> " }.joined()
        do {
            return try SPARQLParser.parseQuery(declarations + (text ?? ""))
        } catch {
            // Columns count from the beginning of what was typed.
            var position = error.position
            if position.line == 1 { position.column -= declarations.count }
            throw SPARQLSyntaxError(
                position: position, message: error.message, expected: error.expected, fix: error.fix)
        }
    }

    private func write(_ answer: Bool) {
        guard let format = ResultFormat(rawValue: format.rawValue) else {
            print(answer ? "true" : "false")
            return
        }
        var writer = ResultWriter(format)
        writer.write(answer)
        FileHandle.standardOutput.write(Data(writer.bytes))
    }

    private func write(_ stream: SolutionStream, labels: Labels?) throws {
        guard let format = ResultFormat(rawValue: format.rawValue) else {
            var table = Table(stream.variables.map(\.name))
            while let batch = try stream.next() {
                for row in try batch.rows() { table.add(try row.map { try cell($0, labels) }) }
            }
            for line in table.drawn(Style.forStandardOutput()) { print(line) }
            return
        }
        var writer = ResultWriter(format)
        writer.begin(stream.variables)
        while let batch = try stream.next() {
            for row in try batch.rows() { writer.write(row) }
            FileHandle.standardOutput.write(Data(writer.bytes))
            writer.bytes.removeAll(keepingCapacity: true)
        }
        writer.end()
        FileHandle.standardOutput.write(Data(writer.bytes))
    }

    /// A term for people: texts without quotes, names as labels where there are some.
    private func cell(_ term: Term?, _ labels: Labels?) throws -> String {
        switch term {
        case nil: ""
        case .iri(let iri): try labels?.label(of: iri) ?? iri.string
        case .literal(let literal): literal.lexicalForm
        case .some(let other): other.description
        }
    }
}

/// The labels of things in one language.
private final class Labels {
    private let snapshot: Snapshot
    private let language: String
    private var known: [IRI: String?] = [:]

    init(_ store: GraphStore, language: String) throws {
        snapshot = try store.snapshot()
        self.language = language
    }

    func label(of iri: IRI) throws -> String? {
        if let label = known[iri] { return label }
        var found: String?
        for predicate in [Vocabulary.SKOS.prefLabel, Vocabulary.RDFS.label] where found == nil {
            try snapshot.forEachQuad(subject: .iri(iri), predicate: predicate) { quad in
                guard let literal = quad.object.literal, let tag = literal.language?.lowercased() else { return }
                if tag == language || tag.hasPrefix(language + "-") { found = literal.lexicalForm }
            }
        }
        known[iri] = .some(found)
        return found
    }
}
