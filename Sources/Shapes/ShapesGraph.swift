// A shapes graph, compiled: shapes and constraints are fixed-size records in arrays that name terms and each other by
// number. Constraints with a list (of shapes, of allowed values) name a range of one shared array of operands.

import RDF

/// Compiled shapes, ready to validate any number of data graphs.
///
///     let shapes = try ShapesGraph(graph)
///     var validator = Validator(shapes, data: data)
///     let report = validator.validate()
public struct ShapesGraph: Sendable {
    /// The terms that the shapes name; data graphs are numbered on from here.
    public internal(set) var terms = TermTable()

    var shapes: [Shape] = []
    /// Routes and the paths that they were compiled from, for shapes that have a path.
    var routes: [Route] = []
    var paths: [PropertyPath] = []
    var constraints: [Constraint] = []
    var operands: [Int32] = []
    var patterns: [Pattern] = []
    /// The language ranges of `sh:languageIn`, in lower case.
    var languageRanges: [[String]] = []
    /// Classes that constraints and targets ask for.
    var classes: [NodeID] = []
    var targets: [Target] = []
    /// What a change of a triple can reach, for every shape with targets.
    var accesses: [Access] = []
    /// The names and messages of shapes, for reports.
    var names: [Term] = []
    var messages: [[Literal]] = []

    var type = NodeID(0)
    var subClassOf = NodeID(0)

    /// How many shapes have targets.
    public var targetedShapeCount: Int { Set(targets.map(\.shape)).count }
}

struct Shape: Sendable {
    /// The place of its route and path; -1 for node shapes.
    var path: Int32 = -1
    /// The predicate when the path is just one predicate.
    var predicate: NodeID?
    var constraints: Range<Int> = 0..<0
    var severity: NodeID
    var isDeactivated = false
}

/// One constraint. What the numbers mean depends on the component:
///
/// | component | operand | count |
/// |---|---|---|
/// | class | place in `classes` | |
/// | datatype, equals, disjoint, lessThan…, hasValue, min…, max… of values | term | |
/// | nodeKind | set of kinds | |
/// | minCount, maxCount, minLength, maxLength | the number | |
/// | pattern, languageIn | place in `patterns`, `languageRanges` | |
/// | not, node, property | shape | |
/// | and, or, xone, in, closed | first operand | number of operands |
/// | qualifiedMinCount, qualifiedMaxCount | first operand: count, shape, siblings … | number of operands |
struct Constraint: Sendable {
    var component: ConstraintComponent
    var operand: Int32
    var count: Int32 = 0

    var node: NodeID { NodeID(rawValue: UInt32(bitPattern: operand)) }
    var operands: Range<Int> { Int(operand)..<Int(operand + count) }
}

struct Pattern: Sendable, Hashable {
    var expression: String
    var flags: String
}

struct Target: Sendable {
    enum Kind: Sendable {
        case node, instances, subjects, objects
    }

    var shape: Int32
    var kind: Kind
    /// The node, class or predicate.
    var term: NodeID
    /// The place of the class in `classes`.
    var valueClass: Int32 = -1
}

/// A place where validation of a focus node reads the data: nodes reached by a route, and their triples with one
/// predicate (any when nil), forwards or backwards.
struct Access: Sendable, Hashable {
    var shape: Int32
    /// The way from the node back to the focus node.
    var wayBack: Route
    var predicate: NodeID?
    var isBackward: Bool
}

/// Kinds of nodes as bits.
struct NodeKinds: OptionSet, Sendable {
    let rawValue: Int32

    static let iri = NodeKinds(rawValue: 1)
    static let blank = NodeKinds(rawValue: 2)
    static let literal = NodeKinds(rawValue: 4)

    init(rawValue: Int32) { self.rawValue = rawValue }

    init(_ kind: TermFacts.Kind) {
        switch kind {
        case .iri: self = .iri
        case .blank: self = .blank
        case .literal: self = .literal
        case .triple: self = []
        }
    }

    init?(_ term: Term) {
        let kinds: [IRI: NodeKinds] = [
            Vocabulary.sh["IRI"]: .iri, Vocabulary.sh["BlankNode"]: .blank, Vocabulary.sh["Literal"]: .literal,
            Vocabulary.sh["BlankNodeOrIRI"]: [.blank, .iri], Vocabulary.sh["BlankNodeOrLiteral"]: [.blank, .literal],
            Vocabulary.sh["IRIOrLiteral"]: [.iri, .literal],
        ]
        guard let iri = term.iri, let kind = kinds[iri] else { return nil }
        self = kind
    }
}
