// Plans for texts that differ in subjects and objects alone, or not at all. Such a text is neither parsed nor planned: its
// names are read, and the operators are built from the outline of the plan that the first text of its shape got. What
// the first plan took for granted is looked at again: where patterns have an object that is named, how many quads have it.
import GraphStore
import Primitives
import RDF
import SPARQLSyntax
import Synchronization

/// The plan of a text, for others like it, on one commit.
final class PlanTemplate: Sendable {
    private let version: SnapshotVersion
    private let query: Query
    private let outline: PlanOutline
    private let variables: VariableTable
    /// The names that every text must have as they are.
    private let fixedNames: [(index: Int, bytes: [UInt8])]
    /// The other names, and which of the terms in `ids` each stands for.
    private let openNames: [(index: Int, term: Int)]
    /// The terms of the first text.
    let ids: [TermID]
    /// The other terms of the plan's patterns.
    private let fixedIDs: Set<TermID>
    /// Patterns whose sizes the order of joins depends on.
    private let sizes: [(places: QuadPlaces, count: Double)]

    /// - Parameters:
    ///   - nodes: the names that are subjects or objects.
    ///   - running: the query of the text, planned.
    /// - Returns: nil when other texts of the shape need plans of their own.
    init?(_ text: ShapedText, _ query: Query, nodes: [Int], _ running: RunningQuery) throws {
        guard let outline = try running.outline(of: query) else { return nil }
        let context = running.context
        var terms: [IRI] = []
        var openNames: [(index: Int, term: Int)] = []
        for index in nodes {
            guard let iri = text.iri(index, query.prefixes), iri != Vocabulary.RDF.nil else { return nil }
            openNames.append((index, terms.firstIndex(of: iri) ?? terms.count))
            if !terms.contains(iri) { terms.append(iri) }
        }
        var fixedNames: [(index: Int, bytes: [UInt8])] = []
        for index in 0..<text.nameCount where !nodes.contains(index) {
            // What is named elsewhere too cannot be told apart in the plan.
            guard let iri = text.iri(index, query.prefixes), !terms.contains(iri) else { return nil }
            fixedNames.append((index, Array(text.name(index))))
        }
        let ids = try terms.map { try context.id(of: .iri($0)) }
        // What the store does not have leads to plans that suit nothing else.
        if ids.contains(where: TermOverlay.isOverlaid) { return nil }
        var joined = 0
        var isCounted = false
        outline.forEach { part in
            if part.terms != nil { joined += 1 }
            if case .table(_, _, true) = part { isCounted = true }
        }
        if isCounted { return nil }
        self.ids = ids
        fixedIDs = outline.fixedTerms(without: ids)
        self.query = query
        self.outline = outline
        self.openNames = openNames
        self.fixedNames = fixedNames
        version = context.memory.version
        variables = context.variables
        sizes = joined == 1 ? [] : context.memory.counted.filter { ids.contains($0.places.object.constant ?? .unbound) }
    }

    /// The plan of a query for the same query again; nil when it has to be planned each time.
    init?(_ query: Query, _ running: RunningQuery) throws {
        guard let outline = try running.outline(of: query) else { return nil }
        (ids, openNames, fixedNames, sizes, fixedIDs) = ([], [], [], [], [])
        self.query = query
        self.outline = outline
        version = running.context.memory.version
        variables = running.context.variables
    }

    func isOf(_ version: SnapshotVersion) -> Bool { version == self.version }

    /// Whether texts with other names may have the plan.
    var hasOpenNames: Bool { !openNames.isEmpty }

    /// Whether one of the terms stands in the plan at a place where all texts have the same.
    func hasFixedTerm(among terms: [TermID]) -> Bool { !fixedIDs.isEmpty && terms.contains(where: fixedIDs.contains) }

    /// The terms that a text of the shape has in the places of the template's; nil when it differs elsewhere too.
    private func terms(of text: ShapedText) -> [IRI]? {
        for (index, bytes) in fixedNames where !text.isName(index, writtenAs: bytes) { return nil }
        var terms: [IRI] = []
        for (index, term) in openNames {
            guard let iri = text.iri(index, query.prefixes) else { return nil }
            if term == terms.count { terms.append(iri) } else if terms[term] != iri { return nil }
        }
        return terms
    }

    /// The query of a text of the shape, with this plan; nil when the plan is not for it.
    func running(_ text: ShapedText, _ context: QueryContext) throws -> RunningQuery? {
        guard let terms = terms(of: text) else { return nil }
        return try running(try terms.map { try context.id(of: .iri($0)) }, context)
    }

    /// The query that the template was made of.
    func running(_ context: QueryContext) throws -> RunningQuery? { try running([], context) }

    private func running(_ terms: [TermID], _ context: QueryContext) throws -> RunningQuery? {
        let dataset = try context.dataset(query.dataset)
        let replacements = TermReplacements(Array(zip(ids, terms)))
        guard try isFor(replacements, context, dataset) else { return nil }
        var assembly = PlanAssembly(context, dataset, replacements, base: query.base)
        context.variables = variables
        return RunningQuery(
            query, context, dataset, root: try assembly.root(outline), of: self, terms: terms)
    }

    /// Whether the joins would be planned like this with other terms too.
    private func isFor(
        _ replacements: TermReplacements, _ context: QueryContext, _ dataset: Dataset
    ) throws -> Bool {
        if sizes.isEmpty || replacements.isEmpty { return true }
        let statistics = PatternStatistics(context)
        return try sizes.allSatisfy { places, count in
            let own = try statistics.estimate(replacements.places(places), dataset.defaultScope)
            return max(own, count) <= max(Limits.likeSize, min(own, count) * Limits.likeSizes)
        }
    }

    /// The query of a text of the shape, by the operators that the one before has left; nil when there are none for it.
    func resumed(
        _ text: ShapedText, in store: GraphStore, _ settings: EvaluationSettings, _ cache: QueryCache
    ) throws -> RunningQuery? {
        guard let terms = terms(of: text),
            let running = RunningQuery.resting(of: self, in: store, settings, cache)
        else { return nil }
        let (context, dataset) = (running.context, running.dataset)
        let ids = try terms.map { try context.id(of: .iri($0)) }
        guard try isFor(TermReplacements(Array(zip(self.ids, ids))), context, dataset) else {
            running.rest(in: store)
            return nil
        }
        running.begin(with: ids)
        return running
    }

    /// The same for the query that the template was made of.
    func resumed(
        in store: GraphStore, _ settings: EvaluationSettings, _ cache: QueryCache
    ) -> RunningQuery? {
        let running = RunningQuery.resting(of: self, in: store, settings, cache)
        running?.begin(with: [])
        return running
    }
}

extension PlanOutline {
    /// The terms of all patterns, but for some.
    fileprivate func fixedTerms(without open: [TermID]) -> Set<TermID> {
        var fixed: Set<TermID> = []
        forEach { part in fixed.formUnion(part.terms ?? []) }
        return fixed.subtracting(open)
    }
}

extension RunningQuery {
    /// The outline of the query's plan, when nothing in it is of this run alone.
    fileprivate func outline(of query: Query) throws -> PlanOutline? {
        switch query.form {
        case .select, .ask: break
        default: return nil
        }
        guard let outline = try outline() else { return nil }
        var hasOwnTerms = false
        outline.forEach { part in
            hasOwnTerms = hasOwnTerms || part.terms?.contains(where: TermOverlay.isOverlaid) == true
        }
        return hasOwnTerms ? nil : outline
    }
}

/// The templates of an engine, by the shapes of texts.
final class PlanTemplates: Sendable {
    struct Key: Hashable, Sendable {
        let shape: [UInt8]
        let traits: PlanTraits
        private let shapeHash: UInt64

        init(_ text: ShapedText, _ traits: PlanTraits) {
            shape = text.shape
            self.traits = traits
            shapeHash = shape.withUnsafeBytes { StableHash.hash($0) }
        }

        static func == (left: Key, right: Key) -> Bool {
            left.shapeHash == right.shapeHash && left.traits == right.traits && left.shape == right.shape
        }

        func hash(into hasher: inout Hasher) { hasher.combine(shapeHash) }
    }

    private let known = Mutex<[Key: [PlanTemplate]]>([:])

    /// The templates of a shape.
    subscript(key: Key) -> [PlanTemplate] { known.withLock { $0[key] } ?? [] }

    /// Keeps a template, and of its shape the last few others.
    func put(_ template: PlanTemplate, for key: Key, _ version: SnapshotVersion) {
        known.withLock { known in
            if known.count >= Limits.rememberedShapes, known[key] == nil { known = [:] }
            let others = (known[key] ?? []).filter { $0.isOf(version) }
            known[key] = [template] + others.prefix(Limits.templatesOfShape - 1)
        }
    }
}

extension [PlanTemplate] {
    /// The query of a text by one of the templates of its shape; nil when there is none for it.
    func running(_ text: ShapedText, _ context: QueryContext) throws -> RunningQuery? {
        for template in self where template.isOf(context.memory.version) {
            if let running = try template.running(text, context) { return running }
        }
        return nil
    }
}
