// SPARQL 1.1 Update (grammar productions 29 to 52).
import RDF

extension Parser {
    /// A whole update.
    mutating func parseUpdateUnit() throws(SPARQLSyntaxError) -> Update {
        var operations: [UpdateOperation] = []
        repeat {
            try parsePrologue()
            if isNext(.end) { break }
            operations.append(try parseOperation())
            labels = BlankNodeScope()
        } while try skip(.semicolon)
        if !isNext(.end) { throw unexpected("';' or the end of the update", [.where, .using]) }
        return Update(operations, prefixes: prefixes.prefixes)
    }

    private mutating func parseOperation() throws(SPARQLSyntaxError) -> UpdateOperation {
        switch token.keyword {
        case .insert, .delete, .with: return try parseModification()
        case .load: return try parseLoad()
        case .create:
            try advance()
            let isSilent = try skip(.silent)
            try expect(.graph)
            return .create(try parseIRI(), isSilent: isSilent)
        case .clear:
            try advance()
            let isSilent = try skip(.silent)
            return .clear(try parseGraphReference(), isSilent: isSilent)
        case .drop:
            try advance()
            let isSilent = try skip(.silent)
            return .drop(try parseGraphReference(), isSilent: isSilent)
        case .add, .move, .copy: return try parseTransfer()
        case .select, .ask, .construct, .describe:
            throw lexer.error("this is a query, not an update", at: token.start, expected: Self.operationNames)
        default:
            throw unexpected(
                Self.operationNames,
                [.insert, .delete, .with, .load, .clear, .create, .drop, .add, .move, .copy, .prefix, .base])
        }
    }

    private static let operationNames = "INSERT, DELETE, WITH, LOAD, CLEAR, CREATE, DROP, ADD, MOVE or COPY"

    // MARK: Graphs

    private mutating func parseLoad() throws(SPARQLSyntaxError) -> UpdateOperation {
        try advance()
        let isSilent = try skip(.silent)
        let source = try parseIRI()
        guard try skip(.into) else { return .load(source, into: nil, isSilent: isSilent) }
        try expect(.graph)
        return .load(source, into: try parseIRI(), isSilent: isSilent)
    }

    private mutating func parseGraphReference() throws(SPARQLSyntaxError) -> GraphReference {
        if try skip(.default) { return .default }
        if try skip(.named) { return .named }
        if try skip(.all) { return .all }
        guard try skip(.graph) else {
            throw unexpected("GRAPH and an IRI, DEFAULT, NAMED or ALL", [.graph, .default, .named, .all, .silent])
        }
        return .graph(try parseIRI())
    }

    private mutating func parseTransfer() throws(SPARQLSyntaxError) -> UpdateOperation {
        let keyword = token.keyword
        try advance()
        let isSilent = try skip(.silent)
        let source = try parseGraphOrDefault()
        try expect(.to)
        let target = try parseGraphOrDefault()
        switch keyword {
        case .add: return .add(source, to: target, isSilent: isSilent)
        case .move: return .move(source, to: target, isSilent: isSilent)
        default: return .copy(source, to: target, isSilent: isSilent)
        }
    }

    private mutating func parseGraphOrDefault() throws(SPARQLSyntaxError) -> IRI? {
        if try skip(.default) { return nil }
        _ = try skip(.graph)
        guard isIRINext else { throw unexpected("DEFAULT or the IRI of a graph", [.default, .graph]) }
        return try parseIRI()
    }

    // MARK: Triples

    private mutating func parseModification() throws(SPARQLSyntaxError) -> UpdateOperation {
        var modification = Modification(delete: [], insert: [], pattern: .unit)
        if try skip(.with) {
            modification.with = try parseIRI()
            guard isNext(.insert) || isNext(.delete) else { throw unexpected("INSERT or DELETE", [.insert, .delete]) }
        }
        if try skip(.delete) {
            if modification.with == nil {
                if try skip(.data) { return .deleteData(try parseData(.deleteData)) }
                if try skip(.where) { return .modify(try parseDeleteWhere()) }
            }
            modification.delete = try parseTemplate(.deleteTemplate)
            if try skip(.insert) { modification.insert = try parseTemplate(.template) }
        } else {
            try advance()
            if modification.with == nil, try skip(.data) { return .insertData(try parseData(.insertData)) }
            modification.insert = try parseTemplate(.template)
        }
        modification.using = try parseDataset(.using)
        try expect(.where)
        modification.pattern = try parseGroup().whole
        modification.base = base
        return .modify(modification)
    }

    /// DELETE WHERE: the quads are template and pattern in one.
    private mutating func parseDeleteWhere() throws(SPARQLSyntaxError) -> Modification {
        let runs = try parseQuads(.deleteWhere)
        for run in runs {
            let basic = GraphPattern.basic(run.triples)
            try join(run.graph.map { .graph($0, basic) } ?? basic, 2)
        }
        let pattern = group.pattern
        group = GroupBuilder()
        return Modification(delete: Self.templates(runs), insert: [], pattern: pattern, base: base)
    }

    /// The triples of one graph, one after the other.
    private typealias Run = (graph: TermPattern?, triples: [TriplePattern])

    /// Quads in braces; `GRAPH name { … }` inside.
    private mutating func parseQuads(_ context: TripleContext) throws(SPARQLSyntaxError) -> [Run] {
        try expect(.openBrace, "'{'")
        self.context = context
        var runs: [Run] = []
        while !isNext(.closeBrace) {
            var graph: TermPattern?
            if try skip(.graph) {
                graph = context.hasVariables ? try parseVariableOrIRI() : .term(.iri(try parseIRI()))
                try expect(.openBrace, "'{'")
                try parseTriples()
                try expect(.closeBrace, "'}' or a triple")
                _ = try skip(.dot)
            } else if isNodeNext {
                try parseTriples()
            } else {
                throw unexpected("'}', a triple or GRAPH", [.graph])
            }
            runs.append((graph, group.triples))
            group.triples = []
        }
        try advance()
        self.context = .pattern
        group = GroupBuilder()
        if context != .insertData { labels = BlankNodeScope() }
        return runs
    }

    private mutating func parseTemplate(_ context: TripleContext) throws(SPARQLSyntaxError) -> [QuadTemplate] {
        Self.templates(try parseQuads(context))
    }

    private static func templates(_ runs: [Run]) -> [QuadTemplate] {
        runs.flatMap { run in run.triples.map { QuadTemplate($0, graph: run.graph) } }
    }

    private mutating func parseData(_ context: TripleContext) throws(SPARQLSyntaxError) -> [Quad] {
        let start = token.start
        let runs = try parseQuads(context)
        if context == .insertData { usedLabels.formUnion(labels.labels) }
        var quads: [Quad] = []
        quads.reserveCapacity(runs.reduce(0) { $0 + $1.triples.count })
        for run in runs {
            let graph = run.graph?.term
            for triple in run.triples {
                guard let subject = triple.subject.term, let predicate = triple.predicate.iri,
                    let object = triple.object.term, subject.literal == nil, subject.triple == nil
                else {
                    throw error(
                        "\(context.name) holds a triple whose subject is neither an IRI nor a blank node", at: start)
                }
                quads.append(Quad(subject, predicate, object, graph: graph))
            }
        }
        return quads
    }
}
