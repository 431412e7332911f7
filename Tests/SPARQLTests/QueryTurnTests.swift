import Foundation
import RDF
import SPARQLSyntax
import Synchronization
import Testing

@testable import SPARQL

/// Queries that take long run a few at a time, so that those that do not find room between them.
@Suite("Turns of long queries")
struct QueryTurnTests {
    @Test("a place goes to the first in line, and who has waited in vain is in line no more")
    func line() {
        let places = QueryPlaces(count: 1)
        #expect(places.take(within: .zero))
        #expect(!places.take(within: .milliseconds(5)))
        #expect(places.waitingCount == 0)
        let order = Mutex<[Int]>([])
        let threads = DispatchGroup()
        for number in 0..<3 {
            threads.enter()
            Thread.detachNewThread {
                if places.take(within: .seconds(60)) {
                    order.withLock { $0.append(number) }
                    places.leave()
                }
                threads.leave()
            }
            // The line forms one by one.
            while places.waitingCount <= number { usleep(100) }
        }
        places.leave()
        threads.wait()
        #expect(order.withLock { $0 } == [0, 1, 2])
        #expect(places.take(within: .zero), "the place is free again")
    }

    @Test("a query waits when its first turn is over, and gives its place up when it is paused or gone")
    func turns() throws {
        let places = QueryPlaces(count: 1)
        do {
            let turn = QueryTurn(places)
            try turn.goOn(at: .now) {}
            #expect(places.take(within: .zero), "the first turn needs no place")
            places.leave()
            try turn.goOn(at: .now + .seconds(1)) {}
            #expect(!places.take(within: .zero))
            turn.pause()
            #expect(places.take(within: .zero))
            #expect(throws: QueryError.cancelled) {
                try turn.goOn(at: .now + .seconds(1)) { () throws(QueryError) in throw .cancelled }
            }
            places.leave()
            try turn.goOn(at: .now + .seconds(1)) {}
        }
        #expect(places.take(within: .zero))
    }

    @Test("of many queries that ask for too much each ends with an error, and others are answered meanwhile")
    func bombs() throws {
        let text = (0..<400).map { "<urn:s\($0)> <urn:p> <urn:s\($0 * 7 % 400)> ." }
        let data = try TemporaryStore(turtle: text.joined(separator: "\n"))
        var settings = EvaluationSettings()
        settings.limits.time = .milliseconds(400)
        let engine = SPARQLEngine(data.store, settings)
        let outcomes = Mutex<[QueryError?]>([])
        let threads = DispatchGroup()
        for _ in 0..<30 {
            threads.enter()
            Thread.detachNewThread {
                let text = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h FILTER(?b != ?g) }"
                let outcome = Result { try engine.select(try SPARQLParser.parseQuery(text)) }
                outcomes.withLock { outcomes in
                    if case .failure(let error) = outcome { outcomes.append(error as? QueryError) }
                }
                threads.leave()
            }
        }
        var patient = SPARQLEngine(data.store)
        patient.settings.limits.time = nil
        for number in 0..<50 {
            let query = try SPARQLParser.parseQuery("SELECT ?o { <urn:s\(number)> <urn:p> ?o }")
            #expect(try patient.select(query).rows.count == 1)
        }
        threads.wait()
        let errors = outcomes.withLock { $0 }
        #expect(errors == Array(repeating: .timeLimit(.milliseconds(400)), count: 30))
    }
}
