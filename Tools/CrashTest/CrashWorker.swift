// The process that `Tools/crash-test store` kills: one job on a store until it is done or dead. `check` opens what is
// left, verifies it and says which commit it holds.
import Glibc
import GraphStore
import RDF

let graph = Term.iri(IRI("urn:graph"))
let predicate = IRI("urn:p")

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

func acknowledge(_ log: Int32, _ number: Int) {
    let line = "\(number)\n"
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
        acknowledge(descriptor, number)
    }
}

/// Opens, verifies, and prints the number of quads and the commit; fails when anything is wrong.
func check(_ directory: String) throws {
    let store = try GraphStore.open(directory)
    let report = try store.verify()
    guard report.isSound else {
        print("unsound: \(report.problems.first ?? "")")
        exit(3)
    }
    guard let number = try commit(in: store) else {
        print("the graph is no whole commit")
        exit(4)
    }
    print(report.quads, number)
}

/// Opens and reads everything without `verify`, the way a program would that knows of no damage.
func read(_ directory: String) throws {
    let store = try GraphStore.open(directory)
    try store.read { snapshot in
        let quads = try snapshot.quads()
        for quad in quads.prefix(2_000) {
            _ = try snapshot.id(of: quad.subject)
            try snapshot.forEachQuad(subject: quad.subject, predicate: quad.predicate) { _ in }
        }
        for order in IndexOrder.allCases {
            var scan = try snapshot.scan(QuadPattern(), order: order)
            var batch = QuadBatch()
            while try scan.next(into: &batch) {}
        }
        print(quads.count)
    }
}

func run(_ arguments: [String]) throws {
    switch (arguments.first ?? "", arguments.count) {
    case ("update", 3): try update(arguments[1], arguments[2], limit: .max)
    case ("update", 4): try update(arguments[1], arguments[2], limit: Int(arguments[3]) ?? 0)
    case ("bulk-load", 3): try GraphStore.bulkLoad([arguments[2]], into: arguments[1])
    case ("load", 3):
        let options = LoadOptions(graph: .iri(IRI("urn:loaded")), replacesGraph: true)
        try GraphStore.open(arguments[1]).load(contentsOf: arguments[2], options)
    case ("backup", 3): try GraphStore.open(arguments[1]).backUp(to: arguments[2])
    case ("compact", 2): try GraphStore.compact(arguments[1])
    case ("check", 2): try check(arguments[1])
    case ("read", 2): try read(arguments[1])
    default:
        print("usage: CrashWorker update|bulk-load|load|backup|compact|check|read DIRECTORY ...")
        exit(64)
    }
}

do {
    try run(Array(CommandLine.arguments.dropFirst()))
} catch {
    print("error: \(error)")
    exit(1)
}
