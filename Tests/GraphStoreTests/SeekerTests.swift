import GraphStore
import Primitives
import RDF
import Testing

@Suite("Many look-ups in one index")
struct SeekerTests {
    private static func iri(_ name: String) -> IRI { IRI("http://example.org/\(name)") }

    /// Three predicates; of the middle one the objects have from none to many subjects, in two graphs.
    private static func store(_ directory: String, _ random: inout SplitMix64) throws -> GraphStore {
        let store = try GraphStore.open(directory, .init(durability: .temporary))
        try store.write { transaction in
            for number in 0..<300 {
                for predicate in ["a", "z"] {
                    try transaction.insert(
                        Quad(.iri(iri("s\(number)")), iri(predicate), .iri(iri("o\(number)"))))
                }
            }
            for object in 0..<400 {
                let subjects = [0, 1, 1, 2, 5, 900][Int.random(in: 0..<6, using: &random)]
                for _ in 0..<(object % 37 == 0 ? subjects : min(subjects, 5)) {
                    let subject = Term.iri(iri("s\(Int.random(in: 0..<5_000, using: &random))"))
                    let graph = Bool.random(using: &random) ? nil : Term.iri(iri("g"))
                    try transaction.insert(Quad(subject, iri("m"), .iri(iri("o\(object)")), graph: graph))
                }
            }
        }
        return store
    }

    /// What `isSweep` finds in pieces of `limit`, as pairs of row and value.
    private static func matches(
        _ seeker: QuadSeeker, _ predicate: TermID, _ keys: [TermID], limit: Int, graph: TermID?, isFirstOnly: Bool,
        isSweep: Bool
    ) throws -> [[UInt64]] {
        var (row, found) = (0, [[UInt64]]())
        while row < keys.count {
            var (rows, values) = ([Int](), [TermID]())
            if isSweep {
                try seeker.sweep(
                    predicate, keys, from: &row, limit: limit, graph: graph, isFirstOnly: isFirstOnly, rows: &rows,
                    values: &values)
            } else {
                try seeker.match(
                    predicate, keys, from: &row, limit: limit, graph: graph, isFirstOnly: isFirstOnly, rows: &rows,
                    values: &values)
            }
            found += zip(rows, values).map { [UInt64($0), $1.raw] }
        }
        return found
    }

    @Test(
        "terms of many ids are those of each by itself, however far apart", arguments: [1, 2, 15, 16, 17, 40, 97, 300])
    func terms(step: Int) throws {
        var random = SplitMix64(seed: 5)
        let directory = try TemporaryDirectory()
        let store = try Self.store(directory.path, &random)
        try store.read { snapshot in
            var ids: [TermID] = []
            for number in 0..<5_000 {
                if let id = try snapshot.id(of: .iri(Self.iri("s\(number)"))) { ids.append(id) }
            }
            ids.sort()
            // From some id on upwards, twice each, and back to the first.
            ids = stride(from: step % 7, to: ids.count, by: step).flatMap { [ids[$0], ids[$0]] } + [ids[0]]
            var found: [Term?] = []
            try snapshot.appendTerms(of: ids, to: &found)
            for (id, term) in zip(ids, found) { #expect(try snapshot.term(of: id) == term) }
            #expect(found.count == ids.count)
        }
    }

    @Test("a sweep finds what single look-ups find", arguments: 1...12 as ClosedRange<UInt64>)
    func sweeps(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let directory = try TemporaryDirectory()
        let store = try Self.store(directory.path, &random)
        try store.read { snapshot in
            let seeker = try snapshot.seeker(.pos)
            let other = try snapshot.seeker(.pos)
            for name in ["a", "m", "z"] {
                guard let predicate = try snapshot.id(of: .iri(Self.iri(name))) else { continue }
                var keys: [TermID] = []
                for number in 0..<400 {
                    guard let id = try snapshot.id(of: .iri(Self.iri("o\(number)"))) else { continue }
                    for _ in 0..<[0, 1, 1, 3][Int.random(in: 0..<4, using: &random)] { keys.append(id) }
                }
                // Ids between and beyond those of the store.
                keys += [TermID(raw: 1), TermID(raw: .max - 1)]
                keys.sort()
                let named = try snapshot.id(of: .iri(Self.iri("g")))
                for graph in [nil, TermID.defaultGraph, named] {
                    for limit in [1, 7, 10_000] {
                        for isFirstOnly in [false, true] {
                            let swept = try Self.matches(
                                seeker, predicate, keys, limit: limit, graph: graph, isFirstOnly: isFirstOnly,
                                isSweep: true)
                            let expected = try Self.matches(
                                other, predicate, keys, limit: limit, graph: graph, isFirstOnly: isFirstOnly,
                                isSweep: false)
                            #expect(swept == expected)
                        }
                    }
                }
            }
        }
    }

    @Test("the start of the last quads of a range is the one that counting from its end gives")
    func lastQuads() throws {
        var random = SplitMix64(seed: 7)
        let directory = try TemporaryDirectory()
        let store = try Self.store(directory.path, &random)
        try store.read { snapshot in
            let seeker = try snapshot.seeker(.pos)
            guard let predicate = try snapshot.id(of: .iri(Self.iri("m"))) else { return }
            var objects: [TermID] = []
            try seeker.seek(predicate)
            while let rows = try seeker.next() { objects += seeker.block.column(1)[rows] }
            #expect(objects.count > 1_000)
            for upper in [TermID(raw: .max), objects[objects.count / 2], objects[0], TermID(raw: 1)] {
                let below = objects.filter { $0 <= upper }
                for count in [1, 2, 10, 700, 5_000] {
                    let expected = below.isEmpty ? nil : below[max(0, below.count - count)]
                    #expect(try seeker.start(ofLast: count, predicate, through: upper) == expected)
                }
            }
        }
    }
}
