// Why another engine's answer differs: the fewest deviations with which the naive evaluator gives it.
import RDF
import RDFSyntax
import SPARQLSyntax

/// What another engine answered to a query of a run.
public struct OtherAnswer: Decodable {
    public let seed: UInt64
    public let quads: [String]
    public let query: String
    public let variables: [String]
    /// Terms as N-Triples has them; nil where a variable is unbound. ASK gives one row of `true` or `false`.
    public let rows: [[String?]]
}

extension OtherAnswer {
    /// At most so many deviations together are tried.
    private static let mostDeviations = 3

    /// The fewest deviations that give this answer; nil when none do. None at all means that the specification allows it.
    public func explanation() throws -> [Deviation]? {
        let query = try SPARQLParser.parseQuery(query)
        var stored: Set<Quad> = []
        try RDFReader(.nQuads).read(quads.joined(separator: "\n")) { quad, _ in stored.insert(quad) }
        let solutions = try rows.map { row in
            var solution: Solution = [:]
            for (name, text) in zip(variables, row) { solution[Variable(name)] = try text.map(Self.term) }
            return solution
        }
        for count in 0...Self.mostDeviations {
            for deviations in Self.choices(of: count, from: Deviation.allCases[...]) {
                guard let check = SolutionCheck(query, quads: stored, deviations: Set(deviations), isByValue: true)
                else {
                    continue
                }
                let failure: String?
                if case .ask = query.form {
                    failure = check.failure(rows.first?.first == "true")
                } else {
                    failure = check.failure(solutions)
                }
                if failure == nil { return deviations }
            }
        }
        return nil
    }

    private static func choices(of count: Int, from deviations: ArraySlice<Deviation>) -> [[Deviation]] {
        if count == 0 { return [[]] }
        return deviations.indices.flatMap { place in
            choices(of: count - 1, from: deviations[(place + 1)...]).map { [deviations[place]] + $0 }
        }
    }

    private static func term(_ text: String) throws -> Term {
        var term: Term?
        try RDFReader(.nTriples).read("<s:s> <p:p> \(text) .") { quad, _ in term = quad.object }
        guard let term else { throw ExplanationError(text: text) }
        return term
    }
}

/// A text that is no term.
struct ExplanationError: Error {
    let text: String
}
