// What `meridian query` and its prompt share: a query in, its answer as text out, piece by piece.

import ArgumentParser
import Foundation
import GraphStore
import RDF
import RDFSyntax
import SPARQL
import SPARQLSyntax

/// How answers are shown.
enum AnswerFormat: String, ExpressibleByArgument, CaseIterable {
    case table, json, xml, csv, tsv, ttl
}

struct QueryAnswering {
    let store: GraphStore
    let prefixes: Prefixes
    var format = AnswerFormat.table
    var labels = AnswerTable.LabelChoice.off
    var style = Style(isColoured: false)
    /// The rows of a table that are shown; all when nil.
    var tableRows: Int?
    private var engine: SPARQLEngine

    /// What an answer consisted of.
    struct Summary {
        /// Solutions or triples; nil for yes and no.
        var count: Int?
        /// Whether there are more than were shown.
        var isCut = false
    }

    init(_ store: GraphStore) throws {
        self.store = store
        prefixes = try store.read { try KnownPrefixes.all(in: $0) }
        engine = SPARQLEngine(store)
    }

    /// Whether all graphs are asked together.
    var isUnion: Bool {
        get { engine.settings.defaultGraphIsUnion }
        set { engine.settings.defaultGraphIsUnion = newValue }
    }

    /// Seconds that a query may take.
    var timeout: Int {
        get { engine.settings.limits.time.map { Int($0 / .seconds(1)) } ?? 0 }
        set { engine.settings.limits.time = .seconds(newValue) }
    }

    /// The query of a text. Where all graphs are asked together, it leaves out releases that are not active.
    func query(_ text: String, source: String? = nil) throws -> Query {
        let query = try QueryText(text: text, source: source, prefixes: prefixes).parsed()
        return isUnion ? try query.leavingOutInactiveReleases(of: store) : query
    }

    /// The concepts that fit a word best in all graphs but those of inactive releases, each with the label that fits.
    func concepts(named word: String, limit: Int = 20) throws -> [(iri: IRI, label: String)] {
        let (concept, label) = (Variable("concept"), Variable("label"))
        let search = LabelSearch(
            .variable(concept), score: .variable(Variable("score")), label: .variable(label),
            text: .term(.literal(Literal(word))), limit: limit)
        var everywhere = engine
        everywhere.settings.defaultGraphIsUnion = true
        let query = Query(.select, .project(.search(search), [concept, label]))
        let table = try everywhere.select(try query.leavingOutInactiveReleases(of: store))
        return table.rows.compactMap { row in
            guard let iri = row[0]?.iri, let label = row[1]?.literal else { return nil }
            return (iri, label.lexicalForm)
        }
    }

    /// The plan with what each step expected and found.
    func explain(_ query: Query, _ cancellation: CancellationToken? = nil) throws -> String {
        try cancellable(by: cancellation).explain(query, isRun: true)
    }

    /// Runs a query and hands its answer to `output`, which may end it by throwing.
    func answer(
        _ query: Query, _ cancellation: CancellationToken? = nil, to output: (String) throws -> Void
    ) throws -> Summary {
        try cancellable(by: cancellation).run(query) { answer in
            switch answer {
            case .solutions(let stream):
                if let format = ResultFormat(rawValue: format.rawValue) {
                    return try write(stream, format, to: output)
                }
                return try writeTable(stream, query.prefixes, to: output)
            case .boolean(let answer):
                var writer = ResultWriter(ResultFormat(rawValue: format.rawValue) ?? .csv)
                writer.write(answer)
                try output(String(decoding: writer.bytes, as: UTF8.self))
                return Summary()
            case .triples(let stream):
                let triples = try stream.all()
                try output(try RDFWriter(.turtle, prefixes: query.prefixes).write(triples.map { Quad($0) }))
                return Summary(count: triples.count)
            }
        }
    }

    private func cancellable(by token: CancellationToken?) -> SPARQLEngine {
        var engine = engine
        engine.settings.cancellation = token
        return engine
    }

    private func write(
        _ stream: SolutionStream, _ format: ResultFormat, to output: (String) throws -> Void
    ) throws -> Summary {
        var summary = Summary(count: 0)
        var writer = ResultWriter(format)
        writer.begin(stream.variables)
        while let batch = try stream.next() {
            for row in try batch.rows() { writer.write(row) }
            summary.count = (summary.count ?? 0) + batch.count
            try output(String(decoding: writer.bytes, as: UTF8.self))
            writer.bytes.removeAll(keepingCapacity: true)
        }
        writer.end()
        try output(String(decoding: writer.bytes, as: UTF8.self))
        return summary
    }

    private func writeTable(
        _ stream: SolutionStream, _ prefixes: Prefixes, to output: (String) throws -> Void
    ) throws -> Summary {
        var table = AnswerTable(stream.variables, prefixes: prefixes)
        var isCut = false
        reading: while let batch = try stream.next() {
            for row in try batch.rows() {
                if table.rows.count == tableRows {
                    isCut = true
                    break reading
                }
                table.add(row)
            }
        }
        let known = ConceptLabels(try store.snapshot())
        for line in try table.drawn(style, labels: labels, label: known.label) { try output(line + "\n") }
        return Summary(count: table.rows.count, isCut: isCut)
    }
}
