/// Bounds on what a shapes graph may hold, far above anything that people write.
enum Limits {
    /// Paths nested deeper than this are a circle or an attack; real ones seldom pass four.
    static let pathDepth = 64
    /// Shapes that refer to each other deeper than this are checked no further, so that recursion (which SHACL leaves
    /// undefined) ends before the stack does.
    static let shapeDepth = 256
}
