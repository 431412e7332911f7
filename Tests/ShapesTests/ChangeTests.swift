import Primitives
import RDF
import Shapes
import Testing

@Suite("Changes")
struct ChangeTests {
    private static let shapes = """
        ex:Patient a rdfs:Class , sh:NodeShape ;
            sh:property [ sh:path ex:name ; sh:minCount 1 ; sh:maxCount 1 ] ,
                [ sh:path ( ex:has ex:value ) ; sh:minInclusive 0 ] ,
                [ sh:path [ sh:inversePath ex:of ] ; sh:node [ sh:property [ sh:path ex:signed ; sh:minCount 1 ] ] ] ,
                [ sh:path [ sh:zeroOrMorePath ex:kin ] ; sh:class ex:Patient ] .
        ex:closed sh:targetSubjectsOf ex:code ; sh:closed true ; sh:property [ sh:path ex:code ; sh:disjoint ex:old ] .
        ex:used sh:targetObjectsOf ex:has ; sh:property [ sh:path ex:value ; sh:qualifiedValueShape [ sh:datatype xsd:integer ] ; sh:qualifiedMinCount 1 ] .
        """

    /// Draws one of the triples that the shapes look at.
    private static func draw(_ random: inout SplitMix64) -> Triple {
        func node(_ random: inout SplitMix64) -> String { "n\(Int.random(in: 0..<12, using: &random))" }
        let subject = node(&random)
        switch Int.random(in: 0..<11, using: &random) {
        case 0: return isA(subject, ["Patient", "Child"].randomElement(using: &random) ?? "Patient")
        case 1: return triple(subject, "name", .string(subject))
        case 2: return triple(subject, "has", example(node(&random)))
        case 3: return triple(subject, "value", .literal(Literal(Int.random(in: -2..<4, using: &random))))
        case 4: return triple(subject, "of", example(node(&random)))
        case 5: return triple(subject, "signed", .literal(Literal(true)))
        case 6: return triple(subject, "kin", example(node(&random)))
        case 7: return triple(subject, "code", example(node(&random)))
        case 8: return triple(subject, "old", example(node(&random)))
        case 9: return triple(subject, "value", .string("high"))
        default: return Triple(example("Child"), Vocabulary.RDFS.subClassOf, example("Patient"))
        }
    }

    @Test("after any change the report is that of a validation from scratch", arguments: 0..<20 as Range<UInt64>)
    func model(seed: UInt64) throws {
        let shapes = try ShapesGraph(graph(Self.shapes))
        var random = SplitMix64(seed: seed)
        var triples = Set((0..<60).map { _ in Self.draw(&random) })
        var validator = Validator(shapes, data: Graph(triples.sorted()))
        _ = validator.validate()
        for _ in 0..<40 {
            let removed = (0..<2).compactMap { _ in triples.randomElement(using: &random) }
            let added = (0..<2).map { _ in Self.draw(&random) }
            triples.subtract(removed)
            triples.formUnion(added)
            validator.update(inserting: added, removing: removed)
            var fresh = Validator(shapes, data: Graph(triples.sorted()))
            #expect(failures(validator.report()) == failures(fresh.validate()), "seed \(seed)")
        }
    }

    @Test("a change validates only the focus nodes that it can reach")
    func locality() throws {
        var data = Graph()
        for number in 0..<1000 {
            data.insert(isA("p\(number)", "Patient"))
            data.insert(triple("p\(number)", "name", .string("x")))
            data.insert(triple("p\(number)", "has", example("m\(number % 10)")))
        }
        var validator = Validator(try ShapesGraph(graph(Self.shapes)), data: data)
        #expect(validator.validate().results.count == 10)
        #expect(validator.checkedCount == 1010)
        let second = validator.update(inserting: [triple("p5", "name", .string("y"))])
        #expect(validator.checkedCount == 1)
        #expect(second.results.count == 1)
        #expect(validator.report().results.count == 11)
        _ = validator.update(inserting: [triple("m3", "value", .literal(Literal(-1)))])
        #expect(validator.checkedCount == 101)
        _ = validator.update(inserting: [triple("p5", "note", .string("nothing asks for this"))])
        #expect(validator.checkedCount == 0)
    }

    @Test("deep lists of edges keep their order through growth and removal")
    func manyEdges() throws {
        let shapes = try ShapesGraph(
            graph("ex:s sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:maxCount 0 ] ; sh:closed true ."))
        var validator = Validator(shapes, data: Graph())
        _ = validator.validate()
        let all = (0..<200).map { triple("a", $0 % 2 == 0 ? "p" : "q", example("v\($0 * 7919 % 200)")) }
        #expect(validator.update(inserting: all).results.count == 101)
        #expect(validator.update(removing: all.prefix(198)).results.count == 2)
        #expect(validator.update(removing: all).results.isEmpty)
        #expect(validator.data.count == 0)
    }
}
