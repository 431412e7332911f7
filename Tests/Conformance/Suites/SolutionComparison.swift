// Equality of solutions as the test suites mean it: up to the names of blank nodes, in order only where the query
// sorts.
import RDF
import SPARQL
import SPARQLSyntax

struct TableComparison {
    let isOrdered: Bool
    let isCardinalityLax: Bool

    /// Equal term by term, or else by the values of numbers: specifications leave the spelling of a calculated number
    /// open.
    func areEqual(_ found: SolutionTable, _ expected: SolutionTable) -> Bool {
        guard Set(found.variables) == Set(expected.variables) else { return false }
        if !isCardinalityLax && found.rows.count != expected.rows.count { return false }
        return areEqual(rows(found), rows(expected))
            || areEqual(rows(found.withPlainNumbers), rows(expected.withPlainNumbers))
    }

    private func areEqual(_ foundRows: [[Variable: Term]], _ expectedRows: [[Variable: Term]]) -> Bool {
        if isOrdered, !zip(foundRows, expectedRows).allSatisfy({ areAlike($0, $1) }) { return false }
        return areIsomorphic(statements(foundRows), statements(expectedRows))
    }

    private func rows(_ table: SolutionTable) -> [[Variable: Term]] {
        table.rows.map { row in
            var bound: [Variable: Term] = [:]
            for (variable, term) in zip(table.variables, row) { bound[variable] = term?.withLowercaseLanguage }
            return bound
        }
    }

    /// Whether the rows differ in blank nodes at most.
    private func areAlike(_ left: [Variable: Term], _ right: [Variable: Term]) -> Bool {
        left.mapValues { $0.renamingBlankNodes { _ in BlankNode("x") } }
            == right.mapValues { $0.renamingBlankNodes { _ in BlankNode("x") } }
    }

    /// A blank node for each different row, with its number of occurrences.
    private func statements(_ rows: [[Variable: Term]]) -> [Quad] {
        var counts: [[Variable: Term]: Int] = [:]
        for row in rows { counts[row, default: 0] += 1 }
        var quads: [Quad] = []
        for (number, (row, count)) in counts.enumerated() {
            let node = Term.blank(BlankNode("row \(number)"))
            let occurrences = isCardinalityLax ? 1 : count
            quads.append(Quad(node, IRI("urn:rows"), .literal(Literal(occurrences))))
            for (variable, term) in row { quads.append(Quad(node, IRI("urn:variable:\(variable.name)"), term)) }
        }
        return quads
    }
}

extension Term {
    /// Decimals and binary numbers in one spelling.
    fileprivate var withPlainNumber: Term {
        guard case .literal(let literal) = self,
            [Vocabulary.XSD.decimal, Vocabulary.XSD.double, Vocabulary.XSD.float].contains(literal.datatype),
            let value = Double(literal.lexicalForm)
        else { return self }
        let text = literal.datatype == Vocabulary.XSD.float ? "\(Float(value))" : "\(value)"
        return .literal(Literal(text, datatype: literal.datatype))
    }
}

extension SolutionTable {
    fileprivate var withPlainNumbers: SolutionTable {
        SolutionTable(variables: variables, rows: rows.map { row in row.map { $0?.withPlainNumber } })
    }

    /// The table as TSV, for messages.
    var text: String {
        var writer = ResultWriter(.tsv)
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// A result that is written in RDF, as the oldest suites have it.
struct ResultGraph {
    private static let names = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
    private let graph: Graph

    init(_ graph: Graph) { self.graph = graph }

    var result: QueryResult {
        if let answer = graph.triples(predicate: Self.names["boolean"]).first?.object.literal {
            return .boolean(answer.lexicalForm == "true")
        }
        let names = graph.triples(predicate: Self.names["resultVariable"]).compactMap(\.object.literal?.lexicalForm)
        var table = SolutionTable(variables: names.map { Variable($0) })
        let solutions = graph.triples(predicate: Self.names["solution"]).map(\.object)
        for solution in solutions.sorted(by: { index($0) < index($1) }) {
            var row = [Term?](repeating: nil, count: names.count)
            for binding in graph.objects(of: solution, Self.names["binding"]) {
                let name = graph.object(of: binding, Self.names["variable"])?.literal?.lexicalForm
                guard let column = names.firstIndex(where: { $0 == name }) else { continue }
                row[column] = graph.object(of: binding, Self.names["value"])
            }
            table.rows.append(row)
        }
        return .solutions(table)
    }

    private func index(_ solution: Term) -> Int {
        graph.object(of: solution, Self.names["index"])?.literal.flatMap { Int($0.lexicalForm) } ?? 0
    }
}
