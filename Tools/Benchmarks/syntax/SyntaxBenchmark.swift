// How fast SPARQL is read: `Tools/bench syntax [NAME]`.
//
// Each text is parsed to algebra again and again on one thread; the figure is the least processor time per text over
// 20 rounds. The floor is a pass over the same bytes that only counts words.
import Glibc
import SPARQLSyntax

@main
struct SyntaxBenchmark {
    static func main() throws {
        let wanted = CommandLine.arguments.dropFirst().first
        print("text             bytes       time      MB/s    floor")
        for (name, text) in queries where wanted == nil || wanted == name {
            try report(name, text) { try SPARQLParser.parseQuery(text).pattern.isUnit ? 0 : 1 }
        }
        if wanted == nil || wanted == "insert" {
            let text = insertion(triples: 1_000)
            try report("insert", text) { try SPARQLParser.parseUpdate(text).operations.count }
        }
    }

    private static func report(_ name: String, _ text: String, _ parse: () throws -> Int) throws {
        let size = text.utf8.count
        let turns = max(1, 1_000_000 / size)
        let seconds = try least(turns, parse)
        let floor = try least(turns) { words(in: text) }
        print(
            name.padded(16), "\(size)".leading(5), "\(Int(seconds * 1e9)) ns".leading(11),
            "\(Int(Double(size) / seconds / 1e6))".leading(8), "\(Int(floor * 1e9)) ns".leading(10))
    }

    /// The least processor time of one turn over 20 rounds, in seconds.
    private static func least(_ turns: Int, _ body: () throws -> Int) throws -> Double {
        var best = Double.infinity
        var checksum = 0
        for _ in 0..<20 {
            let began = processorSeconds()
            for _ in 0..<turns { checksum &+= try body() }
            best = min(best, (processorSeconds() - began) / Double(turns))
        }
        precondition(checksum != Int.min)
        return best
    }

    private static func words(in text: String) -> Int {
        var count = 0
        var isInWord = false
        for byte in text.utf8 {
            let isLetter = byte > 0x20
            if isLetter && !isInWord { count += 1 }
            isInWord = isLetter
        }
        return count
    }

    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

extension String {
    fileprivate func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
    fileprivate func leading(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}

private let prologue = """
    PREFIX m: <https://w3id.org/meridian/ns#>
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
    PREFIX dcterms: <http://purl.org/dc/terms/>

    """

private let queries: [(name: String, text: String)] = [
    (
        "lookup",
        "SELECT ?label { <http://snomed.info/id/38341003> <http://www.w3.org/2004/02/skos/core#prefLabel> ?label }"
    ),
    (
        "typical",
        prologue + """
            SELECT DISTINCT ?drug ?label ?reason WHERE {
              ?rule a m:Interaction ; m:involves ?drug , ?other ; m:severity ?severity .
              ?drug skos:prefLabel ?label .
              OPTIONAL { ?rule dcterms:source ?reason }
              FILTER (?drug != ?other && lang(?label) = "en" && ?severity >= 3)
            }
            ORDER BY DESC(?severity) ?label LIMIT 20
            """
    ),
    (
        "aggregates",
        prologue + """
            SELECT ?class (COUNT(DISTINCT ?drug) AS ?drugs) (AVG(?dose) AS ?mean) WHERE {
              ?drug skos:broader+ ?class ; m:dose ?dose .
              MINUS { ?drug m:retired true }
              BIND (STRLEN(STR(?class)) AS ?length)
            }
            GROUP BY ?class HAVING (COUNT(DISTINCT ?drug) > 2) ORDER BY DESC(?drugs)
            """
    ),
    (
        "page",
        prologue + "SELECT * WHERE {\n"
            + (0..<20).map {
                "  { ?s\($0) skos:broader ?o\($0) ; m:p\($0) \"高血压\"@zh , \($0).5 } UNION { ?o\($0) m:q/m:r ?s\($0) }\n"
            }
            .joined() + "}"
    ),
    (
        "values",
        prologue + "SELECT ?l { VALUES (?c ?n) {"
            + (0..<1_000).map { "(<http://snomed.info/id/\(38_341_003 + $0)> \($0))\n" }.joined()
            + "} ?c skos:prefLabel ?l }"
    ),
]

private func insertion(triples: Int) -> String {
    prologue + "INSERT DATA { GRAPH m:g {\n"
        + (0..<triples).map { "m:c\($0) skos:prefLabel \"concept \($0)\"@en ; skos:broader m:c\($0 / 10) .\n" }.joined()
        + "} }"
}
