// Random queries on one random graph, asked of the engine in each of its ways and of the naive evaluator.
import GraphStore
import RDF
import SPARQL
import SPARQLSyntax

/// A way to run the engine.
public struct EngineWay: Sendable {
    public let name: String
    public let settings: EvaluationSettings

    /// With the optimiser, without, and with each join forced.
    public static let all: [EngineWay] = {
        var asWritten = EvaluationSettings()
        asWritten.isOptimised = false
        let forced = JoinMethod.allCases.map { method in
            var settings = EvaluationSettings()
            settings.forcedJoin = method
            return EngineWay(name: "\(method.rawValue) joins", settings: settings)
        }
        return [
            EngineWay(name: "optimised", settings: EvaluationSettings()),
            EngineWay(name: "as written", settings: asWritten),
        ] + forced
    }()
}

/// The outcome of a run.
public struct DifferentialOutcome: Sendable {
    public var compared = 0
    /// Queries that were too much for the naive evaluator, or whose answer the specification leaves open.
    public var passedOver = 0
    /// Queries with at least one solution.
    public var answered = 0
    public var failures: [String] = []

    public init() {}

    public mutating func add(_ other: DifferentialOutcome) {
        compared += other.compared
        passedOver += other.passedOver
        answered += other.answered
        failures += other.failures
    }
}

public struct DifferentialRun {
    let seed: UInt64
    var generator: QueryGenerator
    public let quads: Set<Quad>
    let store: GraphStore
    /// For each way an engine, which remembers what it was asked.
    private let engines: [SPARQLEngine]

    /// - Parameter folder: an empty folder for the store.
    public init(seed: UInt64, folder: String) throws {
        self.seed = seed
        generator = QueryGenerator(seed: seed)
        let quads = generator.quads()
        self.quads = quads
        store = try GraphStore.open(folder, .init(durability: .temporary))
        try store.write { transaction in for quad in quads { try transaction.insert(quad) } }
        engines = EngineWay.all.map { [store] in SPARQLEngine(store, $0.settings) }
    }

    /// Asks random queries until so many have been compared.
    public mutating func compare(queries: Int) throws -> DifferentialOutcome {
        var outcome = DifferentialOutcome()
        while outcome.compared < queries, outcome.passedOver <= 2 * queries {
            let query = generator.query()
            guard let check = SolutionCheck(query, quads: quads) else {
                outcome.passedOver += 1
                continue
            }
            outcome.compared += 1
            // What the text of the query says must be what the query says.
            let text = SPARQLWriter.write(query)
            guard let read = try? SPARQLParser.parseQuery(text) else {
                outcome.failures.append("seed \(seed), the text of the query cannot be read:\n\(text)")
                continue
            }
            var isAnswered = false
            for (way, engine) in zip(EngineWay.all, engines) {
                do {
                    let failure =
                        try failure(read, way, check, &isAnswered) ?? textFailure(text, read.form, engine, check)
                    guard let failure else { continue }
                    outcome.failures.append("seed \(seed), \(way.name):\n\(text)    \(failure)")
                } catch {
                    outcome.failures.append("seed \(seed), \(way.name): \(error)\n\(text)")
                }
            }
            if isAnswered { outcome.answered += 1 }
        }
        return outcome
    }

    private func failure(
        _ query: Query, _ way: EngineWay, _ check: SolutionCheck, _ isAnswered: inout Bool
    ) throws -> String? {
        let engine = SPARQLEngine(store, way.settings)
        if case .ask = query.form {
            let isThere = try engine.ask(query)
            isAnswered = isAnswered || isThere
            return check.failure(isThere)
        }
        let found = try solutions(engine.select(query))
        isAnswered = isAnswered || !found.isEmpty
        return check.failure(found)
    }

    /// The text is asked as well: first after one that differs from it in names, whose plan it may have, then again.
    private func textFailure(
        _ text: String, _ form: Query.Form, _ engine: SPARQLEngine, _ check: SolutionCheck
    ) throws -> String? {
        for text in text.withOtherNames { try engine.run(text) { _ in } }
        for _ in 0..<2 {
            let failure = try engine.run(text) { answer in
                switch answer {
                case .boolean(let isThere): check.failure(isThere)
                case .solutions(let stream): check.failure(try solutions(stream.table()))
                case .triples: "triples for \(form)"
                }
            }
            if let failure { return "by its text: \(failure)" }
        }
        return nil
    }

    func solutions(_ table: SolutionTable) -> [Solution] {
        table.rows.map { row in
            var solution: Solution = [:]
            for (variable, term) in zip(table.variables, row) { solution[variable] = term }
            return solution
        }
    }
}

extension String {
    /// The text of a query with the generator's names exchanged, and with fewer different ones.
    fileprivate var withOtherNames: [String] {
        let start = Array("<\(QueryGenerator.namespace["n"].string)".utf8)
        func changed(_ number: (UInt8) -> UInt8) -> String {
            var bytes = Array(utf8)
            var index = 0
            while index + start.count < bytes.count {
                if bytes[index...].starts(with: start) {
                    index += start.count
                    bytes[index] = UInt8(ascii: "0") + number(bytes[index] - UInt8(ascii: "0"))
                }
                index += 1
            }
            return String(decoding: bytes, as: UTF8.self)
        }
        return [changed { ($0 + 1) % 5 }, changed { $0 / 2 }]
    }
}
