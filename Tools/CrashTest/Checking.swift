// What is done with a store that a crash has left.
import Foundation
import GraphStore
import RDF

/// Opens, verifies, and prints the number of quads and the commit; fails when anything is wrong.
func check(_ directory: String) throws {
    try check(GraphStore.open(directory))
}

func check(_ store: GraphStore) throws {
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
