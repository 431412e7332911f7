// Criteria: one property of a node says what it asks, the others refine it.

import Expressions
import Quantities
import RDF

extension DocumentReader {
    private static let m = Vocabulary.meridian

    static let eventKinds: [(property: String, kind: FactKind)] = [
        ("condition", .condition), ("medication", .medication), ("allergy", .allergy), ("procedure", .procedure),
        ("immunization", .immunization), ("encounter", .encounter),
    ]

    private static let formProperties = PropertyChoice(
        [
            "all", "any", "not", "atLeastOf", "observation", "trend", "dailyDose", "singleDose", "age", "sex",
            "pregnant", "score", "calculation", "expression", "followedBy",
        ]
            + eventKinds.map(\.property))

    /// Whether a node is a criterion at all.
    func asksSomething(_ node: Term) -> Bool {
        !Self.formProperties.present(at: node, in: graph).isEmpty
    }

    mutating func criterion(_ node: Term, _ property: IRI) -> Criterion? {
        graph.object(of: node, property).flatMap { criterion(at: $0, depth: 0) }
    }

    /// Reads the criterion at `node`. Depth is limited because a graph, unlike a text, can be a circle.
    ///
    /// - Parameter isOperand: the criterion stands for its value in an expression, so that it need not be compared.
    mutating func criterion(at node: Term, depth: Int, isOperand: Bool = false) -> Criterion? {
        guard depth < Limits.criterionDepth else {
            report(.error, at: node, "criteria are nested more than \(Limits.criterionDepth) deep, or in a circle")
            return nil
        }
        let present = Self.formProperties.present(at: node, in: graph).map { Self.formProperties.names[$0] }
        guard let name = present.first else {
            report(
                .error, at: node, "this criterion asks nothing",
                advice: "give it one of " + Self.formProperties.names.map { "m:\($0)" }.joined(separator: ", "))
            return nil
        }
        guard present.count == 1 else {
            report(
                .error, at: node,
                "this criterion asks several things: \(present.map { "m:\($0)" }.joined(separator: ", "))",
                advice: "put each in a criterion of its own under m:all ( … )")
            return nil
        }
        let before = diagnostics.count
        guard let form = form(named: name, at: node, depth: depth, isOperand: isOperand) else { return nil }
        var criterion = Criterion(form, label: label(node, required: false), position: graph.position(of: node))
        criterion.isIncomplete = diagnostics[before...].contains { $0.severity == .error }
        return criterion
    }

    private mutating func form(
        named name: String, at node: Term, depth: Int, isOperand: Bool
    ) -> Criterion.Form? {
        let property = Self.m[name]
        switch name {
        case "all": return parts(node, property, depth).map(Criterion.Form.all)
        case "any": return parts(node, property, depth).map(Criterion.Form.any)
        case "not":
            return graph.object(of: node, property).flatMap { criterion(at: $0, depth: depth + 1) }
                .map(Criterion.Form.not)
        case "atLeastOf":
            guard let parts = parts(node, property, depth) else { return nil }
            guard let count = integer(node, Self.m["count"]), (1...parts.count).contains(count) else {
                report(.error, at: node, "m:atLeastOf needs an m:count from 1 to the number of its criteria")
                return nil
            }
            return .atLeastOf(count, parts)
        case "observation": return observation(node).map(Criterion.Form.observation)
        case "trend": return trend(node, isOperand).map(Criterion.Form.trend)
        case "dailyDose", "singleDose":
            return DoseCriterion.Amount(rawValue: name).flatMap { dose($0, node, isOperand) }.map(Criterion.Form.dose)
        case "age":
            guard let limits = graph.object(of: node, property) else { return nil }
            return bounds(comparisons(limits), at: node, "m:age", isOperand).map(Criterion.Form.age)
        case "sex": return choice(node, property, as: SexName.self).map { .sex($0.sex) }
        case "pregnant": return boolean(node, property).map(Criterion.Form.pregnant)
        case "score", "calculation":
            guard let target = graph.object(of: node, property)?.iri else {
                report(.error, at: node, "m:\(name) must name a \(name) of the guideline")
                return nil
            }
            guard let bounds = bounds(comparisons(node), at: node, "m:\(name)", isOperand) else { return nil }
            return name == "score" ? .score(target, bounds) : .calculation(target, bounds)
        case "followedBy": return sequence(node, depth).map(Criterion.Form.sequence)
        case "expression":
            return graph.object(of: node, property).flatMap { expression(at: $0, depth: depth + 1) }
                .map(Criterion.Form.expression)
        default:
            guard let kind = Self.eventKinds.first(where: { $0.property == name })?.kind else { return nil }
            return event(node, property, kind).map(Criterion.Form.event)
        }
    }

    private mutating func parts(_ node: Term, _ property: IRI, _ depth: Int) -> [Criterion]? {
        let members = list(node, property)
        guard !members.isEmpty else {
            report(.error, position: position(of: node, property), "\(name(.iri(property))) has no criteria")
            return nil
        }
        let parts = members.compactMap { criterion(at: $0, depth: depth + 1) }
        return parts.count == members.count ? parts : nil
    }

    private mutating func event(_ node: Term, _ property: IRI, _ kind: FactKind) -> EventCriterion? {
        guard let concepts = concepts(node, property) else { return nil }
        let routes = routes(node)
        if !routes.isEmpty, kind != .medication {
            report(
                .error, position: position(of: node, Self.m["route"]), "\(name(.iri(property))) has no route",
                advice: "m:route goes with m:medication, m:singleDose and m:dailyDose")
        }
        return EventCriterion(
            kind: kind, concepts: concepts, routes: routes, includesPast: boolean(node, Self.m["ever"]) ?? false,
            window: duration(node, Self.m["within"]), occurrences: occurrences(node))
    }

    private mutating func occurrences(_ node: Term) -> Int? {
        let occurrences = integer(node, Self.m["occurrences"])
        if let occurrences, occurrences < 1 { report(.error, at: node, "m:occurrences must be at least 1") }
        return occurrences
    }

    private mutating func sequence(_ node: Term, _ depth: Int) -> SequenceCriterion? {
        let parts = ["event", "followedBy"].compactMap { property -> Criterion? in
            guard let part = graph.object(of: node, Self.m[property]) else {
                report(.error, at: node, "m:followedBy needs an m:event that it follows")
                return nil
            }
            guard let part = criterion(at: part, depth: depth + 1) else { return nil }
            switch part.form {
            case .event(let event) where event.occurrences == nil: return part
            case .observation(let observation) where observation.occurrences == nil: return part
            default:
                report(
                    .error, at: node, "m:\(property) must be one event or one observation",
                    advice: "combine sequences with m:all, m:any and m:not, not what is in them")
                return nil
            }
        }
        guard parts.count == 2 else { return nil }
        return SequenceCriterion(
            first: parts[0], second: parts[1], apart: duration(node, Self.m["apart"]),
            window: duration(node, Self.m["within"]))
    }

    private mutating func observation(_ node: Term) -> ObservationCriterion? {
        guard let concepts = concepts(node, Self.m["observation"]) else { return nil }
        return ObservationCriterion(
            concepts: concepts,
            window: duration(node, Self.m["latestWithin"]) ?? duration(node, Self.m["within"]),
            occurrences: occurrences(node), comparisons: comparisons(node),
            valueConcepts: iris(node, Self.m["valueConcept"]))
    }

    private mutating func trend(_ node: Term, _ isOperand: Bool) -> TrendCriterion? {
        guard let concepts = concepts(node, Self.m["trend"]) else { return nil }
        guard let window = duration(node, Self.m["within"]) else {
            report(
                .error, at: node, "this trend has no time over which it is seen",
                advice: "add m:within, for example m:within \"P3M\"^^xsd:duration")
            return nil
        }
        guard let comparisons = bounds(comparisons(node), at: node, "m:trend", isOperand) else { return nil }
        return TrendCriterion(
            concepts: concepts, window: window, isRelative: boolean(node, Self.m["relative"]) ?? false,
            comparisons: comparisons)
    }

    private mutating func dose(
        _ amount: DoseCriterion.Amount, _ node: Term, _ isOperand: Bool
    ) -> DoseCriterion? {
        // A dose in a day is one amount, and may be computed with; doses at a time are as many as there are medicines.
        guard let medications = concepts(node, Self.m[amount.rawValue]),
            let comparisons = bounds(
                comparisons(node), at: node, "m:\(amount.rawValue)", isOperand && amount == .daily)
        else { return nil }
        return DoseCriterion(
            amount: amount, medications: medications, routes: routes(node), comparisons: comparisons)
    }

    private mutating func routes(_ node: Term) -> [IRI] {
        graph.object(of: node, Self.m["route"]) == nil ? [] : concepts(node, Self.m["route"]) ?? []
    }

    private mutating func concepts(_ node: Term, _ property: IRI) -> [IRI]? {
        let objects = graph.objects(of: node, property)
        let concepts = objects.compactMap(\.iri).sorted()
        guard concepts.count == objects.count, !concepts.isEmpty else {
            report(
                .error, position: position(of: node, property), "\(name(.iri(property))) must name a concept",
                advice: "write the concept's IRI, for example icd10:I10")
            return nil
        }
        return concepts
    }

    mutating func comparisons(_ node: Term) -> [Comparison] {
        Comparison.Relation.allCases.flatMap { relation in
            graph.objects(of: node, Self.m[relation.rawValue]).compactMap { object in
                let position = position(of: node, Self.m[relation.rawValue])
                return quantity(object, at: position)
                    .map { Comparison(relation: relation, value: $0, position: position) }
            }
        }
    }

    private mutating func bounds(
        _ comparisons: [Comparison], at node: Term, _ property: String, _ isOperand: Bool
    ) -> [Comparison]? {
        if comparisons.isEmpty && !isOperand {
            report(
                .error, at: node, "\(property) is compared with nothing",
                advice: "add one of " + Comparison.Relation.allCases.map { "m:\($0.rawValue)" }.joined(separator: ", "))
            return nil
        }
        return comparisons
    }
}

/// The individuals that stand for a sex in the ontology.
enum SexName: String, CaseIterable {
    case female = "Female"
    case male = "Male"

    var sex: Sex {
        switch self {
        case .female: .female
        case .male: .male
        }
    }
}

/// Bounds on what a document may hold, far above anything a guideline needs.
enum Limits {
    /// Deeper nesting than this is a circle or an attack; guidelines seldom pass six.
    static let criterionDepth = 64
    /// Nodes of one definition of an ELM library with all that it refers to: references double what they name.
    static let expandedNodes = 200_000
    /// Nodes of an ELM library inside each other, through references too: reading recurses.
    static let nestedNodes = 120
}
