import Primitives
import RDF
import Testing

@Suite("Canonical graphs")
struct CanonicalGraphTests {
    private static let p = IRI("http://example.com/#p")
    private static let q = IRI("http://example.com/#q")
    private static let r = IRI("http://example.com/#r")

    private static func blank(_ label: String) -> Term { .blank(BlankNode(label)) }

    private static func lines(_ triples: [Triple]) throws -> [String] {
        try CanonicalGraph(Graph(triples)).triples.map(\.description)
    }

    @Test("the examples of the recommendation get the labels that it prints")
    func examples() throws {
        // RDFC-1.0, section 4.6, "Unique hashes", and 4.8, "Shared hashes".
        let p = Term.iri(Self.p)
        let (e0, e1, e2, e3) = (Self.blank("e0"), Self.blank("e1"), Self.blank("e2"), Self.blank("e3"))
        let (s, t, u) = (IRI("http://example.com/#s"), IRI("http://example.com/#t"), IRI("http://example.com/#u"))
        #expect(
            try Self.lines([
                Triple(p, Self.q, e0), Triple(p, Self.r, e1), Triple(e0, s, .iri(u)), Triple(e1, t, .iri(u)),
            ]) == [
                "<http://example.com/#p> <http://example.com/#q> _:c14n0",
                "<http://example.com/#p> <http://example.com/#r> _:c14n1",
                "_:c14n0 <http://example.com/#s> <http://example.com/#u>",
                "_:c14n1 <http://example.com/#t> <http://example.com/#u>",
            ])
        #expect(
            try Self.lines([
                Triple(p, Self.q, e0), Triple(p, Self.q, e1), Triple(e0, Self.p, e2), Triple(e1, Self.p, e3),
                Triple(e2, Self.r, e3),
            ]) == [
                "<http://example.com/#p> <http://example.com/#q> _:c14n2",
                "<http://example.com/#p> <http://example.com/#q> _:c14n3",
                "_:c14n0 <http://example.com/#r> _:c14n1",
                "_:c14n2 <http://example.com/#p> _:c14n1",
                "_:c14n3 <http://example.com/#p> _:c14n0",
            ])
    }

    @Test("a circle of nodes that all look alike is labelled round")
    func circle() throws {
        let nodes = (0..<5).map { Self.blank("e\($0)") }
        let lines = try Self.lines((0..<5).map { Triple(nodes[$0], Self.p, nodes[($0 + 1) % 5]) })
        #expect(
            lines == [
                "_:c14n0 <http://example.com/#p> _:c14n4", "_:c14n1 <http://example.com/#p> _:c14n0",
                "_:c14n2 <http://example.com/#p> _:c14n1", "_:c14n3 <http://example.com/#p> _:c14n2",
                "_:c14n4 <http://example.com/#p> _:c14n3",
            ])
    }

    /// A graph of lists and trees such as documents have, with nodes that look alike.
    private static func sample(_ generator: inout some RandomNumberGenerator) -> [Triple] {
        var triples: [Triple] = []
        for item in 0..<6 {
            var node = blank("n\(item)-0")
            triples.append(Triple(.iri(IRI("urn:item\(item % 2)")), p, node))
            for place in 1...Int.random(in: 1...4, using: &generator) {
                let next = blank("n\(item)-\(place)")
                triples.append(Triple(node, q, .string("v\(Int.random(in: 0...1, using: &generator))")))
                triples.append(Triple(node, r, next))
                node = next
            }
        }
        return triples
    }

    @Test("labels and order make no difference, content does", arguments: UInt64(0)..<40)
    func copies(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let triples = Self.sample(&generator)
        let original = try CanonicalGraph(Graph(triples))
        var names: [BlankNode: BlankNode] = [:]
        for node in Set(triples.flatMap { $0.subject.blankNodes + $0.object.blankNodes }) {
            names[node] = BlankNode("x\(names.count)")
        }
        let copy = triples.map { $0.renamingBlankNodes { names[$0] ?? $0 } }.shuffled(using: &generator)
        #expect(try CanonicalGraph(Graph(copy)).digest == original.digest)
        let shuffled = original.triples.shuffled(using: &generator)
        #expect(CanonicalGraph.digest(ofLabelled: shuffled) == original.digest)
        #expect(Graph(original.triples).isIsomorphic(to: Graph(triples)))
        var changed = copy
        let place = Int.random(in: changed.indices, using: &generator)
        changed[place] = Triple(changed[place].subject, IRI("urn:other"), changed[place].object)
        #expect(try CanonicalGraph(Graph(changed)).digest != original.digest)
    }

    @Test("a statement keeps the place where it was written")
    func positions() throws {
        var graph = Graph()
        graph.insert(Triple(.iri(IRI("urn:z")), Self.p, .string("1")), at: SourcePosition(line: 1, column: 1))
        graph.insert(Triple(.iri(IRI("urn:a")), Self.p, .string("2")), at: SourcePosition(line: 2, column: 1))
        let canonical = try CanonicalGraph(graph)
        #expect(canonical.positions.map { $0?.line } == [2, 1])
    }

    @Test("a graph made to be symmetric is refused in time, one of equal leaves is not")
    func symmetry() throws {
        // Every node of two disjoint complete graphs looks like every other.
        var triples: [Triple] = []
        for half in 0..<2 {
            for from in 0..<10 {
                for to in 0..<10 where from != to {
                    triples.append(Triple(Self.blank("h\(half)-\(from)"), Self.p, Self.blank("h\(half)-\(to)")))
                }
            }
        }
        let symmetric = Graph(triples)
        #expect(throws: CanonicalizationError.self) { try CanonicalGraph(symmetric, steps: 20_000) }
        let node = Self.blank("inner")
        let hidden = Graph([Triple(.iri(Self.p), Self.q, .triple(Triple(node, Self.p, .string("x"))))])
        #expect(throws: CanonicalizationError.blankNodeInTripleTerm) { try CanonicalGraph(hidden) }
    }
}
