// SPARQL Update: all operations of a request in one transaction of the store, so that others see all of it or nothing.
import GraphStore
import RDF
import SPARQLSyntax

extension SPARQLEngine {
    /// Carries out an update. When it throws, the store is as it was.
    public func update(_ update: Update) throws {
        try store.write { transaction in try self.update(update, in: &transaction) }
    }

    /// Carries out an update inside a transaction that the caller has.
    public func update(_ update: Update, in transaction: inout StoreTransaction) throws {
        var request = UpdateRequest(settings, number: try transaction.nextDocumentNumber())
        for operation in update.operations { try request.perform(operation, in: &transaction) }
    }
}

private struct UpdateRequest {
    private var settings: EvaluationSettings
    private let prefix: String
    private let deadline: ContinuousClock.Instant?

    /// - Parameter number: no other request or document of the store has it; it is part of the names of new blank nodes.
    init(_ settings: EvaluationSettings, number: UInt64) {
        self.settings = settings
        prefix = "d\(number)-"
        deadline = settings.limits.time.map { .now + $0 }
    }

    mutating func perform(_ operation: UpdateOperation, in transaction: inout StoreTransaction) throws {
        switch operation {
        case .insertData(let quads):
            for quad in quads { try transaction.insert(quad.renamingBlankNodes { BlankNode(prefix + $0.label) }) }
        case .deleteData(let quads):
            for quad in quads { try transaction.delete(quad) }
        case .modify(let modification): try modify(modification, in: &transaction)
        case .load(let source, let graph, let isSilent):
            try attempt(isSilent) { try load(source, into: graph, &transaction) }
        case .create(let graph, let isSilent):
            // The store does not keep empty graphs: there is nothing to do but to tell that the name is taken.
            if !isSilent, try exists(graph, in: &transaction) {
                throw QueryError.graph(graph, message: "is there already")
            }
        case .clear(let reference, _), .drop(let reference, _): try remove(reference, in: &transaction)
        case .add(let source, let target, let isSilent):
            try attempt(isSilent) { try copy(source, target, replaces: false, &transaction) }
        case .copy(let source, let target, let isSilent):
            try attempt(isSilent) { try copy(source, target, replaces: true, &transaction) }
        case .move(let source, let target, let isSilent):
            try attempt(isSilent) {
                try copy(source, target, replaces: true, &transaction)
                if source != target { try transaction.drop(graph: source.map { .iri($0) }) }
            }
        }
    }

    private func attempt(_ isSilent: Bool, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as QueryError {
            if !isSilent { throw error }
        }
    }

    private func exists(_ graph: IRI, in transaction: inout StoreTransaction) throws -> Bool {
        try transaction.read { snapshot in
            guard let id = try snapshot.id(of: .iri(graph)) else { return false }
            return try snapshot.count(QuadPattern(graph: .one(id))) > 0
        }
    }

    private func remove(_ reference: GraphReference, in transaction: inout StoreTransaction) throws {
        switch reference {
        case .default: try transaction.drop(graph: nil)
        case .all: try transaction.dropAll()
        case .graph(let graph): try transaction.drop(graph: .iri(graph))
        case .named:
            for graph in try transaction.read({ try $0.graphNames() }) { try transaction.drop(graph: graph) }
        }
    }

    private func copy(
        _ source: IRI?, _ target: IRI?, replaces: Bool, _ transaction: inout StoreTransaction
    ) throws {
        if source == target { return }
        if let source, try !exists(source, in: &transaction) {
            throw QueryError.graph(source, message: "does not exist; nothing was copied")
        }
        let selection: GraphSelection = source.map { .named(.iri($0)) } ?? .defaultGraph
        let triples = try transaction.read { try $0.quads(graph: selection).map(\.triple) }
        let graph = target.map { Term.iri($0) }
        if replaces { try transaction.drop(graph: graph) }
        for triple in triples { try transaction.insert(Quad(triple, graph: graph)) }
    }

    private func load(_ source: IRI, into graph: IRI?, _ transaction: inout StoreTransaction) throws {
        guard let documentSource = settings.documentSource else {
            throw QueryError.load(source, message: "LOAD is not allowed here")
        }
        let quads: [Quad]
        do {
            quads = try documentSource(source)
        } catch {
            throw QueryError.load(source, message: "\(error)")
        }
        let prefix = "d\(try transaction.nextDocumentNumber())-"
        for quad in quads {
            let renamed = quad.renamingBlankNodes { BlankNode(prefix + $0.label) }
            let name = renamed.graph ?? graph.map { .iri($0) }
            try transaction.insert(Quad(renamed.triple, graph: name))
        }
    }

    /// DELETE and INSERT: all solutions first, then all deletions, then all insertions.
    private mutating func modify(_ modification: Modification, in transaction: inout StoreTransaction) throws {
        var settings = settings
        settings.blankNodePrefix = "d\(try transaction.nextDocumentNumber())-"
        if let deadline { settings.limits.time = max(.zero, deadline - .now) }
        let (deletions, insertions) = try changes(modification, try transaction.snapshot(), settings)
        for quad in deletions { try transaction.delete(quad) }
        for quad in insertions { try transaction.insert(quad) }
    }

    private func changes(
        _ modification: Modification, _ snapshot: consuming Snapshot, _ settings: EvaluationSettings
    ) throws -> (deletions: Set<Quad>, insertions: Set<Quad>) {
        let query = Query(.select, modification.pattern, dataset: modification.using, base: modification.base)
        let running = try RunningQuery(query, snapshot, settings, defaultGraph: modification.with)
        let graph = modification.with.map { Term.iri($0) }
        let delete = TemplateInstantiation(
            running.context, modification.delete, schema: running.root.schema, graph: graph)
        let insert = TemplateInstantiation(
            running.context, modification.insert, schema: running.root.schema, graph: graph)
        var deletions: Set<Quad> = []
        var insertions: Set<Quad> = []
        try running.root.drain { batch in
            try delete.forEachQuad(batch) { deletions.insert($0) }
            try insert.forEachQuad(batch) { insertions.insert($0) }
        }
        return (deletions, insertions)
    }
}
