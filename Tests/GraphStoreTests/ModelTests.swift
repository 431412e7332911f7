import GraphStore
import RDF
import StoreTrials
import Testing

@Suite("The store behaves like a set of quads")
struct ModelTests {
    @Test("random changes leave store and set equal after every commit", arguments: 1...4 as ClosedRange<UInt64>)
    func randomChanges(seed: UInt64) throws {
        let directory = try TemporaryDirectory()
        var random = QuadGenerator(seed: seed)
        var store: GraphStore? = try GraphStore.open(directory.path, .init(durability: .temporary))
        var model: Set<Quad> = []
        for _ in 0..<25 {
            if random.pick(6) == 0 {
                store = nil
                store = try GraphStore.open(directory.path, .init(durability: .temporary))
            }
            guard let store else { return }
            let before = model
            do {
                try store.write { transaction in
                    for _ in 0..<random.pick(4) { try change(&transaction, &model, &random) }
                    if random.pick(8) == 0 { throw Abandoned() }
                }
            } catch is Abandoned {
                model = before
            }
            try compare(store, model)
        }
        let report = try #require(try store?.verify())
        #expect(report.isSound, "\(report)")
        #expect(report.quads == model.count)
    }

    private struct Abandoned: Error {}

    private func change(
        _ transaction: inout StoreTransaction, _ model: inout Set<Quad>, _ random: inout QuadGenerator
    ) throws {
        switch random.pick(10) {
        case 0:
            let graph = random.graph()
            try transaction.drop(graph: graph)
            model = model.filter { $0.graph != graph }
        case 1:
            let graph = random.graph()
            let triples = (0..<random.pick(50)).map { _ in random.quad().triple }
            try transaction.replace(graph: graph, with: triples)
            model = model.filter { $0.graph != graph }.union(triples.map { Quad($0, graph: graph) })
        case 2...5:
            for _ in 0..<random.pick(60) {
                let quad = model.isEmpty || random.pick(4) == 0 ? random.quad() : model.randomElement()!
                try transaction.delete(quad)
                model.remove(quad)
            }
        default:
            for _ in 0..<random.pick(600) {
                let quad = random.quad()
                try transaction.insert(quad)
                model.insert(quad)
            }
        }
        if random.pick(3) == 0 {
            let count = try transaction.read { try $0.count() }
            #expect(count == model.count)
        }
    }

    private func compare(_ store: GraphStore, _ model: Set<Quad>) throws {
        try store.read { snapshot in
            #expect(Set(try snapshot.quads()) == model)
            #expect(try snapshot.count() == model.count)
            #expect(Set(try snapshot.graphNames()) == Set(model.compactMap(\.graph)))
            guard let sample = model.first else { return }
            #expect(
                Set(try snapshot.quads(subject: sample.subject)) == model.filter { $0.subject == sample.subject })
            #expect(
                Set(try snapshot.quads(predicate: sample.predicate, object: sample.object))
                    == model.filter { $0.predicate == sample.predicate && $0.object == sample.object })
            let graph = try snapshot.graph(sample.graph)
            #expect(Set(graph.triples) == Set(model.filter { $0.graph == sample.graph }.map(\.triple)))
        }
    }

    @Test("every pattern in every order finds the same quads, counted exactly")
    func patterns() throws {
        let directory = try TemporaryDirectory()
        let store = try GraphStore.open(directory.path, .init(durability: .temporary))
        var random = QuadGenerator(seed: 99)
        let quads = Set((0..<1_500).map { _ in random.quad() })
        try store.write { for quad in quads { try $0.insert(quad) } }
        try store.read { snapshot in
            for quad in quads.prefix(3) {
                let subject = try #require(try snapshot.id(of: quad.subject))
                let predicate = try #require(try snapshot.id(of: .iri(quad.predicate)))
                let object = try #require(try snapshot.id(of: quad.object))
                let graph = try quad.graph.map { try #require(try snapshot.id(of: $0)) } ?? .defaultGraph
                for bits in 0..<24 {
                    let filter: GraphFilter = bits & 24 == 0 ? .any : bits & 8 == 0 ? .named : .one(graph)
                    let pattern = QuadPattern(
                        subject: bits & 1 == 0 ? nil : subject, predicate: bits & 2 == 0 ? nil : predicate,
                        object: bits & 4 == 0 ? nil : object, graph: filter)
                    let expected = quads.filter {
                        (pattern.subject == nil || $0.subject == quad.subject)
                            && (pattern.predicate == nil || $0.predicate == quad.predicate)
                            && (pattern.object == nil || $0.object == quad.object)
                            && (filter == .any || (filter == .named ? $0.graph != nil : $0.graph == quad.graph))
                    }.count
                    for order in IndexOrder.allCases where order != .gspo || isNamedOnly(filter) {
                        #expect(try snapshot.count(pattern, order: order) == expected)
                        var scan = try snapshot.scan(pattern, order: order)
                        var batch = QuadBatch()
                        var count = 0
                        while try scan.next(into: &batch) { count += batch.count }
                        #expect(count == expected)
                    }
                }
            }
        }
    }

    private func isNamedOnly(_ filter: GraphFilter) -> Bool {
        switch filter {
        case .any: false
        case .named: true
        case .one(let id): id != .defaultGraph
        }
    }

    @Test("a reader keeps its view while a writer commits")
    func snapshots() throws {
        let directory = try TemporaryDirectory()
        let store = try GraphStore.open(directory.path, .init(durability: .temporary))
        var random = QuadGenerator(seed: 3)
        let first = random.quad()
        try store.write { try $0.insert(first) }
        let before = try store.snapshot()
        try store.write { try $0.dropAll() }
        #expect(try before.quads() == [first])
        #expect(try store.read { try $0.count() } == 0)
    }

    @Test("readers beside a writer see whole commits, one after the other")
    func concurrentReaders() async throws {
        let directory = try TemporaryDirectory()
        let store = try GraphStore.open(directory.path, .init(durability: .temporary))
        let name = Term.iri(IRI("urn:graph"))
        let predicate = IRI("urn:commit")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var last = -1
                    while last < 60 {
                        let triples = try store.read { try $0.graph(name) }.triples
                        let commits = Set(triples.compactMap { $0.object.literal.flatMap { Int($0.lexicalForm) } })
                        #expect(commits.count <= 1)
                        #expect(triples.isEmpty || triples.count == 100)
                        guard let commit = commits.first else { continue }
                        #expect(commit >= last)
                        last = commit
                    }
                }
            }
            for commit in 0...60 {
                try store.write { transaction in
                    let triples = (0..<100).map {
                        Triple(.iri(IRI("urn:s\($0 &* (commit + 7))")), predicate, .literal(Literal(commit)))
                    }
                    try transaction.replace(graph: name, with: triples)
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("a scan jumps ahead to a value, and ranges of inline values are ranges of numbers")
    func ranges() throws {
        let directory = try TemporaryDirectory()
        let store = try GraphStore.open(directory.path, .init(durability: .temporary))
        let value = IRI("urn:value")
        try store.write { transaction in
            for number in -2_000..<2_000 {
                try transaction.insert(Quad(.iri(IRI("urn:s\(number)")), value, .literal(Literal(number))))
            }
        }
        try store.read { snapshot in
            let predicate = try #require(try snapshot.id(of: .iri(value)))
            let low = try #require(try snapshot.id(of: .literal(Literal(-10))))
            let high = try #require(try snapshot.id(of: .literal(Literal(25))))
            let pattern = QuadPattern(predicate: predicate)
            #expect(try snapshot.count(pattern, order: .pos, range: low...high) == 36)
            var scan = try snapshot.scan(pattern, order: .pos, range: low...TermID.Kind.integer.range.upperBound)
            var batch = QuadBatch()
            scan.skip(to: high)
            #expect(try scan.next(into: &batch))
            #expect(try snapshot.term(of: batch[.object][0]) == .literal(Literal(25)))
        }
    }
}
