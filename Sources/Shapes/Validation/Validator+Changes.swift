// Targets, and what a change of the data can reach.

import RDF

extension Validator {
    /// The focus nodes of every shape with targets, each once, sorted.
    func targetNodes() -> [(shape: Int32, nodes: [NodeID])] {
        var nodes: [Int32: [NodeID]] = [:]
        for target in shapes.targets { collect(target, into: &nodes[target.shape, default: []]) }
        // Subjects and objects of a predicate have no index of their own: one pass over all edges finds them all.
        let bySubject = shapes.targets.filter { $0.kind == .subjects }
        let byObject = shapes.targets.filter { $0.kind == .objects }
        if !bySubject.isEmpty || !byObject.isEmpty {
            for index in 0..<data.terms.count {
                let node = NodeID(index)
                for target in bySubject where !data.outgoing.range(of: node, target.term).isEmpty {
                    nodes[target.shape, default: []].append(node)
                }
                for target in byObject where !data.incoming.range(of: node, target.term).isEmpty {
                    nodes[target.shape, default: []].append(node)
                }
            }
        }
        return nodes.sorted { $0.key < $1.key }.map { ($0.key, $0.value.sortedWithoutRepeats()) }
    }

    private func collect(_ target: Target, into nodes: inout [NodeID]) {
        switch target.kind {
        case .node: nodes.append(target.term)
        case .instances:
            for type in descendants[Int(target.valueClass)] {
                for place in data.incoming.range(of: type, shapes.type) {
                    nodes.append(data.incoming.edges[place].node)
                }
            }
        case .subjects, .objects: break
        }
    }

    private func isTarget(_ node: NodeID, of shape: Int32) -> Bool {
        shapes.targets.contains { target in
            guard target.shape == shape else { return false }
            return switch target.kind {
            case .node: target.term == node
            case .instances: isInstance(node, ofClass: Int(target.valueClass))
            case .subjects: !data.outgoing.range(of: node, target.term).isEmpty
            case .objects: !data.incoming.range(of: node, target.term).isEmpty
            }
        }
    }

    // MARK: Changes

    /// Changes the data and validates the focus nodes whose result may differ; `validate` must have run before.
    ///
    /// - Returns: what those focus nodes fail now; `report` has the results of all.
    @discardableResult
    public mutating func update(
        inserting added: some Sequence<Triple> = [], removing removed: some Sequence<Triple> = []
    ) -> ValidationReport {
        var changed: [(subject: NodeID, predicate: NodeID, object: NodeID)] = []
        for triple in removed {
            guard let subject = data.terms.number(of: triple.subject),
                let predicate = data.terms.number(of: .iri(triple.predicate)),
                let object = data.terms.number(of: triple.object), data.remove(subject, predicate, object)
            else { continue }
            changed.append((subject, predicate, object))
        }
        for triple in added {
            let numbers = (
                data.intern(triple.subject), data.intern(.iri(triple.predicate)), data.intern(triple.object)
            )
            if data.insert(numbers.0, numbers.1, numbers.2) { changed.append(numbers) }
        }
        if changed.contains(where: { $0.predicate == shapes.subClassOf }) { refreshClasses() }
        checkedCount = 0
        let affected = affected(by: changed)
        for key in affected {
            if isTarget(key.focus, of: key.shape) {
                check(key.focus, key.shape)
            } else {
                failures[key] = nil
            }
        }
        return report(on: affected)
    }

    private func affected(by changed: [(subject: NodeID, predicate: NodeID, object: NodeID)]) -> Set<FocusKey> {
        var keys: Set<FocusKey> = []
        guard !changed.isEmpty else { return keys }
        var reached: [NodeID] = []
        for access in shapes.accesses {
            if access.wayBack == .alternative([]) {
                // The shape is recursive: all its focus nodes, and those that were.
                let all = targetNodes().first { $0.shape == access.shape }?.nodes ?? []
                keys.formUnion(all.map { FocusKey(shape: access.shape, focus: $0) })
                keys.formUnion(failures.keys.filter { $0.shape == access.shape })
                continue
            }
            for triple in changed where access.predicate == nil || access.predicate == triple.predicate {
                reached.removeAll(keepingCapacity: true)
                data.follow(access.wayBack, from: access.isBackward ? triple.object : triple.subject, into: &reached)
                for focus in reached { keys.insert(FocusKey(shape: access.shape, focus: focus)) }
            }
        }
        return keys
    }
}

extension Array where Element == NodeID {
    func sortedWithoutRepeats() -> [NodeID] {
        let isSorted = zip(self, dropFirst()).allSatisfy { $0 < $1 }
        if isSorted { return self }
        var kept: [NodeID] = []
        kept.reserveCapacity(count)
        for node in sorted() where kept.last != node { kept.append(node) }
        return kept
    }
}
