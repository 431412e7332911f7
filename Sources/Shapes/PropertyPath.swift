// Property paths (SHACL section 2.3.1): read from a shapes graph, written back into reports, and compiled to steps
// along predicates, forwards or backwards.

import RDF

/// A way from a node to its values.
public indirect enum PropertyPath: Hashable, Sendable {
    case predicate(IRI)
    case inverse(PropertyPath)
    case sequence([PropertyPath])
    case alternative([PropertyPath])
    case zeroOrMore(PropertyPath)
    case oneOrMore(PropertyPath)
    case zeroOrOne(PropertyPath)

    /// Reads the path at `node`; nil when it is not well-formed.
    init?(_ node: Term, in graph: Graph, depth: Int = 0) {
        guard depth < Limits.pathDepth else { return nil }
        if let iri = node.iri {
            self = .predicate(iri)
            return
        }
        func inner(_ property: IRI) -> PropertyPath? {
            graph.object(of: node, property).flatMap { PropertyPath($0, in: graph, depth: depth + 1) }
        }
        func members(of head: Term) -> [PropertyPath]? {
            guard let list = graph.list(at: head), list.count >= 2 else { return nil }
            let paths = list.compactMap { PropertyPath($0, in: graph, depth: depth + 1) }
            return paths.count == list.count ? paths : nil
        }
        if graph.object(of: node, Vocabulary.RDF.first) != nil {
            guard let paths = members(of: node) else { return nil }
            self = .sequence(paths)
        } else if let head = graph.object(of: node, Vocabulary.SHACL.alternativePath) {
            guard let paths = members(of: head) else { return nil }
            self = .alternative(paths)
        } else if let path = inner(Vocabulary.SHACL.inversePath) {
            self = .inverse(path)
        } else if let path = inner(Vocabulary.SHACL.zeroOrMorePath) {
            self = .zeroOrMore(path)
        } else if let path = inner(Vocabulary.SHACL.oneOrMorePath) {
            self = .oneOrMore(path)
        } else if let path = inner(Vocabulary.SHACL.zeroOrOnePath) {
            self = .zeroOrOne(path)
        } else {
            return nil
        }
    }

    /// Adds the path to a graph, its blank nodes named by `fresh`, and returns the node that stands for it.
    func write(to graph: inout Graph, fresh: () -> Term) -> Term {
        func node(_ property: IRI, _ object: Term) -> Term {
            let node = fresh()
            graph.insert(Triple(node, property, object))
            return node
        }
        func list(_ paths: [PropertyPath]) -> Term {
            paths.reversed().reduce(Term.iri(Vocabulary.RDF.nil)) { rest, path in
                let node = fresh()
                graph.insert(Triple(node, Vocabulary.RDF.first, path.write(to: &graph, fresh: fresh)))
                graph.insert(Triple(node, Vocabulary.RDF.rest, rest))
                return node
            }
        }
        switch self {
        case .predicate(let iri): return .iri(iri)
        case .sequence(let paths): return list(paths)
        case .alternative(let paths): return node(Vocabulary.SHACL.alternativePath, list(paths))
        case .inverse(let path):
            return node(Vocabulary.SHACL.inversePath, path.write(to: &graph, fresh: fresh))
        case .zeroOrMore(let path):
            return node(Vocabulary.SHACL.zeroOrMorePath, path.write(to: &graph, fresh: fresh))
        case .oneOrMore(let path):
            return node(Vocabulary.SHACL.oneOrMorePath, path.write(to: &graph, fresh: fresh))
        case .zeroOrOne(let path):
            return node(Vocabulary.SHACL.zeroOrOnePath, path.write(to: &graph, fresh: fresh))
        }
    }
}

/// A path over numbers. Inverses are pushed down to single steps.
indirect enum Route: Hashable, Sendable {
    case forward(NodeID)
    case backward(NodeID)
    case sequence([Route])
    case alternative([Route])
    /// Any number of times, from none (`fromZero`) or one on.
    case repeated(Route, fromZero: Bool)
    case optional(Route)

    /// Stays where it is.
    static let here = Route.sequence([])

    init(_ path: PropertyPath, terms: inout TermTable) {
        switch path {
        case .predicate(let iri): self = .forward(terms.intern(.iri(iri)))
        case .inverse(let inner): self = Route(inner, terms: &terms).inverted
        case .sequence(let parts): self = .sequence(parts.map { Route($0, terms: &terms) })
        case .alternative(let parts): self = .alternative(parts.map { Route($0, terms: &terms) })
        case .zeroOrMore(let inner): self = .repeated(Route(inner, terms: &terms), fromZero: true)
        case .oneOrMore(let inner): self = .repeated(Route(inner, terms: &terms), fromZero: false)
        case .zeroOrOne(let inner): self = .optional(Route(inner, terms: &terms))
        }
    }

    /// The way back.
    var inverted: Route {
        switch self {
        case .forward(let predicate): .backward(predicate)
        case .backward(let predicate): .forward(predicate)
        case .sequence(let parts): .sequence(parts.reversed().map(\.inverted))
        case .alternative(let parts): .alternative(parts.map(\.inverted))
        case .repeated(let inner, let fromZero): .repeated(inner.inverted, fromZero: fromZero)
        case .optional(let inner): .optional(inner.inverted)
        }
    }

    /// This way, then that.
    func then(_ next: Route) -> Route {
        switch (self, next) {
        case (.sequence(let parts), .sequence(let more)): .sequence(parts + more)
        case (.sequence(let parts), _): .sequence(parts + [next])
        case (_, .sequence(let more)): .sequence([self] + more)
        default: .sequence([self, next])
        }
    }
}

extension DataGraph {
    /// Appends the nodes that `route` leads to from `node`, each once.
    func follow(_ route: Route, from node: NodeID, into nodes: inout [NodeID]) {
        switch route {
        case .forward(let predicate):
            for place in outgoing.range(of: node, predicate) { nodes.append(outgoing.edges[place].node) }
        case .backward(let predicate):
            for place in incoming.range(of: node, predicate) { nodes.append(incoming.edges[place].node) }
        case .sequence(let parts):
            var front = [node]
            for part in parts { front = step(part, from: front) }
            nodes += front
        case .alternative(let parts):
            var seen: Set<NodeID> = []
            for part in parts {
                for reached in step(part, from: [node]) where seen.insert(reached).inserted { nodes.append(reached) }
            }
        case .optional(let inner):
            nodes.append(node)
            nodes += step(inner, from: [node]).filter { $0 != node }
        case .repeated(let inner, let fromZero):
            var seen: Set<NodeID> = fromZero ? [node] : []
            if fromZero { nodes.append(node) }
            var front = [node]
            while !front.isEmpty {
                front = step(inner, from: front).filter { seen.insert($0).inserted }
                nodes += front
            }
        }
    }

    private func step(_ route: Route, from front: [NodeID]) -> [NodeID] {
        var reached: [NodeID] = []
        for node in front { follow(route, from: node, into: &reached) }
        guard front.count > 1 else { return reached }
        var seen: Set<NodeID> = []
        return reached.filter { seen.insert($0).inserted }
    }
}
