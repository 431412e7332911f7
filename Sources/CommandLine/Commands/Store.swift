// The commands that look after the graph store itself: its content as RDF, its soundness, its copies.

import ArgumentParser
import Engine
import Foundation
import GraphStore
import JSON
import RDF
import RDFSyntax

extension DirectoryOption {
    /// The store of the knowledge, which must be there.
    var graphDirectory: String {
        get throws {
            let directory = path + "/graph"
            guard FileManager.default.fileExists(atPath: directory + "/data.mdb") else {
                throw CommandError("\(path) holds no knowledge yet: run `meridian load Graph --data \(path)` first")
            }
            return directory
        }
    }
}

extension Load {
    /// Puts one document of any syntax in the place of a graph, all of it or nothing.
    func load(_ file: String, into graph: IRI) throws {
        let line = ProgressLine()
        var options = LoadOptions(base: graph, graph: .iri(graph), replacesGraph: true)
        Interruption.watch()
        let meter = LoadMeter(line, output)
        options.progress = { progress in
            try Interruption.check()
            meter.show(progress)
        }
        try FileManager.default.createDirectory(atPath: data.path, withIntermediateDirectories: true)
        let directory = data.path + "/graph"
        let isNew = !FileManager.default.fileExists(atPath: directory + "/data.mdb")
        let report =
            isNew
            ? try GraphStore.bulkLoad([file], into: directory, options)
            : try GraphStore.open(directory).load(contentsOf: file, options)
        line.clear()
        output.show(
            ["graph": .string(graph.string), "statements": .number(JSONNumber(report.statements))],
            [
                output.words(
                    "Loaded \(report.statements) statements into \(graph.string).",
                    "已将 \(report.statements) 条陈述载入 \(graph.string)。")
            ])
    }
}

struct Dump: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the knowledge as RDF to standard output.",
        discussion: """
            N-Quads and N-Triples are written as they are read, whatever the size. The other formats are sorted first, \
            with blank nodes numbered, so that two versions diff well; --stream writes them as they are read too.

            Example:  meridian dump --format trig
            """)

    @OptionGroup var data: DirectoryOption

    @Option(help: ArgumentHelp("nq, nt, ttl, trig or rdf.", valueName: "format"))
    var format = "nq"

    @Option(help: ArgumentHelp("Only the graph of this name.", valueName: "IRI"))
    var graph: String?

    @Flag(help: "Write statements as they are read, in little memory, instead of sorted.")
    var stream = false

    func validate() throws {
        if RDFFormat(path: "." + format) == nil {
            throw ValidationError("--format must be nq, nt, ttl, trig or rdf, not \"\(format)\"")
        }
    }

    private static let prefixes = Prefixes(
        ["rdf": Vocabulary.rdf, "rdfs": Vocabulary.rdfs, "skos": Vocabulary.skos, "xsd": Vocabulary.xsd]
            .mapValues(\.iri))

    func run() throws {
        let format = RDFFormat(path: "." + format) ?? .nQuads
        let selection: GraphSelection = graph.map { .named(.iri(IRI($0))) } ?? .any
        let store = try GraphStore.open(data.graphDirectory, .init(isReadOnly: true))
        try store.read { snapshot in
            guard stream || format == .nQuads || format == .nTriples else {
                let writer = RDFWriter(format, prefixes: Self.prefixes, blankNodeLabels: .numbered)
                FileHandle.standardOutput.write(Data(try writer.write(snapshot.quads(graph: selection)).utf8))
                return
            }
            var writer = RDFStreamWriter(format, prefixes: Self.prefixes) { text in
                FileHandle.standardOutput.write(Data(text.utf8))
            }
            try snapshot.forEachQuad(graph: selection) { try writer.write($0) }
            try writer.finish()
        }
    }
}

struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: """
            Read the whole graph store and check every invariant, every release against its digest and their history; \
            fails when something is wrong.
            """)

    @OptionGroup var data: DirectoryOption
    @OptionGroup var output: OutputOptions

    func run() throws {
        let store = try GraphStore.open(data.graphDirectory, .init(isReadOnly: true))
        var report = try store.verify()
        // Releases can only be read from a store that is sound itself.
        if report.isSound { report.problems = try ReleaseVerification.problems(in: store) }
        output.show(
            [
                "quads": .number(JSONNumber(report.quads)), "terms": .number(JSONNumber(report.terms)),
                "sound": .bool(report.isSound), "problems": .array(report.problems.map { .string($0) }),
            ],
            [
                report.isSound
                    ? output.words(
                        "\(report.quads) quads, \(report.terms) terms: sound.",
                        "四元组 \(report.quads) 条，词项 \(report.terms) 个：完好。")
                    : output.words(
                        "\(report.quads) quads, \(report.terms) terms: damaged. Restore a backup or load the documents again.",
                        "四元组 \(report.quads) 条，词项 \(report.terms) 个：已损坏。请恢复备份或重新载入文档。")
            ] + report.problems.prefix(20))
        if !report.isSound { throw ExitCode.failure }
    }
}

struct Backup: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy the graph store to a new file while it is in use.",
        discussion: """
            The file appears only when it is complete and on disk. To restore it, put it as graph/data.mdb into an empty \
            data directory.

            Example:  meridian backup knowledge.mdb
            """)

    @OptionGroup var data: DirectoryOption
    @OptionGroup var output: OutputOptions

    @Argument(help: "The file to write; one of that name is replaced.")
    var file: String

    func run() throws {
        try GraphStore.open(data.graphDirectory, .init(isReadOnly: true)).backUp(to: file)
        let bytes = try StoreFiles.size(file)
        output.show(
            ["file": .string(file), "bytes": .number(JSONNumber(bytes))],
            [output.words("Wrote \(file), \(bytes / 1024) kB.", "已写入 \(file)，\(bytes / 1024) kB。")])
    }
}

struct Compact: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the graph store anew without the gaps that many changes leave.",
        discussion: "Nobody may have the data directory open. A crash leaves the old file or the new one, both whole.")

    @OptionGroup var data: DirectoryOption
    @OptionGroup var output: OutputOptions

    func run() throws {
        let directory = try data.graphDirectory
        let before = try StoreFiles.size(directory + "/data.mdb")
        try GraphStore.compact(directory)
        let after = try StoreFiles.size(directory + "/data.mdb")
        output.show(
            ["bytesBefore": .number(JSONNumber(before)), "bytes": .number(JSONNumber(after))],
            [
                output.words(
                    "\(before / 1024) kB before, \(after / 1024) kB now.",
                    "压缩前 \(before / 1024) kB，现为 \(after / 1024) kB。")
            ])
    }
}

private enum StoreFiles {
    static func size(_ path: String) throws -> Int {
        (try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    }
}
