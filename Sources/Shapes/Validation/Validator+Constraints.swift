// The validators of the constraint components (SHACL section 4). Each looks at the value nodes on the stack and notes
// what the specification asks a result for.

import RDF

extension Validator {
    /// Which constraint of which shape is checked at which focus node.
    struct Subject {
        var shape: Int32
        var constraint: Int32
        var focus: NodeID
        var collecting: Bool
    }

    private mutating func note(_ subject: Subject, _ value: NodeID?, predicate: NodeID? = nil) {
        guard subject.collecting else { return }
        findings.append(
            Finding(
                shape: subject.shape, constraint: subject.constraint, focus: subject.focus, value: value,
                predicate: predicate))
    }

    mutating func check(_ constraint: Constraint, _ subject: Subject, _ values: Range<Int>) -> Bool {
        switch constraint.component {
        case .minCount:
            if values.count >= Int(constraint.operand) { return true }
            note(subject, nil)
            return false
        case .maxCount:
            if values.count <= Int(constraint.operand) { return true }
            note(subject, nil)
            return false
        case .hasValue:
            if stack[values].contains(constraint.node) { return true }
            note(subject, nil)
            return false
        case .uniqueLang: return checkUniqueLanguages(subject, values)
        case .qualifiedMinCount, .qualifiedMaxCount: return checkQualified(constraint, subject, values)
        case .property:
            var conforms = true
            for place in values {
                if !self.conforms(stack[place], to: Int(constraint.operand), collecting: subject.collecting) {
                    conforms = false
                    if !subject.collecting { break }
                }
            }
            return conforms
        case .closed: return checkClosed(constraint, subject, values)
        case .equals: return checkEquals(constraint, subject, values)
        case .lessThan, .lessThanOrEquals: return checkOrder(constraint, subject, values)
        default:
            var conforms = true
            for place in values {
                let value = stack[place]
                if !holds(constraint, value, subject) {
                    conforms = false
                    note(subject, value)
                    if !subject.collecting { break }
                }
            }
            return conforms
        }
    }

    /// Constraints that look at each value node by itself.
    private mutating func holds(_ constraint: Constraint, _ value: NodeID, _ subject: Subject) -> Bool {
        let facts = data.terms.facts[value.index]
        switch constraint.component {
        case .datatype:
            return facts.datatype == constraint.node.rawValue && facts.isWellFormed
        case .nodeKind:
            return facts.kind != .triple && NodeKinds(rawValue: constraint.operand).contains(NodeKinds(facts.kind))
        case .valueClass: return isInstance(value, ofClass: Int(constraint.operand))
        case .minExclusive: return compare(constraint, value) == .greater
        case .maxExclusive: return compare(constraint, value) == .less
        case .minInclusive:
            let order = compare(constraint, value)
            return order == .greater || order == .equal
        case .maxInclusive:
            let order = compare(constraint, value)
            return order == .less || order == .equal
        case .minLength: return facts.hasText && Int(facts.length) >= Int(constraint.operand)
        case .maxLength: return facts.hasText && Int(facts.length) <= Int(constraint.operand)
        case .pattern: return facts.hasText && matches(value, pattern: Int(constraint.operand))
        case .languageIn: return isLanguage(facts.language, in: Int(constraint.operand))
        case .disjoint:
            return !data.outgoing.contains(subject.focus, Edge(predicate: constraint.node, node: value))
        case .not: return !conforms(value, to: Int(constraint.operand), collecting: false)
        case .node: return conforms(value, to: Int(constraint.operand), collecting: false)
        case .and: return constraint.operands.allSatisfy { conforms(value, to: operandShape($0), collecting: false) }
        case .or: return constraint.operands.contains { conforms(value, to: operandShape($0), collecting: false) }
        case .xone:
            var count = 0
            for place in constraint.operands where conforms(value, to: operandShape(place), collecting: false) {
                count += 1
                if count > 1 { return false }
            }
            return count == 1
        case .isIn: return operands(constraint, contain: value)
        default: return true
        }
    }

    private func operandShape(_ place: Int) -> Int { Int(shapes.operands[place]) }

    /// How a value stands to the bound.
    @inline(__always)
    private func compare(_ constraint: Constraint, _ value: NodeID) -> ValueOrder? {
        data.terms.compare(value, constraint.node)
    }

    /// Whether the sorted operands contain a term.
    private func operands(_ constraint: Constraint, contain node: NodeID) -> Bool {
        let key = Int32(bitPattern: node.rawValue)
        return shapes.operands[constraint.operands].contains(key)
    }

    // MARK: Languages

    /// Basic filtering of RFC 4647: a range matches itself and what follows it after a hyphen; `*` matches any tag.
    private func isLanguage(_ number: UInt32, in place: Int) -> Bool {
        guard number != 0 else { return false }
        let tag = data.terms.languages[Int(number)]
        return shapes.languageRanges[place].contains { $0 == "*" || tag == $0 || tag.hasPrefix($0 + "-") }
    }

    private mutating func checkUniqueLanguages(_ subject: Subject, _ values: Range<Int>) -> Bool {
        guard values.count > 1 else { return true }
        var repeated: [UInt32] = []
        for place in values {
            let language = data.terms.facts[stack[place].index].language
            guard language != 0, !repeated.contains(language) else { continue }
            let isRepeated = values[..<place].contains { data.terms.facts[stack[$0].index].language == language }
            if isRepeated {
                repeated.append(language)
                note(subject, nil)
                if !subject.collecting { return false }
            }
        }
        return repeated.isEmpty
    }

    // MARK: Pairs of properties

    private mutating func checkEquals(_ constraint: Constraint, _ subject: Subject, _ values: Range<Int>) -> Bool {
        let others = data.outgoing.range(of: subject.focus, constraint.node)
        var conforms = true
        for place in values {
            let value = stack[place]
            if !data.outgoing.contains(subject.focus, Edge(predicate: constraint.node, node: value)) {
                note(subject, value)
                conforms = false
            }
        }
        for place in others {
            let other = data.outgoing.edges[place].node
            if !stack[values].contains(other) {
                note(subject, other)
                conforms = false
            }
        }
        return conforms
    }

    private mutating func checkOrder(_ constraint: Constraint, _ subject: Subject, _ values: Range<Int>) -> Bool {
        var conforms = true
        for place in values {
            let value = stack[place]
            for other in data.outgoing.range(of: subject.focus, constraint.node) {
                let order = data.terms.compare(value, data.outgoing.edges[other].node)
                if order == .less || (order == .equal && constraint.component == .lessThanOrEquals) { continue }
                note(subject, value)
                conforms = false
                if !subject.collecting { return false }
            }
        }
        return conforms
    }

    // MARK: Shapes of values

    private mutating func checkQualified(_ constraint: Constraint, _ subject: Subject, _ values: Range<Int>) -> Bool {
        let first = Int(constraint.operand)
        let (limit, shape) = (Int(shapes.operands[first]), operandShape(first + 1))
        let siblings = constraint.operands.dropFirst(2)
        var count = 0
        for place in values {
            let value = stack[place]
            guard conforms(value, to: shape, collecting: false) else { continue }
            if !siblings.contains(where: { conforms(value, to: operandShape($0), collecting: false) }) { count += 1 }
        }
        let holds = constraint.component == .qualifiedMinCount ? count >= limit : count <= limit
        if !holds { note(subject, nil) }
        return holds
    }

    private mutating func checkClosed(_ constraint: Constraint, _ subject: Subject, _ values: Range<Int>) -> Bool {
        var conforms = true
        for place in values {
            for edge in data.outgoing.range(of: stack[place]) {
                let (predicate, object) = (data.outgoing.edges[edge].predicate, data.outgoing.edges[edge].node)
                if operands(constraint, contain: predicate) { continue }
                note(subject, object, predicate: predicate)
                conforms = false
                if !subject.collecting { return false }
            }
        }
        return conforms
    }
}

extension TermFacts {
    /// Whether the term has a string form for lengths and patterns; blank nodes have none.
    var hasText: Bool { kind == .iri || kind == .literal }
}
