import Primitives
import RDF
import SPARQL
import Testing

@Suite("Paths through many nodes give what a walk node by node gives")
struct PathTests {
    private static let nodes = 1_500
    /// Of each predicate the edges by node: `p` and `q` go anywhere, with cycles, `r` in short chains.
    private let edges: [String: [[Int]]]
    private let reversed: [String: [[Int]]]
    private let store: TemporaryStore
    private let severalGraphs: TemporaryStore

    init() throws {
        var random = SplitMix64(seed: 5)
        var edges: [String: [[Int]]] = [:]
        for (predicate, most) in [("p", 3), ("q", 2)] {
            edges[predicate] = (0..<Self.nodes).map { _ in
                Set(
                    (0..<Int.random(in: 0...most, using: &random)).map { _ in
                        Int.random(in: 0..<Self.nodes, using: &random)
                    }
                ).sorted()
            }
        }
        edges["r"] = (0..<Self.nodes).map { $0 % 5 == 4 ? [$0 - 4] : [$0 + 1] }
        self.edges = edges
        reversed = edges.mapValues { targets in
            var sources = [[Int]](repeating: [], count: Self.nodes)
            for (node, targets) in targets.enumerated() { for target in targets { sources[target].append(node) } }
            return sources
        }
        var quads: [Quad] = []
        for (predicate, targets) in edges {
            for (node, targets) in targets.enumerated() {
                for target in targets {
                    quads.append(Quad(Self.node(node), IRI("http://example.org/\(predicate)"), Self.node(target)))
                }
            }
        }
        store = try TemporaryStore(quads)
        // The same triples in the default graph, all of them once more in g, and half of them in h, with others.
        severalGraphs = try TemporaryStore(
            quads.enumerated().flatMap { number, quad in
                let others = number % 2 == 0 ? ["g", "h"] : ["g"]
                return [quad] + others.map { Quad(quad.triple, graph: .iri(IRI("http://example.org/\($0)"))) }
            } + [
                Quad(
                    Triple(Self.node(0), IRI("http://example.org/p"), .iri(IRI("http://example.org/only"))),
                    graph: .iri(IRI("http://example.org/h")))
            ])
    }

    private static func node(_ number: Int) -> Term { .iri(IRI("http://example.org/n\(number)")) }

    private indirect enum Path: CustomStringConvertible, Sendable {
        case link(String)
        case back(Path)
        case sequence(Path, Path)
        case either(Path, Path)
        case many(Path, withStart: Bool)
        case optional(Path)

        var description: String {
            switch self {
            case .link(let predicate): ":\(predicate)"
            case .back(let path): "^(\(path))"
            case .sequence(let first, let second): "(\(first)/\(second))"
            case .either(let first, let second): "(\(first)|\(second))"
            case .many(let path, let withStart): "(\(path))\(withStart ? "*" : "+")"
            case .optional(let path): "(\(path))?"
            }
        }
    }

    /// Where a path leads to from a node, as often as it does.
    private func ends(_ path: Path, from node: Int, isBackward: Bool = false) -> [Int] {
        switch path {
        case .link(let predicate):
            return (isBackward ? reversed : edges)[predicate]?[node] ?? []
        case .back(let path): return ends(path, from: node, isBackward: !isBackward)
        case .sequence(let first, let second):
            let (near, far) = isBackward ? (second, first) : (first, second)
            return ends(near, from: node, isBackward: isBackward).flatMap {
                ends(far, from: $0, isBackward: isBackward)
            }
        case .either(let first, let second):
            return ends(first, from: node, isBackward: isBackward) + ends(second, from: node, isBackward: isBackward)
        case .optional(let path): return Array(Set(ends(path, from: node, isBackward: isBackward)).union([node]))
        case .many(let path, let withStart):
            var found: Set<Int> = withStart ? [node] : []
            var waiting = [node]
            while let next = waiting.popLast() {
                for target in ends(path, from: next, isBackward: isBackward) where found.insert(target).inserted {
                    waiting.append(target)
                }
            }
            return Array(found)
        }
    }

    private static let paths: [Path] = {
        let (p, q, r) = (Path.link("p"), Path.link("q"), Path.link("r"))
        return [
            .many(p, withStart: false), .many(q, withStart: true), .many(r, withStart: false),
            .many(r, withStart: true),
            .many(.sequence(r, r), withStart: false), .many(.either(q, .back(r)), withStart: false),
            .many(.sequence(q, .optional(r)), withStart: true), .optional(.sequence(p, .sequence(q, p))),
            .either(.sequence(p, .sequence(p, p)), .sequence(q, p)), .back(.many(.sequence(q, r), withStart: false)),
            .either(.sequence(p, .many(r, withStart: true)), .link("missing")),
            .many(.many(r, withStart: false), withStart: true),
        ]
    }()

    @Test("forward and backward, in the only graph, in one of several, and in all of them", arguments: [false, true])
    func ends(isBackward: Bool) throws {
        let prologue = "PREFIX : <http://example.org/>"
        let source = "FROM <http://example.org/g> FROM <http://example.org/h>"
        for (path, node) in Self.paths.flatMap({ path in [0, 7, 1_234].map { (path, $0) } }) {
            let pattern = isBackward ? "?x \(path) :n\(node)" : ":n\(node) \(path) ?x"
            let expected = ends(path, from: node, isBackward: isBackward).map { Self.node($0).description }.sorted()
            #expect(try store.lines("\(prologue) SELECT ?x { \(pattern) }") == expected, "\(pattern)")
            for body in [pattern, "GRAPH :g { \(pattern) }"] {
                #expect(try severalGraphs.lines("\(prologue) SELECT ?x { \(body) }") == expected, "\(body)")
            }
            let both = try severalGraphs.lines("\(prologue) SELECT ?x \(source) { \(pattern) }")
            #expect(both.filter { !$0.hasSuffix("only>") } == expected, "\(pattern) in two graphs")
        }
    }

    @Test("nothing is reached from a node that is not there, or along a predicate that is not there")
    func nothing() throws {
        let prologue = "PREFIX : <http://example.org/>"
        #expect(try store.lines("\(prologue) SELECT ?x { :nobody :p+ ?x }").isEmpty)
        #expect(try store.lines("\(prologue) SELECT ?x { :n1 :missing+ ?x }").isEmpty)
        #expect(
            try store.lines("\(prologue) SELECT ?x { BIND(IRI(\"http://example.org/new\") AS ?s) ?s :p+ ?x }").isEmpty)
    }

    @Test("what a walk finds has to fit in the memory of the query")
    func memory() throws {
        var settings = EvaluationSettings()
        settings.limits.memoryBytes = 10_000
        let path = Path.many(.link("p"), withStart: false)
        let start = try #require((0..<Self.nodes).first { ends(path, from: $0).count > 500 })
        #expect(throws: QueryError.self) {
            try store.lines("SELECT ?x { <http://example.org/n\(start)> <http://example.org/p>+ ?x }", settings)
        }
    }
}
