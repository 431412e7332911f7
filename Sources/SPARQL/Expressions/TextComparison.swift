// Questions about the text of a column's terms that the bytes in the dictionary answer: whether a label contains a word or
// matches a pattern, a code ends with a digit, a string is of a language or has a length. No term is made for them.
import GraphStore
import Primitives
import RDF
import SPARQLSyntax

struct TextComparison: Sendable {
    private enum Operation {
        case contains(ByteSearch)
        case startsWith([UInt8])
        case endsWith([UInt8])
        case equals([UInt8])
        case matches(PatternAutomaton)
        case hasLength(ComparisonOperator, Int)
        case hasLanguage([UInt8])
        case matchesLanguage([UInt8])
    }

    /// What is done to the text before it is looked at; only ASCII is changed here.
    private enum Folding { case none, lowercase, uppercase }

    let column: Int
    private let operation: Operation
    private let folding: Folding
    /// Whether the text of any literal or IRI is meant (STR), not of strings alone.
    private let isOfAnyTerm: Bool

    /// Nil when more than bytes must be looked at.
    ///
    /// - Parameter column: the number of a variable's column.
    init?(_ expression: Expression, column: (Variable) -> Int?) {
        guard let (operation, subject) = Self.question(expression) else { return nil }
        var (rest, folding, isOfAnyTerm) = (subject, Folding.none, false)
        switch operation {
        case .hasLanguage, .matchesLanguage: break
        default:
            if case .builtin(let function, let inner) = rest, function == .lowercase || function == .uppercase {
                (rest, folding) = (inner[0], function == .lowercase ? .lowercase : .uppercase)
            }
            if case .builtin(.str, let inner) = rest { (rest, isOfAnyTerm) = (inner[0], true) }
        }
        switch operation {
        // Equal strings with a language are more than equal texts.
        case .equals where !isOfAnyTerm: return nil
        // A pattern has a flag of its own for the case, and with it texts change in length.
        case .matches where folding != .none, .hasLength where folding != .none: return nil
        default: break
        }
        guard case .variable(let variable) = rest, let found = column(variable) else { return nil }
        (self.column, self.operation, self.folding, self.isOfAnyTerm) = (found, operation, folding, isOfAnyTerm)
    }

    /// What is asked, and of what.
    private static func question(_ expression: Expression) -> (Operation, Expression)? {
        switch expression {
        case .builtin(.contains, let list):
            return bytes(list[1]).map { (.contains(ByteSearch($0)), list[0]) }
        case .builtin(.startsWith, let list): return bytes(list[1]).map { (.startsWith($0), list[0]) }
        case .builtin(.endsWith, let list): return bytes(list[1]).map { (.endsWith($0), list[0]) }
        case .builtin(.regex, let list):
            guard let pattern = list[1].plainText, let flags = list.count > 2 ? list[2].plainText : "" else {
                return nil
            }
            return PatternAutomaton(pattern, flags: flags).map { (.matches($0), list[0]) }
        case .builtin(.langMatches, let list):
            guard case .builtin(.lang, let inner) = list[0] else { return nil }
            return bytes(list[1]).map { (.matchesLanguage($0), inner[0]) }
        case .comparison(let comparison, .builtin(let function, let inner), .constant(let term)):
            return question(comparison, function, inner, term)
        case .comparison(let comparison, .constant(let term), .builtin(let function, let inner)):
            return question(comparison.reversed, function, inner, term)
        default: return nil
        }
    }

    /// The same for the comparison of what a function gives with a term.
    private static func question(
        _ comparison: ComparisonOperator, _ function: Builtin, _ arguments: [Expression], _ term: Term
    ) -> (Operation, Expression)? {
        if function == .stringLength {
            guard case .literal(let literal) = term, case .integer(let length) = Numeric(literal) else { return nil }
            return (.hasLength(comparison, length), arguments[0])
        }
        guard comparison == .equal, let wanted = bytes(.constant(term)) else { return nil }
        return function == .lang
            ? (.hasLanguage(wanted), arguments[0]) : (.equals(wanted), .builtin(function, arguments))
    }

    /// The bytes of a plain string that is not empty.
    private static func bytes(_ expression: Expression) -> [UInt8]? {
        expression.plainText.flatMap { $0.isEmpty ? nil : Array($0.utf8) }
    }

    /// Whether the question is answered with yes, where an error is no; nil when the bytes do not tell.
    func outcome(_ term: TermText) -> Bool? {
        switch operation {
        case .hasLanguage(let wanted): return term.language.elementsEqual(wanted)
        case .matchesLanguage(let wanted): return Self.matches(term.language, wanted)
        default: break
        }
        switch term.kind {
        case .string, .languageString: break
        case .iri, .otherLiteral: if !isOfAnyTerm { return false }
        case .blankNode: return false
        }
        if case .matches(let pattern) = operation { return pattern.matches(term.text) }
        guard folding != .none else { return holds(term.text) }
        if term.text.reduce(0, |) >= 0x80 { return nil }
        return folding == .lowercase
            ? holds(term.text.lazy.map(\.lowercasedASCII)) : holds(term.text.lazy.map(\.uppercasedASCII))
    }

    @inline(__always)
    private func holds(_ text: some BidirectionalCollection<UInt8>) -> Bool {
        switch operation {
        case .contains(let search): search.firstOffset(in: text) != nil
        case .startsWith(let wanted): text.starts(with: wanted)
        case .endsWith(let wanted): text.suffix(wanted.count).elementsEqual(wanted)
        case .equals(let wanted): text.elementsEqual(wanted)
        case .hasLength(let comparison, let length):
            // A character has one byte that is none of those that go on with one.
            comparison.holds(text.reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }, length)
        case .matches, .hasLanguage, .matchesLanguage: false
        }
    }

    /// Basic filtering of RFC 4647, section 3.3.1.
    private static func matches(_ language: ArraySlice<UInt8>, _ wanted: [UInt8]) -> Bool {
        if wanted == [UInt8(ascii: "*")] { return !language.isEmpty }
        guard language.count >= wanted.count else { return false }
        let isSame = zip(language, wanted).allSatisfy { $0.lowercasedASCII == $1.lowercasedASCII }
        let rest = language.dropFirst(wanted.count)
        return isSame && (rest.isEmpty || rest.first == UInt8(ascii: "-"))
    }
}

extension ComparisonOperator {
    fileprivate func holds(_ left: Int, _ right: Int) -> Bool {
        switch self {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        }
    }
}

extension QueryContext {
    /// The outcomes for a column of ids; nil where the ids or the bytes do not tell.
    func outcomes(of comparison: TextComparison, _ ids: [TermID]) throws -> [Bool?] {
        var outcomes = [Bool?](repeating: nil, count: ids.count)
        var rows = ids.indices.filter { ids[$0].isLookedUp && ids[$0].kind != .tripleTerm }
        if !ids.isAscending { rows.sort { ids[$0] < ids[$1] } }
        var distinct: [TermID] = []
        distinct.reserveCapacity(rows.count)
        for row in rows where distinct.last != ids[row] { distinct.append(ids[row]) }
        var next = 0
        try snapshot.forEachText(of: distinct) { place, text in
            let outcome = comparison.outcome(text)
            while next < rows.count, ids[rows[next]] == distinct[place] {
                outcomes[rows[next]] = outcome
                next += 1
            }
        }
        return outcomes
    }
}
