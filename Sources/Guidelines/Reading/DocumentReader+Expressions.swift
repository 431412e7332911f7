// Expressions: a node typed with an ELM operator and its operands, a literal, or a criterion leaf standing for its
// value.

import Expressions
import Quantities
import RDF

extension DocumentReader {
    mutating func expression(at node: Term, depth: Int) -> ExpressionTree? {
        guard depth < Limits.criterionDepth else {
            report(.error, at: node, "expressions are nested more than \(Limits.criterionDepth) deep, or in a circle")
            return nil
        }
        if let literal = node.literal { return value(of: literal, at: node).map(ExpressionTree.literal) }
        let operators = graph.objects(of: node, Vocabulary.RDF.type).compactMap(\.iri)
            .filter { $0.string.hasPrefix(Vocabulary.elm.iri) }
        guard let type = operators.first else {
            // A name that asks nothing is that of a code, a value set or a code system.
            if let concept = node.iri, !asksSomething(node) { return .concept(concept) }
            return criterion(at: node, depth: depth, isOperand: true).map(ExpressionTree.leaf)
        }
        let name = String(type.string.dropFirst(Vocabulary.elm.iri.count))
        if name == "If" { return conditional(at: node, depth: depth) }
        if name == "Null" { return .literal(.null) }
        var precision: CalendarUnit?
        if let word = text(node, Vocabulary.elm["precision"]) {
            precision = CalendarUnit.allCases.first { $0.elmName == word }
            if precision == nil {
                report(
                    .error, at: node, "\(word) is not a precision",
                    advice: "write one of " + CalendarUnit.allCases.map(\.elmName).joined(separator: ", "))
                return nil
            }
        }
        guard let head = graph.object(of: node, Vocabulary.elm["operand"]) else {
            return .operation(name: name, operands: [], precision: precision)
        }
        // One operand may stand alone; several stand in a list.
        let members = graph.object(of: head, Vocabulary.RDF.first) == nil ? [head] : graph.list(at: head)
        guard let members else {
            report(.error, at: node, "the operands of elm:\(name) must be one operand or a list")
            return nil
        }
        let operands = members.compactMap { expression(at: $0, depth: depth + 1) }
        guard operands.count == members.count else { return nil }
        return .operation(name: name, operands: operands, precision: precision)
    }

    /// ELM's If has named parts.
    private mutating func conditional(at node: Term, depth: Int) -> ExpressionTree? {
        let parts = ["condition", "then", "else"].compactMap { part -> ExpressionTree? in
            guard let term = graph.object(of: node, Vocabulary.elm[part]) else {
                report(.error, at: node, "elm:If has no elm:\(part)")
                return nil
            }
            return expression(at: term, depth: depth + 1)
        }
        return parts.count == 3 ? .conditional(parts[0], then: parts[1], otherwise: parts[2]) : nil
    }

    private mutating func value(of literal: Literal, at node: Term) -> Value? {
        switch literal.datatype {
        case Vocabulary.XSD.boolean: return .boolean(literal.lexicalForm == "true" || literal.lexicalForm == "1")
        case Vocabulary.XSD.integer:
            if let number = Int32(literal.lexicalForm) { return .integer(Int(number)) }
        case Vocabulary.XSD.decimal:
            if let number = ExactDecimal(literal.lexicalForm) { return .decimal(number) }
        case Vocabulary.XSD.string, Vocabulary.RDF.langString: return .string(literal.lexicalForm)
        case Vocabulary.Meridian.quantity:
            return quantity(node, at: graph.position(of: node)).map(Value.quantity)
        case Vocabulary.xsd["date"], Vocabulary.xsd["gYearMonth"], Vocabulary.xsd["gYear"]:
            if let date = DateTime(literal.lexicalForm), date.precision <= .day { return .date(date) }
        case Vocabulary.xsd["dateTime"]:
            if let point = DateTime(literal.lexicalForm) { return .dateTime(point) }
        case Vocabulary.xsd["time"]:
            if let time = TimeOfDay(literal.lexicalForm) { return .time(time) }
        default: break
        }
        report(
            .error, at: node, "\(literal) is not a value that expressions know",
            advice: "use a boolean, integer, decimal, string, date or m:quantity")
        return nil
    }
}
