// The process that `Tools/crash-test store` kills: one job on a store until it is done or dead. `check` opens what is
// left, verifies it and says which commit it holds.
import Glibc
import GraphStore
import RDF

func run(_ arguments: [String]) async throws {
    switch (arguments.first ?? "", arguments.count) {
    case ("update", 3): try update(arguments[1], arguments[2], limit: .max)
    case ("update", 4): try update(arguments[1], arguments[2], limit: Int(arguments[3]) ?? 0)
    case ("update-compacting", 3): try updateCompacting(arguments[1], arguments[2])
    case ("group-update", 3): try await updateInGroups(arguments[1], arguments[2])
    case ("bulk-load", 3): try GraphStore.bulkLoad([arguments[2]], into: arguments[1])
    case ("load", 3):
        let options = LoadOptions(graph: .iri(IRI("urn:loaded")), replacesGraph: true)
        try GraphStore.open(arguments[1]).load(contentsOf: arguments[2], options)
    case ("bulk-load-into", 3):
        let options = LoadOptions(graph: .iri(IRI("urn:loaded")), replacesGraph: true)
        try GraphStore.open(arguments[1]).bulkLoad([arguments[2]], options)
    case ("backup", 3): try GraphStore.open(arguments[1]).backUp(to: arguments[2])
    case ("compact", 2): try GraphStore.open(arguments[1]).compact()
    case ("hold", 2): try hold(arguments[1])
    case ("fill-map", 3): try fillMap(arguments[1], arguments[2])
    case ("model", 4): try runModel(arguments[1], operations: Int(arguments[2]) ?? 0, seed: UInt64(arguments[3]) ?? 1)
    case ("soak", 3): try runSoak(arguments[1], seconds: Double(arguments[2]) ?? 60)
    case ("check", 2): try check(arguments[1])
    case ("check-groups", 2): try checkGroups(arguments[1])
    case ("read", 2): try read(arguments[1])
    default:
        print(
            """
            usage: CrashWorker update|update-compacting|group-update|bulk-load|load|bulk-load-into|backup|compact|hold|fill-map|\
            model|soak|check|check-groups|read DIRECTORY ...
            """)
        exit(64)
    }
}

do {
    try await run(Array(CommandLine.arguments.dropFirst()))
} catch {
    print("error: \(error)")
    exit(1)
}
