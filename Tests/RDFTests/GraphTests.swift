import RDF
import Testing

@Suite("Graphs in memory")
struct GraphTests {
    private let a = Term.iri(IRI("urn:a"))
    private let b = Term.iri(IRI("urn:b"))
    private let p = IRI("urn:p")
    private let q = IRI("urn:q")

    @Test("a statement is held once and keeps its first position")
    func insertion() {
        var graph = Graph()
        let first = SourcePosition(line: 3, column: 5)
        let isNew = graph.insert(Triple(a, p, b), at: first)
        let isNewAgain = graph.insert(Triple(a, p, b), at: SourcePosition(line: 9, column: 1))
        #expect(isNew && !isNewAgain)
        #expect(graph.count == 1)
        #expect(graph.position(of: Triple(a, p, b)) == first)
        #expect(graph.position(of: a) == first)
    }

    @Test("patterns find statements from every side")
    func patterns() {
        let graph = Graph([Triple(a, p, b), Triple(a, q, b), Triple(b, p, a), Triple(a, p, .string("x"))])
        #expect(graph.objects(of: a, p) == [b, .string("x")])
        #expect(graph.subjects(with: p, b) == [a])
        #expect(graph.triples(predicate: p).count == 3)
        #expect(graph.triples(object: b).count == 2)
        #expect(graph.subjects == [a, b])
    }

    @Test("lists are read whole, and a broken or circular list is no list")
    func lists() {
        let cell = Term.blank(BlankNode("1"))
        let end = Term.iri(Vocabulary.RDF.nil)
        var graph = Graph([Triple(cell, Vocabulary.RDF.first, a), Triple(cell, Vocabulary.RDF.rest, end)])
        #expect(graph.list(at: cell) == [a])
        #expect(graph.list(at: end) == [])
        #expect(graph.list(at: a) == nil)
        graph = Graph([Triple(cell, Vocabulary.RDF.first, a), Triple(cell, Vocabulary.RDF.rest, cell)])
        #expect(graph.list(at: cell) == nil)
    }

    @Test("graphs are isomorphic under relabelling, and only then")
    func isomorphism() {
        func ring(_ labels: [String]) -> Graph {
            Graph(
                labels.indices.map {
                    Triple(
                        .blank(BlankNode(labels[$0])), p, .blank(BlankNode(labels[($0 + 1) % labels.count])))
                })
        }
        #expect(ring(["a", "b", "c"]).isIsomorphic(to: ring(["z", "y", "x"])))
        let twoRings = Graph(ring(["a", "b", "c"]).triples + ring(["d", "e", "f"]).triples)
        #expect(!twoRings.isIsomorphic(to: ring(["a", "b", "c", "d", "e", "f"])))
        #expect(twoRings.isIsomorphic(to: Graph(ring(["1", "2", "3"]).triples + ring(["4", "5", "6"]).triples)))
    }
}
