import RDF

/// A search for things by their labels: the property function `m:search`, which stands where a triple stands.
///
///     ?concept m:search "gaoxueya"
///     (?concept ?score ?label) m:search ("hypertension" 10)
///
/// Its solutions are the things that fit the text best, each with its score and the label that matched.
public struct LabelSearch: Hashable, Sendable {
    /// The name of the property function.
    public static let property = IRI("https://w3id.org/meridian/ns#search")

    public var thing: TermPattern
    public var score: TermPattern?
    public var label: TermPattern?
    /// A literal, or a variable that something else binds.
    public var text: TermPattern
    /// The most solutions of each text; all when nil.
    public var limit: Int?

    public init(
        _ thing: TermPattern, score: TermPattern? = nil, label: TermPattern? = nil, text: TermPattern,
        limit: Int? = nil
    ) {
        self.thing = thing
        self.score = score
        self.label = label
        self.text = text
        self.limit = limit
    }

    /// What solutions bind.
    public var found: [TermPattern] { [thing, score, label].compactMap(\.self) }
}
