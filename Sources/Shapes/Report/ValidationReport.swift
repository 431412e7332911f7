// What validation found (SHACL section 3.6), as values and as a graph.

import RDF

/// The results of a validation; none means that the data conform.
public struct ValidationReport: Sendable {
    public var results: [ValidationResult]

    public var conforms: Bool { results.isEmpty }
}

/// One result.
public struct ValidationResult: Sendable {
    public var focusNode: Term
    /// The path of the property shape, or the predicate that a closed shape does not allow.
    public var path: PropertyPath?
    public var value: Term?
    public var sourceShape: Term
    public var component: ConstraintComponent
    public var severity: IRI
    /// The shape's own messages, or one that says what was expected.
    public var messages: [Literal]
    /// Whether the messages are the shape's own.
    public var hasOwnMessages: Bool
    /// Why a value does not conform to the shape that it must have, where the validator was asked for it.
    public var details: [ValidationResult] = []
}

extension ValidationReport {
    /// The report in SHACL's own vocabulary.
    public func graph() -> Graph {
        var graph = Graph()
        graph.prefixes = Prefixes(["sh": Vocabulary.sh.iri, "xsd": Vocabulary.xsd.iri])
        var count = 0
        func fresh() -> Term {
            count += 1
            return .blank(BlankNode("report\(count)"))
        }
        let report = fresh()
        graph.insert(Triple(report, Vocabulary.RDF.type, .iri(Vocabulary.SHACL.validationReport)))
        graph.insert(Triple(report, Vocabulary.SHACL.conforms, .literal(Literal(conforms))))
        func write(_ result: ValidationResult) -> Term {
            let node = fresh()
            graph.insert(Triple(node, Vocabulary.RDF.type, .iri(Vocabulary.SHACL.validationResult)))
            graph.insert(Triple(node, Vocabulary.SHACL.focusNode, result.focusNode))
            if let path = result.path {
                let written = path.write(to: &graph, fresh: fresh)
                graph.insert(Triple(node, Vocabulary.SHACL.resultPath, written))
            }
            if let value = result.value { graph.insert(Triple(node, Vocabulary.SHACL.value, value)) }
            graph.insert(Triple(node, Vocabulary.SHACL.sourceShape, result.sourceShape))
            graph.insert(Triple(node, Vocabulary.SHACL.sourceConstraintComponent, .iri(result.component.iri)))
            graph.insert(Triple(node, Vocabulary.SHACL.resultSeverity, .iri(result.severity)))
            for message in result.messages {
                graph.insert(Triple(node, Vocabulary.SHACL.resultMessage, .literal(message)))
            }
            for detail in result.details {
                graph.insert(Triple(node, Vocabulary.SHACL.detail, write(detail)))
            }
            return node
        }
        for result in results { graph.insert(Triple(report, Vocabulary.SHACL.result, write(result))) }
        return graph
    }
}

extension Validator {
    /// Everything that fails, by shape and focus node.
    public mutating func report() -> ValidationReport { report(on: failures.keys) }

    mutating func report(on keys: some Sequence<FocusKey>) -> ValidationReport {
        let keys = keys.filter { failures[$0] != nil }.sorted { ($0.shape, $0.focus) < ($1.shape, $1.focus) }
        return ValidationReport(results: keys.flatMap { (failures[$0] ?? []).map { explained($0) } })
    }

    private mutating func explained(_ finding: Finding) -> ValidationResult {
        var result = result(finding)
        let constraint = shapes.constraints[Int(finding.constraint)]
        if includesDetails, constraint.component == .node, let value = finding.value {
            findings.removeAll(keepingCapacity: true)
            _ = conforms(value, to: Int(constraint.operand), collecting: true)
            let inner = findings
            result.details = inner.map { explained($0) }
        }
        return result
    }

    private func result(_ finding: Finding) -> ValidationResult {
        let shape = shapes.shapes[Int(finding.shape)]
        let constraint = shapes.constraints[Int(finding.constraint)]
        var path = shape.path >= 0 ? shapes.paths[Int(shape.path)] : nil
        if let predicate = finding.predicate, let iri = data.terms[predicate].iri { path = .predicate(iri) }
        let messages = shapes.messages[Int(finding.shape)]
        return ValidationResult(
            focusNode: data.terms[finding.focus], path: path, value: finding.value.map { data.terms[$0] },
            sourceShape: shapes.names[Int(finding.shape)], component: constraint.component,
            severity: data.terms[shape.severity].iri ?? Vocabulary.SHACL.violation,
            messages: messages.isEmpty ? [Literal(shapes.words(for: constraint), language: "en")] : messages,
            hasOwnMessages: !messages.isEmpty)
    }
}

extension ShapesGraph {
    /// What a constraint expects, for shapes that have no message of their own.
    func words(for constraint: Constraint) -> String {
        func list(_ places: Range<Int>) -> String {
            operands[places].map { terms[NodeID(rawValue: UInt32(bitPattern: $0))].description }
                .joined(separator: ", ")
        }
        let number = constraint.operand
        switch constraint.component {
        case .valueClass: return "must be an instance of \(terms[classes[Int(number)]])"
        case .datatype: return "must be a well-formed \(terms[constraint.node])"
        case .nodeKind: return "must be a node of another kind"
        case .minCount: return "has fewer than \(number) values"
        case .maxCount: return "has more than \(number) values"
        case .minExclusive: return "must be greater than \(terms[constraint.node])"
        case .minInclusive: return "must be at least \(terms[constraint.node])"
        case .maxExclusive: return "must be less than \(terms[constraint.node])"
        case .maxInclusive: return "must be at most \(terms[constraint.node])"
        case .minLength: return "must have at least \(number) characters"
        case .maxLength: return "must have at most \(number) characters"
        case .pattern: return "must match \"\(patterns[Int(number)].expression)\""
        case .languageIn:
            return "must be in one of the languages \(languageRanges[Int(number)].joined(separator: ", "))"
        case .uniqueLang: return "has several values in one language"
        case .equals: return "must have the same values as \(terms[constraint.node])"
        case .disjoint: return "must share no value with \(terms[constraint.node])"
        case .lessThan: return "must be less than every value of \(terms[constraint.node])"
        case .lessThanOrEquals: return "must be at most every value of \(terms[constraint.node])"
        case .not: return "must not conform to \(names[Int(number)])"
        case .and: return "must conform to all of \(constraint.count) shapes"
        case .or: return "must conform to one of \(constraint.count) shapes"
        case .xone: return "must conform to exactly one of \(constraint.count) shapes"
        case .node, .property: return "must conform to \(names[Int(number)])"
        case .qualifiedMinCount: return "has too few values of a shape"
        case .qualifiedMaxCount: return "has too many values of a shape"
        case .closed: return "is not allowed in a closed shape"
        case .hasValue: return "must have the value \(terms[constraint.node])"
        case .isIn: return "must be one of \(list(constraint.operands))"
        }
    }
}
