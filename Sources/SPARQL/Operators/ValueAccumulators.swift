// Aggregates of the values of one expression (SPARQL 1.1 Query, section 18.5.1). COUNT and SAMPLE pass over errors; the
// others make one of them. The values of a plain variable come as a column of ids: numbers and moments that are inline
// are added and compared without being made values, and the terms of others are decoded together.
import GraphStore
import RDF

/// The states of an aggregate of one expression.
class ValueAccumulator: Accumulator {
    private let expression: CompiledExpression
    private let evaluator: ExpressionEvaluator
    private let isDistinct: Bool
    /// With DISTINCT, the values of each group so far.
    private var seen: [IDSet] = []

    init(_ expression: CompiledExpression, isDistinct: Bool, _ evaluator: ExpressionEvaluator) {
        self.expression = expression
        self.isDistinct = isDistinct
        self.evaluator = evaluator
        super.init(evaluator.context)
    }

    final override func add(_ batch: Batch, _ groups: [Int], groupCount: Int) throws {
        grow(to: groupCount)
        if isDistinct { while seen.count < groupCount { seen.append(IDSet()) } }
        if case .column(let column) = expression {
            let ids = batch.columns[column]
            return try isDistinct ? addDifferent(ids, groups) : add(ids, groups)
        }
        try evaluator.begin(batch)
        for (row, group) in groups.enumerated() {
            if row % Limits.checkedRows == 0 { try context.check() }
            evaluator.beginSolution()
            guard let value = try evaluator.evaluate(expression, batch, row) else {
                addError(to: group)
                continue
            }
            if isDistinct {
                guard seen[group].insert(try context.id(of: value)) else { continue }
                try hold(IDSet.bytesOfID)
            }
            try add(value, to: group)
        }
    }

    private func addDifferent(_ ids: [TermID], _ groups: [Int]) throws {
        var seen: [IDSet] = []
        swap(&seen, &self.seen)
        defer { swap(&seen, &self.seen) }
        var newIDs: [TermID] = []
        var newGroups: [Int] = []
        for (row, group) in groups.enumerated() where ids[row].isUnbound || seen[group].insert(ids[row]) {
            newIDs.append(ids[row])
            newGroups.append(group)
        }
        try hold(newIDs.count * IDSet.bytesOfID)
        try add(newIDs, newGroups)
    }

    // MARK: What each aggregate does

    /// Makes room for the states of so many groups.
    func grow(to groupCount: Int) { preconditionFailure("\(type(of: self)) does not grow") }

    /// Adds a column, each id to its group; where it is unbound, that is an error.
    func add(_ ids: [TermID], _ groups: [Int]) throws {
        for (row, group) in groups.enumerated() {
            if ids[row].isUnbound { addError(to: group) } else { try add(.id(ids[row]), to: group) }
        }
    }

    func add(_ value: Value, to group: Int) throws { preconditionFailure("\(type(of: self)) does not add") }

    func addError(to group: Int) {}
}

/// `COUNT` of an expression.
final class ValueCounter: ValueAccumulator {
    private var counts: [Int] = []

    override func grow(to groupCount: Int) { while counts.count < groupCount { counts.append(0) } }

    override func add(_ value: Value, to group: Int) { counts[group] += 1 }

    override func result(_ group: Int) -> Value? { .number(.integer(group < counts.count ? counts[group] : 0)) }
}

/// `SUM` and `AVG`.
final class Summation: ValueAccumulator {
    private let isAverage: Bool
    private var sums: [NumberSum] = []

    init(
        _ expression: CompiledExpression, isDistinct: Bool, isAverage: Bool, _ evaluator: ExpressionEvaluator
    ) {
        self.isAverage = isAverage
        super.init(expression, isDistinct: isDistinct, evaluator)
    }

    override func grow(to groupCount: Int) { while sums.count < groupCount { sums.append(NumberSum()) } }

    override func add(_ ids: [TermID], _ groups: [Int]) throws {
        // In a value of its own, the states can be changed without looking who else does.
        var sums: [NumberSum] = []
        swap(&sums, &self.sums)
        defer { swap(&sums, &self.sums) }
        for (row, group) in groups.enumerated() where !sums[group].addInline(ids[row]) {
            let id = ids[row]
            sums[group].add(id.isUnbound ? nil : try context.numeric(.id(id)))
        }
    }

    override func add(_ value: Value, to group: Int) throws { sums[group].add(try context.numeric(value)) }

    override func addError(to group: Int) { sums[group].add(nil) }

    override func result(_ group: Int) -> Value? {
        let sum = group < sums.count ? sums[group] : NumberSum()
        guard let total = sum.total else { return nil }
        if !isAverage { return .number(total) }
        if sum.count == 0 { return .number(.integer(0)) }
        return total.calculate(.divide, .integer(sum.count)).map { .number($0) }
    }
}

/// `SAMPLE`: the first value.
final class Sample: ValueAccumulator {
    private var values: [Value?] = []

    override func grow(to groupCount: Int) { while values.count < groupCount { values.append(nil) } }

    override func add(_ ids: [TermID], _ groups: [Int]) {
        for (row, group) in groups.enumerated() where values[group] == nil && !ids[row].isUnbound {
            values[group] = .id(ids[row])
        }
    }

    override func add(_ value: Value, to group: Int) { if values[group] == nil { values[group] = value } }

    override func result(_ group: Int) -> Value? { group < values.count ? values[group] : nil }
}

/// `GROUP_CONCAT`.
final class Concatenation: ValueAccumulator {
    private let separator: String
    private var texts: [Text] = []

    private struct Text {
        var text: String?
        var hasError = false
    }

    init(
        _ expression: CompiledExpression, isDistinct: Bool, separator: String, _ evaluator: ExpressionEvaluator
    ) {
        self.separator = separator
        super.init(expression, isDistinct: isDistinct, evaluator)
    }

    override func grow(to groupCount: Int) { while texts.count < groupCount { texts.append(Text()) } }

    override func add(_ ids: [TermID], _ groups: [Int]) throws {
        let terms = try context.terms(of: ids)
        for (row, group) in groups.enumerated() {
            if let term = terms[row] { try add(term, to: group) } else { addError(to: group) }
        }
    }

    override func add(_ value: Value, to group: Int) throws { try add(context.term(of: value), to: group) }

    private func add(_ term: Term, to group: Int) throws {
        let text: String
        switch term {
        case .literal(let literal): text = literal.lexicalForm
        case .iri(let iri): text = iri.string
        case .blank, .triple: return addError(to: group)
        }
        if texts[group].hasError { return }
        try context.reserve(text.utf8.count + separator.utf8.count)
        if texts[group].text == nil {
            texts[group].text = text
        } else {
            texts[group].text?.append(separator)
            texts[group].text?.append(text)
        }
        if texts[group].text?.utf8.count ?? 0 > Limits.textBytes { addError(to: group) }
    }

    override func addError(to group: Int) { texts[group].hasError = true }

    override func result(_ group: Int) -> Value? {
        guard group < texts.count else { return .string("") }
        return texts[group].hasError ? nil : .string(texts[group].text ?? "")
    }
}

/// A function outside the specification, which always is an error.
final class UnknownAggregate: Accumulator {
    override func add(_ batch: Batch, _ groups: [Int], groupCount: Int) {}

    override func result(_ group: Int) -> Value? { nil }
}
