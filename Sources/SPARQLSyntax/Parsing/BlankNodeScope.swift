// Blank node labels. In patterns a label is a hidden variable of one basic graph pattern and may not come back in
// another (SPARQL 1.1 section 4.1.4); in templates and data it is a node, renamed so that it never meets an anonymous one.

/// The labels of one pattern, template or block of data.
struct BlankNodeScope {
    private var numbers: [String: (number: Int, block: Int)] = [:]

    /// The number of a label, new when it is; nil when it belongs to another basic graph pattern than `block`.
    mutating func number(of label: String, block: Int, next: inout Int) -> Int? {
        if let known = numbers[label] { return known.block == block ? known.number : nil }
        numbers[label] = (next, block)
        next += 1
        return next - 1
    }

    var labels: Dictionary<String, (number: Int, block: Int)>.Keys { numbers.keys }
}

/// What the triples that are being read are for.
enum TripleContext {
    case pattern
    /// CONSTRUCT WHERE: a pattern without paths that is its own template.
    case shortPattern
    /// CONSTRUCT and INSERT.
    case template
    case deleteTemplate
    /// DELETE WHERE: a pattern that is its own template.
    case deleteWhere
    case insertData
    case deleteData

    var hasPaths: Bool { self == .pattern }
    var hasVariables: Bool { self != .insertData && self != .deleteData }
    var hasBlankNodes: Bool { self != .deleteTemplate && self != .deleteWhere && self != .deleteData }
    /// Whether a blank node is a hidden variable, not a node.
    var isPattern: Bool { self == .pattern || self == .shortPattern }

    /// What the text calls it.
    var name: String {
        switch self {
        case .pattern: "a pattern"
        case .shortPattern: "CONSTRUCT WHERE"
        case .template: "a template"
        case .deleteTemplate: "DELETE"
        case .deleteWhere: "DELETE WHERE"
        case .insertData: "INSERT DATA"
        case .deleteData: "DELETE DATA"
        }
    }
}
