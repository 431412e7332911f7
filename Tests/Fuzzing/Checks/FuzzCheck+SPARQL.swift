// Queries, updates, answers and shapes.
import RDF
import RDFSyntax
import SPARQL
import SPARQLSyntax
import Shapes

extension FuzzCheck {
    static func readQuery(_ bytes: [UInt8]) {
        guard let query = try? SPARQLParser.parseQuery(bytes, base: IRI("http://example.org/")) else { return }
        let text = SPARQLWriter.write(query)
        expect(
            try SPARQLWriter.write(SPARQLParser.parseQuery(text)) == text, "a query changes when it is written and read"
        )
    }

    static func readUpdate(_ bytes: [UInt8]) {
        guard let update = try? SPARQLParser.parseUpdate(bytes, base: IRI("http://example.org/")) else { return }
        let text = SPARQLWriter.write(update)
        expect(
            try SPARQLWriter.write(SPARQLParser.parseUpdate(text)) == text,
            "an update changes when it is written and read")
    }

    /// What was read, written and read again is the same; in CSV, which has no types, the text is.
    static func readResult(_ bytes: [UInt8], _ format: ResultFormat) {
        guard let result = try? ResultReader.read(bytes, as: format) else { return }
        let written = write(result, format)
        guard format != .csv else {
            expect(try write(ResultReader.read(written, as: .csv), .csv) == written, "CSV changes when it is read")
            return
        }
        expect(try ResultReader.read(written, as: format) == result, "an answer changes when it is written and read")
    }

    private static func write(_ result: QueryResult, _ format: ResultFormat) -> [UInt8] {
        var writer = ResultWriter(format)
        switch result {
        case .solutions(let table): writer.write(table)
        case .boolean(let answer): writer.write(answer)
        }
        return writer.bytes
    }

    static func readShapes(_ bytes: [UInt8]) {
        let reader = RDFReader(.turtle, base: IRI("http://example.org/shapes"))
        guard let graph = try? reader.readGraph(String(decoding: bytes, as: UTF8.self)) else { return }
        _ = try? ShapesGraph(graph)
    }
}
