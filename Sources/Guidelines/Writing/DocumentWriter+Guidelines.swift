// Guidelines with their steps, scores and calculations.

import RDF

extension DocumentWriter {
    public mutating func write(_ guideline: Guideline) {
        let node = Term.iri(guideline.iri)
        type(node, Vocabulary.Meridian.guideline)
        write(guideline.label, Vocabulary.RDFS.label, of: node)
        write(guideline.comment, Vocabulary.RDFS.comment, of: node)
        if let version = guideline.version { builder.insert(node, Vocabulary.owl["versionInfo"], .string(version)) }
        write(guideline.applicableWhen, "applicableWhen", of: node)
        write(guideline.citations, of: node)
        for (index, step) in guideline.recommendations.enumerated() { write(step, at: index, of: node) }
        for (index, point) in guideline.decisionPoints.enumerated() { write(point, at: index, of: node) }
        for (index, score) in guideline.scores.enumerated() { write(score, at: index, of: node) }
        for (index, calculation) in guideline.calculations.enumerated() { write(calculation, at: index, of: node) }
    }

    private mutating func type(_ node: Term, _ type: IRI) { builder.insert(node, Vocabulary.RDF.type, .iri(type)) }

    /// What every part of a guideline has.
    private mutating func part(_ iri: IRI, _ type: IRI, at index: Int, of guideline: Term) -> Term {
        let node = Term.iri(iri)
        self.type(node, type)
        builder.insert(node, Self.m["partOf"], guideline)
        write(index + 1, "position", of: node)
        return node
    }

    private mutating func write(_ step: Recommendation, at index: Int, of guideline: Term) {
        let node = part(step.iri, Vocabulary.Meridian.recommendation, at: index, of: guideline)
        write(step.label, Vocabulary.RDFS.label, of: node)
        write(step.comment, Vocabulary.RDFS.comment, of: node)
        write(step.after, "after", of: node)
        write(step.orElse, "orElse", of: node)
        write(step.when, "when", of: node)
        write(step.doneWhen, "doneWhen", of: node)
        write(step.blockedWhen, "blockedWhen", of: node)
        write(step.actions, Self.m["action"], of: node) { writer, action in writer.action(action) }
        write(step.within, "within", of: node)
        write(step.strength, "strength", of: node)
        write(step.certainty, "certainty", of: node)
        write(step.grade, "grade", of: node)
        write(step.citations, of: node)
    }

    private mutating func action(_ action: Action) -> Term {
        let node = builder.blank(Self.m[action.kind.rawValue])
        write(action.label, Vocabulary.RDFS.label, of: node)
        write(action.medications, "medication", of: node)
        write(action.observations, "observation", of: node)
        write(action.procedures, "procedure", of: node)
        write(action.immunizations, "immunization", of: node)
        write(action.dose, "dose", of: node)
        write(action.frequency, "frequency", of: node)
        if let route = action.route { write([route], "route", of: node) }
        write(action.duration, "duration", of: node)
        write(action.every, "every", of: node)
        return node
    }

    private mutating func write(_ point: DecisionPoint, at index: Int, of guideline: Term) {
        let node = part(point.iri, Vocabulary.Meridian.decisionPoint, at: index, of: guideline)
        write(point.label, Vocabulary.RDFS.label, of: node)
        write(point.after, "after", of: node)
        builder.insert(node, Self.m["branch"], builder.list(point.branches.map { .iri($0) }))
    }

    private mutating func write(_ score: Score, at index: Int, of guideline: Term) {
        let node = part(score.iri, Vocabulary.Meridian.score, at: index, of: guideline)
        write(score.label, Vocabulary.RDFS.label, of: node)
        write(score.citations, of: node)
        let items = score.items.map { item in
            let node = builder.blank()
            write(item.label, Vocabulary.RDFS.label, of: node)
            write(item.points, "points", of: node)
            write(item.when, "when", of: node)
            return node
        }
        builder.insert(node, Self.m["item"], builder.list(items))
        let bands = score.bands.map { band in
            let node = builder.blank()
            write(band.label, Vocabulary.RDFS.label, of: node)
            write(band.atLeast, "atLeast", of: node)
            if let most = band.atMost { write(most, "atMost", of: node) }
            return node
        }
        builder.insert(node, Self.m["band"], builder.list(bands))
    }

    private mutating func write(_ calculation: Calculation, at index: Int, of guideline: Term) {
        let node = part(calculation.iri, Vocabulary.Meridian.calculation, at: index, of: guideline)
        write(calculation.label, Vocabulary.RDFS.label, of: node)
        builder.insert(node, Self.m["expression"], expression(calculation.expression))
        if let unit = calculation.resultUnit {
            builder.insert(node, Self.m["resultUnit"], .literal(Literal(unit, datatype: Vocabulary.Meridian.unit)))
        }
        write(calculation.citations, of: node)
    }
}
