// Compiles a graph of shapes. Reading starts from the shapes that have targets and follows what they refer to, so what
// nothing refers to may be ill-formed without harm (as the W3C's suite asks).

import RDF

struct ShapesReader {
    let graph: Graph
    var compiled = ShapesGraph()
    private var numbers: [Term: Int32] = [:]
    private var waiting: [(term: Term, number: Int32)] = []

    init(_ graph: Graph) { self.graph = graph }

    mutating func read() throws(ShapesError) -> ShapesGraph {
        compiled.type = compiled.terms.intern(.iri(Vocabulary.RDF.type))
        compiled.subClassOf = compiled.terms.intern(.iri(Vocabulary.RDFS.subClassOf))
        for subject in graph.subjects { try readTargets(of: subject) }
        // Constraints of a shape must stand together, so a shape is read as a whole before the next.
        var next = 0
        while next < waiting.count {
            try readShape(waiting[next].term, number: Int(waiting[next].number))
            next += 1
        }
        compiled.accesses = AccessCollector(compiled).collect()
        return compiled
    }

    func error(_ message: String, at node: Term) -> ShapesError {
        ShapesError(source: graph.source, position: graph.position(of: node), message: message)
    }

    func error(_ message: String, at triple: Triple) -> ShapesError {
        ShapesError(source: graph.source, position: graph.position(of: triple), message: message)
    }

    func name(_ term: Term) -> String {
        if let iri = term.iri, let (prefix, local) = graph.prefixes.split(iri) { return "\(prefix):\(local)" }
        return term.description
    }

    // MARK: Targets

    private mutating func readTargets(of shape: Term) throws(ShapesError) {
        let kinds: [(property: IRI, kind: Target.Kind)] = [
            (Vocabulary.SHACL.targetNode, .node), (Vocabulary.SHACL.targetClass, .instances),
            (Vocabulary.SHACL.targetSubjectsOf, .subjects), (Vocabulary.SHACL.targetObjectsOf, .objects),
        ]
        for (property, kind) in kinds {
            for object in graph.objects(of: shape, property) {
                guard kind == .node || object.iri != nil else {
                    throw error("\(name(.iri(property))) of \(name(shape)) must be an IRI", at: shape)
                }
                addTarget(kind, object, of: shape)
            }
        }
        // A class that is a shape itself targets its instances (section 2.1.3.3).
        let shapeTypes = [Vocabulary.SHACL.nodeShape, Vocabulary.SHACL.propertyShape]
        if shape.iri != nil, isInstance(shape, of: [Vocabulary.rdfs["Class"]]), isInstance(shape, of: shapeTypes) {
            addTarget(.instances, shape, of: shape)
        }
    }

    private func isInstance(_ node: Term, of classes: [IRI]) -> Bool {
        var seen: Set<Term> = []
        var waiting = graph.objects(of: node, Vocabulary.RDF.type)
        while let type = waiting.popLast() {
            guard seen.insert(type).inserted else { continue }
            if let iri = type.iri, classes.contains(iri) { return true }
            waiting += graph.objects(of: type, Vocabulary.RDFS.subClassOf)
        }
        return false
    }

    private mutating func addTarget(_ kind: Target.Kind, _ term: Term, of shape: Term) {
        let node = compiled.terms.intern(term)
        var target = Target(shape: number(of: shape), kind: kind, term: node)
        if kind == .instances { target.valueClass = classNumber(node) }
        compiled.targets.append(target)
    }

    mutating func classNumber(_ node: NodeID) -> Int32 {
        if let known = compiled.classes.firstIndex(of: node) { return Int32(known) }
        compiled.classes.append(node)
        return Int32(compiled.classes.count - 1)
    }

    // MARK: Shapes

    /// The number of a shape, which is read later.
    mutating func number(of shape: Term) -> Int32 {
        if let known = numbers[shape] { return known }
        let number = Int32(compiled.shapes.count)
        numbers[shape] = number
        let severity = compiled.terms.intern(.iri(Vocabulary.SHACL.violation))
        compiled.shapes.append(Shape(severity: severity))
        compiled.names.append(shape)
        compiled.messages.append([])
        waiting.append((shape, number))
        return number
    }

    private mutating func readShape(_ term: Term, number: Int) throws(ShapesError) {
        var shape = compiled.shapes[number]
        if let severity = graph.object(of: term, Vocabulary.SHACL.severity) {
            shape.severity = compiled.terms.intern(severity)
        }
        shape.isDeactivated = graph.object(of: term, Vocabulary.SHACL.deactivated) == .literal(Literal(true))
        compiled.messages[number] = graph.objects(of: term, Vocabulary.SHACL.message).compactMap(\.literal)
        if let node = graph.object(of: term, Vocabulary.SHACL.path) {
            guard let path = PropertyPath(node, in: graph) else {
                throw error("the sh:path of \(name(term)) is not a path", at: term)
            }
            shape.path = Int32(compiled.paths.count)
            let route = Route(path, terms: &compiled.terms)
            if case .forward(let predicate) = route { shape.predicate = predicate }
            compiled.paths.append(path)
            compiled.routes.append(route)
        }
        let first = compiled.constraints.count
        for triple in graph.triples(subject: term) {
            guard let component = ConstraintComponent.byParameter[triple.predicate] else { continue }
            guard shape.path >= 0 || !component.needsPath else {
                throw error("\(name(.iri(triple.predicate))) stands in a shape without a path", at: triple)
            }
            if let constraint = try constraint(component, triple) { compiled.constraints.append(constraint) }
        }
        shape.constraints = first..<compiled.constraints.count
        compiled.shapes[number] = shape
    }
}

extension ShapesGraph {
    /// Compiles shapes. Throws where a shape that is used says something that SHACL does not allow.
    public init(_ graph: Graph) throws(ShapesError) {
        var reader = ShapesReader(graph)
        self = try reader.read()
    }
}
