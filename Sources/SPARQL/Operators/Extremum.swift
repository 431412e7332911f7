// MIN and MAX by the order of ORDER BY. Of values that are equal in that order the first one stays.
import GraphStore
import Quantities
import RDF

final class Extremum: ValueAccumulator {
    /// What a value must be to the best one to take its place.
    private let wanted: Ordering
    private var states: [State] = []

    private struct State {
        var best = Best.none
        var hasError = false
    }

    private enum Best {
        case none
        case inline(InlineRank, TermID)
        /// With the literal, where the value is one that was decoded.
        indirect case other(SortKey, Value, Literal?)
    }

    init(_ expression: CompiledExpression, _ wanted: Ordering, _ evaluator: ExpressionEvaluator) {
        self.wanted = wanted
        super.init(expression, isDistinct: false, evaluator)
    }

    override func grow(to groupCount: Int) { while states.count < groupCount { states.append(State()) } }

    override func add(_ ids: [TermID], _ groups: [Int]) throws {
        var states: [State] = []
        swap(&states, &self.states)
        defer { swap(&states, &self.states) }
        var row = 0
        while row < ids.count, addInline(ids[row], to: &states[groups[row]]) { row += 1 }
        if row == ids.count { return }
        let start = row
        let terms = try context.terms(of: ids[start...].map { InlineRank($0) == nil ? $0 : .unbound })
        while row < ids.count {
            if !addInline(ids[row], to: &states[groups[row]]) {
                try add(ids[row], terms[row - start], to: &states[groups[row]].best)
            }
            row += 1
        }
    }

    /// Adds an id that tells by itself how it compares to the best so far; false for any other.
    @inline(__always)
    private func addInline(_ id: TermID, to state: inout State) -> Bool {
        guard let key = InlineRank(id) else {
            if id.isUnbound { state.hasError = true }
            return id.isUnbound
        }
        switch state.best {
        case .none: state.best = .inline(key, id)
        case .inline(let best, _) where best.kind == key.kind:
            if Ordering(key.value, best.value) == wanted { state.best = .inline(key, id) }
        default: return false
        }
        return true
    }

    /// Adds an id with its term, if that was decoded.
    private func add(_ id: TermID, _ term: Term?, to best: inout Best) throws {
        guard case .literal(let literal)? = term else {
            return try add(SortKey(term.map { .term($0) } ?? .id(id), context), .id(id), nil, to: &best)
        }
        if case .other(_, _, let other?) = best, let order = literal.textOrder(other), order != wanted { return }
        try add(SortKey(.term(.literal(literal)), context), .id(id), literal, to: &best)
    }

    override func add(_ value: Value, to group: Int) throws {
        try add(SortKey(value, context), value, nil, to: &states[group].best)
    }

    private func add(_ key: SortKey, _ value: Value, _ literal: Literal?, to best: inout Best) throws {
        switch best {
        case .none: break
        case .inline(_, let id): if try key.compare(SortKey(.id(id), context)) != wanted { return }
        case .other(let other, _, _): if key.compare(other) != wanted { return }
        }
        best = .other(key, value, literal)
    }

    override func addError(to group: Int) { states[group].hasError = true }

    override func result(_ group: Int) -> Value? {
        guard group < states.count, !states[group].hasError else { return nil }
        return switch states[group].best {
        case .none: nil
        case .inline(_, let id): .id(id)
        case .other(_, let value, _): value
        }
    }
}

extension Literal {
    /// The order of two strings of one language, or of none; nil when one of them is something else.
    fileprivate func textOrder(_ other: Literal) -> Ordering? {
        let string = Vocabulary.XSD.string
        guard language == other.language, language != nil || datatype == string && other.datatype == string else {
            return nil
        }
        return lexicalForm.byteOrder(other.lexicalForm)
    }
}
