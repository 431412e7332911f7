/// Bounds on what a text may ask of the parser and of whoever walks the algebra afterwards.
enum Limits {
    /// Groups, brackets, triple terms and sub-selects inside one another: far beyond any hand-written query, and small
    /// enough for the parser's recursion on a thread's stack.
    static let nesting = 128
    /// The height of the algebra's tree. Chains such as `a || b || c` lean to the left and are as high as they are long;
    /// walking and releasing them recurses.
    static let height = 1_000
    /// The longest text: what a request may reasonably hold, inline data included.
    static let bytes = 1 << 28
    /// The longest text whose shape is of interest: longer ones are mostly inline data.
    static let shapedBytes = 1 << 14
}
