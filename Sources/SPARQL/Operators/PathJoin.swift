// A property path for each solution of the input, from whichever end is known.
import GraphStore
import Primitives

final class PathJoin: Operator {
    private let input: Operator
    private var subject: Place
    private var object: Place
    private let path: ResolvedPath
    private let graph: ActiveGraph
    private let newVariables: [Int]
    /// Variables that stand for constants, as those from outside of EXISTS do.
    private let substituted: NumberSet
    private var walker: PathWalker?
    private var walkedScope: GraphScope?
    /// What walkers of other graphs have read.
    private var readBefore = 0
    private var rows: Batch
    private var row = 0
    private var forward: [TermID: [TermID]] = [:]
    private var backward: [TermID: [TermID]] = [:]
    private var allPairs: [(TermID, TermID)]?

    init(
        _ context: QueryContext, _ input: Operator, _ subject: Place, _ path: ResolvedPath, _ object: Place,
        _ graph: ActiveGraph, substituted: NumberSet = []
    ) {
        self.substituted = substituted
        self.input = input
        self.subject = subject
        self.object = object
        self.path = path
        self.graph = graph
        var new: [Int] = []
        for place in [subject, object] {
            if let variable = place.variable, input.column(variable) == nil, !new.contains(variable) {
                new.append(variable)
            }
        }
        newVariables = new
        rows = Batch(width: input.schema.count)
        super.init(context, schema: input.schema + new, inputs: [input])
    }

    override func produce(_ batch: inout Batch) throws -> Bool {
        let walker = walker ?? PathWalker(context, graph.scope)
        self.walker = walker
        walkedScope = graph.scope
        while true {
            var output = Output(width: schema.count)
            while row < rows.count, output.count < Limits.batchRows {
                try match(row, walker, &output)
                walker.release()
                row += 1
            }
            if output.count > 0 {
                batch = Batch(columns: output.columns, count: output.count)
                return true
            }
            guard row >= rows.count else { continue }
            row = 0
            guard try input.next(&rows) else {
                rows.count = 0
                return false
            }
        }
    }

    private struct Output {
        var columns: [[TermID]]
        var count = 0

        init(width: Int) { columns = Array(repeating: [], count: width) }
    }

    private func value(_ place: Place, _ row: Int) -> TermID? {
        switch place {
        case .constant(let id): return id
        case .variable(let variable):
            guard let column = input.column(variable) else { return nil }
            let id = rows.columns[column][row]
            return id.isUnbound ? nil : id
        }
    }

    private func isVariable(_ place: Place) -> Bool { place.variable.map { !substituted.contains($0) } ?? false }

    private func match(_ row: Int, _ walker: PathWalker, _ output: inout Output) throws {
        let ends = (value(subject, row), value(object, row))
        // Between variables, a path of no steps joins the nodes of the graph only, wherever their values come from.
        if path.mayBeEmpty, isVariable(subject), isVariable(object), let known = ends.0 ?? ends.1,
            try !walker.isNode(known)
        {
            return
        }
        switch ends {
        case (let start?, let end?):
            for _ in 0..<(try walker.count(path, from: start, to: end)) { emit(row, start, end, &output) }
        case (let start?, nil):
            let found = try forward[start] ?? walker.targets(path, from: start, isBackward: false)
            if forward.count < Limits.pathStarts { forward[start] = found }
            for end in found { emit(row, start, end, &output) }
        case (nil, let end?):
            let found = try backward[end] ?? walker.targets(path, from: end, isBackward: true)
            if backward.count < Limits.pathStarts { backward[end] = found }
            for start in found { emit(row, start, end, &output) }
        case (nil, nil):
            let pairs = try allPairs ?? walker.pairs(path)
            if allPairs == nil {
                walker.release()
                try context.reserve(pairs.count * 16)
            }
            allPairs = pairs
            let isLoop = subject.variable == object.variable
            for (start, end) in pairs where !isLoop || start == end { emit(row, start, end, &output) }
        }
    }

    private func emit(_ row: Int, _ start: TermID, _ end: TermID, _ output: inout Output) {
        for column in rows.columns.indices {
            let variable = schema[column]
            var id = rows.columns[column][row]
            if id.isUnbound {
                if subject.variable == variable { id = start }
                if object.variable == variable { id = end }
            }
            output.columns[column].append(id)
        }
        for (place, variable) in newVariables.enumerated() {
            output.columns[rows.columns.count + place].append(subject.variable == variable ? start : end)
        }
        output.count += 1
    }

    override func reset() {
        super.reset()
        if walkedScope != graph.scope {
            readBefore = readCount
            walker = nil
            (forward, backward, allPairs) = ([:], [:], nil)
        }
        row = 0
        rows.count = 0
    }

    override func rebind(_ replacements: TermReplacements) {
        super.rebind(replacements)
        (subject, object) = (replacements.place(subject), replacements.place(object))
        (forward, backward, allPairs) = ([:], [:], nil)
    }

    override func outline(in graph: ActiveGraph) throws -> PlanOutline? {
        guard graph === self.graph, let source = try input.outline(in: graph) else { return nil }
        return .path(source, subject, path, object, substituted: substituted)
    }

    override var readCount: Int { readBefore + (walker?.readCount ?? 0) }

    override var title: String { "path" }
    override var details: String { context.describe([subject.variable, object.variable].compactMap { $0 }) }
}
