// Constraints, parameter by parameter.

import RDF

extension ShapesReader {
    /// The constraint that a triple of a shape states; nil where the value switches it off.
    mutating func constraint(_ component: ConstraintComponent, _ triple: Triple) throws(ShapesError) -> Constraint? {
        let object = triple.object
        switch component {
        case .minExclusive, .minInclusive, .maxExclusive, .maxInclusive:
            guard object.literal != nil else { throw wrong(triple, "a literal") }
            return Constraint(component, compiled.terms.intern(object))
        case .datatype, .equals, .disjoint, .lessThan, .lessThanOrEquals:
            guard object.iri != nil else { throw wrong(triple, "an IRI") }
            return Constraint(component, compiled.terms.intern(object))
        case .hasValue: return Constraint(component, compiled.terms.intern(object))
        case .valueClass:
            guard object.iri != nil else { throw wrong(triple, "an IRI") }
            return Constraint(component: component, operand: classNumber(compiled.terms.intern(object)))
        case .nodeKind:
            guard let kinds = NodeKinds(object) else { throw wrong(triple, "one of SHACL's six node kinds") }
            return Constraint(component: component, operand: kinds.rawValue)
        case .minCount, .maxCount, .minLength, .maxLength:
            return Constraint(component: component, operand: try count(triple))
        case .pattern: return try pattern(triple)
        case .languageIn:
            let ranges = try list(triple).map { $0.literal?.lexicalForm.lowercased() ?? "" }
            compiled.languageRanges.append(ranges)
            return Constraint(component: component, operand: Int32(compiled.languageRanges.count - 1))
        case .uniqueLang:
            return object == .literal(Literal(true)) ? Constraint(component: component, operand: 0) : nil
        case .not, .node, .property:
            guard object.literal == nil else { throw wrong(triple, "a shape") }
            if component == .property, graph.object(of: object, Vocabulary.SHACL.path) == nil {
                throw error("the value of sh:property of \(name(triple.subject)) has no sh:path", at: triple)
            }
            return Constraint(component: component, operand: number(of: object))
        case .and, .or, .xone:
            let members = try list(triple)
            return add(component, members.map { number(of: $0) })
        case .isIn:
            let members = Set(try list(triple).map { compiled.terms.intern($0) })
            return add(component, members.sorted().map { Int32(bitPattern: $0.rawValue) })
        case .closed: return object == .literal(Literal(true)) ? try closed(triple.subject) : nil
        case .qualifiedMinCount, .qualifiedMaxCount: return try qualified(component, triple)
        }
    }

    private func wrong(_ triple: Triple, _ expected: String) -> ShapesError {
        error("\(name(.iri(triple.predicate))) must be \(expected), not \(name(triple.object))", at: triple)
    }

    private mutating func add(_ component: ConstraintComponent, _ operands: [Int32]) -> Constraint {
        let first = Int32(compiled.operands.count)
        compiled.operands += operands
        return Constraint(component: component, operand: first, count: Int32(operands.count))
    }

    private func list(_ triple: Triple) throws(ShapesError) -> [Term] {
        guard let members = graph.list(at: triple.object) else { throw wrong(triple, "a list") }
        return members
    }

    private func count(_ triple: Triple) throws(ShapesError) -> Int32 {
        guard let text = triple.object.literal?.lexicalForm, let count = Int32(text), count >= 0 else {
            throw wrong(triple, "a whole number that is not negative")
        }
        return count
    }

    private mutating func pattern(_ triple: Triple) throws(ShapesError) -> Constraint {
        let flags = graph.object(of: triple.subject, Vocabulary.SHACL.flags)?.literal?.lexicalForm ?? ""
        let pattern = Pattern(expression: triple.object.literal?.lexicalForm ?? "", flags: flags)
        guard pattern.compiled != nil else { throw wrong(triple, "a regular expression") }
        compiled.patterns.append(pattern)
        return Constraint(component: .pattern, operand: Int32(compiled.patterns.count - 1))
    }

    /// The predicates that are allowed: those of the shape's own properties, and the ignored ones.
    private mutating func closed(_ shape: Term) throws(ShapesError) -> Constraint {
        var allowed = graph.objects(of: shape, Vocabulary.SHACL.property)
            .compactMap { graph.object(of: $0, Vocabulary.SHACL.path)?.iri }
        if let head = graph.object(of: shape, Vocabulary.SHACL.ignoredProperties) {
            guard let ignored = graph.list(at: head) else {
                throw error("sh:ignoredProperties of \(name(shape)) must be a list", at: shape)
            }
            allowed += ignored.compactMap(\.iri)
        }
        let numbers = Set(allowed.map { compiled.terms.intern(.iri($0)) }).sorted()
        return add(.closed, numbers.map { Int32(bitPattern: $0.rawValue) })
    }

    private mutating func qualified(
        _ component: ConstraintComponent, _ triple: Triple
    ) throws(ShapesError) -> Constraint? {
        let count = try count(triple)
        let shape = triple.subject
        guard let value = graph.object(of: shape, Vocabulary.SHACL.qualifiedValueShape) else { return nil }
        var operands = [count, number(of: value)]
        if graph.object(of: shape, Vocabulary.SHACL.qualifiedValueShapesDisjoint) == .literal(Literal(true)) {
            let parents = graph.subjects(with: Vocabulary.SHACL.property, shape)
            let siblings = parents.flatMap { graph.objects(of: $0, Vocabulary.SHACL.property) }
                .flatMap { graph.objects(of: $0, Vocabulary.SHACL.qualifiedValueShape) }
                .filter { $0 != value }
            for sibling in siblings {
                let number = number(of: sibling)
                if !operands.dropFirst(2).contains(number) { operands.append(number) }
            }
        }
        return add(component, operands)
    }
}

extension Constraint {
    init(_ component: ConstraintComponent, _ node: NodeID) {
        self.init(component: component, operand: Int32(bitPattern: node.rawValue))
    }
}

extension Pattern {
    /// The expression as Swift's engine runs it; nil when it is not one. Of the flags of XPath and XQuery Functions
    /// section 5.6.2, `i`, `m`, `s`, `x` and `q` are known.
    var compiled: Regex<AnyRegexOutput>? {
        var text = expression
        if flags.contains("q") {
            text = text.map { $0.isLetter || $0.isNumber || $0.isWhitespace ? "\($0)" : "\\\($0)" }.joined()
        } else if flags.contains("x") {
            text.removeAll { $0.isWhitespace }
        }
        guard var regex = try? Regex(text) else { return nil }
        regex = regex.matchingSemantics(.unicodeScalar)
        if flags.contains("i") { regex = regex.ignoresCase() }
        if flags.contains("s") { regex = regex.dotMatchesNewlines() }
        if flags.contains("m") { regex = regex.anchorsMatchLineEndings() }
        return regex
    }
}
