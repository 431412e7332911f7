import Engine
import Foundation
import Guidelines
import RDF
import Testing

/// A folder that goes when the test ends, with a small terminology and the shapes that ship.
private final class CheckFolder {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("meridian-check-\(UUID().uuidString)")

    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    init() throws {
        try FileManager.default.createDirectory(
            at: url.appendingPathComponent("Graph"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: Self.root.appendingPathComponent("Graph/shapes.ttl"),
            to: url.appendingPathComponent("Graph/shapes.ttl"))
        try write("Graph/terms.ttl", Planted.terminology)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func write(_ name: String, _ text: String) throws {
        try text.write(to: url.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }

    func check(_ names: String...) throws -> GuidelineCheckReport {
        try GuidelineChecks.run(
            names.map { url.appendingPathComponent($0).path }, knowledge: [url.appendingPathComponent("Graph").path])
    }
}

@Suite("Checking guidelines")
struct GuidelineCheckTests {
    /// The marks `#! code` of a document, as `line code`.
    private func marks(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { index, line in
            line.components(separatedBy: "#! ").dropFirst().map { mark in
                "\(index + 1) \(mark.trimmingCharacters(in: .whitespaces))"
            }
        }.sorted()
    }

    private func found(_ report: GuidelineCheckReport) -> [String] {
        report.diagnostics.map { "\($0.position?.line ?? 0) \($0.code.rawValue)" }.sorted()
    }

    @Test("every planted defect is found on its line, and nothing else is", arguments: Planted.all)
    func planted(_ document: Planted) throws {
        let folder = try CheckFolder()
        try folder.write("planted.ttl", document.text)
        let report = try folder.check("planted.ttl")
        let messages = report.diagnostics.map(\.description).joined(separator: "\n")
        #expect(found(report) == marks(document.text), "\(messages)")
    }

    @Test("every kind of mistake is planted somewhere")
    func kinds() {
        let planted = Planted.all.flatMap { marks($0.text) }.map { String($0.drop { $0 != " " }.dropFirst()) }
        let missing = Set(DiagnosticCode.allCases.map(\.rawValue)).subtracting(planted)
        #expect(missing.isEmpty)
        #expect(planted.count >= 20)
    }

    @Test("a unit that is none comes with the one that is meant")
    func unit() throws {
        let folder = try CheckFolder()
        try folder.write("planted.ttl", Planted.concepts.text)
        let diagnostic = try #require(try folder.check("planted.ttl").diagnostics.first { $0.code == .unknownUnit })
        #expect(diagnostic.message == "unknown unit `mg/DL`")
        #expect(diagnostic.advice == "did you mean `mg/dL`?")
        #expect(diagnostic.severity == .error)
    }

    @Test("a contradiction shows a patient to whom both apply")
    func contradiction() throws {
        let folder = try CheckFolder()
        try folder.write("planted.ttl", Planted.contradiction.text)
        let diagnostic = try #require(try folder.check("planted.ttl").diagnostics.first { $0.code == .contradiction })
        #expect(diagnostic.message.contains("#start-metformin says to start metformin, and #avoid-metformin to avoid"))
        #expect(diagnostic.message.contains("has Type 2 diabetes"))
        #expect(diagnostic.message.contains("potassium 6"))
    }

    @Test("an exception for what forbids the medicine settles the contradiction")
    func settled() throws {
        let folder = try CheckFolder()
        let blocked = """
            m:blockedWhen [ m:observation obs:potassium ; m:latestWithin "P6M"^^xsd:duration ; m:greaterThan "5.4 mmol/L"^^m:quantity ] ;
                m:action [ a m:Start
            """
        let text = Planted.contradiction.text.replacingOccurrences(of: "m:action [ a m:Start", with: blocked)
        try folder.write("planted.ttl", text)
        #expect(try folder.check("planted.ttl").diagnostics.map(\.code) == [])
    }

    @Test("two guidelines that contradict each other for somebody are found, with that patient")
    func contradictionAcross() throws {
        let folder = try CheckFolder()
        try folder.write("first.ttl", Planted.starting.text)
        try folder.write("second.ttl", Planted.stopping(exceptions: "").text)
        let found = try folder.check("first.ttl", "second.ttl").diagnostics
        let diagnostic = try #require(found.first)
        #expect(found.count == 1)
        #expect(diagnostic.code == .contradiction)
        #expect(diagnostic.source?.hasSuffix("first.ttl") == true)
        #expect(diagnostic.message.contains("#stop-in-hypertension of Second to stop"))
        #expect(diagnostic.message.contains("has Type 2 diabetes"))
        #expect(diagnostic.message.contains("has Hypertension"))
    }

    @Test("an exception for those whom the other guideline treats settles it, one for others does not")
    func exceptionAcross() throws {
        let folder = try CheckFolder()
        try folder.write("first.ttl", Planted.starting.text)
        try folder.write("second.ttl", Planted.stopping(exceptions: "icd10:E11").text)
        #expect(try folder.check("first.ttl", "second.ttl").diagnostics.isEmpty)
        try folder.write("second.ttl", Planted.stopping(exceptions: "icd10:E10").text)
        #expect(try folder.check("first.ttl", "second.ttl").diagnostics.map(\.code) == [.contradiction])
    }

    @Test("the guidelines that ship have nothing to report")
    func shipped() throws {
        let report = try GuidelineChecks.run(["\(root)/Guidelines"], knowledge: ["\(root)/Graph"])
        #expect(report.diagnostics.map(\.description) == [])
        #expect(report.files.count >= 26)
    }

    @Test("cases are checked with their guideline")
    func cases() throws {
        let folder = try CheckFolder()
        try folder.write("planted.ttl", Planted.sound.text)
        try folder.write("planted.cases.ttl", Planted.cases.text)
        let report = try folder.check("planted.ttl", "planted.cases.ttl")
        #expect(found(report) == marks(Planted.cases.text))
        #expect(report.files.count == 2)
    }
}
