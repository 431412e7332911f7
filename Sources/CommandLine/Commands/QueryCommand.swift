// `meridian query`: SPARQL on the knowledge graph, from the command line, a file or standard input, or at a prompt.

import ArgumentParser
import Foundation
import GraphStore
import SPARQLSyntax

struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Ask the knowledge graph in SPARQL 1.2.",
        discussion: """
            The default graph holds what is known about the graphs; knowledge itself is in named graphs. --union asks all \
            of them together, but for releases of guidelines that are not active and what is known about them. The usual \
            prefixes (skos:, icd10:, snomed:, m: …) need no declaration. Without a query a prompt opens, which asks all \
            graphs and tells more by .help.

            Examples:  meridian query
                       meridian query --union --labels both 'SELECT ?c { ?c a skos:Concept } LIMIT 5'
                       meridian query --file question.rq --format csv
                       echo 'ASK {}' | meridian query -
            """)

    @OptionGroup var data: DirectoryOption
    @OptionGroup var output: OutputOptions

    @Argument(help: "The query, or - for standard input.")
    var text: String?

    @Option(help: ArgumentHelp("Read the query from a file.", valueName: "path"))
    var file: String?

    @Option(help: "table, json, xml, csv or tsv for SELECT and ASK; ttl for CONSTRUCT and DESCRIBE.")
    var format: AnswerFormat?

    @Flag(help: "Ask all graphs together instead of the default graph.")
    var union = false

    @Flag(help: "Print the plan with what each step expected and found, not the answer.")
    var explain = false

    @Option(help: ArgumentHelp("In tables, show labels beside IRIs.", valueName: "zh|en|both"))
    var labels: String?

    @Option(help: ArgumentHelp("Give up after so many seconds.", valueName: "seconds"))
    var timeout = 60

    func validate() throws {
        if text != nil && file != nil {
            throw ValidationError("give the query as an argument, with --file, or - for standard input, not twice")
        }
        if let labels, AnswerTable.LabelChoice(rawValue: labels) == nil {
            throw ValidationError("--labels must be zh, en or both, not \"\(labels)\"")
        }
        if output.json, format != nil { throw ValidationError("--json is --format json: give one of the two") }
        if timeout <= 0 { throw ValidationError("--timeout must be at least 1") }
    }

    func run() throws {
        var answering = try QueryAnswering(GraphStore.open(data.graphDirectory, .init(isReadOnly: true)))
        answering.format = output.json ? .json : format ?? .table
        answering.labels = labels.flatMap { AnswerTable.LabelChoice(rawValue: $0) } ?? .off
        answering.style = .forStandardOutput()
        answering.timeout = timeout
        answering.isUnion = union
        if text == nil, file == nil, isatty(0) == 1, isatty(1) == 1 {
            answering.isUnion = true
            QueryPrompt(answering, language: output.language).run()
            return
        }
        let query = try query(answering)
        if explain {
            print(try answering.explain(query), terminator: "")
            return
        }
        let summary = try answering.answer(query) { FileHandle.standardOutput.write(Data($0.utf8)) }
        guard summary.count == 0, answering.format == .table else { return }
        let words = PromptWords(output.language)
        let unseen = query.namesUnseenByHaving
        if !unseen.isEmpty {
            FileHandle.standardError.write(Data((words.unseen(unseen) + "\n").utf8))
        } else if !union, query.dataset == nil {
            FileHandle.standardError.write(Data((words.otherGraphs + "\n").utf8))
        }
    }

    private func query(_ answering: QueryAnswering) throws -> Query {
        if let file {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
            return try answering.query(try Self.text(Array(bytes), of: file), source: file)
        }
        if let text, text != "-" { return try answering.query(text) }
        let bytes = FileHandle.standardInput.readDataToEndOfFile()
        return try answering.query(try Self.text(Array(bytes), of: "standard input"))
    }

    private static func text(_ bytes: [UInt8], of source: String) throws -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandError("\(source) is not UTF-8; convert it, for example with iconv -f gb18030 -t utf-8")
        }
        return text
    }
}
