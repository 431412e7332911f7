import Dispatch
import Engine
import Foundation
import GraphStore
import Guidelines
import JSON
import Quantities
import RDF
import Testing
import Text

@Suite("Releases of guidelines")
struct ReleaseTests {
    private typealias Sample = ReleaseSample

    /// Everything that can be asked, as bytes.
    private func answers(_ engine: Engine) throws -> [[UInt8]] {
        var answers: [[UInt8]] = []
        for patient in ["p1", "p2", "p3"] {
            let source = PatientSource(reference: patient)
            answers.append(try engine.recommendations(for: source, asOf: Sample.asOf).json.serialized())
            answers.append(
                try engine.alerts(for: source, drafts: [.named("metformin")], asOf: Sample.asOf).json.serialized())
            answers.append(
                (try? engine.explain("sugar#treat", for: source, asOf: Sample.asOf).json.serialized()) ?? [])
        }
        return answers
    }

    private func digest(_ engine: Engine) throws -> String? {
        let answer = try engine.recommendations(for: PatientSource(reference: "p1"), asOf: Sample.asOf)
        return answer.json["guidelines"]?.arrayValue?.first?["release"]?.stringValue
    }

    @Test("a release that is only loaded answers nothing; once active, answers name it")
    func activation() throws {
        let directory = try TemporaryDirectory()
        let (engine, first, _) = try Sample.open(directory)
        let stored = try engine.loadReleases([first], by: Sample.signature(2))
        let release = try #require(stored.releases.first)
        #expect(release.isNew && !release.isActive)
        #expect(try digest(engine) == nil)
        let events = try engine.activate(["sugar"], by: Sample.signature(3, "approved"))
        #expect(events.map(\.kind) == [.activation])
        #expect(try digest(engine) == release.release.digest)
        #expect(try engine.activate(["sugar@1.0.0"], by: Sample.signature(4)).isEmpty)
    }

    @Test("the same content is nothing new, however it is laid out")
    func sameContent() throws {
        let directory = try TemporaryDirectory()
        let (engine, first, _) = try Sample.open(directory)
        let release = try engine.loadReleases([first], by: Sample.signature(2)).releases[0].release
        let parts = Sample.first.components(separatedBy: "<#treat>")
        let advice = try #require(parts[1].range(of: "<#advise>"))
        let otherOrder =
            parts[0] + String(parts[1][advice.lowerBound...]) + "\n\n<#treat>" + String(parts[1][..<advice.lowerBound])
        let action = "[ a m:Start ; rdfs:label \"Metformin\"@en , \"二甲双胍\"@zh ; m:medication atc:A10BA02 ]"
        try #require(otherOrder.contains(action))
        let again = try directory.write(
            "again.ttl",
            otherOrder.replacing(action, with: "_:x")
                + "_:x m:medication atc:A10BA02 ; rdfs:label \"二甲双胍\"@zh , \"Metformin\"@en ; a m:Start .\n")
        let stored = try engine.loadReleases([again], by: Sample.signature(3))
        #expect(stored.releases.map(\.isNew) == [false])
        #expect(stored.releases.map(\.release) == [release])
        #expect(try engine.listReleases().count == 1)
    }

    @Test("diff names exactly the five edits, between releases, files and what is active")
    func fiveEdits() throws {
        let directory = try TemporaryDirectory()
        let (engine, first, second) = try Sample.open(directory)
        _ = try engine.load([first], by: Sample.signature(2))
        _ = try engine.loadReleases([second], by: Sample.signature(3))
        let expected: Set<GuidelineChange.Kind> = [
            .thresholdMoved, .strengthened, .windowChanged, .reworded, .citationChanged,
        ]
        for (before, after) in [
            ("sugar@1.0.0", "sugar@1.1.0"), (first, second), ("active", second), ("active", "sugar"),
        ] {
            let comparison = try engine.compareReleases(before, after)
            #expect(Set(comparison.changes.map(\.change.kind)) == expected, "\(before) \(after)")
            #expect(comparison.changes.count == 5)
            let threshold = try #require(comparison.changes.first { $0.change.kind == .thresholdMoved })
            #expect(threshold.before?.chinese == "≥ 7.0 mmol/L" && threshold.after?.english == "≥ 6.5 mmol/L")
            // Lines come back from the store as they were in the file.
            let line = Sample.second.components(separatedBy: "<#treat>")[0].split(
                separator: "\n", omittingEmptySubsequences: false
            ).count
            #expect(threshold.change.positionAfter?.line == line)
        }
        #expect(try engine.compareReleases("sugar@1.0.0", first).isSameContent)
    }

    @Test("rollback restores the former answers byte for byte, whatever came between")
    func rollback() throws {
        let directory = try TemporaryDirectory()
        let (engine, first, second) = try Sample.open(directory)
        let without = try answers(engine)
        _ = try engine.load([first], by: Sample.signature(2))
        let before = try answers(engine)
        _ = try engine.loadReleases([second], by: Sample.signature(3))
        #expect(try answers(engine) == before)
        _ = try engine.activate(["sugar"], by: Sample.signature(4))
        let between = try answers(engine)
        #expect(between != before)
        _ = try engine.retire(["sugar"], by: Sample.signature(5))
        #expect(try answers(engine) == without)
        #expect(try engine.rollBack("sugar", by: Sample.signature(6)).kind == .rollback)
        #expect(try answers(engine) == between)
        _ = try engine.rollBack("sugar", by: Sample.signature(7))
        #expect(try answers(engine) == before)
        let reopened = try Engine(directory: directory.path + "/data")
        #expect(try answers(reopened) == before)
        #expect(throws: EngineError.self) { try engine.rollBack("sugar", by: Sample.signature(8)) }
        let history = try engine.releaseHistory().events
        #expect(history.map(\.kind) == [.activation, .activation, .retirement, .rollback, .rollback])
        #expect(history.map(\.time.description).last == "2026-05-07T08:00:00+08:00")
    }

    @Test("a server that runs answers from what another process activated")
    func runningServer() throws {
        let directory = try TemporaryDirectory()
        let (server, first, second) = try Sample.open(directory)
        _ = try server.load([first], by: Sample.signature(2))
        let before = try digest(server)
        let other = try Engine(directory: directory.path + "/data")
        _ = try other.load([second], by: Sample.signature(3))
        let after = try digest(server)
        #expect(after != nil && after != before)
    }

    @Test("many activations at once come one after the other, and all are in the history")
    func atOnce() throws {
        let directory = try TemporaryDirectory()
        let (engine, first, second) = try Sample.open(directory)
        _ = try engine.loadReleases([first], by: Sample.signature(2))
        _ = try engine.loadReleases([second], by: Sample.signature(3))
        let results = (0..<8).map { $0 % 2 == 0 ? "sugar@1.0.0" : "sugar@1.1.0" }
        DispatchQueue.concurrentPerform(iterations: results.count) { index in
            _ = try? engine.activate([results[index]], by: Sample.signature(4, "\(index)"))
        }
        let history = try engine.releaseHistory().events
        #expect(history.map(\.number) == Array(1...history.count))
        #expect(zip(history, history.dropFirst()).allSatisfy { $0.release == $1.replaced && $0.release != $1.release })
        #expect(try engine.listReleases().filter(\.isActive).map(\.release.iri) == [history.last?.release])
        #expect(try problems(directory).isEmpty)
    }

    private func problems(_ directory: borrowing TemporaryDirectory) throws -> [String] {
        try ReleaseVerification.problems(in: try GraphStore.open(directory.path + "/data/graph"))
    }

    @Test("a release that was tampered with is refused, listed as damaged and told by verify")
    func tampering() throws {
        let directory = try TemporaryDirectory()
        let (engine, first, second) = try Sample.open(directory)
        _ = try engine.load([first], by: Sample.signature(2))
        let release = try engine.loadReleases([second], by: Sample.signature(3)).releases[0].release
        #expect(try problems(directory).isEmpty)
        let store = try GraphStore.open(directory.path + "/data/graph")
        try store.write { transaction in
            let quads = try transaction.read { try $0.quads(graph: .named(.iri(release.iri))) }
            let bound = quads.first { $0.object.literal?.lexicalForm == "6.5 mmol/L" }
            guard let bound else { return }
            try transaction.delete(bound)
            let other = Term.literal(Literal("5.0 mmol/L", datatype: IRI("https://w3id.org/meridian/ns#quantity")))
            try transaction.insert(Quad(bound.subject, bound.predicate, other, graph: bound.graph))
        }
        let error = #expect(throws: EngineError.self) { try engine.activate(["sugar"], by: Sample.signature(4)) }
        #expect(error?.description.contains("not what was loaded") == true)
        #expect(try engine.listReleases().map { $0.damage != nil } == [false, true])
        #expect(try problems(directory).count == 1)
        #expect(try digest(engine) != release.digest)
    }

    @Test("an event that is changed, or taken out, leaves a trace", arguments: [true, false])
    func historyTampering(isRemoval: Bool) throws {
        let directory = try TemporaryDirectory()
        let (engine, first, second) = try Sample.open(directory)
        _ = try engine.load([first], by: Sample.signature(2))
        _ = try engine.load([second], by: Sample.signature(3, "why"))
        _ = try engine.retire(["sugar"], by: Sample.signature(4))
        let store = try GraphStore.open(directory.path + "/data/graph")
        try store.write { transaction in
            let history = Term.iri(IRI("https://w3id.org/meridian/graph/release-history"))
            let event = Term.iri(IRI("https://w3id.org/meridian/graph/release-history#2"))
            for quad in try transaction.read({ try $0.quads(subject: event, graph: .named(history)) }) {
                let isNote = quad.object.literal?.lexicalForm == "why"
                guard isRemoval || isNote else { continue }
                try transaction.delete(quad)
                if !isRemoval {
                    try transaction.insert(Quad(event, quad.predicate, .string("another reason"), graph: history))
                }
            }
        }
        #expect(try !problems(directory).isEmpty)
    }

    @Test("the end of the history cannot be cut off unnoticed")
    func historyTruncation() throws {
        let directory = try TemporaryDirectory()
        let (engine, first, second) = try Sample.open(directory)
        _ = try engine.load([first], by: Sample.signature(2))
        _ = try engine.load([second], by: Sample.signature(3))
        _ = try engine.retire(["sugar"], by: Sample.signature(4))
        #expect(try engine.releaseHistory().problems.isEmpty)
        let store = try GraphStore.open(directory.path + "/data/graph")
        try store.write { transaction in
            let history = Term.iri(IRI("https://w3id.org/meridian/graph/release-history"))
            let event = Term.iri(IRI("https://w3id.org/meridian/graph/release-history#3"))
            for quad in try transaction.read({ try $0.quads(subject: event, graph: .named(history)) }) {
                try transaction.delete(quad)
            }
        }
        #expect(try engine.releaseHistory().problems == ["the history ends with event 2, and 3 were written"])
        #expect(try problems(directory).count == 1)
    }

    /// Takes away what the default graph says of the history's end, as stores from before it was kept have it.
    private func forgetEnd(_ directory: borrowing TemporaryDirectory) throws {
        let store = try GraphStore.open(directory.path + "/data/graph")
        try store.write { transaction in
            let history = Term.iri(IRI("https://w3id.org/meridian/graph/release-history"))
            for quad in try transaction.read({ try $0.quads(subject: history, graph: .defaultGraph) }) {
                try transaction.delete(quad)
            }
        }
    }

    @Test("a store from before the end of the history was kept says how it is mended, and is")
    func historyWithoutEnd() throws {
        let directory = try TemporaryDirectory()
        let (engine, first, second) = try Sample.open(directory)
        #expect(throws: EngineError.self) { try engine.recordEndOfReleaseHistory() }
        _ = try engine.load([first], by: Sample.signature(2))
        _ = try engine.load([second], by: Sample.signature(3))
        #expect(throws: EngineError.self) { try engine.recordEndOfReleaseHistory() }
        try forgetEnd(directory)
        let problems = try engine.releaseHistory().problems
        #expect(problems.count == 1 && problems[0].hasSuffix("run `meridian guideline history --record-end`"))
        #expect(try engine.recordEndOfReleaseHistory().number == 2)
        #expect(try engine.releaseHistory().problems.isEmpty)
        #expect(try self.problems(directory).isEmpty)
        _ = try engine.retire(["sugar"], by: Sample.signature(4))
        #expect(try engine.releaseHistory().problems.isEmpty)
    }

    @Test("the end is not recorded of a history that lacks an event")
    func brokenHistoryWithoutEnd() throws {
        let directory = try TemporaryDirectory()
        let (engine, first, second) = try Sample.open(directory)
        _ = try engine.load([first], by: Sample.signature(2))
        _ = try engine.load([second], by: Sample.signature(3))
        try forgetEnd(directory)
        let store = try GraphStore.open(directory.path + "/data/graph")
        try store.write { transaction in
            let history = Term.iri(IRI("https://w3id.org/meridian/graph/release-history"))
            let event = Term.iri(IRI("https://w3id.org/meridian/graph/release-history#1"))
            for quad in try transaction.read({ try $0.quads(subject: event, graph: .named(history)) }) {
                try transaction.delete(quad)
            }
        }
        let error = #expect(throws: EngineError.self) { try engine.recordEndOfReleaseHistory() }
        #expect(error?.description.contains("lacks event 1") == true)
    }

    @Test("a union of all graphs leaves out releases that are not active")
    func answeringGraphs() throws {
        let directory = try TemporaryDirectory()
        let (engine, first, second) = try Sample.open(directory)
        _ = try engine.load([first], by: Sample.signature(2))
        let store = try GraphStore.open(directory.path + "/data/graph")
        #expect(try ReleaseGraphs.answering(in: store) == nil)
        _ = try engine.load([second], by: Sample.signature(3))
        let releases = try engine.listReleases()
        let graphs = try #require(try ReleaseGraphs.answering(in: store))
        for listed in releases { #expect(graphs.contains(listed.release.iri) == listed.isActive) }
        #expect(releases.count == 2)
    }

    @Test("a mistake in a document is told with its line, and nothing is stored")
    func mistakes() throws {
        let directory = try TemporaryDirectory()
        let (engine, _, _) = try Sample.open(directory)
        let bad = try directory.write("bad.ttl", Sample.first.replacing("7.0 mmol/L", with: "7.0 mmoll/L"))
        let error = #expect(throws: EngineError.self) { try engine.loadReleases([bad], by: Sample.signature(2)) }
        #expect(error?.description.contains("bad.ttl:") == true)
        #expect(try engine.listReleases().isEmpty)
        let terms = try directory.write("other.ttl", Planted.terminology)
        let other = #expect(throws: EngineError.self) { try engine.loadReleases([terms], by: Sample.signature(2)) }
        #expect(other?.description.contains("no m:Guideline") == true)
    }

    @Test("a release that what else is active does not fit any more is not activated")
    func misfit() throws {
        let directory = try TemporaryDirectory()
        let (engine, first, _) = try Sample.open(directory)
        _ = try engine.loadReleases([first], by: Sample.signature(2))
        let terms = try directory.write(
            "terms.ttl", Planted.terminology.replacing("obs:glucose a skos:Concept", with: "obs:sugar a skos:Concept"))
        _ = try engine.load([terms], by: Sample.signature(3))
        let error = #expect(throws: EngineError.self) { try engine.activate(["sugar"], by: Sample.signature(4)) }
        #expect(error?.description.contains("unknown concept") == true)
        #expect(try engine.releaseHistory().events.isEmpty)
    }

    @Test(
        "a name that nothing has is answered with what may have been meant",
        arguments: [
            ("suger", "did you mean sugar?"), ("sugar@1.0.1", "did you mean sugar@1.0.0?"),
            ("nothing-like-it", "guideline list"),
        ])
    func suggestions(name: String, hint: String) throws {
        let directory = try TemporaryDirectory()
        let (engine, first, _) = try Sample.open(directory)
        _ = try engine.loadReleases([first], by: Sample.signature(2))
        let error = #expect(throws: EngineError.self) { try engine.activate([name], by: Sample.signature(3)) }
        #expect(error?.description.contains(hint) == true, "\(error.map(\.description) ?? "")")
    }

    @Test("a version that names two contents is warned about, and asked for by digest")
    func sameVersion() throws {
        let directory = try TemporaryDirectory()
        let (engine, first, _) = try Sample.open(directory)
        _ = try engine.loadReleases([first], by: Sample.signature(2))
        let other = try directory.write("other.ttl", Sample.first.replacing("\"7.0 mmol/L\"", with: "\"6.9 mmol/L\""))
        let stored = try engine.loadReleases([other], by: Sample.signature(3))
        #expect(stored.diagnostics.contains { $0.message.contains("version 1.0.0 is also that of") })
        #expect(throws: EngineError.self) { try engine.activate(["sugar@1.0.0"], by: Sample.signature(4)) }
        let release = stored.releases[0].release
        let events = try engine.activate(["sugar@\(release.shortDigest)"], by: Sample.signature(4))
        #expect(events.map(\.release) == [release.iri])
    }

    @Test("impact counts for whom what changes, at one moment or at the last event of each record")
    func impact() throws {
        let directory = try TemporaryDirectory()
        let (engine, first, second) = try Sample.open(directory)
        _ = try engine.load([first], by: Sample.signature(2))
        let comparison = try engine.compareReleases("active", second, impact: ImpactRequest(asOf: Sample.asOf))
        let impact = try #require(comparison.impact)
        #expect(impact.patients == 3 && impact.patientsAffected == 1)
        let transition = try #require(impact.transitions.first)
        #expect(impact.transitions.count == 1)
        #expect(transition.recommendation.fragment == "treat")
        #expect(transition.before == .notApplicable && transition.after == .due && transition.patients == ["p2"])
        let late = DateTime("2036-06-30")!
        let now = try engine.compareReleases("active", second, impact: ImpactRequest(asOf: late))
        #expect(now.impact?.patientsAffected == 0)
        let then = try engine.compareReleases("active", second, impact: ImpactRequest(asOf: nil))
        #expect(then.impact?.patientsAffected == 1 && then.impact?.asOf == nil)
    }

    @Test("a guideline that stands in a graph from before there were releases gives way to its first release")
    func olderStore() throws {
        let directory = try TemporaryDirectory()
        let (engine, first, second) = try Sample.open(directory)
        let name = IRI("https://w3id.org/meridian/guideline/sugar")
        let store = try GraphStore.open(directory.path + "/data/graph")
        try store.load(contentsOf: first, LoadOptions(graph: .iri(name), replacesGraph: true))
        #expect(try engine.status().guidelines == 1)
        #expect(try digest(engine) == nil)
        _ = try engine.load([second], by: Sample.signature(2))
        #expect(try engine.status().guidelines == 1)
        #expect(try digest(engine) != nil)
        #expect(try store.read { try $0.quads(graph: .named(.iri(name))) }.isEmpty)
    }
}
