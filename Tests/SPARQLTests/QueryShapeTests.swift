import SPARQL
import SPARQLSyntax
import Testing

/// Shapes of queries that planners are known to stumble over: each has an order of joins that reads what it needs and
/// another that reads a whole predicate, or does so once for each solution. What counts is what the operators of the
/// plan did, never the clock. Some of the shapes stand in github.com/oxigraph/oxigraph/issues/885, 926, 1883, 1884, 1894
/// and 1951 and in its pull request 1733.
@Suite("Shapes of queries that lead planners astray are planned well")
struct QueryShapeTests {
    private static let count = 1_000

    /// Customers with orders, tasks that were run for items, diagnoses above one another: a thousand of each.
    private static let turtle: String = {
        var text = "PREFIX : <http://example.org/>\n"
        for number in 0..<count {
            text += ":customer\(number) a :Customer ; :name \"\(number)\" ; :livesIn :town\(number % 10) .\n"
            text += ":order\(number) a :Order ; :customer :customer\(number) ; :total \(number) .\n"
            text += ":order\(number) :sentTo :town\(number % 10) .\n"
            text += ":run\(number) :task :task\(number % 3) ; :item :item\(number) .\n"
            text += ":visit\(number) :finds :code\(number) . :code\(number) :partOf :group\(number) .\n"
            text += ":note\(number) :about :group\(number) ; :writtenAt :visit\(number) .\n"
        }
        // What few subjects have.
        text += ":customer7 :isWatched true . :customer8 :isWatched true . :visit7 :isUrgent true .\n"
        return text
    }()

    private let store: TemporaryStore

    init() throws { store = try TemporaryStore(turtle: Self.turtle) }

    /// The solutions of a query, and all rows that its operators handed on and all quads that its paths read.
    private func effort(_ query: String) throws -> (rows: Int, work: Int) {
        let parsed = try SPARQLParser.parseQuery("PREFIX : <http://example.org/>\n" + query)
        let plan = try SPARQLEngine(store.store).explain(parsed, isRun: true)
        var found: [Int] = []
        var read = 0
        for line in plan.split(separator: "\n") {
            let parts = line.split(separator: " ")
            for (place, part) in parts.enumerated().dropFirst() {
                if part == "found" { found.append(Int(parts[place - 1]) ?? 0) }
                if part == "quads" { read += Int(parts[place - 1]) ?? 0 }
            }
        }
        #expect(!found.isEmpty)
        return (found.first ?? 0, found.reduce(0, +) + read)
    }

    /// Expects so many solutions, for which no predicate was read as a whole.
    private func expectFew(_ rows: Int, _ query: String) throws {
        let effort = try effort(query)
        #expect(effort.rows == rows, "\(query)")
        #expect(effort.work <= 100, "no predicate may be read as a whole by \(query)")
    }

    // MARK: Few solutions cost little

    @Test("inline data with a variable of little use and one of much use is looked up by the one of much use")
    func inlineData() throws {
        try expectFew(1, "SELECT * { VALUES (?item ?task) { (:item5 :task2) } ?run :task ?task . ?run :item ?item }")
        try expectFew(1, "SELECT * { ?run :task ?task . ?run :item ?item VALUES (?item ?task) { (:item5 :task2) } }")
    }

    @Test("bound values flow into the group of an OPTIONAL, also through a filter or groups of its own")
    func optionalGroups() throws {
        try expectFew(2, "SELECT * { ?c :isWatched true OPTIONAL { ?o a :Order . ?o :customer ?c . ?o :total ?t } }")
        try expectFew(2, "SELECT * { ?c :isWatched true OPTIONAL { ?o a :Order . ?o :customer ?c FILTER(?c != :x) } }")
        try expectFew(2, "SELECT * { ?c :isWatched true OPTIONAL { { ?o a :Order } { ?o :customer ?c } } }")
    }

    @Test("bound values flow into an OPTIONAL below GROUP BY")
    func optionalUnderGrouping() throws {
        try expectFew(
            2, "SELECT ?c (COUNT(?o) AS ?n) { ?c :isWatched true OPTIONAL { ?o a :Order ; :customer ?c } } GROUP BY ?c")
    }

    @Test("a selective pattern behind several OPTIONALs is joined before them")
    func requiredBehindOptional() throws {
        try expectFew(
            2,
            """
            SELECT * { ?c a :Customer OPTIONAL { ?c :name ?n } OPTIONAL { ?c :livesIn ?t }
            OPTIONAL { ?o :customer ?c } ?c :isWatched true }
            """)
    }

    @Test("bound values flow into the branches of a UNION that have joins and BINDs of their own")
    func unionWithBind() throws {
        try expectFew(
            4,
            """
            SELECT ?c ?x { ?c :isWatched true
            { ?o a :Order . ?o :customer ?c . BIND(?o AS ?x) } UNION { ?c :livesIn ?t . ?c a :Customer . BIND(?t AS ?x) } }
            """)
    }

    @Test("bound values flow past the first pattern of a UNION's branch that has none of them")
    func unionFromItsOtherEnd() throws {
        try expectFew(4, "SELECT * { ?c :isWatched true { ?o :total ?t . ?o :customer ?c } UNION { ?c :name ?n } }")
    }

    @Test("bound values flow into a group with a filter of its own")
    func filteredGroup() throws {
        try expectFew(2, "SELECT * { ?c :isWatched true { ?o :total ?t . ?o :customer ?c FILTER(?t >= 0) } }")
    }

    @Test("bound values flow into EXISTS and NOT EXISTS with joins inside")
    func exists() throws {
        try expectFew(
            1, "SELECT * { ?c :isWatched true FILTER NOT EXISTS { ?o a :Order . ?o :customer ?c . ?o :total 7 } }")
        try expectFew(2, "SELECT * { ?c :isWatched true FILTER EXISTS { ?o :total ?t . ?o :customer ?c } }")
    }

    @Test("a path is walked from its bound end through steps that need not be taken")
    func paths() throws {
        try expectFew(1, "SELECT * { ?v :isUrgent true . ?n :writtenAt ?v . ?v :finds/:partOf?/^:about ?n }")
        try expectFew(1, "SELECT * { ?n :writtenAt ?v . ?v :finds/:partOf?/^:about ?n . ?v :isUrgent true }")
        try expectFew(1, "SELECT * { ?v :isUrgent true . ?v :finds/:partOf*/^:about ?n }")
    }

    @Test("a path whose end is inline data is walked backwards")
    func pathFromItsEnd() throws {
        try expectFew(1, "SELECT * { VALUES ?n { :note7 } ?v :finds/:partOf?/^:about ?n }")
    }

    @Test("a predicate that is known from inline data alone is looked up")
    func boundPredicate() throws {
        try expectFew(
            2, "SELECT * { VALUES ?p { :isWatched } ?c ?p ?value . ?c :name ?n OPTIONAL { ?c :livesIn ?t } }")
    }

    @Test("FILTER equality on what is required is used as a look-up before the OPTIONALs that it stands behind")
    func filterEquality() throws {
        try expectFew(
            1, "SELECT * { ?o :total ?t OPTIONAL { ?o :customer ?c OPTIONAL { ?c :name ?n } } FILTER(?t = 7) }")
    }

    @Test("a cycle is followed from the one of its variables that is known")
    func cycles() throws {
        try expectFew(1, "SELECT * { VALUES ?o { :order7 } ?o :customer ?c . ?c :livesIn ?t . ?o :sentTo ?t }")
        try expectFew(
            2,
            "SELECT * { ?o :customer ?c . ?c :livesIn ?t . ?o :sentTo ?t . { SELECT ?c { ?c :isWatched true } } }")
    }

    @Test("a selective sub-select between two patterns is what both are looked up by")
    func subSelects() throws {
        try expectFew(2, "SELECT * { ?o :customer ?c { SELECT ?c { ?c :isWatched true } } ?o :total ?t }")
    }

    // MARK: What every solution needs is read once, not once for each solution

    /// Expects a solution for each customer or so, and work that grows with the data instead of its square.
    private func expectMany(_ query: String) throws {
        let effort = try effort(query)
        #expect((Self.count...Self.count + 2).contains(effort.rows), "\(query)")
        #expect(effort.work <= 12 * Self.count, "the work of \(query) must grow with the data")
    }

    @Test("the group of an OPTIONAL is read once for a thousand solutions, also below GROUP BY")
    func optionalOfMany() throws {
        try expectMany("SELECT * { ?c a :Customer OPTIONAL { ?o a :Order . ?o :customer ?c } }")
        try expectMany(
            "SELECT ?c (COUNT(?o) AS ?n) { ?c a :Customer OPTIONAL { ?o a :Order ; :customer ?c } } GROUP BY ?c")
    }

    @Test("the branches of a UNION and a filtered group are read once for a thousand solutions")
    func groupsOfMany() throws {
        try expectMany("SELECT * { ?c a :Customer . { ?o :total ?t . ?o :customer ?c } UNION { ?c :isWatched ?w } }")
        try expectMany("SELECT * { ?c a :Customer . { ?o :total ?t . ?o :customer ?c FILTER(?t >= 0) } }")
    }

    @Test("what EXISTS and MINUS look for is read once for a thousand solutions")
    func existsOfMany() throws {
        try expectMany("SELECT * { ?c a :Customer FILTER EXISTS { ?o a :Order . ?o :customer ?c } }")
        try expectMany("SELECT * { ?c a :Customer . ?c :name ?n MINUS { ?o :customer ?c . ?o :total -1 } }")
    }

    @Test("a path between a thousand pairs of bound ends is walked step by step, once")
    func pathsOfMany() throws {
        try expectMany("SELECT * { ?n :writtenAt ?v . ?v :finds/:partOf?/^:about ?n }")
    }
}
