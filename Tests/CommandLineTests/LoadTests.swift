import ArgumentParser
import Engine
import Foundation
import GraphStore
import RDF
import Testing

@testable import CommandLine

@Suite("Loading RDF as it is")
struct LoadTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("load-\(UUID().uuidString)").path

    private func write(_ name: String, _ text: String) throws -> String {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
        return "\(folder)/\(name)"
    }

    private func load(_ arguments: String...) throws {
        try Load.parse(arguments + ["--data", "\(folder)/data", "--json"]).run()
    }

    private func quads() throws -> Set<String> {
        Set(try GraphStore.open("\(folder)/data/graph").read { try $0.quads() }.map(\.description))
    }

    @Test("statements go to the graphs that they name, else to the default graph, beside what is there")
    func dataset() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let lines = try write("a.nt", "<urn:a> <urn:p> <urn:b> .\n")
        let graphs = try write("b.trig", "<urn:g> { <urn:a> <urn:p> 1 } <urn:c> <urn:p> <urn:d> .")
        try load(lines, graphs)
        let one = #"<urn:a> <urn:p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> <urn:g> ."#
        #expect(try quads() == ["<urn:a> <urn:p> <urn:b> .", "<urn:c> <urn:p> <urn:d> .", one])
        try load(try write("c.nq", "<urn:e> <urn:p> <urn:f> <urn:g> .\n"))
        #expect(try quads().count == 4)
        // With a graph's name the document takes that graph's place.
        try load("--graph", "urn:g", lines)
        #expect(
            try quads() == [
                "<urn:a> <urn:p> <urn:b> .", "<urn:c> <urn:p> <urn:d> .", "<urn:a> <urn:p> <urn:b> <urn:g> .",
            ])
    }

    @Test("a directory that was empty can be looked at by those who only read it")
    func newDirectory() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try load(try write("a.nt", "<urn:a> <urn:p> <urn:b> .\n"))
        let report = try DirectoryOption.parse(["--data", "\(folder)/data"]).open(readOnly: true).status()
        #expect(report.graph.quads == 1 && report.patients == 0)
    }

    @Test("a compressed document of knowledge is refused with what to do about it")
    func compressedKnowledge() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = try write("d.ttl.gz", "not looked into")
        let error = #expect(throws: (any Error).self) { try load(file) }
        #expect(error.map { "\($0)".contains("--graph") } == true)
    }

    @Test("a mistake in one of the files, a missing file or knowledge among them leaves all as it was")
    func refusals() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let good = try write("a.nt", "<urn:a> <urn:p> <urn:b> .\n")
        try load(good)
        let more = try write("b.nt", "<urn:c> <urn:p> <urn:d> .\n")
        let broken = try write("c.nt", "<urn:c> <urn:p> .\n")
        #expect(throws: (any Error).self) { try load(more, broken) }
        #expect(throws: CommandError.self) { try load(more, "\(folder)/nothing.nt") }
        let knowledge = try write("d.ttl", "@base <urn:x> . <urn:a> a <urn:B> .")
        #expect(throws: CommandError.self) { try load(more, knowledge) }
        // Whatever its ending looks like, Turtle is checked.
        #expect(throws: (any Error).self) { try load(try write("e.TTL", "<urn:a> a <urn:B> .")) }
        #expect(throws: IRIError.self) { try load("--graph", "no IRI", more) }
        #expect(try quads() == ["<urn:a> <urn:p> <urn:b> ."])
    }
}
