// Releases under several processes: killed while they activate, and activating at once.

import Foundation
import Testing

@Suite("Activations by processes", .ownThread)
struct ReleaseProcessTests {
    /// A data directory with two releases of a small guideline.
    private final class Site {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("meridian-site-\(UUID().uuidString)")
            .path

        init() throws {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            let document = { (version: String, threshold: String) in
                """
                @base <https://w3id.org/meridian/guideline/small> .
                @prefix m: <https://w3id.org/meridian/ns#> .
                @prefix obs: <https://w3id.org/meridian/observation/> .
                @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
                @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
                @prefix owl: <http://www.w3.org/2002/07/owl#> .
                @prefix dcterms: <http://purl.org/dc/terms/> .
                <> a owl:Ontology ; owl:versionInfo "\(version)" .
                obs:glucose a skos:Concept ; skos:prefLabel "glucose"@en , "血糖"@zh .
                <#doc> a m:Document ; dcterms:bibliographicCitation "A document, 2024" .
                <#g> a m:Guideline ; rdfs:label "Small"@en , "小"@zh ; owl:versionInfo "\(version)" ; dcterms:source [ dcterms:isPartOf <#doc> ] .
                <#r> a m:Recommendation ; m:partOf <#g> ; rdfs:label "Measure"@en , "测量"@zh ;
                    m:when [ m:observation obs:glucose ; m:atLeast "\(threshold) mmol/L"^^m:quantity ] ;
                    m:action [ a m:Measure ; m:observation obs:glucose ] ; m:strength m:Strong ; m:certainty m:High ;
                    dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "1" ] .
                """
            }
            for (version, threshold) in [("1", "7.0"), ("2", "6.5")] {
                let file = "\(path)/small-\(version).ttl"
                try document(version, threshold).write(toFile: file, atomically: true, encoding: .utf8)
                // The first load makes the directory, and activates.
                let result = try run(version == "1" ? ["load", file] : ["guideline", "load", file])
                try #require(result.status == 0, "\(result.output)")
            }
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func process(_ arguments: [String]) -> Process {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "\(ConsoleDocument.root)/.build/debug/meridian")
            process.arguments = arguments
            var environment = ProcessInfo.processInfo.environment
            environment["MERIDIAN_DATA"] = "\(path)/data"
            process.environment = environment
            process.standardError = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            return process
        }

        func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
            let process = process(arguments)
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            let output = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return (process.terminationStatus, String(decoding: output, as: UTF8.self))
        }

        /// The versions that are active, by the list, which reads every release again.
        func active() throws -> [String] {
            let listed = try run(["guideline", "list", "--json"])
            try #require(listed.status == 0, "\(listed.output)")
            let releases = try JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [[String: Any]] ?? []
            try #require(releases.count == 2)
            return releases.filter { $0["active"] as? Bool == true }.compactMap { $0["version"] as? String }
        }

        /// The versions that the events of the history made active, in order.
        func history() throws -> [String] {
            let listed = try run(["guideline", "history", "--json"])
            let events = try JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [[String: Any]] ?? []
            #expect(events.map { $0["number"] as? Int } == Array(1...events.count))
            return events.compactMap { ($0["release"] as? String)?.split(separator: "/").last?.first.map(String.init) }
        }
    }

    @Test("fifty kills while a release is being activated leave the one or the other, and a whole history")
    func kills() throws {
        let site = try Site()
        let began = ContinuousClock.now
        try #require(try site.run(["guideline", "activate", "small@2"]).status == 0)
        let length = (ContinuousClock.now - began) / .seconds(1)
        var (current, commits) = ("2", 2)
        for number in 0..<50 {
            let next = current == "1" ? "2" : "1"
            let process = site.process(["guideline", "activate", "small@\(next)"])
            try process.run()
            // Spread evenly, from before the start to after the end.
            Thread.sleep(forTimeInterval: length * 1.3 * Double(number) / 50)
            // As a power cut would end it.
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            let active = try site.active()
            try #require(active == [current] || active == [next], "kill \(number): \(active)")
            if active == [next] {
                current = next
                commits += 1
            }
        }
        #expect(try site.history().count == commits)
        #expect(try site.run(["verify"]).status == 0)
    }

    @Test("two processes that activate at once are served one after the other")
    func atOnce() throws {
        let site = try Site()
        var expected = 1
        for _ in 0..<5 {
            let active = try site.active()
            let pair = ["1", "2"].map { site.process(["guideline", "activate", "small@\($0)"]) }
            for process in pair { try process.run() }
            for process in pair { process.waitUntilExit() }
            #expect(pair.allSatisfy { $0.terminationStatus == 0 })
            // The one that was active has nothing to do, unless it came second.
            let now = try site.history()
            #expect(now.count == expected + 1 || now.count == expected + 2)
            #expect(zip(now, now.dropFirst()).allSatisfy { $0 != $1 })
            #expect(try site.active() == [now.last ?? ""], "before: \(active)")
            expected = now.count
        }
        #expect(try site.run(["verify"]).status == 0)
    }

    @Test("a server answers from what another process activates, and activates itself when it is asked to")
    func server() throws {
        let site = try Site()
        let port = 17_431
        let script = """
            meridian() { "\(ConsoleDocument.root)/.build/debug/meridian" "$@"; }
            export MERIDIAN_DATA="\(site.path)/data"
            "\(ConsoleDocument.root)/.build/debug/meridian" serve --socket 127.0.0.1:\(port) --http 127.0.0.1:\(port + 1) > /dev/null &
            until curl -s http://127.0.0.1:\(port + 1)/readyz > /dev/null; do sleep 0.1; done
            exec 3<>/dev/tcp/127.0.0.1/\(port)
            ask() { echo "$1" >&3; read -r answer <&3; echo "$answer"; }
            recommend='{"jsonrpc":"2.0","id":1,"method":"pathway.recommend","params":{"resources":[{"resourceType":"Patient","id":"p"}],"asOf":"2026-06-30"}}'
            ask "$recommend" | grep -o '"version":"."'
            meridian guideline activate small@2 > /dev/null
            ask "$recommend" | grep -o '"version":"."'
            ask '{"jsonrpc":"2.0","id":2,"method":"guidelines.rollback","params":{"guideline":"small","author":"Li Ming","at":"2026-06-30T08:00:00+08:00"}}' | grep -o '"author":.*+08:00"'
            ask "$recommend" | grep -o '"version":"."'
            ask '{"jsonrpc":"2.0","id":3,"method":"guidelines.activate","params":{"releases":["smal"]}}' | grep -o 'did you mean small'
            ask '{"jsonrpc":"2.0","id":4,"method":"guidelines.diff","params":{"before":"small@1","after":"small@2"}}' | grep -o '"kind":"[a-z-]*"'
            ask '{"jsonrpc":"2.0","id":5,"method":"guidelines.history"}' | grep -o '"kind":"[a-z]*"' | tr '\\n' ' '
            kill %1
            """
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-c", script]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(
            String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init) == [
                "\"version\":\"1\"", "\"version\":\"2\"",
                "\"author\":\"Li Ming\",\"time\":\"2026-06-30T08:00:00+08:00\"", "\"version\":\"1\"",
                "did you mean small", "\"kind\":\"threshold-moved\"",
                "\"kind\":\"activation\" \"kind\":\"activation\" \"kind\":\"rollback\" ",
            ])
    }
}
