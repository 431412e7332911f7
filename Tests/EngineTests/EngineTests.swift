import Engine
import Foundation
import Guidelines
import JSON
import Quantities
import Reasoning
import Records
import Testing
import Text

/// A data directory of its own for a test, removed afterwards.
struct TemporaryDirectory: ~Copyable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("meridian-test-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws -> String {
        let file = "\(path)/\(name)"
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        return file
    }
}

let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

@Suite("The engine on the shipped knowledge and sample records")
struct EngineTests {
    private static let asOf = DateTime("2026-06-30")!

    /// The shipped knowledge, loaded once and copied for each test.
    private static let template = Result {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(
            "meridian-template-\(UUID().uuidString)"
        )
        .path
        let engine = try Engine(directory: path)
        _ = try engine.load(["\(root)/Graph", "\(root)/Guidelines"])
        return path
    }

    private func loaded(_ directory: borrowing TemporaryDirectory) throws -> Engine {
        try FileManager.default.copyItem(atPath: Self.template.get(), toPath: directory.path + "/data")
        return try Engine(directory: directory.path + "/data")
    }

    @Test("three named patients get the alerts, pathways and similar patients that they came for")
    func mainJob() throws {
        let directory = try TemporaryDirectory()
        let engine = try loaded(directory)
        let report = try engine.importRecords(from: "\(root)/Tools/samples")
        #expect(report.patientsOnRecord >= 100)
        let shown = { (patient: String, order: String) in
            try engine.alerts(
                for: PatientSource(reference: patient), drafts: [.named(order)], asOf: Self.asOf
            ).report.shown
        }
        #expect(try shown("王秀兰", "布洛芬缓释胶囊 0.3g").first?.severity == .serious)
        #expect(try shown("李建国", "阿莫西林胶囊").first?.kind == .allergy)
        #expect(try shown("Margaret Hill", "Clarithromycin 500 MG Oral Tablet").first?.severity == .contraindicated)
        #expect(try shown("王秀兰", "对乙酰氨基酚片").isEmpty)

        let pathway = try engine.recommendations(
            for: PatientSource(reference: "王秀兰"), guidelines: ["atrial-fibrillation"], asOf: Self.asOf)
        let score = try #require(pathway.report.guidelines.first?.scores.first)
        #expect(score.label.english == "CHA2DS2-VASc score")
        #expect(score.range == 5...5)

        let similar = try engine.similarPatients(to: "王秀兰", count: 5, asOf: Self.asOf)
        #expect(similar.similar.count == 5)
        #expect(similar.similar.allSatisfy { $0.name != "王秀兰" && !$0.shared.isEmpty })
    }

    @Test("an answer is the same bytes when asked again, also after reopening")
    func replay() throws {
        let directory = try TemporaryDirectory()
        let ask = { (engine: Engine) in
            try engine.recommendations(for: PatientSource(reference: "sample-0001"), asOf: Self.asOf).json.serialized()
        }
        var first: [UInt8] = []
        do {
            let engine = try loaded(directory)
            _ = try engine.importRecords(from: "\(root)/Tools/samples")
            first = try ask(engine)
            #expect(try ask(engine) == first)
        }
        #expect(try ask(try Engine(directory: directory.path + "/data", readOnly: true)) == first)
    }

    @Test("all patients against all guidelines: every recommendation is counted once for each, and the moment matters")
    func guidelineReview() throws {
        let directory = try TemporaryDirectory()
        let engine = try loaded(directory)
        _ = try engine.importRecords(from: "\(root)/Tools/samples")
        let review = try engine.reviewGuidelines(examples: 1)
        #expect(review.guidelines.count == 13)
        #expect(review.patients + review.leftOut >= 120)
        for reviewed in review.guidelines {
            #expect(reviewed.applicability.values.reduce(0, +) == review.patients)
            for step in reviewed.steps {
                #expect(step.verdicts.values.reduce(0, +) + step.outside == review.patients)
                #expect(step.statuses.values.reduce(0, +) + step.outside == review.patients)
            }
        }
        #expect((review.verdicts[.met] ?? 0) > 0 && (review.verdicts[.unknown] ?? 0) > 0)
        let one = try engine.reviewGuidelines(["hypertension"], asOf: DateTime("1930-01-01"))
        #expect(one.guidelines.map(\.guideline.iri.documentName) == ["hypertension"])
        #expect(one.statuses[.due] == nil)
    }

    @Test("importing again changes nothing")
    func importTwice() throws {
        let directory = try TemporaryDirectory()
        let engine = try Engine(directory: directory.path + "/data")
        _ = try engine.importRecords(from: "\(root)/Tools/samples")
        let again = try engine.importRecords(from: "\(root)/Tools/samples").summary
        #expect(again.patients.new == 0 && again.patients.updated == 0)
        #expect(again.records.new == 0 && again.records.updated == 0 && again.records.removed == 0)
    }

    @Test(
        "a document with a mistake is told with file, line and advice, and nothing changes",
        arguments: [
            (
                "<#r> a m:Interaction ; rdfs:label \"x\"@en , \"x\"@zh ; m:medication atc:B01AA03 ; m:interactsWith atc:B01AA99 ; m:severity m:Serious ; dcterms:source [ dcterms:bibliographicCitation \"s\" ] .",
                "unknown concept", "did you mean"
            ),
            (
                "<#r> a m:LaboratoryRule ; rdfs:label \"x\"@en , \"x\"@zh ; m:medication atc:B01AA03 ; m:severity m:Serious ; dcterms:source [ dcterms:bibliographicCitation \"s\" ] ; m:when [ m:observation obs:serum-creatinine ; m:atLeast \"1 mgg/dL\"^^m:quantity ] .",
                "mgg", "UCUM"
            ),
            (
                "<#r> a m:LaboratoryRule ; rdfs:label \"x\"@en , \"x\"@zh ; m:medication atc:B01AA03 ; m:severity m:Serious ; dcterms:source [ dcterms:bibliographicCitation \"s\" ] ; m:when [ m:observation obs:serum-creatinine ; m:atLeast \"1 mm[Hg]\"^^m:quantity ] .",
                "cannot be compared", "umol/L"
            ),
            (
                "<http://x.test/a> skos:broader <http://x.test/b> . <http://x.test/b> skos:broader <http://x.test/a> .",
                "cyclic", "Remove"
            ),
            ("<#r> a m:Interaction ; m:medication [ ", "bad.ttl:11:", ""),
            ("<#r> rdfs:label \"\u{FFFD}", "bad.ttl:11:", ""),
        ])
    func badKnowledge(body: String, message: String, advice: String) throws {
        let directory = try TemporaryDirectory()
        let engine = try loaded(directory)
        let before = try engine.status()
        let prefixes = """
            @base <https://w3id.org/meridian/graph/bad> .
            @prefix m: <https://w3id.org/meridian/ns#> .
            @prefix obs: <https://w3id.org/meridian/observation/> .
            @prefix atc: <http://www.whocc.no/atc/> .
            @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
            @prefix dcterms: <http://purl.org/dc/terms/> .
            @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
            # A mistake follows.

            # Here:

            """
        let file = try directory.write("bad.ttl", prefixes + body)
        let error = #expect(throws: EngineError.self) { try engine.load([file]) }
        let text = error.map(\.description) ?? ""
        #expect(text.contains(message), "\(text)")
        #expect(advice.isEmpty || text.contains(advice), "\(text)")
        let after = try engine.status()
        #expect(after.knowledgeDigest == before.knowledgeDigest && after.quads == before.quads)
    }

    @Test(
        "a broken record stops the import with its place; with leave it is counted",
        arguments: [
            (
                "{\"resourceType\":\"Patient\",\"id\":\"p1\"}\n{\"resourceType\":\"Condition\",\"id\":\"c1\",",
                "broken.ndjson:2"
            ),
            ("{\"resourceType\":\"Patient\",\"id\":\"p1\",\"birthDate\":12}\n", "broken.ndjson:1"),
        ])
    func badRecords(text: String, place: String) throws {
        let directory = try TemporaryDirectory()
        let engine = try Engine(directory: directory.path + "/data")
        let file = try directory.write("broken.ndjson", text)
        let error = #expect(throws: RecordError.self) { try engine.importRecords(from: file) }
        #expect(error?.description.contains(place) == true, "\(String(describing: error))")
        #expect(try engine.status().patients == 0)
        let report = try engine.importRecords(from: file, options: ImportOptions(skipInvalid: true))
        #expect(!report.summary.refused.isEmpty)
    }

    @Test("loading a graph again replaces it")
    func reload() throws {
        let directory = try TemporaryDirectory()
        let engine = try loaded(directory)
        let before = try engine.status()
        _ = try engine.load(["\(root)/Guidelines/hypertension"])
        let after = try engine.status()
        #expect(after.quads == before.quads)
        #expect(after.knowledgeDigest == before.knowledgeDigest)
    }

    @Test("what somebody else loads and imports is seen by the next question")
    func sharedDirectory() throws {
        let directory = try TemporaryDirectory()
        let server = try Engine(directory: directory.path + "/data")
        #expect(!server.hasKnowledge)
        let other = try loadedBeside(directory)
        _ = try other.importRecords(from: "\(root)/Tools/samples")
        #expect(server.hasKnowledge)
        let answer = try server.alerts(
            for: PatientSource(reference: "李建国"), drafts: [.named("阿莫西林胶囊")], asOf: Self.asOf)
        #expect(answer.report.shown.first?.kind == .allergy)
    }

    /// A second engine on a directory that is open already.
    private func loadedBeside(_ directory: borrowing TemporaryDirectory) throws -> Engine {
        let engine = try Engine(directory: directory.path + "/data")
        _ = try engine.load(["\(root)/Graph", "\(root)/Guidelines"])
        return engine
    }

    @Test("questions that name nobody or nothing say what to do")
    func unknowns() throws {
        let directory = try TemporaryDirectory()
        let engine = try loaded(directory)
        _ = try engine.importRecords(from: "\(root)/Tools/samples")
        #expect(throws: EngineError.self) { try engine.patient("Nobody At All") }
        let error = #expect(throws: EngineError.self) {
            try engine.explain("cha2ds2-vsc", for: PatientSource(reference: "sample-0001"), asOf: Self.asOf)
        }
        #expect(error?.description.contains("cha2ds2-vasc") == true)
    }

    @Test("a request may bring the patient along instead of naming one on record")
    func broughtAlong() throws {
        let directory = try TemporaryDirectory()
        let engine = try loaded(directory)
        let answer = try engine.alerts(
            for: PatientSource(resources: []), drafts: [.named("布洛芬片")], asOf: Self.asOf)
        #expect(answer.report.shown.isEmpty)
        #expect(answer.report.uncovered.count == 3)
    }
}
