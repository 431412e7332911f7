// Works out, for every shape with targets, which triples its validation can read, as routes from the focus node. When a
// triple changes, the routes backwards from its ends lead to the focus nodes whose result may differ.
//
// Why the changed graph is enough: a focus node's result differs only if some read differs, and the first read that
// differs is at a node that was reached through unchanged triples only, so the way back to the focus node still stands.

import RDF

struct AccessCollector {
    private let compiled: ShapesGraph
    private var accesses: [Access] = []
    private var seen: Set<Access> = []
    private var root: Int32 = 0

    init(_ compiled: ShapesGraph) { self.compiled = compiled }

    func collect() -> [Access] {
        var collector = self
        var roots: Set<Int32> = []
        for target in compiled.targets {
            collector.root = target.shape
            collector.addTarget(target)
            if roots.insert(target.shape).inserted { collector.visit(target.shape, from: .here, path: []) }
        }
        return collector.accesses
    }

    private mutating func addTarget(_ target: Target) {
        switch target.kind {
        case .node: break
        case .instances: addClass(of: .here)
        case .subjects: add(.here, target.term, isBackward: false)
        case .objects: add(.here, target.term, isBackward: true)
        }
    }

    private mutating func add(_ route: Route, _ predicate: NodeID?, isBackward: Bool) {
        let access = Access(shape: root, wayBack: route.inverted, predicate: predicate, isBackward: isBackward)
        if seen.insert(access).inserted { accesses.append(access) }
    }

    private mutating func addClass(of route: Route) {
        add(route, compiled.type, isBackward: false)
        let types = route.then(.forward(compiled.type))
            .then(.repeated(.forward(compiled.subClassOf), fromZero: true))
        add(types, compiled.subClassOf, isBackward: false)
    }

    /// The reads of a step along `route` after `prefix`; returns the route to its end.
    private mutating func addSteps(_ route: Route, after prefix: Route) -> Route {
        switch route {
        case .forward(let predicate): add(prefix, predicate, isBackward: false)
        case .backward(let predicate): add(prefix, predicate, isBackward: true)
        case .sequence(let parts): return parts.reduce(prefix) { addSteps($1, after: $0) }
        case .alternative(let parts): for part in parts { _ = addSteps(part, after: prefix) }
        case .optional(let inner): _ = addSteps(inner, after: prefix)
        case .repeated(let inner, _):
            _ = addSteps(inner, after: prefix.then(.repeated(inner, fromZero: true)))
        }
        return prefix.then(route)
    }

    private mutating func visit(_ number: Int32, from focus: Route, path: [Int32]) {
        let shape = compiled.shapes[Int(number)]
        guard !shape.isDeactivated, !path.contains(number) else {
            // A shape inside itself reads at any distance: every triple may matter to every focus node.
            if path.contains(number) { addEverything() }
            return
        }
        let values = shape.path >= 0 ? addSteps(compiled.routes[Int(shape.path)], after: focus) : focus
        for constraint in compiled.constraints[shape.constraints] {
            switch constraint.component {
            case .valueClass: addClass(of: values)
            case .equals, .disjoint, .lessThan, .lessThanOrEquals:
                add(focus, constraint.node, isBackward: false)
            case .closed: add(values, nil, isBackward: false)
            case .not, .node, .property: visit(constraint.operand, from: values, path: path + [number])
            case .and, .or, .xone:
                for shape in compiled.operands[constraint.operands] {
                    visit(shape, from: values, path: path + [number])
                }
            case .qualifiedMinCount, .qualifiedMaxCount:
                for shape in compiled.operands[constraint.operands].dropFirst() {
                    visit(shape, from: values, path: path + [number])
                }
            default: break
            }
        }
    }

    private mutating func addEverything() {
        let access = Access(shape: root, wayBack: .alternative([]), predicate: nil, isBackward: false)
        if seen.insert(access).inserted { accesses.append(access) }
    }
}
