// Commits that can be told from what they leave, one after the other, each noted in a log when it is acknowledged.
import Foundation
import GraphStore
import RDF

private let graph = Term.iri(IRI("urn:graph"))
private let predicate = IRI("urn:p")

/// The triples of a commit; each replaces the whole graph, so the graph tells which commit it is from.
func content(of commit: Int) -> [Triple] {
    (0..<100).map { row in
        let subject = Term.iri(IRI("urn:s\(row &* commit % 977)"))
        return Triple(
            subject, row % 10 == 0 ? Vocabulary.SKOS.broader : predicate, .string("commit \(commit) row \(row)"))
    } + [Triple(.iri(IRI("urn:commit")), predicate, .literal(Literal(commit)))]
}

/// The commit that a store holds, 0 for none; nil when it is not whole.
func commit(in store: GraphStore) throws -> Int? {
    let found = try store.read { try $0.quads(graph: .named(graph)) }
    if found.isEmpty { return 0 }
    let number = found.lazy.filter { $0.subject == .iri(IRI("urn:commit")) }.compactMap {
        $0.object.literal.flatMap { Int($0.lexicalForm) }
    }.first
    guard let number, Set(found.map(\.triple)) == Set(content(of: number)) else { return nil }
    return number
}

func acknowledge(_ log: Int32, _ line: String) {
    let line = line + "\n"
    precondition(write(log, line, line.utf8.count) == line.utf8.count, "the log cannot be written")
}

/// Commits one after the other, from the one after the last.
func update(_ directory: String, _ log: String, limit: Int) throws {
    let descriptor = open(log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    let store = try GraphStore.open(directory)
    var number = try commit(in: store) ?? 0
    while number < limit {
        number += 1
        try store.write { try $0.replace(graph: graph, with: content(of: number)) }
        acknowledge(descriptor, "\(number)")
    }
}

/// The same while the store is compacted over and over by a thread of this process.
func updateCompacting(_ directory: String, _ log: String) throws {
    let store = try GraphStore.open(directory)
    Thread.detachNewThread {
        while true {
            do { try store.compact() } catch { fatalError("compaction: \(error)") }
        }
    }
    try update(directory, log, limit: .max)
}
