// `m:search` for each solution of the input: the things that fit its text by labels in the active graph, best first. A
// text is searched for once in a graph, and means the same things whatever the solutions bind already.
import GraphStore
import RDF
import SPARQLSyntax
import Text

final class SearchJoin: Operator {
    private let input: Operator
    private let text: Place
    /// What solutions bind: the thing, its score and its label.
    private let places: [Place?]
    private let limit: Int?
    private let graph: ActiveGraph
    private let newVariables: [Int]
    private var index: LabelIndex?
    private var answers: [TermID: [[TermID]]] = [:]
    /// The graphs that the answers are of.
    private var scope = GraphScope.none
    private var rows: Batch
    private var row = 0
    private var answer = 0

    init(
        _ context: QueryContext, _ input: Operator, _ text: Place, _ places: [Place?], limit: Int?,
        _ graph: ActiveGraph
    ) {
        self.input = input
        self.text = text
        self.places = places
        self.limit = limit
        self.graph = graph
        var new: [Int] = []
        for variable in places.compactMap({ $0?.variable }) where input.column(variable) == nil {
            if !new.contains(variable) { new.append(variable) }
        }
        newVariables = new
        rows = Batch(width: input.schema.count)
        super.init(context, schema: input.schema + new, inputs: [input])
    }

    override func produce(_ batch: inout Batch) throws -> Bool {
        while true {
            var output = Batch(width: schema.count)
            while row < rows.count, output.count < Limits.batchRows {
                let found = try answers(for: row)
                while answer < found.count, output.count < Limits.batchRows {
                    emit(found[answer], &output)
                    answer += 1
                }
                if answer == found.count {
                    row += 1
                    answer = 0
                }
            }
            if output.count > 0 {
                batch = output
                return true
            }
            guard row >= rows.count else { continue }
            (row, answer) = (0, 0)
            guard try input.next(&rows) else {
                rows.count = 0
                return false
            }
        }
    }

    /// Thing, score and label of each hit for the text of a row; none where the text is unbound or no literal.
    private func answers(for row: Int) throws -> [[TermID]] {
        let id: TermID
        switch text {
        case .constant(let constant): id = constant
        case .variable(let variable): id = input.column(variable).map { rows.columns[$0][row] } ?? .unbound
        }
        if scope != graph.scope {
            answers = [:]
            scope = graph.scope
        }
        if let known = answers[id] { return known }
        guard !id.isUnbound, case .literal(let literal) = try context.term(of: id) else { return [] }
        let index = try index ?? context.labelIndex()
        self.index = index
        let hits = index.search(literal.lexicalForm, in: scope, limit: limit)
        try context.reserve(hits.count * 3 * MemoryLayout<TermID>.stride)
        let found = try hits.map { hit in
            // Three digits: what lies behind them ranks nothing.
            let thousandths = Int((hit.score * 1_000).rounded())
            let score = "0.\(String(thousandths + 1_000).suffix(3))"
            let text = thousandths >= 1_000 ? "1.0" : score
            return [
                index.things[Int(hit.item)],
                try context.id(of: .literal(Literal(text, datatype: Vocabulary.XSD.decimal))), index.labels[hit.name],
            ]
        }
        answers[id] = found
        return found
    }

    private func emit(_ found: [TermID], _ output: inout Batch) {
        var values = rows.row(row) + [TermID](repeating: .unbound, count: newVariables.count)
        for (place, id) in zip(places, found) {
            switch place {
            case nil: continue
            case .constant(let constant): if constant != id { return }
            case .variable(let variable):
                guard let column = column(variable) else { continue }
                if values[column].isUnbound { values[column] = id } else if values[column] != id { return }
            }
        }
        for column in values.indices { output.columns[column].append(values[column]) }
        output.count += 1
    }

    override func reset() {
        super.reset()
        (row, answer) = (0, 0)
        rows.count = 0
    }

    override var title: String { "search" }
    override var details: String {
        let found = context.describe(places.compactMap { $0?.variable })
        let words: String
        switch text {
        case .constant(let id): words = (try? context.term(of: id))?.literal.map { "\"\($0.lexicalForm)\"" } ?? ""
        case .variable(let variable): words = context.describe([variable])
        }
        return "\(found) for \(words)" + (limit.map { ", at most \($0)" } ?? "")
    }
}
