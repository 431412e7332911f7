import ArgumentParser
import Engine
import Guidelines
import JSON
import RDF

struct Load: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Load knowledge: ontologies, terminologies, medicines rules and guidelines in Turtle; or any RDF.",
        discussion: """
            Each document becomes the named graph of its @base, in the place of the graph of that name. A guideline \
            becomes a release and is active at once (`meridian guideline load` stores it without activating). Everything \
            is checked first; a document with an error changes nothing.

            Other RDF (.nt, .nq, .trig, .rdf; .gz, .xz, .zst as well) of any size is added as it is: each statement to \
            the graph that it names, else to the default graph. With --graph, one document in any syntax, Turtle too, \
            takes the place of the graph of that name; statements that name a graph of their own still go there.

            Examples:  meridian load Graph Guidelines
                       meridian load dump.nq.gz
                       meridian load --graph https://example.org/icd10 icd10.nt
            """)

    @OptionGroup var data: DirectoryOption
    @OptionGroup var output: OutputOptions
    @OptionGroup var signature: SignatureOptions

    @Option(help: ArgumentHelp("The graph that the document becomes.", valueName: "IRI"))
    var graph: String?

    @Argument(help: "Turtle files, or folders that hold some; or files in other RDF syntaxes.")
    var paths: [String]

    func validate() throws {
        if graph != nil && paths.count != 1 { throw ValidationError("--graph takes one document") }
    }

    func run() throws {
        if let graph { return try loadStatements(into: IRI(checking: graph)) }
        if paths.contains(where: Self.holdsStatements) { return try loadStatements(into: nil) }
        let engine = try data.open(creating: true)
        let progress = ProgressLine()
        let report = try engine.load(paths, by: signature.signature) { number, count, file in
            progress.update("\(number)/\(count)  \(file)")
        }
        progress.clear()
        output.show(report.json, report.lines(output))
    }
}

extension LoadReport {
    var json: JSONValue {
        [
            "graphs": .array(
                graphs.map {
                    [
                        "file": .string($0.file), "graph": .string($0.graph),
                        "statements": .number(JSONNumber($0.statements)),
                        "release": $0.release.map { .string($0.iri.string) } ?? .null,
                    ]
                }),
            "warnings": .array(diagnostics.map { .string($0.description) }),
            "concepts": .number(JSONNumber(concepts)), "guidelines": .number(JSONNumber(guidelines)),
            "recommendations": .number(JSONNumber(recommendations)),
            "medicationRules": .number(JSONNumber(medicationRules)),
        ]
    }

    func lines(_ output: OutputOptions) -> [String] {
        let statements = graphs.reduce(0) { $0 + $1.statements }
        let warnings = diagnostics.map(\.description)
        return warnings + [
            output.words(
                "Loaded \(graphs.count) graphs with \(statements) statements.",
                "已载入 \(graphs.count) 个图，共 \(statements) 条陈述。"),
            output.words(
                "The knowledge base now has \(concepts) concepts, \(guidelines) guidelines with \(recommendations) recommendations, and \(medicationRules) medicines rules.",
                "知识库现有 \(concepts) 个概念、\(guidelines) 部指南（\(recommendations) 条推荐）、\(medicationRules) 条用药规则。"),
        ]
    }
}
