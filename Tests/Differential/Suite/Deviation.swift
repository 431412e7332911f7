// How another engine departs from the specification. The naive evaluator can be made to depart likewise: when it then
// gives the other engine's answer, the difference is explained, and not before.

public enum Deviation: String, Sendable, CaseIterable, Encodable {
    /// Numbers are kept by value: `STR("01"^^xsd:integer)` is "1", `STR(1E0)` too, and literals that differ in spelling
    /// alone are one term.
    case numbersByValue = "numbers lose their spelling"
    /// Section 13.2 merges the graphs of FROM, and RDF graphs are sets.
    case repeatedGraphs = "a graph that FROM names twice counts twice"
    /// Section 18.4 has every subject, every object and the path's own ends.
    case fewerNodes = "paths of no steps connect no terms outside of the graph"
    /// Section 18.4 keeps duplicates of alternatives.
    case distinctAlternatives = "alternatives of a path lose repeated solutions"
    /// Section 17.3 has no `<` and no `<=` for IRIs, blank nodes and language-tagged strings: an error.
    case ordersEqualTerms = "<, <=, > and >= compare equal terms that have no order"
    /// Section 18.6 joins the solutions inside GRAPH with its name.
    case graphOfTriples = "GRAPH binds its variable in the triples inside, and nowhere else"
    /// Section 18.6 has no solutions for GRAPH with a name that is not of the dataset.
    case unknownGraphs = "GRAPH with a name that is not of the dataset is an empty graph"
    /// Section 18.5.1.2 counts what is no error.
    case countedErrors = "COUNT of an error is an error"
}
