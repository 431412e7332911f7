// Statements as they are, in any RDF syntax and of any size, past all that knowledge is checked for.

import Engine
import Foundation
import GraphStore
import JSON
import RDF
import RDFSyntax
import Records

extension Load {
    /// Whether the file's name tells of a syntax other than Turtle, which knowledge is written in and which is never loaded
    /// unchecked but on request.
    static func holdsStatements(_ path: String) -> Bool { RDFFormat(path: path).map { $0 != .turtle } ?? false }

    /// Loads the files, all of them or nothing: what names no graph goes to `graph`, in the place of what was there, or,
    /// without one, to the default graph; what names one is added to that graph.
    func loadStatements(into graph: IRI?) throws {
        for path in paths where !FileManager.default.fileExists(atPath: path) {
            throw CommandError("\(path): no such file")
        }
        if graph == nil { try checkKinds() }
        let line = ProgressLine()
        var options = LoadOptions(base: graph, graph: graph.map { .iri($0) }, replacesGraph: graph != nil)
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
            ? try GraphStore.bulkLoad(paths, into: directory, options)
            : try GraphStore.open(directory).load(contentsOf: paths, options)
        // A data directory has both, so that those who only read it find both.
        _ = try RecordStore.open(data.path + "/records")
        line.clear()
        let (english, chinese) = graph.map { (" into \($0.string)", " \($0.string)") } ?? ("", "")
        output.show(
            [
                "graph": graph.map { .string($0.string) } ?? .null,
                "statements": .number(JSONNumber(report.statements)),
            ],
            [
                output.words(
                    "Loaded \(report.statements) statements\(english).",
                    "已载入 \(report.statements) 条陈述\(graph == nil ? "" : "至")\(chinese)。")
            ])
    }

    /// Knowledge is checked and statements are not, so one command loads either.
    private func checkKinds() throws {
        guard let other = paths.first(where: { !Self.holdsStatements($0) }) else { return }
        throw CommandError(
            """
            \(other) may be knowledge, which is checked; the other files are loaded as they are. Load them with a command \
            of their own.
            """)
    }
}
