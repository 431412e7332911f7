// Queries and the engine's answers as lines of JSON, for comparing with another engine.
import Foundation
import RDF
import SPARQL
import SPARQLSyntax

/// A query and what this engine answers.
public struct ExportedAnswer: Encodable {
    /// How answers are to be compared: all solutions, their number, or the different ones.
    public enum Comparison: String, Encodable {
        case solutions, count, distinct, boolean
    }

    public let query: String
    public let comparison: Comparison
    public let variables: [String]
    /// Terms as N-Triples has them; nil where a variable is unbound.
    public let rows: [[String?]]
    /// What the naive evaluator finds wrong with the answer; nil when nothing is.
    public let failure: String?
}

/// A graph and the queries on it.
public struct ExportedRun: Encodable {
    public let seed: UInt64
    /// N-Quads.
    public let quads: [String]
    public let answers: [ExportedAnswer]
}

extension DifferentialRun {
    public mutating func export(queries: Int) throws -> ExportedRun {
        let engine = SPARQLEngine(store)
        var answers: [ExportedAnswer] = []
        while answers.count < queries {
            let query = generator.query()
            guard let check = SolutionCheck(query, quads: quads) else { continue }
            let text = SPARQLWriter.write(query)
            let read = try SPARQLParser.parseQuery(text)
            if case .ask = query.form {
                let isThere = try engine.ask(read)
                answers.append(
                    ExportedAnswer(
                        query: text, comparison: .boolean, variables: [], rows: [[isThere ? "true" : "false"]],
                        failure: check.failure(isThere)))
                continue
            }
            let comparison: ExportedAnswer.Comparison =
                switch query.pattern {
                case .slice: .count
                case .reduced: .distinct
                default: .solutions
                }
            let table = try engine.select(read)
            answers.append(
                ExportedAnswer(
                    query: text, comparison: comparison, variables: table.variables.map(\.name),
                    rows: table.rows.map { row in row.map { $0?.description } },
                    failure: check.failure(solutions(table))))
        }
        let lines = quads.map { quad in
            let triple = "\(quad.subject) \(quad.predicate) \(quad.object)"
            return triple + (quad.graph.map { " \($0)" } ?? "") + " ."
        }
        return ExportedRun(seed: seed, quads: lines.sorted(), answers: answers)
    }
}
