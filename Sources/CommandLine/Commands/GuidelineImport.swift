import ArgumentParser
import Foundation
import Guidelines
import JSON
import RDF
import RDFSyntax

struct GuidelineImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Turn openEHR GDL2 guidelines into guideline graphs (Turtle).",
        discussion: """
            A guideline is imported whole or refused with the name of what stands in the way; the others are imported.

            Example:  meridian guideline import BMI.v1.gdl2.json --output bmi.ttl
            """)

    @OptionGroup var output: OutputOptions

    @Option(
        name: [.customLong("output"), .customShort("o")], help: "Where to write the graph (default: to the screen).")
    var file: String?

    @Argument(help: "Files NAME.gdl2.json, or folders of them.")
    var paths: [String]

    func run() throws {
        let line = ProgressLine()
        var graph = Graph()
        var imported: [(file: String, guideline: GDL2.Guideline)] = []
        var refused: [(file: String, reason: String)] = []
        let files = try paths.flatMap(RuleDocuments.files).filter { $0.hasSuffix(".json") }
        if files.isEmpty { throw CommandError("there is no file NAME.gdl2.json in \(paths.joined(separator: ", "))") }
        for (index, path) in files.enumerated() {
            line.update("\(index + 1) of \(files.count)  \(path)")
            do {
                let guideline = try RuleDocuments.guidelines(path)[0]
                _ = try GDL2.CompiledGuideline(guideline)
                if let other = imported.first(where: { $0.guideline.id == guideline.id }) {
                    throw CommandError("\(path): \(guideline.id) is also the identifier of \(other.file)")
                }
                guideline.write(into: &graph)
                imported.append((path, guideline))
            } catch let error as CommandError {
                refused.append((path, error.description))
            } catch let error as GDL2.ImportError {
                refused.append((path, RuleDocuments.located(error, path)))
            }
        }
        line.clear()
        let base = imported.count == 1 ? imported[0].guideline.iri : nil
        let text = try RDFWriter(.turtle, prefixes: GDL2.Guideline.prefixes, base: base).write(graph)
        if let file {
            try text.write(toFile: file, atomically: true, encoding: .utf8)
        } else if !output.json {
            print(text, terminator: "")
        }
        if file != nil || output.json { output.show(json(imported, refused), lines(imported, refused)) }
        if file == nil, !output.json {
            for refusal in refused { FileHandle.standardError.write(Data((refusal.reason + "\n").utf8)) }
        }
        if !refused.isEmpty { throw ExitCode.failure }
    }

    private func lines(
        _ imported: [(file: String, guideline: GDL2.Guideline)], _ refused: [(file: String, reason: String)]
    ) -> [String] {
        imported.map { _, guideline in
            let languages = guideline.terms.map(\.language).joined(separator: ", ")
            return "✓ \(guideline.id)  \(guideline.rules.count) rules  \(languages)"
        } + refused.map { "✗ \($0.reason)" } + ["\(imported.count) imported, \(refused.count) refused"]
    }

    private func json(
        _ imported: [(file: String, guideline: GDL2.Guideline)], _ refused: [(file: String, reason: String)]
    ) -> JSONValue {
        [
            "imported": .array(
                imported.map { file, guideline in
                    [
                        "file": .string(file), "guideline": .string(guideline.iri.string),
                        "identifier": .string(guideline.id), "rules": .number(JSONNumber(guideline.rules.count)),
                        "languages": .array(guideline.terms.map { .string($0.language) }),
                    ]
                }),
            "refused": .array(refused.map { ["file": .string($0.file), "reason": .string($0.reason)] }),
        ]
    }
}
