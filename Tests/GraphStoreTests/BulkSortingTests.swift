import Foundation
import Primitives
import RDF
import Testing

@testable import GraphStore

@Suite("Sorting of a bulk load")
struct BulkSortingTests {
    private func tuples(_ count: Int, _ random: inout SplitMix64) -> [PackedTuple] {
        // Columns of few and many different numbers, near 0 and far from it.
        (0..<count).map { _ in
            let word = random.next()
            return PackedTuple(
                SIMD4(
                    UInt32(word & 0xF) + 4_000_000_000, UInt32(word >> 8 & 3), UInt32(word >> 16 & 0xF_FFFF),
                    UInt32(truncatingIfNeeded: word >> 40)))
        }
    }

    /// The standard library's sort is stable too.
    private func model(_ tuples: [PackedTuple], by columns: [Int]) -> [PackedTuple] {
        columns.reversed().reduce(tuples) { tuples, column in
            tuples.sorted { $0.words[column] < $1.words[column] }
        }
    }

    @Test("packed tuples are sorted as the standard library does", arguments: [0, 1, 2, 40, 700, 20_000])
    func packedSorter(count: Int) {
        var random = SplitMix64(seed: UInt64(count))
        let tuples = tuples(count, &random)
        for column in 0..<4 {
            var sorter = PackedSorter(tuples)
            sorter.sort(by: column)
            #expect(sorter.tuples == model(tuples, by: [column]))
            // Sorted already: nothing moves.
            sorter.sort(by: column)
            #expect(sorter.tuples == model(tuples, by: [column]))
            for inner in 0..<4 {
                sorter = PackedSorter(model(tuples, by: [column]))
                sorter.sort(by: inner, within: column)
                #expect(sorter.tuples == model(tuples, by: [column, inner]))
            }
        }
        var sorter = PackedSorter(model(tuples, by: [0]))
        sorter.sortWithinFirst()
        #expect(sorter.tuples == tuples.sorted())
    }

    @Test("of equal tuples one is left", arguments: [0, 1, 3, 1_000])
    func repeated(count: Int) {
        var random = SplitMix64(seed: 3)
        let tuples = tuples(count, &random).flatMap { tuple in Array(repeating: tuple, count: Int(random.next() % 4)) }
        var sorter = PackedSorter(tuples.sorted())
        sorter.removeRepeated()
        #expect(sorter.tuples == Set(tuples).sorted())
    }

    @Test("the ids of batches are numbered in their order, each once", arguments: [0, 1, 2, 7])
    func union(count: Int) {
        var random = SplitMix64(seed: 8)
        let batches = (0..<count).map { batch -> [UInt64] in
            let size = batch == 1 ? 0 : Int(random.next() % 500)
            return Set((0..<size).map { _ in random.next() % 1_000 + 1 }).sorted()
        }
        let union = IDUnion(batches)
        #expect(union.ids == [0] + Set(batches.joined()).sorted())
        for (batch, numbers) in zip(batches, union.numbers) {
            #expect(numbers.map { union.ids[Int($0)] } == [0] + batch)
        }
    }

    @Test("every index gets the statements of all batches in its order, each once", arguments: [1, 3])
    func orders(batchCount: Int) throws {
        let directory = try TemporaryDirectory()
        let file = try TemporaryFile(in: directory.path)
        var random = SplitMix64(seed: 99)
        var runs: [BatchRun] = []
        var tables: [[UInt64]] = []
        var expected: Set<IDTuple> = []
        for _ in 0..<batchCount {
            var changes = ChangeSet()
            for _ in 0..<2_000 {
                func node(_ count: UInt64) -> Term { .iri(IRI("urn:\(random.next() % count)")) }
                let object: Term =
                    random.next() % 2 == 0
                    ? node(300) : .literal(Literal("\(Int(random.next() % 50) - 25)", datatype: Vocabulary.XSD.integer))
                let graph = random.next() % 3 == 0 ? node(4) : nil
                changes.append(Quad(node(40), IRI("urn:\(random.next() % 6)"), object, graph: graph), isInsert: true)
            }
            let run = try changes.spill(to: file)
            // As if every term of every batch were another one, and all of them IRIs.
            let first = UInt64(runs.reduce(0) { $0 + $1.termCount })
            let terms = (0..<UInt64(run.termCount)).map { TermID(.iri, first + $0).raw }
            let table = try [0] + terms + file.numbers(run.inlineIDs)
            let reader = SpillReader(file, run.statements, bufferBytes: 1 << 14)
            while !reader.isAtEnd {
                let words = try reader.packedTuple().words
                expected.insert(
                    IDTuple(
                        first: table[Int(words[0])], second: table[Int(words[1])], third: table[Int(words[2])],
                        fourth: table[Int(words[3])]))
            }
            #expect(run.statementCount == 2_000)
            #expect(table == table.sorted())
            runs.append(run)
            tables.append(Array(table.dropFirst()))
        }
        var indexes = IndexRuns(in: directory.path, MemoryBudget(bytes: 1 << 20))
        try indexes.add(runs[...], tables)
        try indexes.forEachOrder { order, source in
            var (source, found) = (source, [IDTuple]())
            while let tuple = source.next() { found.append(tuple) }
            let quads = order == .gspo ? expected.filter { $0.fourth != TermID.defaultGraph.raw } : expected
            #expect(found == quads.map { order.arrange($0) }.sorted(), "\(order)")
        }
    }
}
