// Many writers who share commits, each with a counter of its own.
import Foundation
import GraphStore
import RDF

private let writers = 16
private let counter = IRI("urn:counter")

private func counterQuad(_ writer: Int, _ number: Int) -> Quad {
    Quad(.iri(IRI("urn:writer\(writer)")), counter, .literal(Literal(number)))
}

/// The last number of each writer.
private func numbers(in store: GraphStore) throws -> [Int] {
    try store.read { snapshot in
        try (0..<writers).map { writer in
            let found = try snapshot.quads(subject: .iri(IRI("urn:writer\(writer)")), predicate: counter)
            guard found.count <= 1 else { throw GraphStoreError.damaged("writer \(writer) has two numbers") }
            return found.first?.object.literal.flatMap { Int($0.lexicalForm) } ?? 0
        }
    }
}

/// Writers count upwards; the log has a line with writer and number for each commit that was acknowledged.
func updateInGroups(_ directory: String, _ log: String) async throws {
    let descriptor = open(log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    let store = try GraphStore.open(directory)
    let writer = GraphStoreWriter(store)
    let start = try numbers(in: store)
    try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<writers {
            group.addTask {
                var count = start[number]
                while true {
                    let last = count
                    try await writer.write { transaction in
                        try transaction.delete(counterQuad(number, last))
                        try transaction.insert(counterQuad(number, last + 1))
                    }
                    count += 1
                    acknowledge(descriptor, "\(number) \(count)")
                }
            }
        }
        try await group.waitForAll()
    }
}

/// Verifies and prints the last number of each writer.
func checkGroups(_ directory: String) throws {
    let store = try GraphStore.open(directory)
    let report = try store.verify()
    guard report.isSound else {
        print("unsound: \(report.problems.first ?? "")")
        exit(3)
    }
    print(try numbers(in: store).map(String.init).joined(separator: " "))
}
