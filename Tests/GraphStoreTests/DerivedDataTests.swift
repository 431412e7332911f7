import GraphStore
import RDF
import StoreTrials
import Testing

@Suite("What the store derives from its quads")
struct DerivedDataTests {
    /// Few nodes and two predicates, so that paths form, part and close to cycles; some edges stand in several graphs.
    private struct EdgeGenerator {
        var random: QuadGenerator

        mutating func edge() -> Quad {
            let predicate = random.pick(3) == 0 ? Vocabulary.SKOS.broader : Vocabulary.RDFS.subClassOf
            let (node, parent) = (random.pick(40), random.pick(40))
            // Mostly a hierarchy, now and then a cycle.
            let (low, high) = random.pick(20) == 0 ? (node, parent) : (min(node, parent), max(node, parent))
            return Quad(
                .iri(IRI("urn:n\(high)")), predicate, .iri(IRI("urn:n\(low)")),
                graph: random.pick(3) == 0 ? .iri(IRI("urn:g\(random.pick(2))")) : nil)
        }
    }

    private static func closure(_ quads: Set<Quad>, _ predicate: IRI) -> [Term: Set<Term>] {
        var parents: [Term: Set<Term>] = [:]
        for quad in quads where quad.predicate == predicate { parents[quad.subject, default: []].insert(quad.object) }
        var closure: [Term: Set<Term>] = [:]
        for node in parents.keys {
            var found: Set<Term> = []
            var waiting = Array(parents[node] ?? [])
            while let next = waiting.popLast() {
                if found.insert(next).inserted { waiting += parents[next] ?? [] }
            }
            closure[node] = found
        }
        return closure
    }

    @Test("after every commit the closure is that of the edges", arguments: 1...6 as ClosedRange<UInt64>)
    func closure(seed: UInt64) throws {
        let directory = try TemporaryDirectory()
        let store = try GraphStore.open(directory.path, .init(durability: .temporary))
        var edges = EdgeGenerator(random: QuadGenerator(seed: seed))
        var model: Set<Quad> = []
        for round in 0..<40 {
            try store.write { transaction in
                for _ in 0..<edges.random.pick(12) {
                    let quad = edges.edge()
                    try transaction.insert(quad)
                    model.insert(quad)
                }
                for _ in 0..<edges.random.pick(12) {
                    guard let quad = model.min(by: { $0.hashValue < $1.hashValue }) else { break }
                    try transaction.delete(quad)
                    model.remove(quad)
                }
                if round == 30 {
                    try transaction.dropAll()
                    model = []
                }
            }
            try compare(store, model)
        }
        #expect(try store.verify().isSound)
    }

    private func compare(_ store: GraphStore, _ model: Set<Quad>) throws {
        try store.read { snapshot in
            for predicate in [Vocabulary.SKOS.broader, Vocabulary.RDFS.subClassOf] {
                let id = try #require(try snapshot.id(of: .iri(predicate)))
                let expected = Self.closure(model, predicate)
                for number in 0..<40 {
                    let node = Term.iri(IRI("urn:n\(number)"))
                    guard let nodeID = try snapshot.id(of: node) else { continue }
                    let above = expected[node] ?? []
                    #expect(
                        try Set(snapshot.ancestors(of: nodeID, along: id).map { try snapshot.term(of: $0) }) == above)
                    let below = Set(expected.filter { $0.value.contains(node) }.keys)
                    #expect(
                        try Set(snapshot.descendants(of: nodeID, along: id).map { try snapshot.term(of: $0) }) == below)
                    for other in 0..<40 {
                        let ancestor = Term.iri(IRI("urn:n\(other)"))
                        guard let ancestorID = try snapshot.id(of: ancestor) else { continue }
                        #expect(
                            try snapshot.isReachable(ancestorID, from: nodeID, along: id) == above.contains(ancestor))
                    }
                }
            }
        }
    }

    @Test("a predicate that is declared later gets the closure of what is there")
    func declaredLater() throws {
        let directory = try TemporaryDirectory()
        let store = try GraphStore.open(directory.path, .init(durability: .temporary))
        let partOf = IRI("urn:partOf")
        func node(_ number: Int) -> Term { .iri(IRI("urn:n\(number)")) }
        try store.write { transaction in
            for number in 0..<50 { try transaction.insert(Quad(node(number), partOf, node(number + 1))) }
        }
        try store.write { try $0.declareTransitive(partOf) }
        try store.write { try $0.insert(Quad(node(50), partOf, node(60))) }
        try store.read { snapshot in
            let id = try #require(try snapshot.id(of: .iri(partOf)))
            #expect(try snapshot.transitivePredicates().contains(id))
            let (first, last) = (try snapshot.id(of: node(0)), try snapshot.id(of: node(60)))
            #expect(try snapshot.isReachable(#require(last), from: #require(first), along: id))
            #expect(try snapshot.descendants(of: #require(last), along: id).count == 51)
        }
        #expect(try store.verify().isSound)
    }

    @Test("statistics are exact after every commit", arguments: 1...4 as ClosedRange<UInt64>)
    func statistics(seed: UInt64) throws {
        let directory = try TemporaryDirectory()
        let store = try GraphStore.open(directory.path, .init(durability: .temporary))
        var random = QuadGenerator(seed: seed)
        var model: Set<Quad> = []
        for _ in 0..<20 {
            try store.write { transaction in
                for _ in 0..<random.pick(200) {
                    let quad = random.quad()
                    try transaction.insert(quad)
                    model.insert(quad)
                }
                for quad in model.prefix(random.pick(150)) {
                    try transaction.delete(quad)
                    model.remove(quad)
                }
            }
            try compareStatistics(store, model)
        }
    }

    private func compareStatistics(_ store: GraphStore, _ model: Set<Quad>) throws {
        let bySubject = Dictionary(grouping: model, by: \.subject).mapValues { quads in
            Dictionary(grouping: quads, by: \.predicate).mapValues(\.count)
        }
        var expected: [Set<IRI>: (subjects: Int, quads: [IRI: Int])] = [:]
        for counts in bySubject.values {
            expected[Set(counts.keys), default: (0, [:])].subjects += 1
            expected[Set(counts.keys), default: (0, [:])].quads.merge(counts, uniquingKeysWith: +)
        }
        try store.read { snapshot in
            for predicate in Set(model.map(\.predicate)) {
                let id = try #require(try snapshot.id(of: .iri(predicate)))
                let quads = model.filter { $0.predicate == predicate }
                let found = try snapshot.statistics(of: id)
                #expect(found.quads == quads.count)
                #expect(found.subjects == Set(quads.map(\.subject)).count)
                #expect(found.objects == Set(quads.map(\.object)).count)
            }
            let sets = try snapshot.characteristicSets()
            #expect(sets.count == expected.count)
            for set in sets {
                let predicates = try set.predicates.map { try #require(try snapshot.term(of: $0).iri) }
                let counts = try #require(expected[Set(predicates)])
                #expect(set.subjects == counts.subjects)
                #expect(Dictionary(uniqueKeysWithValues: zip(predicates, set.quads)) == counts.quads)
            }
        }
    }
}
