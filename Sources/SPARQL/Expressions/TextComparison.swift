// Questions about the text of a column's terms that the bytes in the dictionary answer: whether a label contains a word, a
// code ends with a digit, a string is of a language. No term is made for them.
import GraphStore
import Primitives
import RDF
import SPARQLSyntax

struct TextComparison: Sendable {
    private enum Operation { case contains, startsWith, endsWith, equals, hasLanguage, matchesLanguage }

    /// What is done to the text before it is looked at; only ASCII is changed here.
    private enum Folding { case none, lowercase, uppercase }

    let column: Int
    private let operation: Operation
    private let folding: Folding
    /// Whether the text of any literal or IRI is meant (STR), not of strings alone.
    private let isOfAnyTerm: Bool
    private let wanted: [UInt8]
    private let search: ByteSearch

    /// Nil when more than bytes must be looked at.
    ///
    /// - Parameter column: the number of a variable's column.
    init?(_ expression: Expression, column: (Variable) -> Int?) {
        let (operation, subject, constant): (Operation, Expression, Expression)
        switch expression {
        case .builtin(.contains, let list): (operation, subject, constant) = (.contains, list[0], list[1])
        case .builtin(.startsWith, let list): (operation, subject, constant) = (.startsWith, list[0], list[1])
        case .builtin(.endsWith, let list): (operation, subject, constant) = (.endsWith, list[0], list[1])
        case .builtin(.langMatches, let list):
            guard case .builtin(.lang, let inner) = list[0] else { return nil }
            (operation, subject, constant) = (.matchesLanguage, inner[0], list[1])
        case .comparison(.equal, .builtin(.lang, let inner), let other),
            .comparison(.equal, let other, .builtin(.lang, let inner)):
            (operation, subject, constant) = (.hasLanguage, inner[0], other)
        case .comparison(.equal, let made, .constant(let term)), .comparison(.equal, .constant(let term), let made):
            guard case .builtin = made else { return nil }
            (operation, subject, constant) = (.equals, made, .constant(term))
        default: return nil
        }
        guard let text = constant.plainText, !text.isEmpty else { return nil }
        self.operation = operation
        wanted = Array(text.utf8)
        search = ByteSearch(wanted)
        var (rest, folding, isOfAnyTerm) = (subject, Folding.none, false)
        if operation != .hasLanguage, operation != .matchesLanguage {
            if case .builtin(let function, let inner) = rest, function == .lowercase || function == .uppercase {
                (rest, folding) = (inner[0], function == .lowercase ? .lowercase : .uppercase)
            }
            if case .builtin(.str, let inner) = rest { (rest, isOfAnyTerm) = (inner[0], true) }
            // Equal strings with a language are more than equal texts.
            if operation == .equals, !isOfAnyTerm { return nil }
        }
        guard case .variable(let variable) = rest, let found = column(variable) else { return nil }
        (self.column, self.folding, self.isOfAnyTerm) = (found, folding, isOfAnyTerm)
    }

    /// Whether the question is answered with yes, where an error is no; nil when the bytes do not tell. `scratch` is room
    /// for a changed text.
    func outcome(_ term: TermText, _ scratch: inout [UInt8]) -> Bool? {
        switch operation {
        case .hasLanguage: return term.language.elementsEqual(wanted)
        case .matchesLanguage: return matchesLanguage(term)
        default: break
        }
        switch term.kind {
        case .string, .languageString: break
        case .iri, .otherLiteral: if !isOfAnyTerm { return false }
        case .blankNode: return false
        }
        guard folding != .none else { return holds(term.text) }
        scratch.removeAll(keepingCapacity: true)
        for byte in term.text {
            if byte >= 0x80 { return nil }
            scratch.append(folding == .lowercase ? byte.lowercasedASCII : byte.uppercasedASCII)
        }
        return holds(scratch[...])
    }

    private func holds(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.count >= wanted.count else { return false }
        return switch operation {
        case .startsWith: text.prefix(wanted.count).elementsEqual(wanted)
        case .endsWith: text.suffix(wanted.count).elementsEqual(wanted)
        case .contains: search.firstOffset(in: text) != nil
        default: text.elementsEqual(wanted)
        }
    }

    /// Basic filtering of RFC 4647, section 3.3.1.
    private func matchesLanguage(_ term: TermText) -> Bool {
        if wanted == [UInt8(ascii: "*")] { return !term.language.isEmpty }
        guard term.language.count >= wanted.count else { return false }
        let isSame = zip(term.language, wanted).allSatisfy { $0.lowercasedASCII == $1.lowercasedASCII }
        let rest = term.language.dropFirst(wanted.count)
        return isSame && (rest.isEmpty || rest.first == UInt8(ascii: "-"))
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
        var (next, scratch): (Int, [UInt8]) = (0, [])
        try snapshot.forEachText(of: distinct) { place, text in
            let outcome = comparison.outcome(text, &scratch)
            while next < rows.count, ids[rows[next]] == distinct[place] {
                outcomes[rows[next]] = outcome
                next += 1
            }
        }
        return outcomes
    }
}
