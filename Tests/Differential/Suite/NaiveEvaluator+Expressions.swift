// Expressions (section 17 of the specification), as far as the generator makes them.
import Quantities
import RDF
import SPARQLSyntax

extension NaiveEvaluator {
    func isTrue(_ condition: Expression?, _ solution: Solution, _ graph: Term?) -> Bool {
        guard let condition else { return true }
        return truth(condition, solution, graph) == true
    }

    /// The effective boolean value; nil is an error.
    private func truth(_ expression: Expression, _ solution: Solution, _ graph: Term?) -> Bool? {
        switch expression {
        case .or(let left, let right):
            let (left, right) = (truth(left, solution, graph), truth(right, solution, graph))
            return left == true || right == true ? true : left == nil || right == nil ? nil : false
        case .and(let left, let right):
            let (left, right) = (truth(left, solution, graph), truth(right, solution, graph))
            return left == false || right == false ? false : left == nil || right == nil ? nil : true
        case .not(let inner): return truth(inner, solution, graph).map { !$0 }
        case .exists(let pattern):
            let found = evaluate(substitute(pattern, solution), in: graph)
            return found.contains { merge($0, solution) != nil }
        default: return value(expression, solution, graph).flatMap { NaiveValue.effectiveBoolean($0) }
        }
    }

    /// The value; nil is an error.
    func value(_ expression: Expression, _ solution: Solution, _ graph: Term?) -> Term? {
        func value(_ inner: Expression) -> Term? { self.value(inner, solution, graph) }
        switch expression {
        case .variable(let variable): return solution[variable]
        case .constant(let term): return constant(term)
        case .or, .and, .not, .exists: return truth(expression, solution, graph).map { NaiveValue.term($0) }
        case .bound(let variable): return NaiveValue.term(solution[variable] != nil)
        case .comparison(let comparison, let left, let right):
            guard let left = value(left), let right = value(right) else { return nil }
            if deviations.contains(.ordersEqualTerms), left == right {
                switch comparison {
                case .lessOrEqual, .greaterOrEqual: return NaiveValue.term(true)
                case .less, .greater: return NaiveValue.term(false)
                case .equal, .notEqual: break
                }
            }
            return NaiveValue.compare(comparison, left, right).map { NaiveValue.term($0) }
        case .arithmetic(let operation, let left, let right):
            guard let left = value(left), let right = value(right) else { return nil }
            guard let leftNumber = NaiveNumber(left), let rightNumber = NaiveNumber(right) else {
                // The specification leaves arithmetic of dates to extensions.
                if NaiveValue.isMoment(left) && NaiveValue.isMoment(right) { isAmbiguous = true }
                return nil
            }
            return leftNumber.calculate(operation, rightNumber).map { constant($0.term) }
        case .isIn(let operand, let list):
            guard let operand = value(operand) else { return nil }
            var hasError = false
            for candidate in list {
                switch value(candidate).flatMap({ NaiveValue.compare(.equal, operand, $0) }) {
                case true: return NaiveValue.term(true)
                case false: break
                default: hasError = true
                }
            }
            return hasError ? nil : NaiveValue.term(false)
        case .conditional(let condition, let then, let otherwise):
            guard let isTrue = truth(condition, solution, graph) else { return nil }
            return value(isTrue ? then : otherwise)
        case .coalesce(let list): return list.lazy.compactMap { value($0) }.first
        case .builtin(let function, let arguments):
            let values = arguments.map { value($0) }
            return values.contains(nil) ? nil : NaiveValue.call(function, values.compactMap { $0 }).map(constant)
        case .function(let name, let arguments) where name == Vocabulary.XSD.integer:
            return value(arguments[0]).flatMap { NaiveValue.integer($0) }.map(constant)
        case .negative, .positive, .function: preconditionFailure("the generator does not make this")
        }
    }

    /// The order of ORDER BY; nil when the specification leaves it open.
    func sortingOrder(_ left: Term?, _ right: Term?) -> Ordering? {
        let (leftRank, rightRank) = (NaiveValue.rank(left), NaiveValue.rank(right))
        if leftRank != rightRank { return Ordering(leftRank, rightRank) }
        guard let left, let right, left != right else { return .equal }
        if let left = left.iri, let right = right.iri { return Ordering(left.string, right.string) }
        if NaiveValue.compare(.less, left, right) == true { return .less }
        if NaiveValue.compare(.greater, left, right) == true { return .greater }
        return NaiveValue.compare(.equal, left, right) == true ? .equal : nil
    }
}

/// Terms as values.
enum NaiveValue {
    static func term(_ value: Bool) -> Term { .literal(Literal(value)) }

    static func rank(_ term: Term?) -> Int {
        switch term {
        case nil: 0
        case .blank: 1
        case .iri: 2
        case .literal: 3
        case .triple: 4
        }
    }

    static func isMoment(_ term: Term) -> Bool {
        term.literal.map { $0.datatype == Vocabulary.XSD.date || $0.datatype == Vocabulary.XSD.dateTime } ?? false
    }

    static func effectiveBoolean(_ term: Term) -> Bool? {
        guard let literal = term.literal, literal.language == nil else { return nil }
        if literal.datatype == Vocabulary.XSD.boolean { return literal.lexicalForm == "true" }
        if literal.datatype == Vocabulary.XSD.string { return !literal.lexicalForm.isEmpty }
        return NaiveNumber(term).map { $0.doubleValue != 0 }
    }

    static func compare(_ comparison: ComparisonOperator, _ left: Term, _ right: Term) -> Bool? {
        switch comparison {
        case .equal: return isEqual(left, right)
        case .notEqual: return isEqual(left, right).map { !$0 }
        default:
            guard let order = order(left, right) else { return nil }
            return switch comparison {
            case .less: order == .less
            case .lessOrEqual: order != .greater
            case .greater: order == .greater
            default: order != .less
            }
        }
    }

    private static func isEqual(_ left: Term, _ right: Term) -> Bool? {
        if let left = NaiveNumber(left), let right = NaiveNumber(right) { return left.order(right) == .equal }
        if case .triple(let left) = left, case .triple(let right) = right {
            let parts = [
                isEqual(left.subject, right.subject), left.predicate == right.predicate,
                isEqual(left.object, right.object),
            ]
            return parts.contains(false) ? false : parts.contains(nil) ? nil : true
        }
        // What is no number of its datatype has no value to compare.
        if left != right, left.literal != nil, right.literal != nil, isIllTyped(left) || isIllTyped(right) {
            return nil
        }
        return left == right
    }

    private static func isIllTyped(_ term: Term) -> Bool {
        term.literal?.datatype == Vocabulary.XSD.integer && NaiveNumber(term) == nil
    }

    private static func order(_ left: Term, _ right: Term) -> Ordering? {
        if let left = NaiveNumber(left), let right = NaiveNumber(right) { return left.order(right) }
        if case .triple(let left) = left, case .triple(let right) = right {
            let parts = [(left.subject, right.subject), (.iri(left.predicate), .iri(right.predicate))]
            for (left, right) in parts + [(left.object, right.object)] where isEqual(left, right) != true {
                return order(left, right)
            }
            return .equal
        }
        guard let left = left.literal, let right = right.literal, left.datatype == right.datatype,
            left.language == right.language, left.datatype != Vocabulary.XSD.integer
        else { return nil }
        // "false" < "true"; dates and times of one form sort as their text does.
        return Ordering(left.lexicalForm, right.lexicalForm)
    }

    static func call(_ function: Builtin, _ arguments: [Term]) -> Term? {
        let first = arguments[0]
        func text(_ number: Int) -> String? { arguments[number].literal?.lexicalForm }
        switch function {
        case .isIRI: return term(first.iri != nil)
        case .isBlank: return term(first.blankNode != nil)
        case .isLiteral: return term(first.literal != nil)
        case .isNumeric: return term(NaiveNumber(first) != nil)
        case .isTriple: return term(first.triple != nil)
        case .sameTerm: return term(first == arguments[1])
        case .str: return (first.iri?.string ?? first.literal?.lexicalForm).map { .string($0) }
        case .lang: return first.literal.map { .string($0.language ?? "") }
        case .datatype: return first.literal.map { .iri($0.datatype) }
        case .stringLength:
            guard let literal = string(first) else { return nil }
            return .literal(Literal(literal.lexicalForm.unicodeScalars.count))
        case .uppercase: return string(first).map { changed($0, $0.lexicalForm.uppercased()) }
        case .lowercase: return string(first).map { changed($0, $0.lexicalForm.lowercased()) }
        case .substring:
            guard let literal = string(first), let start = text(1).flatMap({ Int($0) }) else { return nil }
            let rest = literal.lexicalForm.dropFirst(start - 1)
            guard arguments.count > 2 else { return changed(literal, String(rest)) }
            return text(2).flatMap { Int($0) }.map { changed(literal, String(rest.prefix($0))) }
        case .before, .after:
            guard let literal = string(first), let wanted = text(1) else { return nil }
            guard let range = literal.lexicalForm.range(of: wanted) else { return .string("") }
            let kept = function == .before ? range.before : range.after
            return changed(literal, kept)
        case .literalWithLanguage:
            guard let literal = string(first), literal.language == nil, let tag = text(1) else { return nil }
            return .literal(Literal(literal.lexicalForm, language: tag))
        case .literalWithDatatype:
            guard let literal = string(first), literal.language == nil, let datatype = arguments[1].iri else {
                return nil
            }
            return .literal(Literal(literal.lexicalForm, datatype: datatype))
        case .year, .month, .day, .hours:
            guard isMoment(first), let moment = text(0) else { return nil }
            // YYYY-MM-DDThh:mm:ss
            let start = [Builtin.year: 0, .month: 5, .day: 8, .hours: 11][function] ?? 0
            let digits = moment.dropFirst(start).prefix(function == .year ? 4 : 2)
            return Int(digits).map { .literal(Literal($0)) }
        case .contains:
            guard let left = string(first), let right = string(arguments[1]), accepts(left, right) else { return nil }
            return term(right.lexicalForm.isEmpty || left.lexicalForm.contains(right.lexicalForm))
        case .endsWith:
            guard let left = string(first), let right = string(arguments[1]), accepts(left, right) else { return nil }
            return term(left.lexicalForm.hasSuffix(right.lexicalForm))
        case .startsWith:
            guard let left = string(first), let right = string(arguments[1]), accepts(left, right) else { return nil }
            return term(left.lexicalForm.hasPrefix(right.lexicalForm))
        case .concatenate:
            let parts = arguments.map { string($0) }
            if parts.contains(nil) { return nil }
            let text = parts.compactMap { $0?.lexicalForm }.joined()
            guard let language = parts[0]?.language, parts.allSatisfy({ $0?.language == language }) else {
                return .string(text)
            }
            return .literal(Literal(text, language: language))
        case .absolute: return NaiveNumber(first)?.magnitude.term
        case .round: return NaiveNumber(first)?.rounded.term
        default: preconditionFailure("the generator does not make this")
        }
    }

    /// A cast to `xsd:integer` (SPARQL 1.1 Query, section 17.5).
    static func integer(_ term: Term) -> Term? {
        guard let literal = term.literal, literal.language == nil else { return nil }
        switch literal.datatype {
        case Vocabulary.XSD.string: return Int(literal.lexicalForm).map { .literal(Literal($0)) }
        case Vocabulary.XSD.boolean: return .literal(Literal(literal.lexicalForm == "true" ? 1 : 0))
        default:
            guard let value = NaiveNumber(term)?.doubleValue, value.isFinite else { return nil }
            return .literal(Literal(Int(value.rounded(.towardZero))))
        }
    }

    /// Another text in the language of a string.
    private static func changed(_ literal: Literal, _ text: String) -> Term {
        .literal(literal.language.map { Literal(text, language: $0) } ?? Literal(text))
    }

    private static func string(_ term: Term) -> Literal? {
        guard let literal = term.literal, literal.language != nil || literal.datatype == Vocabulary.XSD.string else {
            return nil
        }
        return literal
    }

    /// Whether the arguments are compatible (section 17.4.3.1.2).
    private static func accepts(_ left: Literal, _ right: Literal) -> Bool {
        right.language == nil || left.language == right.language
    }
}

extension String {
    /// What stands before and after a text where it first occurs.
    fileprivate func range(of wanted: String) -> (before: String, after: String)? {
        for place in indices where self[place...].hasPrefix(wanted) {
            return (String(self[..<place]), String(self[place...].dropFirst(wanted.count)))
        }
        return nil
    }
}
