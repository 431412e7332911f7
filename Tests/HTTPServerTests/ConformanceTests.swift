// The published requirements of CDS Hooks 2.0 and the requests in its documentation, against the running server.

import Foundation
import HTTPServer
import JSON
import Testing

@Suite("CDS Hooks 2.0 conformance", .timeLimit(.minutes(30)))
struct ConformanceTests {
    @Test(
        "every binding requirement on services is tested here or has a reason not to be",
        .enabled(if: Published.isPresent))
    func requirements() throws {
        let binding = try Published.requirements().filter {
            ["SHALL", "SHALL NOT"].contains($0["Conformance*"])
                && $0["Actors*"]?.stringValue?.contains("Service") == true
        }
        #expect(binding.count > 70)
        for requirement in binding {
            let id = try #require(requirement["ID*"]?.integerValue)
            #expect(
                Coverage.tested.contains(id) != (Coverage.excused[id] != nil),
                "requirement \(id): \(requirement["Requirement*"]?.stringValue ?? "")")
        }
    }

    @Test("every request of the specification gets valid cards or a clear error", .enabled(if: Published.isPresent))
    func requests() async throws {
        let examples = try Published.examples()
        #expect(examples.count > 90)
        try await withServer { client, _ in
            for (name, document) in examples {
                for id in ["meridian-pathways", "meridian-order-alerts"] {
                    let answer = try await client.post("/cds-services/\(id)", document)
                    try expectValid(answer, name)
                }
            }
        }
    }

    @Test("the published contexts of our hooks are understood", .enabled(if: Published.isPresent))
    func contexts() async throws {
        let examples = try Published.examples().filter { $0.document["context"]?["patientId"] != nil }
        try await withServer { client, decisions in
            for hook in ["patient-view", "order-select", "order-sign"] {
                let ours = examples.filter {
                    $0.name.hasPrefix("hook-\(hook)-") || $0.document["hook"] == .string(hook)
                }
                #expect(ours.count >= 3)
                for (name, document) in ours {
                    var request = try #require(document.objectValue)
                    request["hook"] = .string(hook)
                    let answer = try await client.ask(hook, .object(request))
                    #expect([200, 412].contains(answer.status), "\(name): \(answer.body)")
                    try expectValid(answer, name)
                    let understood = try #require(decisions.requests.last)
                    #expect(!understood.patientID.contains("/"))
                    #expect(hook == "patient-view" || !understood.draftOrders.isEmpty, "\(name)")
                }
            }
        }
    }

    @Test("published feedback is understood", .enabled(if: Published.isPresent))
    func feedback() async throws {
        let examples = try Published.examples().filter { $0.document["feedback"] != nil }
        #expect(examples.count >= 3)
        try await withServer { client, _ in
            for (name, document) in examples {
                let answer = try await client.post("/cds-services/meridian-pathways/feedback", document)
                #expect(answer.status == 200, "\(name): \(answer.body)")
            }
        }
    }

    @Test("the checks used here find what is wrong with published replies", .enabled(if: Published.isPresent))
    func checksHaveTeeth() throws {
        let replies = try Published.examples().filter { $0.document["cards"] != nil }
        let wrong = replies.filter { !Specification.violations(inResponse: $0.document).isEmpty }
        #expect(!wrong.isEmpty && wrong.count < replies.count)
    }

    private func expectValid(_ answer: HTTPAnswer, _ name: String) throws {
        if answer.status == 200 {
            #expect(Specification.violations(inResponse: try answer.json()) == [], "\(name)")
        } else {
            #expect([400, 412].contains(answer.status), "\(name)")
            #expect(try answer.json()["error"]?.stringValue?.isEmpty == false, "\(name)")
        }
    }
}

/// Which of the numbered requirements the tests of this target cover.
private enum Coverage {
    static let tested: Set<Int> =
        discovery.union(prefetchTokens).union(cards).union(suggestions).union(links).union([1, 3, 13, 16, 54, 208, 214])

    /// `Specification.violations(inDiscovery:)` over the discovery endpoint.
    private static let discovery: Set = [4, 5, 6, 7, 9, 10, 29, 36, 211]
    private static let prefetchTokens: Set = [55, 56, 57, 59]
    /// `Specification.violations(inResponse:)` over every reply that the server gives in these tests.
    private static let cards: Set = [
        74, 75, 80, 83, 85, 87, 88, 89, 90, 98, 100, 105, 107, 115, 136, 216, 217, 218, 219, 220,
    ]
    private static let suggestions: Set = [92, 93, 95, 96, 117, 119, 121, 124, 127, 128, 130, 131, 132, 133, 134, 135]
    private static let links: Set = [103, 138, 139, 141, 142, 144, 147]

    static let excused: [Int: String] = [
        2: "TLS ends at the proxy in front; off loopback the server refuses to listen",
        168: "TLS ends at the proxy in front; off loopback the server refuses to listen",
        61: "the service calls no FHIR server",
        111: "the service sends no icon",
        125: "binds the client, which carries out the actions",
        176: "the client is authenticated by the proxy in front",
        199: "the client is authenticated by the proxy in front",
        201: "the client is authenticated by the proxy in front",
        203: "the client is authenticated by the proxy in front",
        213: "binds the parties of a deployment",
    ]
}

private enum Published {
    private static let folder = URL(
        filePath: ProcessInfo.processInfo.environment["MERIDIAN_SHARED"] ?? "../shared"
    ).appending(path: "conformance/cds-hooks")

    /// Where the shared data are absent the tests are skipped, except in continuous integration.
    static let isPresent =
        FileManager.default.fileExists(atPath: folder.path) || ProcessInfo.processInfo.environment["CI"] == "true"

    static func requirements() throws -> [JSONValue] {
        try read(folder.appending(path: "cds-hooks_2.0_requirements.json")).arrayValue ?? []
    }

    /// The documents that are JSON; a few snippets of the specification are not.
    static func examples() throws -> [(name: String, document: JSONValue)] {
        let files = try FileManager.default.contentsOfDirectory(
            at: folder.appending(path: "examples"), includingPropertiesForKeys: nil)
        return try files.filter { $0.pathExtension == "json" }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
            .map { ($0.lastPathComponent, try read($0)) }
    }

    private static func read(_ file: URL) throws -> JSONValue {
        try JSONValue(parsing: [UInt8](Data(contentsOf: file)))
    }
}
