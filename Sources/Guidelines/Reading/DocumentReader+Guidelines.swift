// Guidelines with their steps. Steps belong to a guideline by m:partOf; a step that belongs to none is an error.

import Quantities
import RDF
import Text

extension DocumentReader {
    private static let m = Vocabulary.meridian

    public mutating func guidelines() -> [Guideline] {
        var guidelines = graph.instances(of: Vocabulary.Meridian.guideline).compactMap { guideline($0) }
        let indexes = Dictionary(
            guidelines.enumerated().map { ($1.iri, $0) }, uniquingKeysWith: { first, _ in first })
        for node in inOrder(graph.instances(of: Vocabulary.Meridian.recommendation)) {
            guard let index = owner(of: node, in: indexes), let step = recommendation(node) else { continue }
            guidelines[index].recommendations.append(step)
        }
        for node in inOrder(graph.instances(of: Vocabulary.Meridian.decisionPoint)) {
            guard let index = owner(of: node, in: indexes), let step = decisionPoint(node) else { continue }
            guidelines[index].decisionPoints.append(step)
        }
        for node in inOrder(graph.instances(of: Vocabulary.Meridian.score)) {
            guard let index = owner(of: node, in: indexes), let score = score(node) else { continue }
            guidelines[index].scores.append(score)
        }
        for node in inOrder(graph.instances(of: Vocabulary.Meridian.calculation)) {
            guard let index = owner(of: node, in: indexes), let calculation = calculation(node) else { continue }
            guidelines[index].calculations.append(calculation)
        }
        for guideline in guidelines { checkReferences(of: guideline) }
        return guidelines
    }

    private mutating func owner(of node: Term, in guidelines: [IRI: Int]) -> Int? {
        guard let owner = graph.object(of: node, Self.m["partOf"])?.iri, let index = guidelines[owner] else {
            report(
                .error, at: node, "\(name(node)) belongs to no guideline of this document",
                advice: "add m:partOf with the guideline's IRI")
            return nil
        }
        return index
    }

    private mutating func guideline(_ node: Term) -> Guideline? {
        guard let iri = node.iri else {
            report(.error, at: node, "a guideline must have an IRI")
            return nil
        }
        return Guideline(
            iri: iri, label: label(node), comment: bilingual(node, Vocabulary.RDFS.comment),
            version: text(node, Vocabulary.owl["versionInfo"]),
            applicableWhen: criterion(node, Self.m["applicableWhen"]), citations: citations(node),
            source: graph.source, position: graph.position(of: node))
    }

    private mutating func recommendation(_ node: Term) -> Recommendation? {
        guard let iri = node.iri else {
            report(.error, at: node, "a recommendation must have an IRI")
            return nil
        }
        let when = criterion(node, Self.m["when"])
        if when == nil, graph.object(of: node, Self.m["when"]) != nil { return nil }
        let recommendation = Recommendation(
            iri: iri, label: label(node), comment: bilingual(node, Vocabulary.RDFS.comment),
            after: iris(node, Self.m["after"]), orElse: iris(node, Self.m["orElse"]), when: when,
            doneWhen: criterion(node, Self.m["doneWhen"]), blockedWhen: criterion(node, Self.m["blockedWhen"]),
            actions: inOrder(graph.objects(of: node, Self.m["action"])).compactMap { action($0) },
            within: duration(node, Self.m["within"]), strength: choice(node, Self.m["strength"]),
            certainty: choice(node, Self.m["certainty"]), grade: text(node, Self.m["grade"]),
            citations: citations(node), position: graph.position(of: node))
        if recommendation.citations.isEmpty {
            report(
                .error, .missingCitation, at: node, "\(name(node)) cites no source",
                advice: "add dcterms:source with an m:locator")
        }
        if recommendation.actions.isEmpty {
            report(.error, at: node, "\(name(node)) recommends no action", advice: "add m:action [ a m:Start ; … ]")
        }
        return recommendation
    }

    private mutating func action(_ node: Term) -> Action? {
        let namespace = Vocabulary.meridian.iri
        let types = iris(node, Vocabulary.RDF.type).filter { $0.string.hasPrefix(namespace) }
        guard let type = types.first, let kind = Action.Kind(rawValue: String(type.string.dropFirst(namespace.count)))
        else {
            report(
                .error, at: node, "this action has no known type",
                advice: "write a " + Action.Kind.allCases.map { "m:\($0.rawValue)" }.joined(separator: ", "))
            return nil
        }
        return Action(
            kind: kind, label: label(node, required: false), medications: iris(node, Self.m["medication"]),
            observations: iris(node, Self.m["observation"]), procedures: iris(node, Self.m["procedure"]),
            immunizations: iris(node, Self.m["immunization"]),
            dose: quantity(node, Self.m["dose"]), frequency: text(node, Self.m["frequency"]),
            route: route(node), duration: duration(node, Self.m["duration"]),
            every: duration(node, Self.m["every"]), position: graph.position(of: node))
    }

    private mutating func decisionPoint(_ node: Term) -> DecisionPoint? {
        guard let iri = node.iri else { return nil }
        return DecisionPoint(
            iri: iri, label: label(node), after: iris(node, Self.m["after"]),
            branches: list(node, Self.m["branch"]).compactMap(\.iri), position: graph.position(of: node))
    }

    private mutating func score(_ node: Term) -> Score? {
        guard let iri = node.iri else { return nil }
        let items = list(node, Self.m["item"]).compactMap { item -> Score.Item? in
            guard let points = integer(item, Self.m["points"]), let when = criterion(item, Self.m["when"]) else {
                report(.error, at: item, "an item of a score needs m:points and m:when")
                return nil
            }
            return Score.Item(label: label(item), when: when, points: points)
        }
        let bands = list(node, Self.m["band"]).compactMap { band -> Score.Band? in
            guard let least = integer(band, Self.m["atLeast"]) else {
                report(.error, at: band, "a band of a score needs m:atLeast")
                return nil
            }
            return Score.Band(label: label(band), atLeast: least, atMost: integer(band, Self.m["atMost"]))
        }
        return Score(
            iri: iri, label: label(node), items: items, bands: bands, citations: citations(node),
            position: graph.position(of: node))
    }

    private mutating func calculation(_ node: Term) -> Calculation? {
        guard let iri = node.iri, let root = graph.object(of: node, Self.m["expression"]) else {
            report(.error, at: node, "\(name(node)) has no m:expression")
            return nil
        }
        guard let expression = expression(at: root, depth: 0) else { return nil }
        if let code = text(node, Self.m["resultUnit"]) {
            do {
                _ = try UCUMUnit(code)
            } catch {
                reportUnknownUnit(error, at: position(of: node, Self.m["resultUnit"]))
            }
        }
        return Calculation(
            iri: iri, label: label(node), expression: expression, resultUnit: text(node, Self.m["resultUnit"]),
            citations: citations(node), position: graph.position(of: node))
    }

    /// Steps, scores and calculations that are referred to must exist, and steps must not wait for one another.
    private mutating func checkReferences(of guideline: Guideline) {
        let recommendations = Set(guideline.recommendations.map(\.iri))
        let steps = recommendations.union(guideline.decisionPoints.map(\.iri))
        let values = Set(guideline.scores.map(\.iri)).union(guideline.calculations.map(\.iri))
        var predecessors: [IRI: [IRI]] = [:]
        for step in guideline.recommendations {
            predecessors[step.iri] = step.after
            for reference in step.after where !steps.contains(reference) {
                reportMissing(reference, from: step.iri, "m:after", among: steps)
            }
            for reference in step.orElse where !recommendations.contains(reference) {
                reportMissing(reference, from: step.iri, "m:orElse", among: recommendations)
            }
        }
        for step in guideline.decisionPoints {
            predecessors[step.iri] = step.after
            for reference in step.after where !steps.contains(reference) {
                reportMissing(reference, from: step.iri, "m:after", among: steps)
            }
            for reference in step.branches where !recommendations.contains(reference) {
                reportMissing(reference, from: step.iri, "m:branch", among: recommendations)
            }
        }
        for (step, criterion) in guideline.criteria {
            for part in criterion.subtree {
                switch part.form {
                case .score(let target, _), .calculation(let target, _):
                    guard !values.contains(target) else { continue }
                    reportMissing(target, from: step, "a criterion", among: values)
                default: break
                }
            }
        }
        reportCircle(in: predecessors)
    }

    private mutating func reportMissing(_ target: IRI, from step: IRI, _ property: String, among known: Set<IRI>) {
        let nearest = nearestName(to: target.string, among: known.map(\.string))
        let naming = graph.triples(object: .iri(target))
        let place = naming.first { $0.subject == .iri(step) } ?? naming.first
        report(
            .error, .unknownReference, position: place.flatMap(graph.position(of:)) ?? graph.position(of: .iri(step)),
            "\(property) of \(name(.iri(step))) names \(name(.iri(target))), which is not there",
            advice: nearest.map { "did you mean \(name(.iri(IRI($0))))?" })
    }

    private mutating func reportCircle(in predecessors: [IRI: [IRI]]) {
        var finished: Set<IRI> = []
        for start in predecessors.keys.sorted() where !finished.contains(start) {
            var path: [(step: IRI, rest: [IRI])] = [(start, predecessors[start] ?? [])]
            while let top = path.last {
                guard let next = top.rest.last else {
                    finished.insert(top.step)
                    path.removeLast()
                    continue
                }
                path[path.count - 1].rest.removeLast()
                if let first = path.firstIndex(where: { $0.step == next }) {
                    let circle = path[first...].map { name(.iri($0.step)) }.joined(separator: " after ")
                    report(
                        .error, .circle, at: .iri(next),
                        "steps wait for one another: \(circle) after \(name(.iri(next)))",
                        advice: "remove one m:after")
                    return
                }
                if !finished.contains(next) { path.append((next, predecessors[next] ?? [])) }
            }
        }
    }
}
