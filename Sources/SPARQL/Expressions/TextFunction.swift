// Functions of the text of a column's terms that the bytes in the dictionary answer: whether a label contains a word or
// matches a pattern, how long it is, what stands before a space, what number a code is. No term is made for them.
import GraphStore
import Primitives
import RDF
import SPARQLSyntax

struct TextFunction: Sendable {
    /// What is asked of the text.
    fileprivate enum Question {
        case contains(ByteSearch)
        case startsWith([UInt8])
        case endsWith([UInt8])
        case equals([UInt8])
        case matches(PatternAutomaton)
        case hasLanguage([UInt8])
        case matchesLanguage([UInt8])
        case length
        case integer, decimal
        /// The literal of a datatype that is written so.
        case literal(InlineDatatype)
        case language
        /// The text itself.
        case text
    }

    /// What is taken of the text before it is looked at.
    private enum Part {
        case whole
        case before(ByteSearch)
        case after(ByteSearch, length: Int)
        /// Characters, counted from 0.
        case characters(Range<Int>)
    }

    /// What is done to that part; only ASCII is changed here.
    private enum Folding { case none, lowercase, uppercase }

    /// What a term's text gives.
    enum Outcome {
        case id(TermID)
        /// A string, with the language tag that it has or none.
        case text(ArraySlice<UInt8>, language: ArraySlice<UInt8>)
        /// The term itself.
        case itself
        case error
        /// More than the bytes must be looked at.
        case untold
    }

    let column: Int
    /// Which of an expression's functions this is.
    let number: Int
    private let question: Question
    /// What the answer, a number, is compared with.
    private let condition: InlineCondition?
    private let part: Part
    private let folding: Folding
    /// Whether the text of any literal or IRI is meant (STR), not of strings alone.
    let isOfAnyTerm: Bool

    /// Nil when more than bytes must be looked at.
    ///
    /// - Parameters:
    ///   - number: which of an expression's functions it is.
    ///   - givesText: whether functions whose values are texts count as well.
    ///   - column: the number of a variable's column.
    init?(_ expression: Expression, number: Int, givesText: Bool, column: (Variable) -> Int?) {
        var (asked, condition) = (expression, InlineCondition?.none)
        if let (compared, found) = Self.condition(expression) { (asked, condition) = (compared, found) }
        guard let (question, subject) = Self.question(asked) ?? (givesText ? Self.textQuestion(expression) : nil) else {
            return nil
        }
        if condition != nil, !question.isNumber { return nil }
        var (rest, part, folding, isOfAnyTerm) = (subject, Part.whole, Folding.none, false)
        switch question {
        case .hasLanguage, .matchesLanguage, .language: break
        default:
            if case .builtin(let function, let inner) = rest, function == .lowercase || function == .uppercase {
                (rest, folding) = (inner[0], function == .lowercase ? .lowercase : .uppercase)
            }
            if let (found, inner) = Self.part(rest) { (part, rest) = (found, inner) }
            if case .builtin(.str, let inner) = rest { (rest, isOfAnyTerm) = (inner[0], true) }
        }
        switch (question, part) {
        // Equal strings with a language are more than equal texts.
        case (.equals, .whole) where !isOfAnyTerm: return nil
        // A pattern has a flag of its own for the case, and with it texts change in length.
        case (.matches, _) where folding != .none, (.length, _) where folding != .none: return nil
        default: break
        }
        guard case .variable(let variable) = rest, let found = column(variable) else { return nil }
        if case .text = question, rest == expression { return nil }
        (self.column, self.number, self.question, self.condition) = (found, number, question, condition)
        (self.part, self.folding, self.isOfAnyTerm) = (part, folding, isOfAnyTerm)
    }

    // MARK: What is asked

    /// What is asked, and of what.
    private static func question(_ expression: Expression) -> (Question, Expression)? {
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
        case .builtin(.stringLength, let list): return (.length, list[0])
        case .function(let name, let list) where list.count == 1:
            switch name {
            case Vocabulary.XSD.integer: return (.integer, list[0])
            case Vocabulary.XSD.decimal: return (.decimal, list[0])
            case Vocabulary.XSD.date, Vocabulary.XSD.dateTime:
                return InlineDatatype(name).map { (.literal($0), list[0]) }
            default: return nil
            }
        case .builtin(.literalWithDatatype, let list):
            guard case .constant(.iri(let datatype)) = list[1] else { return nil }
            return InlineDatatype(datatype).map { (.literal($0), list[0]) }
        case .comparison(.equal, .builtin(let function, let inner), .constant(let term)),
            .comparison(.equal, .constant(let term), .builtin(let function, let inner)):
            guard let wanted = bytes(.constant(term)) else { return nil }
            return function == .lang ? (.hasLanguage(wanted), inner[0]) : (.equals(wanted), .builtin(function, inner))
        default: return nil
        }
    }

    /// The same for functions whose values are texts.
    private static func textQuestion(_ expression: Expression) -> (Question, Expression) {
        if case .builtin(.lang, let list) = expression { (.language, list[0]) } else { (.text, expression) }
    }

    /// What is compared with a number, and how.
    private static func condition(_ expression: Expression) -> (Expression, InlineCondition)? {
        switch expression {
        case .comparison(let comparison, let compared, .constant(let term)):
            InlineCondition(comparison, term).map { (compared, $0) }
        case .comparison(let comparison, .constant(let term), let compared):
            InlineCondition(comparison.reversed, term).map { (compared, $0) }
        default: nil
        }
    }

    /// A part of a text, and of which.
    private static func part(_ expression: Expression) -> (Part, Expression)? {
        switch expression {
        case .builtin(.before, let list): return bytes(list[1]).map { (.before(ByteSearch($0)), list[0]) }
        case .builtin(.after, let list):
            return bytes(list[1]).map { (.after(ByteSearch($0), length: $0.count), list[0]) }
        case .builtin(.substring, let list):
            guard let start = list[1].wholeNumber, start >= 1, start < Limits.textBytes else { return nil }
            if list.count == 2 { return (.characters(start - 1..<Int.max), list[0]) }
            guard let length = list[2].wholeNumber, length >= 0, length < Limits.textBytes else { return nil }
            return (.characters(start - 1..<start - 1 + length), list[0])
        default: return nil
        }
    }

    /// The bytes of a plain string that is not empty.
    private static func bytes(_ expression: Expression) -> [UInt8]? {
        expression.plainText.flatMap { $0.isEmpty ? nil : Array($0.utf8) }
    }

    // MARK: What the bytes tell

    func outcome(_ term: borrowing TermText) -> Outcome {
        let bytes = term.bytes.span
        switch question {
        case .hasLanguage(let wanted):
            if !term.kind.isLiteral { return .error }
            return .yes(term.language.count == wanted.count && bytes.extracting(term.language).starts(with: wanted))
        case .language: return term.kind.isLiteral ? .text(term[term.language], language: []) : .error
        case .matchesLanguage(let wanted):
            return term.kind.isLiteral ? .yes(Self.matches(bytes.extracting(term.language), wanted)) : .error
        default: break
        }
        switch term.kind {
        case .string: break
        case .languageString: if !isOfAnyTerm, term.hasDirection || needsPlainString { return .untold }
        case .otherLiteral, .iri: if !isOfAnyTerm { return question.isCast ? .untold : .error }
        case .blankNode: return .error
        }
        if case (.text, .whole, .none, .string) = (question, part, folding, term.kind) { return .itself }
        // A part keeps the language of the whole, unless it is one that is not there.
        let part = range(in: bytes.extracting(term.text))
        let (start, length) = (term.text.lowerBound + (part?.lowerBound ?? 0), part?.count ?? 0)
        let hasLanguage = part != nil && !isOfAnyTerm && !term.language.isEmpty
        let taken = start..<start + length
        if folding == .none {
            if case .text = question { return .text(term[taken], language: hasLanguage ? term[term.language] : []) }
            return answer(bytes.extracting(taken))
        }
        guard bytes.extracting(taken).hasOnlyASCIICase else { return .untold }
        let folded =
            folding == .lowercase ? term[taken].map(\.lowercasedASCII) : term[taken].map(\.uppercasedASCII)
        if case .text = question { return .text(folded[...], language: hasLanguage ? term[term.language] : []) }
        return answer(folded.span)
    }

    /// Whether the answer for a text with a language is not that for the text alone.
    private var needsPlainString: Bool {
        switch question {
        case .integer, .decimal, .literal, .equals: true
        default: false
        }
    }

    /// Where the part of a text lies that is looked at; nil when it is not there.
    private func range(in text: Span<UInt8>) -> Range<Int>? {
        switch part {
        case .whole: return text.indices
        case .before(let search): return search.firstOffset(in: text).map { 0..<$0 }
        case .after(let search, let length): return search.firstOffset(in: text).map { $0 + length..<text.count }
        case .characters(let characters):
            let start = text.offset(afterCharacters: characters.lowerBound)
            if characters.upperBound == Int.max { return start..<text.count }
            let rest = text.extracting(start..<text.count)
            return start..<start + rest.offset(afterCharacters: characters.count)
        }
    }

    private func answer(_ text: Span<UInt8>) -> Outcome {
        switch question {
        case .contains(let search): .yes(search.firstOffset(in: text) != nil)
        case .startsWith(let wanted): .yes(text.starts(with: wanted))
        case .endsWith(let wanted): .yes(text.ends(with: wanted))
        case .equals(let wanted): .yes(text.count == wanted.count && text.starts(with: wanted))
        case .matches(let pattern): pattern.matches(text).map { .yes($0) } ?? .untold
        case .length: answer(TermID(integer: text.characterCount))
        case .integer: answer(DecimalDigits(text, mayHavePoint: false)?.integer)
        case .decimal: answer(DecimalDigits(text, mayHavePoint: true)?.decimal)
        case .literal(let datatype): datatype.id(of: text).map { .id($0) } ?? .untold
        case .text, .language, .hasLanguage, .matchesLanguage: .untold
        }
    }

    /// A number, or what comes of comparing it.
    private func answer(_ number: TermID?) -> Outcome {
        guard let number else { return .untold }
        guard let condition else { return .id(number) }
        return condition.holds(for: number).map { .yes($0) } ?? .untold
    }

    /// Basic filtering of RFC 4647, section 3.3.1.
    private static func matches(_ language: Span<UInt8>, _ wanted: [UInt8]) -> Bool {
        if wanted == [UInt8(ascii: "*")] { return language.count > 0 }
        guard language.count >= wanted.count else { return false }
        for place in wanted.indices where language[place].lowercasedASCII != wanted[place].lowercasedASCII {
            return false
        }
        return language.count == wanted.count || language[wanted.count] == UInt8(ascii: "-")
    }
}

extension TextFunction.Question {
    fileprivate var isNumber: Bool {
        switch self {
        case .length, .integer, .decimal: true
        default: false
        }
    }

    /// Whether other literals than strings may have an answer as well.
    fileprivate var isCast: Bool {
        switch self {
        case .integer, .decimal, .literal: true
        default: false
        }
    }
}

extension TextFunction.Outcome {
    fileprivate static func yes(_ isTrue: Bool) -> Self { .id(TermID(boolean: isTrue)) }
}

extension TermText {
    fileprivate subscript(_ range: Range<Int>) -> ArraySlice<UInt8> {
        bytes[bytes.startIndex + range.lowerBound..<bytes.startIndex + range.upperBound]
    }
}

extension TermText.Kind {
    fileprivate var isLiteral: Bool {
        switch self {
        case .string, .languageString, .otherLiteral: true
        case .iri, .blankNode: false
        }
    }
}

extension Expression {
    /// The number, where the expression is a literal integer.
    fileprivate var wholeNumber: Int? {
        guard case .constant(.literal(let literal)) = self, literal.datatype == Vocabulary.XSD.integer,
            case .integer(let number) = Numeric(literal)
        else { return nil }
        return number
    }
}
