// Four ids in the order of an index. Indexes differ only in which part of a quad stands in which column.
import Primitives

/// A quad's ids, in the column order of some index.
struct IDTuple: Hashable, Comparable, WordRecord {
    var first: UInt64
    var second: UInt64
    var third: UInt64
    var fourth: UInt64

    static let smallest = IDTuple(first: 0, second: 0, third: 0, fourth: 0)
    static let greatest = IDTuple(first: .max, second: .max, third: .max, fourth: .max)
    static let wordCount = 4

    @inline(__always)
    func word(_ index: Int) -> UInt64 {
        switch index {
        case 0: first
        case 1: second
        case 2: third
        default: fourth
        }
    }

    @inline(__always)
    mutating func setWord(_ index: Int, to word: UInt64) {
        switch index {
        case 0: first = word
        case 1: second = word
        case 2: third = word
        default: fourth = word
        }
    }

    @inline(__always)
    static func < (left: IDTuple, right: IDTuple) -> Bool {
        if left.first != right.first { return left.first < right.first }
        if left.second != right.second { return left.second < right.second }
        if left.third != right.third { return left.third < right.third }
        return left.fourth < right.fourth
    }
}

/// The parts of a quad.
public enum QuadPart: Int, Hashable, Sendable, CaseIterable {
    case subject, predicate, object, graph
}

/// The orders in which a store keeps its quads. The graph is the last column, but for `gspo`, which holds named graphs
/// only.
public enum IndexOrder: String, Hashable, Sendable, CaseIterable {
    case spo, pos, osp, sop, pso, ops, gspo

    /// The parts of a quad by column.
    public var parts: [QuadPart] {
        switch self {
        case .spo: [.subject, .predicate, .object, .graph]
        case .pos: [.predicate, .object, .subject, .graph]
        case .osp: [.object, .subject, .predicate, .graph]
        case .sop: [.subject, .object, .predicate, .graph]
        case .pso: [.predicate, .subject, .object, .graph]
        case .ops: [.object, .predicate, .subject, .graph]
        case .gspo: [.graph, .subject, .predicate, .object]
        }
    }

    /// A tuple in `spo` order with its columns in this order.
    @inline(__always)
    func arrange(_ tuple: IDTuple) -> IDTuple {
        let (subject, predicate, object, graph) = (tuple.first, tuple.second, tuple.third, tuple.fourth)
        return switch self {
        case .spo: tuple
        case .pos: IDTuple(first: predicate, second: object, third: subject, fourth: graph)
        case .osp: IDTuple(first: object, second: subject, third: predicate, fourth: graph)
        case .sop: IDTuple(first: subject, second: object, third: predicate, fourth: graph)
        case .pso: IDTuple(first: predicate, second: subject, third: object, fourth: graph)
        case .ops: IDTuple(first: object, second: predicate, third: subject, fourth: graph)
        case .gspo: IDTuple(first: graph, second: subject, third: predicate, fourth: object)
        }
    }

    /// A tuple in this order with its columns in `spo` order.
    func restore(_ tuple: IDTuple) -> IDTuple {
        func part(_ part: QuadPart) -> UInt64 { tuple.word(column(of: part)) }
        return IDTuple(first: part(.subject), second: part(.predicate), third: part(.object), fourth: part(.graph))
    }

    /// The longest block: short ones where single subjects and objects are looked up.
    var blockBytes: Int {
        switch self {
        case .spo, .pos: Limits.lookUpBlockBytes
        default: Limits.blockBytes
        }
    }

    /// The column of a part.
    public func column(of part: QuadPart) -> Int {
        switch (self, part) {
        case (.gspo, .graph), (.spo, .subject), (.sop, .subject), (.pos, .predicate), (.pso, .predicate),
            (.osp, .object), (.ops, .object):
            0
        case (.gspo, .subject), (.osp, .subject), (.pso, .subject), (.spo, .predicate), (.ops, .predicate),
            (.pos, .object), (.sop, .object):
            1
        case (_, .graph), (.gspo, .object): 3
        default: 2
        }
    }
}
