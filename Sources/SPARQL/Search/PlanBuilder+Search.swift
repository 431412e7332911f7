// The property function `m:search`: an operator that the input flows into.
import GraphStore
import Primitives
import RDF
import SPARQLSyntax

extension PlanBuilder {
    func buildSearch(
        _ search: LabelSearch, on input: PlannedPattern?, _ surroundings: Surroundings
    ) throws -> PlannedPattern {
        let input = input ?? PlannedPattern(root: UnitSource(context), certain: [], isConstant: true)
        var steps: [TripleTermStep] = []
        let text = try place(search.text, &steps)
        if let variable = text.variable, input.root.column(variable) == nil {
            throw QueryError.unsupported("m:search for \(search.text), which nothing before it binds,")
        }
        let places = try [search.thing, search.score, search.label].map { try $0.map { try place($0, &steps) } }
        let root = SearchJoin(context, input.root, text, places, limit: search.limit, surroundings.graph)
        let variables = places.compactMap { $0?.variable }
        let isBound = variables.first.map { input.root.column($0) != nil } ?? true
        root.estimate = input.root.estimate * (isBound ? 0.1 : search.expectedHits)
        return PlannedPattern(
            root: root, certain: input.certain.union(NumberSet(variables)),
            isConstant: input.isConstant && surroundings.isGraphFixed)
    }
}

extension LabelSearch {
    /// About what a text finds.
    var expectedHits: Double { min(Double(limit ?? .max), 50) }
}

extension GraphPattern {
    /// The variable that a search needs to be bound.
    var neededVariable: Variable? {
        switch self {
        case .search(let search): search.text.variable
        case .graph(_, let inner): inner.neededVariable
        default: nil
        }
    }

    /// Whether the pattern can be built only on the solutions that it is joined with.
    var needsOtherSide: Bool {
        if case .service(.variable, _, _) = self { true } else { neededVariable != nil }
    }
}
