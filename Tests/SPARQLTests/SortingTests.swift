import GraphStore
import Primitives
import RDF
import SPARQL
import SPARQLSyntax
import Testing

@Suite("The first rows of an order are those that the whole order begins with")
struct SortingTests {
    private enum Values: String, CaseIterable {
        case numbers, dates, moments, texts, mixed
    }

    private static func value(_ values: Values, _ random: inout SplitMix64) -> Term {
        func pick(_ range: Range<Int>) -> Int { Int.random(in: range, using: &random) }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let zone = ["", "Z", "+08:00", "-05:30"][pick(0..<4)]
        switch values {
        case .numbers:
            let number = pick(-300..<300)
            return pick(0..<2) == 0
                ? .literal(Literal("\(number)", datatype: Vocabulary.XSD.integer))
                : .literal(Literal("\(number).5\(pick(0..<2) == 0 ? "0" : "")", datatype: Vocabulary.XSD.decimal))
        case .dates:
            let text = "19\(two(pick(0..<100)))-\(two(pick(1..<13)))-\(two(pick(1..<28)))\(zone)"
            return .literal(Literal(text, datatype: Vocabulary.XSD.date))
        case .moments:
            let text = "2020-02-\(two(pick(1..<29)))T\(two(pick(0..<24))):00:00\(pick(0..<2) == 0 ? ".25" : "")\(zone)"
            return .literal(Literal(text, datatype: Vocabulary.XSD.dateTime))
        case .texts: return .string("text \(pick(0..<900))")
        case .mixed:
            switch pick(0..<8) {
            case 0: return .iri(IRI("http://example.org/\(pick(0..<50))"))
            case 1: return .literal(Literal("\(pick(0..<9))e\(pick(0..<20))", datatype: Vocabulary.XSD.double))
            case 2: return .literal(Literal("标签\(pick(0..<50))", language: "zh"))
            case 3: return .literal(Literal(pick(0..<2) == 0))
            default: return value([.numbers, .dates, .moments, .texts][pick(0..<4)], &random)
            }
        }
    }

    /// Subjects with a value, a group of a few, and now and then a note.
    private static func store(_ values: Values, _ random: inout SplitMix64) throws -> TemporaryStore {
        var quads: [Quad] = []
        for number in 0..<2_600 {
            let subject = Term.iri(IRI("http://example.org/s\(number)"))
            let object = Self.value(values, &random)
            quads.append(Quad(subject, IRI("http://example.org/value"), object))
            quads.append(Quad(subject, IRI("http://example.org/group"), .string("group \(number % 7)")))
            if number % 3 == 0 { quads.append(Quad(subject, IRI("http://example.org/note"), .string("\(number)"))) }
        }
        return try TemporaryStore(quads)
    }

    private func rows(_ store: TemporaryStore, _ text: String) throws -> [[Term?]] {
        try SPARQLEngine(store.store).select(try SPARQLParser.parseQuery(text)).rows
    }

    @Test("with one condition and with several, ascending and descending, with OFFSET", arguments: Values.allCases)
    private func firstRows(values: Values) throws {
        var random = SplitMix64(seed: 11)
        let store = try Self.store(values, &random)
        let orders = ["?v", "DESC(?v)", "?g DESC(?v)", "?n DESC(?v)", "STR(?v) ?s"]
        for order in orders {
            let query = """
                PREFIX : <http://example.org/>
                SELECT ?v ?g ?n ?s { ?s :value ?v ; :group ?g OPTIONAL { ?s :note ?n } } ORDER BY \(order)
                """
            let all = try rows(store, query)
            for (limit, offset) in [(1, 0), (10, 0), (40, 1_000), (1_100, 0), (100, 2_550)] {
                let some = try rows(store, "\(query) LIMIT \(limit) OFFSET \(offset)")
                #expect(some == Array(all[offset..<min(all.count, offset + limit)]), "\(order) \(limit) \(offset)")
            }
        }
    }

    @Test(
        "values in the ids and the same values as terms have one order", arguments: [Values.numbers, .dates, .moments])
    private func inline(values: Values) throws {
        var random = SplitMix64(seed: 12)
        let store = try Self.store(values, &random)
        let query = "PREFIX : <http://example.org/> SELECT ?v { ?s :value ?v } ORDER BY ?v"
        let inline = try rows(store, query)
        // A single value that no id holds makes keys of all.
        let other = Term.iri(IRI("http://example.org/other"))
        try store.store.write { try $0.insert(Quad(other, IRI("http://example.org/value"), other)) }
        let keys = try rows(store, query).filter { $0[0] != other }
        let numbers = try inline.map { try #require($0[0]?.literal) }
        #expect(inline.count == keys.count)
        // Equal values may stand in any order.
        for (left, right) in zip(numbers, try keys.map { try #require($0[0]?.literal) }) where left != right {
            let question = "ASK { FILTER(\(left.description) = \(right.description)) }"
            let areEqual = try SPARQLEngine(store.store).ask(try SPARQLParser.parseQuery(question))
            #expect(areEqual, "\(left) stands where \(right) does")
        }
    }
}
