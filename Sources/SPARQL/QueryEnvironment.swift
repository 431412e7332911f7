import RDF
import SPARQLSyntax

/// What the text of a query leaves to whoever asks it.
public struct QueryEnvironment: Hashable, Sendable {
    /// What relative IRIs resolve against until the text declares a base itself.
    public var base: IRI?
    /// Takes the place of the dataset that the text names (SPARQL 1.1 Protocol, section 2.1.4).
    public var dataset: DatasetClause?
    /// What is asked when nothing names a dataset; the settings tell when nil.
    public var usualDataset: DatasetClause?

    public init(base: IRI? = nil, dataset: DatasetClause? = nil, usualDataset: DatasetClause? = nil) {
        self.base = base
        self.dataset = dataset
        self.usualDataset = usualDataset
    }

    /// Whether it takes more room than its plan is worth. The usual dataset is one for all.
    var isLarge: Bool {
        guard let dataset else { return false }
        return dataset.defaultGraphs.count + dataset.namedGraphs.count > Limits.rememberedGraphs
    }

    func completed(_ query: Query) -> Query {
        var query = query
        query.dataset = dataset ?? query.dataset ?? usualDataset
        return query
    }
}
