// The queries of `Tools/bench store`, each from its text to the last decoded term, and once more under COUNT(*), which
// shows the joins without the terms. No text is asked twice, so that each is parsed and planned; what asking again costs
// is measured apart.
import GraphStore
import Primitives
import RDF
import SPARQL
import SPARQLSyntax

/// Queries that belong together: one, or many of a kind that are measured as their average.
struct QueryGroup {
    let name: String
    var texts: [String]

    /// Reads lines of name and query with a tab between; lines of one name are a group.
    static func read(file: String) throws -> [QueryGroup] {
        var source = try FileSource(path: file)
        var bytes: [UInt8] = []
        while try source.read(1 << 16, into: &bytes) {}
        let text = String(decoding: bytes, as: UTF8.self)
        var groups: [QueryGroup] = []
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "\t", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            if groups.last?.name == parts[0] {
                groups[groups.count - 1].texts.append(parts[1])
            } else {
                groups.append(QueryGroup(name: parts[0], texts: [parts[1]]))
            }
        }
        return groups
    }
}

struct QueryBenchmark {
    let engine: SPARQLEngine

    func explain(_ group: QueryGroup) throws {
        if let text = group.texts.first { print(try engine.explain(try SPARQLParser.parseQuery(text), isRun: true)) }
    }

    /// Texts that an engine remembers for sure, until they are asked again.
    private static let remembered = 200

    func measure(_ group: QueryGroup, runs: Int = 3) throws {
        var rows = 0
        let seconds = try best(of: runs) { run in
            rows = 0
            for text in group.texts { rows += try self.run("\(text) # \(run)") }
        }
        report("rows_" + group.name, Double(rows))
        report("ms_" + group.name, seconds / Double(group.texts.count) * 1e3)
        let known = group.texts.prefix(Self.remembered)
        let again = try best(of: runs + 1) { _ in for text in known { _ = try run(text) } }
        report("again_ms_" + group.name, again / Double(known.count) * 1e3)
        try measurePrepared(group, runs: runs)
        guard group.texts.count == 1, !group.texts[0].contains("COUNT"), !group.texts[0].contains("LIMIT") else {
            return
        }
        let parts = group.texts[0].split(separator: "SELECT", maxSplits: 1)
        let counting = "\(parts[0]) SELECT (COUNT(*) AS ?count) WHERE { { SELECT\(parts[1]) } }"
        report("count_ms_" + group.name, try best(of: runs) { _ = try run("\(counting) # \($0)") } * 1e3)
        try measurePrepared(QueryGroup(name: group.name, texts: [counting]), runs: runs, "prepared_count_ms_")
    }

    /// The queries of a group, each from a plan that is there. What differs between their texts, a name that stands first
    /// in their triples, is a parameter.
    private func measurePrepared(_ group: QueryGroup, runs: Int, _ label: String = "prepared_ms_") throws {
        guard group.texts.count > 1 else {
            let query = try engine.prepare(group.texts[0])
            report(
                label + group.name,
                try query.withPlan { plan in try best(of: runs) { _ in _ = try plan.run([], decode) } } * 1e3)
            return
        }
        // The name is what two texts differ in.
        let names = group.texts.map { $0.split(separator: "{")[1].split(separator: " ") }
        guard let place = names[0].indices.first(where: { names[0][$0] != names[1][$0] }) else { return }
        let name = String(names[0][place])
        let query = try engine.prepare(
            group.texts[0].replacing(name, with: "?parameter"), parameters: [Variable("parameter")])
        let terms = names.map { Term.iri(IRI(String($0[place].dropFirst().dropLast()))) }
        let seconds = try query.withPlan { plan in
            try best(of: runs) { _ in for term in terms { _ = try plan.run([term], decode) } }
        }
        report(label + group.name, seconds / Double(terms.count) * 1e3)
    }

    /// Decodes every term of every solution; returns the number of solutions.
    private func run(_ text: String) throws -> Int { try engine.run(text, decode) }

    private func decode(_ answer: QueryAnswer) throws -> Int {
        guard case .solutions(let stream) = answer else { return 0 }
        var rows = 0
        while let batch = try stream.next() {
            for column in stream.variables.indices {
                guard try batch.terms(column).count == batch.count else { return 0 }
            }
            rows += batch.count
        }
        return rows
    }

    /// A point look-up that was prepared, for each subject.
    func measurePrepared(_ subjects: [Term], _ predicate: IRI) throws {
        let query = try engine.prepare("SELECT ?o WHERE { ?s \(predicate) ?o }", parameters: [Variable("s")])
        var rows = 0
        let seconds = try best(of: 5) { _ in
            rows = 0
            try query.withPlan { plan in
                for subject in subjects { rows += try plan.run([subject], decode) }
            }
        }
        report("prepared_rows", Double(rows))
        report("prepared_us", seconds / Double(subjects.count) * 1e6)
    }
}
