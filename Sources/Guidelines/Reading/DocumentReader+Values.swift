// Quantities, durations and moments as documents write them.

import Quantities
import RDF

extension DocumentReader {
    mutating func quantity(_ node: Term, _ property: IRI) -> Quantity? {
        graph.object(of: node, property).flatMap { quantity($0, at: position(of: node, property)) }
    }

    /// A quantity (`"6.5 %"^^m:quantity`) or a plain number.
    mutating func quantity(_ term: Term, at position: SourcePosition?) -> Quantity? {
        guard let literal = term.literal else {
            report(.error, position: position, "\(name(term)) is not a quantity", advice: Self.quantityAdvice)
            return nil
        }
        switch literal.datatype {
        case Vocabulary.Meridian.quantity:
            do {
                return try Quantity(literal.lexicalForm)
            } catch {
                if case .unit(let unit) = error {
                    reportUnknownUnit(unit, at: position)
                } else {
                    report(
                        .error, position: position, "\"\(literal.lexicalForm)\": \(error)", advice: Self.quantityAdvice)
                }
                return nil
            }
        case Vocabulary.XSD.integer, Vocabulary.XSD.decimal:
            if let number = ExactDecimal(literal.lexicalForm) { return Quantity(number) }
        default: break
        }
        report(.error, position: position, "\(literal) is not a quantity", advice: Self.quantityAdvice)
        return nil
    }

    /// Reports a unit that UCUM does not have, with the one that hospitals mean by its spelling.
    mutating func reportUnknownUnit(_ error: UnitError, at position: SourcePosition?) {
        let meant = try? UnitReading(error.code).unit.code
        report(
            .error, .unknownUnit, position: position, "unknown unit `\(error.code)`",
            advice: meant.map { "did you mean `\($0)`?" } ?? "\(error)")
    }

    private static let quantityAdvice = "write a number, a space and a UCUM unit: \"6.5 %\"^^m:quantity"

    mutating func duration(_ node: Term, _ property: IRI) -> CalendarDuration? {
        guard let object = graph.object(of: node, property) else { return nil }
        if let text = object.literal?.lexicalForm, let duration = CalendarDuration(text) { return duration }
        report(
            .error, position: position(of: node, property), "\(object) is not a duration",
            advice: "write it as \"P6M\"^^xsd:duration")
        return nil
    }

    mutating func dateTime(_ node: Term, _ property: IRI) -> DateTime? {
        guard let object = graph.object(of: node, property) else { return nil }
        if let text = object.literal?.lexicalForm, let moment = DateTime(text) { return moment }
        report(
            .error, position: position(of: node, property), "\(object) is not a date",
            advice: "write it as \"2026-01-15\"^^xsd:date")
        return nil
    }
}
