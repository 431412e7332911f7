import GraphStore

extension Engine {
    /// The store of the knowledge, for those who ask it in a language of its own. A process opens a store once.
    public var graph: GraphStore { graphStore }
}
