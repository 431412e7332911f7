// Filter, ForEach and Query. Rows are enumerated by nesting the sources; each row sets the variables of its names.

import Quantities

extension ELM.Evaluation {
    mutating func filter(_ node: Node) -> Value {
        guard let source = elements(of: operand(node, 0)) else { return .null }
        var kept: [Value] = []
        elementReason = nil
        for (place, element) in source.enumerated() {
            visit(element, at: place, node)
            if truth(operand(node, 1)) == true { kept.append(element) }
        }
        return .list(kept)
    }

    mutating func forEach(_ node: Node) -> Value {
        guard let source = elements(of: operand(node, 0)) else { return .null }
        var results: [Value] = []
        for (place, element) in source.enumerated() {
            visit(element, at: place, node)
            results.append(value(operand(node, 1)))
        }
        return .list(results)
    }

    /// Sets the variables of an iteration.
    private mutating func visit(_ element: Value, at place: Int, _ node: Node) {
        variables[Int(node.payload)] = element
        variables[Int(node.payload) + 1] = .integer(place)
    }

    /// What the expression gives for each element, for what it gave, and so on, each once.
    mutating func repeated(_ node: Node) -> Value {
        guard let source = elements(of: operand(node, 0)) else { return .null }
        var found: [Value] = []
        var seen: Set<Value> = []
        var pending = source
        var place = 0
        while place < pending.count {
            visit(pending[place], at: place, node)
            place += 1
            let next =
                switch value(operand(node, 1)) {
                case .null: [Value]()
                case .list(let elements): elements
                case let single: [single]
                }
            for element in next where !element.isNull && seen.insert(element).inserted {
                found.append(element)
                pending.append(element)
            }
            guard found.count <= program.limits.rows else {
                fail(.tooManyRows(limit: program.limits.rows))
                return .null
            }
            if hasFailed { return .null }
        }
        return .list(found)
    }

    mutating func aggregate(_ node: Node) -> Value {
        guard let source = elements(of: operand(node, 0)) else { return .null }
        var total = value(operand(node, 2))
        for (place, element) in source.enumerated() {
            visit(element, at: place, node)
            variables[Int(node.payload) + 2] = total
            total = value(operand(node, 1))
        }
        return total
    }

    /// The elements of a list, or the one element that anything else is; `nil` for null.
    private mutating func elements(of id: ELM.NodeID) -> [Value]? {
        switch value(id) {
        case .null: nil
        case .list(let elements): elements
        case let single: [single]
        }
    }

    mutating func query(_ query: ELM.Program.CompiledQuery) -> Value {
        // A query over single values gives a single value, over any list a list.
        var isList = false
        var rows: [Value] = []
        for source in query.sources {
            switch value(source.expression) {
            case .null: return .null
            case .list: isList = true
            default: break
            }
        }
        var folded = query.aggregate.map { value($0.starting) } ?? .null
        var rowsSeen = 0
        enumerate(query, 0, &rowsSeen) { evaluation in
            guard evaluation.keepsRow(query) else { return }
            if let aggregate = query.aggregate {
                evaluation.variables[Int(aggregate.variable)] = folded
                folded = evaluation.value(aggregate.expression)
            } else {
                rows.append(evaluation.result(query))
            }
        }
        if query.aggregate != nil { return folded }
        if query.isDistinct, query.result != nil { rows = Lists.distinct(rows) }
        if !query.sort.isEmpty { rows = sorted(rows, query) }
        return isList ? .list(rows) : rows.first ?? .null
    }

    /// Visits every combination of the sources' elements from the given source on.
    private mutating func enumerate(
        _ query: ELM.Program.CompiledQuery, _ source: Int, _ rowsSeen: inout Int, _ visit: (inout Self) -> Void
    ) {
        guard source < query.sources.count else {
            rowsSeen += 1
            guard rowsSeen <= program.limits.rows else { return fail(.tooManyRows(limit: program.limits.rows)) }
            for definition in query.lets { variables[Int(definition.variable)] = value(definition.expression) }
            visit(&self)
            return
        }
        for element in elements(of: query.sources[source].expression) ?? [] {
            guard !hasFailed else { return }
            variables[Int(query.sources[source].variable)] = element
            enumerate(query, source + 1, &rowsSeen, visit)
        }
    }

    private mutating func keepsRow(_ query: ELM.Program.CompiledQuery) -> Bool {
        for relationship in query.relationships {
            var related = false
            for element in elements(of: relationship.source.expression) ?? [] where !related {
                variables[Int(relationship.source.variable)] = element
                related = truth(relationship.suchThat) == true
            }
            if related == relationship.isWithout { return false }
        }
        guard let condition = query.condition else { return true }
        return truth(condition) == true
    }

    private mutating func result(_ query: ELM.Program.CompiledQuery) -> Value {
        if let result = query.result { return value(result) }
        if query.sources.count == 1 { return variables[Int(query.sources[0].variable)] }
        var row: [String: Value] = [:]
        for (name, source) in zip(query.names, query.sources) { row[name] = variables[Int(source.variable)] }
        return .tuple(row)
    }

    private mutating func sorted(_ rows: [Value], _ query: ELM.Program.CompiledQuery) -> [Value] {
        var keyed: [(row: Value, keys: [Value])] = []
        for row in rows {
            variables[Int(query.current)] = row
            var keys: [Value] = []
            for key in query.sort { keys.append(value(key.key)) }
            keyed.append((row, keys))
        }
        let order = keyed.indices.sorted { left, right in
            for (index, key) in query.sort.enumerated() {
                let ordering = Lists.order(keyed[left].keys[index], keyed[right].keys[index])
                if ordering != .equal { return ordering == (key.descending ? .greater : .less) }
            }
            return left < right
        }
        return order.map { keyed[$0].row }
    }
}
