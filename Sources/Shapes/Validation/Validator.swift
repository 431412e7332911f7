// Validation of a data graph against compiled shapes. Value nodes of the shape being checked lie on one stack, so that
// no focus node allocates; all comparisons are of numbers. Answers that need the text of a term (patterns) are kept for
// each term.
//
// The results of every focus node that fails are kept, so that after a change only the focus nodes that it can reach are
// validated again.

import RDF

/// Validates one data graph, at once and after changes.
public struct Validator {
    public let shapes: ShapesGraph
    public internal(set) var data: DataGraph
    /// Focus nodes checked by the last call, once for each shape that targets them.
    public internal(set) var checkedCount = 0
    /// Whether results of `sh:node` say what the value fails (`sh:detail`).
    public var includesDetails = false

    /// For each class of the shapes, the class and its subclasses, sorted.
    var descendants: [[NodeID]]
    private let patterns: [Regex<AnyRegexOutput>?]
    /// For each pattern what is known of each term: 0 nothing, 1 no match, 2 match.
    private var patternAnswers: [[UInt8]]
    var stack: [NodeID] = []
    private var depth = 0
    var findings: [Finding] = []
    var failures: [FocusKey: [Finding]] = [:]

    struct FocusKey: Hashable {
        var shape: Int32
        var focus: NodeID
    }

    /// A validator for data that were numbered on from the shapes' terms (`DataGraph(terms: shapes.terms)`).
    public init(_ shapes: ShapesGraph, data: DataGraph) {
        precondition(
            data.terms.count >= shapes.terms.count
                && (shapes.terms.count == 0 || data.terms.terms[shapes.terms.count - 1] == shapes.terms.terms.last),
            "the data graph must start from the terms of the shapes")
        self.shapes = shapes
        self.data = data
        patterns = shapes.patterns.map(\.compiled)
        patternAnswers = shapes.patterns.map { _ in [] }
        descendants = []
        refreshClasses()
    }

    /// A validator for a graph of terms.
    public init(_ shapes: ShapesGraph, data: Graph) {
        var numbered = DataGraph(terms: shapes.terms)
        numbered.insert(contentsOf: data)
        self.init(shapes, data: numbered)
    }

    mutating func refreshClasses() {
        let subclasses = Route.repeated(.backward(shapes.subClassOf), fromZero: true)
        descendants = shapes.classes.map { root in
            var nodes: [NodeID] = []
            data.follow(subclasses, from: root, into: &nodes)
            return nodes.sorted()
        }
    }

    /// Validates every focus node.
    public mutating func validate() -> ValidationReport {
        failures = [:]
        checkedCount = 0
        for (number, nodes) in targetNodes() {
            for node in nodes { check(node, number) }
        }
        return report()
    }

    /// Validates one focus node against one shape and keeps what fails.
    mutating func check(_ focus: NodeID, _ shape: Int32) {
        checkedCount += 1
        findings.removeAll(keepingCapacity: true)
        let key = FocusKey(shape: shape, focus: focus)
        if conforms(focus, to: Int(shape), collecting: true) {
            if !failures.isEmpty { failures[key] = nil }
        } else {
            failures[key] = findings
        }
    }

    // MARK: One focus node

    /// Whether `focus` conforms to a shape. Collecting notes every result, else the first failure ends it.
    mutating func conforms(_ focus: NodeID, to number: Int, collecting: Bool) -> Bool {
        let shape = shapes.shapes[number]
        guard !shape.isDeactivated, depth < Limits.shapeDepth else { return true }
        depth += 1
        let base = stack.count
        if let predicate = shape.predicate {
            for place in data.outgoing.range(of: focus, predicate) { stack.append(data.outgoing.edges[place].node) }
        } else if shape.path >= 0 {
            data.follow(shapes.routes[Int(shape.path)], from: focus, into: &stack)
        } else {
            stack.append(focus)
        }
        let values = base..<stack.count
        var conforms = true
        for place in shape.constraints {
            let holds = check(
                shapes.constraints[place],
                Subject(shape: Int32(number), constraint: Int32(place), focus: focus, collecting: collecting), values)
            if !holds {
                conforms = false
                if !collecting { break }
            }
        }
        stack.removeLast(values.count)
        depth -= 1
        return conforms
    }

    func isInstance(_ node: NodeID, ofClass number: Int) -> Bool {
        let classes = descendants[number]
        for place in data.outgoing.range(of: node, shapes.type) {
            let type = data.outgoing.edges[place].node
            if classes.count == 1 ? classes[0] == type : classes.containsSorted(type) { return true }
        }
        return false
    }

    mutating func matches(_ node: NodeID, pattern: Int) -> Bool {
        if node.index >= patternAnswers[pattern].count {
            let missing = data.terms.count - patternAnswers[pattern].count
            patternAnswers[pattern].append(contentsOf: repeatElement(0, count: missing))
        }
        if patternAnswers[pattern][node.index] == 0 {
            let text: String? =
                switch data.terms[node] {
                case .iri(let iri): iri.string
                case .literal(let literal): literal.lexicalForm
                case .blank, .triple: nil
                }
            let isMatch = text.map { text in patterns[pattern].map { text.contains($0) } ?? false } ?? false
            patternAnswers[pattern][node.index] = isMatch ? 2 : 1
        }
        return patternAnswers[pattern][node.index] == 2
    }
}

extension Array where Element == NodeID {
    /// Whether a sorted array holds `node`.
    func containsSorted(_ node: NodeID) -> Bool {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < node { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low] == node
    }
}
