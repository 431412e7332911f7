import ArgumentParser
import Engine
import Foundation
import Guidelines
import JSON
import RDF
import Reasoning
import Text

struct Guideline: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Work on guidelines.",
        subcommands: [
            GuidelineShow.self, GuidelineExplain.self, GuidelineCheck.self, GuidelineTest.self, GuidelineEval.self,
            GuidelineImport.self, GuidelineLoad.self, GuidelineActivate.self, GuidelineRetire.self,
            GuidelineRollback.self, GuidelineList.self, GuidelineHistory.self, GuidelineDiff.self,
        ])
}

struct GuidelineTest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract:
            "Run the test patients that stand beside guidelines and rules (NAME.cases.ttl), or openEHR GDL2 fixtures.",
        discussion: """
            Needs no data directory: the documents are compiled together with the knowledge of --knowledge. Fixtures of \
            openEHR GDL2 (NAME.test.yml) are run when a path is one or holds some; give their guidelines \
            (NAME.gdl2.json, or NAME.ttl as imported) beside them.

            Example:  meridian guideline test Guidelines
                      meridian guideline test BMI.v1.gdl2.json BMI.v1.test.yml
            """)

    @OptionGroup var output: OutputOptions

    @Option(
        help: "The folder of ontology, terminology and medicines rules (default: Graph here or beside the program).")
    var knowledge: String?

    @Flag(help: "Show the proof behind every failure.")
    var proofs = false

    @Flag(help: "Show which criteria and steps the cases have seen met and not met.")
    var coverage = false

    @Flag(help: "Change each guideline in many small ways and show which changes no case notices.")
    var mutate = false

    @Flag(help: "Print cases in Turtle that would notice them, to be checked against the source before use.")
    var suggest = false

    @Argument(help: "Files or folders with guidelines and their cases.")
    var paths: [String]

    @OptionGroup var moment: MomentOption

    func run() throws {
        if let documents = try RuleDocuments(paths), !documents.fixtures.isEmpty {
            return try runFixtures(documents)
        }
        var measures: Set<GuidelineQuality.Measure> = []
        if coverage { measures.insert(.coverage) }
        if mutate { measures.insert(.mutation) }
        if suggest { measures.insert(.suggestions) }
        let line = ProgressLine()
        let report = try GuidelineTests.run(
            paths, knowledge: [try KnowledgeFolders.graph(knowledge)], measuring: measures
        ) { done, all, work in
            line.update("\(done) of \(all) \(work == .cases ? "cases" : "guidelines")")
        }
        line.clear()
        if suggest, !output.json {
            for quality in report.quality { print(quality.suggestedCases()) }
            return
        }
        output.show(report.json, lines(report) + qualityLines(report))
        if report.failed > 0 { throw ExitCode.failure }
    }

    private func lines(_ report: GuidelineTestReport) -> [String] {
        let renderer = output.renderer
        let style = renderer.style
        var lines = report.diagnostics.map(\.description)
        for file in report.files {
            let failed = file.outcomes.filter { !$0.passed }
            let sign = failed.isEmpty ? style.colour("✓", .green) : style.colour("✗", .red)
            lines.append("\(sign) \(file.path)  \(file.outcomes.count - failed.count)/\(file.outcomes.count)")
            for outcome in failed {
                lines.append("    " + style.bold(outcome.patientCase.label[output.language]))
                for failure in outcome.failures {
                    lines.append("      " + failure.message)
                    if proofs, let proof = failure.proof {
                        lines += renderer.tree(proof, outcome.state).drawn(indent: "        ")
                    }
                }
            }
        }
        return lines + ["\(report.passed) passed, \(report.failed) failed"]
    }
}

/// Where the shipped knowledge stands: an option, then the environment, then this directory, then beside the program.
enum KnowledgeFolders {
    static func graph(_ option: String?) throws -> String { try find("Graph", option, "MERIDIAN_GRAPH") }
    static func guidelines(_ option: String?) throws -> String { try find("Guidelines", option, "MERIDIAN_GUIDELINES") }

    private static func find(_ name: String, _ option: String?, _ variable: String) throws -> String {
        if let option { return option }
        if let path = ProcessInfo.processInfo.environment[variable] { return path }
        let files = FileManager.default
        var folder = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent()
        var candidates = [files.currentDirectoryPath]
        // Beside the program, or above it where it stands in its build folder.
        for _ in 0..<5 {
            guard let current = folder else { break }
            candidates.append(current.path)
            folder = current.deletingLastPathComponent()
        }
        for candidate in candidates where files.fileExists(atPath: "\(candidate)/\(name)") {
            return "\(candidate)/\(name)"
        }
        throw CommandError("there is no folder \(name) here or beside the program: give its path, or set \(variable)")
    }
}

extension GuidelineTestReport {
    var json: JSONValue {
        [
            "passed": .number(JSONNumber(passed)), "failed": .number(JSONNumber(failed)),
            "files": .array(
                files.map { file in
                    [
                        "file": .string(file.path),
                        "cases": .array(
                            file.outcomes.map { outcome in
                                [
                                    "case": .string(outcome.patientCase.iri.string), "passed": .bool(outcome.passed),
                                    "failures": .array(outcome.failures.map { .string($0.message) }),
                                ]
                            }),
                    ]
                }),
            "guidelines": .array(quality.map(\.json)),
        ]
    }
}
