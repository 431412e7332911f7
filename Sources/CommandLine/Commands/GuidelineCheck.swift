// `meridian guideline check`.

import ArgumentParser
import Engine
import Guidelines
import JSON
import RDF

struct GuidelineCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Find mistakes in guidelines before anybody uses them.",
        discussion: """
            Checks form, concepts, units, logic, pathways, contradictions, translations, sources and times, without a \
            data directory. Every line names the place, what is wrong and what would be right; the name in brackets \
            says which check found it.

            Example:  meridian guideline check
                      meridian guideline check Guidelines/hypertension
            """)

    @OptionGroup var output: OutputOptions

    @Option(
        help: """
            The folder of ontology, shapes, terminology and medicines rules (default: Graph here or beside the program).
            """)
    var knowledge: String?

    @Argument(help: "Files or folders (default: Guidelines here or beside the program).")
    var paths: [String] = []

    func run() throws {
        let checked = paths.isEmpty ? [try KnowledgeFolders.guidelines(nil)] : paths
        let report = try GuidelineChecks.run(checked, knowledge: [try KnowledgeFolders.graph(knowledge)])
        output.show(report.json, lines(report))
        if report.count(.error) > 0 { throw ExitCode.failure }
    }

    private func lines(_ report: GuidelineCheckReport) -> [String] {
        let style = output.renderer.style
        let lines = report.diagnostics.map { diagnostic in
            "\(diagnostic) " + style.dim("[\(diagnostic.code.rawValue)]")
        }
        let counts = [
            "\(report.count(.error)) errors", "\(report.count(.warning)) warnings", "\(report.count(.advice)) advice",
        ]
        return lines + ["\(counts.joined(separator: ", ")) in \(report.files.count) files"]
    }
}

extension GuidelineCheckReport {
    var json: JSONValue {
        [
            "files": .array(files.map { .string($0) }), "errors": .number(JSONNumber(count(.error))),
            "warnings": .number(JSONNumber(count(.warning))), "advice": .number(JSONNumber(count(.advice))),
            "diagnostics": .array(
                diagnostics.map { diagnostic in
                    [
                        "code": .string(diagnostic.code.rawValue), "severity": .string(diagnostic.severity.rawValue),
                        "file": diagnostic.source.map { .string($0) } ?? .null,
                        "line": diagnostic.position.map { .number(JSONNumber($0.line)) } ?? .null,
                        "column": diagnostic.position.map { .number(JSONNumber($0.column)) } ?? .null,
                        "message": .string(diagnostic.message),
                        "advice": diagnostic.advice.map { .string($0) } ?? .null,
                    ]
                }),
        ]
    }
}
