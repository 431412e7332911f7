import Engine
import Foundation
import Quantities
import Reasoning
import Text

@testable import CommandLine

/// The shipped knowledge and the sample records, loaded once for all tests.
enum Loaded {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    static let guidelines =
        (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/Guidelines"))?
        .filter { !$0.hasSuffix(".md") }.sorted() ?? []

    private static let loaded = Result {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("meridian-\(UUID().uuidString)")
        let engine = try Engine(directory: directory.path)
        _ = try engine.load(["\(root)/Graph", "\(root)/Guidelines"])
        _ = try engine.importRecords(from: "\(root)/Tools/samples")
        return engine
    }

    static var engine: Engine { get throws { try loaded.get() } }

    static func outline(_ name: String) throws -> GuidelineOutline { try engine.outline(ofGuideline: name) }

    static func lines(
        _ patient: String, _ guideline: String, _ language: Language, showsAll: Bool = false
    ) throws -> [String] {
        let answer = try engine.explainGuideline(
            guideline, for: PatientSource(reference: patient), asOf: DateTime("2026-06-30")!)
        return AnswerRenderer(language: language, style: Style(isColoured: false)).lines(
            answer, showsAll: showsAll)
    }
}
