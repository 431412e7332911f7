import ArgumentParser
import Engine
import Foundation
import JSON
import Quantities
import Reasoning
import Records
import Text

struct Demo: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "The main job in one go: load knowledge, import records, then an alert, a pathway and similar patients.",
        discussion: """
            Works in a temporary directory that is removed at the end. Without --records it shows three sample patients; \
            with it, three of the patients in that folder of FHIR files.
            """)

    @OptionGroup var output: OutputOptions

    @Option(help: "A folder of FHIR files (default: the sample records).")
    var records: String?

    @Option(help: "The folder of ontology, terminology and medicines rules.")
    var knowledge: String?

    @Option(help: "The folder of guidelines.")
    var guidelines: String?

    @Option(help: "Keep the data directory here instead of removing it.")
    var keep: String?

    func run() throws {
        let files = FileManager.default
        let directory =
            keep ?? files.temporaryDirectory.appendingPathComponent("meridian-demo-\(UUID().uuidString)").path
        defer { if keep == nil { try? files.removeItem(atPath: directory) } }
        let line = ProgressLine()
        var answers: JSONObject = [:]

        step(1, output.words("Load the knowledge", "载入知识"))
        let engine = try Engine(directory: directory)
        let loaded = try engine.load(
            [try KnowledgeFolders.graph(knowledge), try KnowledgeFolders.guidelines(guidelines)]
        ) { number, count, file in line.update("\(number)/\(count)  \(file)") }
        line.clear()
        answers["loaded"] = loaded.json
        say(loaded.lines(output) + [""])

        step(2, output.words("Import the records", "导入病历"))
        let imported = try engine.importRecords(from: try records ?? KnowledgeFolders.samples()) { progress in
            line.update("\(progress.resources) resources")
        }
        line.clear()
        answers["imported"] = imported.json
        say(imported.lines(output) + [""])

        var patients: [JSONValue] = []

        for (number, scene) in try scenes(engine).enumerated() {
            step(number + 3, scene.patient)
            let renderer = AnswerRenderer(language: output.languageCode == nil ? scene.language : output.language)
            let source = PatientSource(reference: scene.reference)
            if !scene.orders.isEmpty {
                let alerts = try engine.alerts(for: source, drafts: scene.orders.map { .named($0) }, asOf: scene.asOf)
                say(renderer.lines(alerts))
                patients.append(["alerts": alerts.json])
            }
            let pathway = try engine.recommendations(for: source, guidelines: scene.guidelines, asOf: scene.asOf)
            say(renderer.lines(pathway))
            let similar = try engine.similarPatients(to: scene.reference, count: 3, asOf: scene.asOf)
            say(renderer.lines(similar) + [""])
            patients.append(["pathway": pathway.json, "similar": similar.json])
        }
        if output.json {
            answers["patients"] = .array(patients)
            print(String(decoding: JSONValue.object(answers).serialized(.pretty), as: UTF8.self))
        }
        say([output.renderer.style.dim(output.words("Next: meridian --help", "下一步：meridian --help"))])
    }

    /// Prints lines for people; programs get everything at the end, as JSON.
    private func say(_ lines: [String]) {
        if !output.json { print(lines.joined(separator: "\n")) }
    }

    private func step(_ number: Int, _ title: String) {
        let style = output.renderer.style
        let rule = String(repeating: "─", count: max(0, 70 - title.displayWidth))
        say([style.colour("── \(number) ── \(title) ", .cyan, bold: true) + style.dim(rule)])
    }

    /// What is shown of one patient.
    private struct Scene {
        var patient: String
        var reference: String
        var orders: [String]
        var guidelines: [String]
        var language: Language
        var asOf: DateTime
    }

    private func scenes(_ engine: Engine) throws -> [Scene] {
        if records != nil { return try scenesOfStrangers(engine) }
        let asOf = DateTime(year: 2026, month: 6, day: 30) ?? .now
        return [
            Scene(
                patient: "王秀兰", reference: "sample-0001", orders: ["布洛芬缓释胶囊 0.3g"],
                guidelines: ["atrial-fibrillation"], language: .chinese, asOf: asOf),
            Scene(
                patient: "李建国", reference: "sample-0002", orders: ["阿莫西林胶囊 0.5g"],
                guidelines: ["community-acquired-pneumonia"], language: .chinese,
                asOf: DateTime("2026-06-27T10:00:00+08:00") ?? asOf),
            Scene(
                patient: "Margaret Hill", reference: "sample-0003", orders: ["Clarithromycin 500 MG Oral Tablet"],
                guidelines: ["hypertension", "atrial-fibrillation"], language: .english, asOf: asOf),
        ]
    }

    /// Of records that nobody has described, the three patients with the most on record, as of their last event, with
    /// what they take now looked at as if it were ordered today.
    private func scenesOfStrangers(_ engine: Engine) throws -> [Scene] {
        try engine.richestPatients(limit: 3).map { patient in
            Scene(
                patient: patient.name, reference: patient.identifier, orders: patient.medications, guidelines: [],
                language: output.language, asOf: patient.lastEvent)
        }
    }
}

extension KnowledgeFolders {
    /// The sample records that ship with the project.
    static func samples() throws -> String {
        try graph(nil).replacingLast("Graph", with: "Tools/samples")
    }
}

extension String {
    fileprivate func replacingLast(_ suffix: String, with other: String) -> String {
        hasSuffix(suffix) ? dropLast(suffix.count) + other : self
    }
}
