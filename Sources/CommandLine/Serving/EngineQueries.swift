// The knowledge graph behind the SPARQL endpoint.

import GraphStore
import HTTPServer
import RDF
import RDFSyntax
import SPARQL
import SPARQLSyntax

struct EngineQueries: GraphQueries {
    let allowsUpdates: Bool
    let engine: SPARQLEngine
    private let activeGraphs = ActiveGraphs()

    /// - Parameters:
    ///   - isUnion: whether a query that names no dataset asks all graphs together.
    init(_ store: GraphStore, limits: QueryLimits, isUnion: Bool, allowsUpdates: Bool) {
        self.allowsUpdates = allowsUpdates
        var settings = EvaluationSettings()
        settings.limits = limits
        settings.defaultGraphIsUnion = isUnion
        engine = SPARQLEngine(store, settings)
    }

    /// Makes what the first search would have to wait for.
    func warmUp() {
        let search = LabelSearch(.variable(Variable("thing")), text: .term(.string("I10")), limit: 1)
        var patient = engine
        patient.settings.limits.time = nil
        _ = try? patient.ask(Query(.ask, .search(search)))
    }

    func perform(_ request: GraphRequest, _ answer: AnswerChannel) throws(GraphRequestError) {
        let token = CancellationToken()
        answer.onAbandon { token.cancel() }
        var engine = engine
        engine.settings.cancellation = token
        do {
            switch request.operation {
            case .query: try self.answer(request, answer, engine)
            case .update:
                try engine.update(try update(request))
                answer.begin(contentType: "")
            case .description: try describe(request, answer)
            }
        } catch let error as GraphRequestError {
            throw error
        } catch let error as SPARQLSyntaxError {
            throw .malformed(error.description, line: error.position.line, column: error.position.column)
        } catch let error as QueryError {
            throw Self.error(error)
        } catch {
            throw .failed("\(error)")
        }
    }

    private static func error(_ error: QueryError) -> GraphRequestError {
        switch error {
        case .timeLimit: .timeout(error.description)
        case .labelIndex: .notReady(error.description)
        case .memoryLimit, .rowLimit, .cancelled: .limit(error.description)
        case .serviceNotAllowed: .forbidden(error.description)
        case .patternLimit, .service, .graph, .load, .unsupported: .malformed(error.description)
        }
    }

    // MARK: Queries

    /// Types of tables, the preferred one first; programs that ask for plain JSON or XML get what they can read.
    private static let tableTypes =
        ResultFormat.allCases.map { ($0.mediaType, $0) }
        + [("application/json", .json), ("application/xml", .xml), ("text/xml", .xml)]

    private static let graphTypes: [(String, RDFFormat)] =
        [RDFFormat.turtle, .nTriples, .rdfXML, .triG, .nQuads].map { ($0.mediaType, $0) }
        + [("text/plain", .nTriples), ("application/xml", .rdfXML)]

    private func answer(_ request: GraphRequest, _ answer: AnswerChannel, _ engine: SPARQLEngine) throws {
        let environment = QueryEnvironment(
            base: IRI(request.base), dataset: try Self.dataset(request),
            usualDataset: engine.settings.defaultGraphIsUnion ? try activeGraphs.dataset(engine.store) : nil)
        try engine.run(request.text, in: environment) { result in
            if case .triples(let stream) = result {
                let (type, format) = try Self.negotiate(request, Self.graphTypes)
                answer.begin(contentType: Self.withCharacters(type))
                return try Self.write(stream, format, to: answer)
            }
            let (type, format) = try Self.negotiate(request, Self.tableTypes)
            answer.begin(contentType: Self.withCharacters(type))
            try Self.write(result, format, to: answer)
        }
    }

    private func describe(_ request: GraphRequest, _ answer: AnswerChannel) throws {
        let (type, format) = try Self.negotiate(request, Self.graphTypes)
        let triples = try description(of: IRI(request.base))
        answer.begin(contentType: Self.withCharacters(type))
        try Self.write(triples, RDFWriter(format, prefixes: Self.descriptionPrefixes), to: answer)
    }

    private static func write(_ triples: [Triple], _ writer: RDFWriter, to answer: AnswerChannel) throws {
        do {
            try answer.write(Array(try writer.write(triples.map { Quad($0) }).utf8))
        } catch let error as RDFWriteError {
            throw GraphRequestError.notAcceptable([RDFFormat.turtle.mediaType + " (\(error))"])
        }
    }

    /// Triples that are few enough are written as a document for people; more are written as they come.
    private static let triplesOfDocument = 4_096

    private static func write(_ stream: TripleStream, _ format: RDFFormat, to answer: AnswerChannel) throws {
        var first: [Triple] = []
        while first.count <= triplesOfDocument {
            guard let next = try stream.next() else {
                return try write(first, RDFWriter(format, prefixes: stream.prefixes), to: answer)
            }
            first += next
        }
        var writer = RDFStreamWriter(format, prefixes: stream.prefixes) { try answer.write(Array($0.utf8)) }
        do {
            for triple in first { try writer.write(Quad(triple)) }
            first = []
            while let next = try stream.next() { for triple in next { try writer.write(Quad(triple)) } }
            try writer.finish()
        } catch let error as RDFWriteError {
            throw GraphRequestError.notAcceptable([RDFFormat.turtle.mediaType + " (\(error))"])
        }
    }

    private static func write(_ result: QueryAnswer, _ format: ResultFormat, to answer: AnswerChannel) throws {
        var writer = ResultWriter(format)
        switch result {
        case .boolean(let isTrue): writer.write(isTrue)
        case .triples: return
        case .solutions(let stream):
            writer.begin(stream.variables)
            while let batch = try stream.next() {
                for row in try batch.rows() { writer.write(row) }
                try answer.write(writer.bytes)
                writer.bytes.removeAll(keepingCapacity: true)
            }
            writer.end()
        }
        try answer.write(writer.bytes)
    }

    private static func negotiate<Format>(
        _ request: GraphRequest, _ types: [(String, Format)]
    ) throws(GraphRequestError) -> (String, Format) {
        guard let best = request.accept.best(of: types.map(\.0)), let found = types.first(where: { $0.0 == best })
        else { throw .notAcceptable(types.map(\.0)) }
        return found
    }

    private static func withCharacters(_ type: String) -> String {
        type.hasPrefix("text/") ? type + "; charset=utf-8" : type
    }

    // MARK: Updates

    private func update(_ request: GraphRequest) throws -> Update {
        var update = try SPARQLParser.parseUpdate(request.text, base: IRI(request.base))
        guard let dataset = try Self.dataset(request) else { return update }
        update.operations = try update.operations.map { operation in
            guard case .modify(var modification) = operation else { return operation }
            // SPARQL 1.1 Protocol, section 2.2.3.
            if modification.using != nil || modification.with != nil {
                throw GraphRequestError.malformed(
                    "the update has USING or WITH of its own; then the request must name no graphs")
            }
            modification.using = dataset
            return .modify(modification)
        }
        return update
    }

    private static func dataset(_ request: GraphRequest) throws(GraphRequestError) -> DatasetClause? {
        if request.defaultGraphs.isEmpty && request.namedGraphs.isEmpty { return nil }
        func iris(_ texts: [String]) throws(GraphRequestError) -> [IRI] {
            var iris: [IRI] = []
            for text in texts {
                do { iris.append(try IRI(checking: text)) } catch { throw .malformed(error.description) }
            }
            return iris
        }
        return DatasetClause(
            defaultGraphs: try iris(request.defaultGraphs), namedGraphs: try iris(request.namedGraphs))
    }
}
