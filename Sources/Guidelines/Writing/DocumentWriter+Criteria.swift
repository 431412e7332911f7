// Criteria and expressions.

import Expressions
import Quantities
import RDF

extension DocumentWriter {
    mutating func write(_ criterion: Criterion?, _ property: String, of node: Term) {
        if let criterion { builder.insert(node, Self.m[property], self.criterion(criterion)) }
    }

    mutating func criterion(_ criterion: Criterion) -> Term {
        let node = builder.blank()
        write(criterion.label, Vocabulary.RDFS.label, of: node)
        switch criterion.form {
        case .all(let parts): write(parts, "all", of: node)
        case .any(let parts): write(parts, "any", of: node)
        case .not(let part): write(part, "not", of: node)
        case .atLeastOf(let count, let parts):
            write(count, "count", of: node)
            write(parts, "atLeastOf", of: node)
        case .event(let event): write(event, of: node)
        case .observation(let observation): write(observation, of: node)
        case .trend(let trend):
            write(trend.concepts, "trend", of: node)
            write(trend.window, "within", of: node)
            if trend.isRelative { write(true, "relative", of: node) }
            write(trend.comparisons, of: node)
        case .dose(let dose):
            write(dose.medications, dose.amount.rawValue, of: node)
            write(dose.routes, "route", of: node)
            write(dose.comparisons, of: node)
        case .sequence(let sequence):
            write(sequence.first, "event", of: node)
            write(sequence.second, "followedBy", of: node)
            write(sequence.apart, "apart", of: node)
            write(sequence.window, "within", of: node)
        case .age(let bounds):
            let limits = builder.blank()
            write(bounds, of: limits)
            builder.insert(node, Self.m["age"], limits)
        case .sex(let sex): write(SexName.allCases.first { $0.sex == sex }, "sex", of: node)
        case .pregnant(let isPregnant): write(isPregnant, "pregnant", of: node)
        case .score(let score, let bounds):
            write([score], "score", of: node)
            write(bounds, of: node)
        case .calculation(let calculation, let bounds):
            write([calculation], "calculation", of: node)
            write(bounds, of: node)
        case .expression(let tree): builder.insert(node, Self.m["expression"], expression(tree))
        }
        return node
    }

    private mutating func write(_ parts: [Criterion], _ property: String, of node: Term) {
        builder.insert(node, Self.m[property], builder.list(parts.map { criterion($0) }))
    }

    private mutating func write(_ flag: Bool, _ property: String, of node: Term) {
        builder.insert(node, Self.m[property], .literal(Literal(flag)))
    }

    private mutating func write(_ event: EventCriterion, of node: Term) {
        let property = DocumentReader.eventKinds.first { $0.kind == event.kind }?.property
        write(event.concepts, property ?? "\(event.kind)", of: node)
        write(event.routes, "route", of: node)
        if event.includesPast { write(true, "ever", of: node) }
        if let occurrences = event.occurrences { write(occurrences, "occurrences", of: node) }
        write(event.window, "within", of: node)
    }

    private mutating func write(_ observation: ObservationCriterion, of node: Term) {
        write(observation.concepts, "observation", of: node)
        write(observation.window, observation.occurrences == nil ? "latestWithin" : "within", of: node)
        if let occurrences = observation.occurrences { write(occurrences, "occurrences", of: node) }
        write(observation.comparisons, of: node)
        write(observation.valueConcepts, "valueConcept", of: node)
    }

    private mutating func write(_ comparisons: [Comparison], of node: Term) {
        for comparison in comparisons { write(comparison.value, comparison.relation.rawValue, of: node) }
    }

    // MARK: - Expressions

    mutating func expression(_ tree: ExpressionTree) -> Term {
        switch tree {
        case .literal(let value): return literal(value)
        case .concept(let concept): return .iri(concept)
        case .leaf(let leaf): return criterion(leaf)
        case .conditional(let condition, let then, let otherwise):
            let node = builder.blank(Vocabulary.elm["If"])
            for (part, tree) in [("condition", condition), ("then", then), ("else", otherwise)] {
                builder.insert(node, Vocabulary.elm[part], expression(tree))
            }
            return node
        case .operation(let name, let operands, let precision):
            let node = builder.blank(Vocabulary.elm[name])
            if let precision { builder.insert(node, Vocabulary.elm["precision"], .string(precision.elmName)) }
            let terms = operands.map { expression($0) }
            if let first = terms.first {
                builder.insert(node, Vocabulary.elm["operand"], terms.count == 1 ? first : builder.list(terms))
            }
            return node
        }
    }

    private static let datatypes: [DateTime.Precision: String] = [.year: "gYear", .month: "gYearMonth"]

    /// A value as a literal. What graphs have no literal for is never read as one, and null is ELM's Null.
    private mutating func literal(_ value: Value) -> Term {
        switch value {
        case .boolean(let truth): .literal(Literal(truth))
        case .integer(let number): .literal(Literal(number))
        case .decimal(let number): .decimal(number)
        case .string(let text): .string(text)
        case .quantity(let quantity):
            .literal(Literal("\(quantity.value) \(quantity.unit.code)", datatype: Vocabulary.Meridian.quantity))
        case .date(let date):
            .literal(Literal(date.description, datatype: Vocabulary.xsd[Self.datatypes[date.precision] ?? "date"]))
        case .dateTime(let point): .literal(Literal(point.description, datatype: Vocabulary.xsd["dateTime"]))
        case .time(let time): .literal(Literal(time.description, datatype: Vocabulary.xsd["time"]))
        default: builder.blank(Vocabulary.elm["Null"])
        }
    }
}
