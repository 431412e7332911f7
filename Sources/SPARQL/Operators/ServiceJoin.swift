// SERVICE: asks an endpoint that is on the list of those allowed, once for each endpoint that the solutions name, and
// joins its answer with them. A silent failure is one solution without variables.
import GraphStore
import RDF
import SPARQLSyntax

final class ServiceJoin: Operator {
    private let input: Operator
    private let endpoint: Place
    private let pattern: GraphPattern
    private let isSilent: Bool
    private let answerColumns: [Int]
    private var answers: [TermID: [[TermID]]] = [:]

    init(
        _ context: QueryContext, _ input: Operator, _ endpoint: Place, _ pattern: GraphPattern, isSilent: Bool,
        variables: [Int]
    ) {
        self.input = input
        self.endpoint = endpoint
        self.pattern = pattern
        self.isSilent = isSilent
        let schema = input.schema + variables.filter { input.column($0) == nil }
        answerColumns = variables.compactMap { schema.firstIndex(of: $0) }
        super.init(context, schema: schema, inputs: [input])
    }

    override func produce(_ batch: inout Batch) throws -> Bool {
        var rows = Batch(width: input.schema.count)
        while try input.next(&rows) {
            var output = Batch(width: schema.count)
            for row in 0..<rows.count {
                let values = rows.row(row) + [TermID](repeating: .unbound, count: schema.count - rows.columns.count)
                for answer in try answers(for: values) {
                    guard let joined = join(values, answer) else { continue }
                    for column in joined.indices { output.columns[column].append(joined[column]) }
                    output.count += 1
                }
            }
            if output.count > 0 {
                batch = output
                return true
            }
        }
        return false
    }

    private func join(_ values: [TermID], _ answer: [TermID]) -> [TermID]? {
        var joined = values
        for (place, id) in answer.enumerated() where !id.isUnbound {
            let column = answerColumns[place]
            if joined[column].isUnbound { joined[column] = id }
            if joined[column] != id { return nil }
        }
        return joined
    }

    private func answers(for values: [TermID]) throws -> [[TermID]] {
        let id: TermID
        switch endpoint {
        case .constant(let constant): id = constant
        case .variable(let variable): id = column(variable).map { values[$0] } ?? .unbound
        }
        if let known = answers[id] { return known }
        let found: [[TermID]]
        do {
            found = try ask(id)
        } catch let error as QueryError {
            guard isSilent else { throw error }
            found = [[TermID](repeating: .unbound, count: answerColumns.count)]
        }
        answers[id] = found
        return found
    }

    private func ask(_ id: TermID) throws -> [[TermID]] {
        guard !id.isUnbound, case .iri(let iri) = try context.term(of: id) else {
            throw QueryError.unsupported("SERVICE with an endpoint that is not an IRI")
        }
        guard context.settings.allowedServices.contains(iri), let handler = context.settings.serviceHandler else {
            throw QueryError.serviceNotAllowed(iri)
        }
        let table: SolutionTable
        do {
            table = try handler(iri, pattern)
        } catch {
            throw QueryError.service(iri, message: "\(error)")
        }
        let sources = answerColumns.map { column in
            table.variables.firstIndex(of: context.variables[schema[column]])
        }
        return try table.rows.map { row in
            try sources.map { source in try source.flatMap { row[$0] }.map { try context.id(of: $0) } ?? .unbound }
        }
    }

    override var title: String { "service" }
}
