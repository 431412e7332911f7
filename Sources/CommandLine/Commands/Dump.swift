// The store's content as RDF.

import ArgumentParser
import Foundation
import GraphStore
import RDF
import RDFSyntax

struct Dump: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the knowledge as RDF to standard output or a file.",
        discussion: """
            N-Quads and N-Triples are written as they are read, whatever the size. The other formats are sorted first, \
            with blank nodes numbered, so that two versions diff well; --stream writes them as they are read too.

            Example:  meridian dump --format trig
            """)

    @OptionGroup var data: DirectoryOption
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("nq, nt, ttl, trig or rdf.", valueName: "format"))
    var format = "nq"

    @Option(help: ArgumentHelp("Only the graph of this name.", valueName: "IRI"))
    var graph: String?

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The file to write, which appears when it is complete.", valueName: "file"))
    var file: String?

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
        let store = try GraphStore.open(data.graphDirectory, .init(isReadOnly: true))
        let meter = WorkMeter(output, ("writing", "导出"), .statements)
        defer { meter.clear() }
        guard let file else { return try write(store.snapshot(within: nil), to: .standardOutput, meter) }
        let unfinished = file + ".unfinished"
        do {
            guard FileManager.default.createFile(atPath: unfinished, contents: nil),
                let handle = FileHandle(forWritingAtPath: unfinished)
            else { throw CommandError("cannot create \(unfinished)") }
            defer { try? handle.close() }
            try write(store.snapshot(within: nil), to: handle, meter)
            try handle.synchronize()
            guard rename(unfinished, file) == 0 else { throw CommandError("cannot create \(file)") }
        } catch {
            try? FileManager.default.removeItem(atPath: unfinished)
            throw error
        }
    }

    private func write(_ snapshot: borrowing Snapshot, to handle: FileHandle, _ meter: WorkMeter) throws {
        let format = RDFFormat(path: "." + format) ?? .nQuads
        let selection: GraphSelection = graph.map { .named(.iri(IRI($0))) } ?? .any
        let total = try snapshot.count()
        var done = 0
        func count() throws {
            done += 1
            if done % 1_000 == 0 { try meter.show(done: done, total: total) }
        }
        var failure: (any Error)?
        func write(_ text: String) {
            guard failure == nil else { return }
            do { try handle.write(contentsOf: Data(text.utf8)) } catch { failure = error }
        }
        guard stream || format == .nQuads || format == .nTriples else {
            var quads: [Quad] = []
            try snapshot.forEachQuad(graph: selection) { quad in
                try count()
                quads.append(quad)
            }
            write(try RDFWriter(format, prefixes: Self.prefixes, blankNodeLabels: .numbered).write(quads))
            if let failure { throw failure }
            return
        }
        var writer = RDFStreamWriter(format, prefixes: Self.prefixes) { write($0) }
        try snapshot.forEachQuad(graph: selection) { quad in
            try count()
            try writer.write(quad)
            if let failure { throw failure }
        }
        try writer.finish()
        if let failure { throw failure }
    }
}
