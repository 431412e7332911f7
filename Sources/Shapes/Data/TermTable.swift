// Terms as dense numbers. Whatever a constraint may ask of a term (its kind, datatype, language, length, value) is
// worked out once, when the term is first met, so that validation compares numbers only.

import Primitives
import RDF

/// Terms, numbered in the order in which they were first met.
public struct TermTable: Sendable {
    private var numbers = TermNumbers()
    private(set) var facts: [TermFacts] = []
    /// Language tags in lower case; the tag's place is its number, 0 means none.
    private(set) var languages: [String] = [""]
    private var languageNumbers: [String: UInt32] = [:]

    public init() {}

    /// All terms; a term's place is its number.
    public var terms: [Term] { numbers.terms }
    public var count: Int { facts.count }

    public subscript(_ number: NodeID) -> Term { terms[number.index] }

    /// Makes room for so many more terms.
    mutating func reserve(_ count: Int) {
        let capacity = facts.count + count
        facts.reserveCapacity(capacity)
        numbers.reserveCapacity(capacity)
    }

    /// The number of a term that has one.
    public func number(of term: Term) -> NodeID? { numbers.number(of: term).map { NodeID(Int($0)) } }

    /// The number of a term; a new term gets the next one.
    public mutating func intern(_ term: Term) -> NodeID {
        if let known = number(of: term) { return known }
        var new = TermFacts(kind: .iri)
        switch term {
        case .iri(let iri): new.length = UInt32(clamping: iri.string.unicodeScalars.count)
        case .blank: new.kind = .blank
        case .triple: new.kind = .triple
        case .literal(let literal): new = facts(of: literal)
        }
        facts.append(new)
        return NodeID(Int(numbers.intern(term)))
    }

    private mutating func facts(of literal: Literal) -> TermFacts {
        var new = TermFacts(kind: .literal)
        new.datatype = intern(.iri(literal.datatype)).rawValue
        new.length = UInt32(clamping: literal.lexicalForm.unicodeScalars.count)
        if let tag = literal.language?.lowercased() {
            let number = languageNumbers[tag] ?? UInt32(languages.count)
            if number == languages.count {
                languages.append(tag)
                languageNumbers[tag] = number
            }
            new.language = number
        } else {
            LiteralReading.read(literal, into: &new)
        }
        return new
    }
}

/// What constraints ask of a term.
struct TermFacts: Sendable {
    enum Kind: UInt8 {
        case iri, blank, literal, triple
    }

    /// Classes of values; two values compare only inside one class (decimals and doubles count as one).
    enum ValueClass: UInt8 {
        case none, decimal, double, boolean, string
        case zonedDateTime, dateTime, zonedDate, date, zonedTime, time
        case year, yearMonth, dayTimeDuration, yearMonthDuration
    }

    static let noDatatype = UInt32.max

    /// The value as a number (seconds for moments, months for months); nearest where it has none exactly.
    var value = 0.0
    /// The number of the datatype.
    var datatype = TermFacts.noDatatype
    /// The number of the language tag, 0 without one.
    var language: UInt32 = 0
    /// Unicode scalars of the IRI or the lexical form.
    var length: UInt32 = 0
    var kind: Kind
    var valueClass = ValueClass.none
    /// Whether the lexical form belongs to the datatype, as far as the datatype is known.
    var isWellFormed = true
    /// Whether `value` is the whole value; else equal numbers are compared by their digits.
    var isExact = true

    init(kind: Kind) { self.kind = kind }
}
