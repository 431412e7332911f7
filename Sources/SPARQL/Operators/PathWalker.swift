// Property paths on ids (SPARQL 1.1 Query, section 18.4). Links, sequences, alternatives and negated sets keep
// duplicates, closures give every node once. A closure over one predicate that the store keeps is read from there;
// every other is a breadth-first search, which
// looks up a whole frontier at once.
import GraphStore
import RDF
import SPARQLSyntax

/// A path with ids; a predicate that the store does not have is nil.
indirect enum ResolvedPath: Sendable {
    case link(TermID?)
    case inverse(ResolvedPath)
    case sequence(ResolvedPath, ResolvedPath)
    case alternative(ResolvedPath, ResolvedPath)
    case zeroOrMore(ResolvedPath)
    case oneOrMore(ResolvedPath)
    case zeroOrOne(ResolvedPath)
    case negated(forward: [TermID]?, inverse: [TermID]?)

    init(_ path: PropertyPath, _ context: QueryContext) throws {
        func id(_ iri: IRI) throws -> TermID? { try context.knowledge.id(ofPredicate: iri, context.snapshot) }
        switch path {
        case .link(let iri): self = .link(try id(iri))
        case .inverse(let inner): self = .inverse(try ResolvedPath(inner, context))
        case .sequence(let first, let second):
            self = .sequence(try ResolvedPath(first, context), try ResolvedPath(second, context))
        case .alternative(let first, let second):
            self = .alternative(try ResolvedPath(first, context), try ResolvedPath(second, context))
        case .zeroOrMore(let inner): self = .zeroOrMore(try ResolvedPath(inner, context))
        case .oneOrMore(let inner): self = .oneOrMore(try ResolvedPath(inner, context))
        case .zeroOrOne(let inner): self = .zeroOrOne(try ResolvedPath(inner, context))
        case .negatedPropertySet(let forward, let inverse):
            self = .negated(
                forward: forward.isEmpty && !inverse.isEmpty ? nil : try forward.compactMap(id),
                inverse: inverse.isEmpty ? nil : try inverse.compactMap(id))
        }
    }
}

final class PathWalker {
    let context: QueryContext
    let scope: GraphScope
    var seekers: [IndexOrder: QuadSeeker] = [:]
    var filters: [IndexOrder: QuadFilter] = [:]
    /// Whether the closure that the store keeps of a predicate is right for the active graph.
    private var keptClosures: [TermID: Bool] = [:]
    /// Look-ups and blocks, after some of which the clock is looked at.
    var steps = 0
    /// Quads and kept pairs of nodes that were looked at.
    var readCount = 0
    /// Bytes reserved for nodes on the way to the answer at hand.
    private var heldBytes = 0

    init(_ context: QueryContext, _ scope: GraphScope) {
        self.context = context
        self.scope = scope
    }

    /// The nodes at the other end of the path from `start`; with `isBackward`, `start` is the path's object.
    func targets(_ path: ResolvedPath, from start: TermID, isBackward: Bool) throws -> [TermID] {
        switch path {
        case .link, .inverse, .sequence, .alternative: return try targets(path, from: [start], isBackward: isBackward)
        case .zeroOrOne(let inner):
            var found = [start]
            var seen = IDSet()
            _ = seen.insert(start)
            for node in try targets(inner, from: start, isBackward: isBackward) where seen.insert(node) {
                found.append(node)
            }
            return found
        case .zeroOrMore(let inner): return try closure(inner, from: start, isBackward: isBackward, withStart: true)
        case .oneOrMore(let inner): return try closure(inner, from: start, isBackward: isBackward, withStart: false)
        case .negated(let forward, let inverse):
            var found: [TermID] = []
            if let forward { found += try otherNeighbours(of: start, forward, isBackward: isBackward) }
            if let inverse { found += try otherNeighbours(of: start, inverse, isBackward: !isBackward) }
            return found
        }
    }

    /// The nodes at the other end of the path from each of `starts`, in no order, as often as the path leads there.
    private func targets(_ path: ResolvedPath, from starts: [TermID], isBackward: Bool) throws -> [TermID] {
        switch path {
        case .link(let predicate):
            guard let predicate else { return [] }
            return try neighbours(of: starts, predicate, isBackward: isBackward)
        case .inverse(let inner): return try targets(inner, from: starts, isBackward: !isBackward)
        case .sequence(let first, let second):
            let (near, far) = isBackward ? (second, first) : (first, second)
            return try targets(
                far, from: targets(near, from: starts, isBackward: isBackward), isBackward: isBackward)
        case .alternative(let first, let second):
            return try targets(first, from: starts, isBackward: isBackward)
                + targets(second, from: starts, isBackward: isBackward)
        case .zeroOrOne, .zeroOrMore, .oneOrMore, .negated:
            var found: [TermID] = []
            for start in starts { found += try held(targets(path, from: start, isBackward: isBackward)) }
            return found
        }
    }

    /// Whether the path leads from one node to another, and how often.
    func count(_ path: ResolvedPath, from start: TermID, to end: TermID) throws -> Int {
        switch path {
        case .zeroOrMore(let inner):
            if start == end { return 1 }
            if let isThere = try isKeptReachable(inner, start, end) { return isThere ? 1 : 0 }
        case .oneOrMore(let inner):
            if let isThere = try isKeptReachable(inner, start, end) { return isThere ? 1 : 0 }
        default: break
        }
        return try targets(path, from: start, isBackward: false).reduce(0) { $0 + ($1 == end ? 1 : 0) }
    }

    private func isKeptReachable(_ path: ResolvedPath, _ start: TermID, _ end: TermID) throws -> Bool? {
        guard let (predicate, isInverted) = path.predicate, try isClosureKept(predicate) else { return nil }
        if TermOverlay.isOverlaid(start) || TermOverlay.isOverlaid(end) { return false }
        return try isInverted
            ? context.snapshot.isReachable(start, from: end, along: predicate)
            : context.snapshot.isReachable(end, from: start, along: predicate)
    }

    private func closure(
        _ path: ResolvedPath, from start: TermID, isBackward: Bool, withStart: Bool
    ) throws -> [TermID] {
        if let (predicate, isInverted) = path.predicate, !TermOverlay.isOverlaid(start), try isClosureKept(predicate) {
            let found =
                isInverted != isBackward
                ? try context.snapshot.descendants(of: start, along: predicate)
                : try context.snapshot.ancestors(of: start, along: predicate)
            readCount += found.count
            if !withStart { return found }
            return [start] + found.filter { $0 != start }
        }
        var seen = IDSet()
        var found: [TermID] = []
        if withStart {
            _ = seen.insert(start)
            found.append(start)
        }
        var frontier = [start]
        while !frontier.isEmpty {
            let heldBefore = heldBytes
            var next: [TermID] = []
            for target in try targets(path, from: frontier, isBackward: isBackward) where seen.insert(target) {
                next.append(target)
            }
            release(downTo: heldBefore)
            found += next
            try hold(next.count * 5)
            frontier = next
        }
        return found
    }

    /// Every pair that the path connects.
    func pairs(_ path: ResolvedPath) throws -> [(TermID, TermID)] {
        switch path {
        case .link(let predicate):
            guard let predicate else { return [] }
            return try edges(predicate)
        case .inverse(let inner): return try pairs(inner).map { ($1, $0) }
        case .sequence(let first, let second):
            return try pairs(first).flatMap { start, middle in
                try held(targets(second, from: middle, isBackward: false)).map { (start, $0) }
            }
        case .alternative(let first, let second): return try pairs(first) + pairs(second)
        case .zeroOrOne, .zeroOrMore:
            return try nodes().flatMap { start in
                try held(targets(path, from: start, isBackward: false)).map { (start, $0) }
            }
        case .oneOrMore(let inner):
            var starts: [TermID] = []
            var seen = IDSet()
            for (start, _) in try pairs(inner) where seen.insert(start) { starts.append(start) }
            return try starts.flatMap { start in
                try held(targets(path, from: start, isBackward: false)).map { (start, $0) }
            }
        case .negated(let forward, let inverse):
            var found: [(TermID, TermID)] = []
            if let forward { found += try edges(except: forward) }
            if let inverse { found += try edges(except: inverse).map { ($1, $0) } }
            return found
        }
    }

    // MARK: Limits

    /// Counts nodes that are kept while an answer is looked for.
    func hold(_ nodes: Int) throws {
        heldBytes += nodes * 16
        try context.reserve(nodes * 16)
    }

    private func held(_ nodes: [TermID]) throws -> [TermID] {
        try context.check()
        try hold(nodes.count)
        return nodes
    }

    /// Gives back what was counted: the answer has been handed on.
    func release() { release(downTo: 0) }

    private func release(downTo bytes: Int) {
        context.release(heldBytes - bytes)
        heldBytes = bytes
    }

    // MARK: Closures that the store keeps

    /// Whether the store keeps the closure of a predicate and the active graph has all of its quads.
    private func isClosureKept(_ predicate: TermID) throws -> Bool {
        if let known = keptClosures[predicate] { return known }
        let isKept =
            try context.settings.isOptimised
            && context.snapshot.transitivePredicates().contains(predicate) && hasEveryQuad(of: predicate)
        keptClosures[predicate] = isKept
        return isKept
    }

    private func hasEveryQuad(of predicate: TermID) throws -> Bool {
        switch scope {
        case .none, .several: return false
        case .all: return true
        case .one(let graph): return try context.knowledge.hasEveryQuad(graph, of: predicate, context.snapshot)
        }
    }
}

extension ResolvedPath {
    /// Whether the path has a way of no steps.
    var mayBeEmpty: Bool {
        switch self {
        case .zeroOrMore, .zeroOrOne: true
        case .link, .negated: false
        case .inverse(let inner), .oneOrMore(let inner): inner.mayBeEmpty
        case .sequence(let first, let second): first.mayBeEmpty && second.mayBeEmpty
        case .alternative(let first, let second): first.mayBeEmpty || second.mayBeEmpty
        }
    }

    /// The predicate of a link or of an inverse link.
    fileprivate var predicate: (TermID, isInverted: Bool)? {
        switch self {
        case .link(let predicate): predicate.map { ($0, false) }
        case .inverse(let inner): inner.predicate.map { ($0.0, !$0.isInverted) }
        default: nil
        }
    }
}
