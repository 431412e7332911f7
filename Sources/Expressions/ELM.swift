// Clinical logic as a tree: the Expression Logical Model of CQL 1.5 (http://www.hl7.org/cql, namespace
// urn:hl7-org:elm:r1), in values.
//
// Operators that only take operands are a table (ELM.Operator, by ELM's names), so that a graph or a library in ELM's own
// JSON maps onto calls by name. What carries more than operands has a case of its own. Four nodes are ours, for what
// three-valued clinical logic needs and CQL lacks; each says so.
//
// Left out is what belongs to libraries, not to logic: references to expressions, functions and included libraries, which
// whoever reads a library resolves. ELM's Sort is Query with nothing but that; an Instance is a tuple of its elements.

import Quantities
import Terminology

/// The namespace of clinical expressions.
public enum ELM {
    public indirect enum Expression: Sendable, Hashable {
        /// A constant. ELM: Literal, Null, Quantity, Code, …
        case literal(Value)

        /// An operator applied to operands, with the precision that date and time operators take.
        case call(Operator, [Expression], precision: CalendarUnit? = nil)

        /// ELM's If: the else branch is taken unless the condition is true.
        case conditional(if: Expression, then: Expression, else: Expression)

        /// ELM's Case: the first item whose condition is true, or equals the comparand where there is one.
        case caseOf(comparand: Expression?, items: [CaseItem], else: Expression)

        /// ELM's Interval.
        case interval(low: Expression, high: Expression, lowClosed: Bool = true, highClosed: Bool = true)

        /// ELM's List.
        case list([Expression])

        /// ELM's Tuple.
        case tuple([String: Expression])

        /// ELM's Property: `value`, `start`, `end`, `concept`, `status`, `event` of a fact; `low`, `high`, `lowClosed`,
        /// `highClosed` of an interval; `value`, `unit` of a quantity; an element of a tuple.
        case property(String, of: Expression)

        /// ELM's AliasRef, QueryLetRef: a name that an enclosing query introduces.
        case reference(String)

        /// ELM's ParameterRef: a value that the caller sets, and may change, see ``Evaluation/set(_:to:)``; null until then.
        case parameter(String)

        /// ELM's Current: the element that an enclosing Filter, ForEach, Repeat, Aggregate, Sort or occurrence count
        /// looks at.
        case current

        /// ELM's Iteration: the place, from 0, of the current element of the innermost Filter, ForEach, Repeat or
        /// Aggregate.
        case iteration

        /// ELM's Total: what the innermost Aggregate has come to.
        case total

        case filter(Expression, where: Expression)
        case forEach(Expression, element: Expression)

        /// ELM's Repeat: the elements that the expression gives for each element, and for those, until none is new.
        case repeated(Expression, element: Expression)

        /// ELM's Aggregate: folds a list, ``total`` being what it has come to.
        case aggregate(Expression, element: Expression, initial: Expression)

        /// Is, As, Convert and CanConvert.
        case typed(TypeOperator, Expression, ValueType)
        case query(Query)

        /// ELM's Retrieve: the patient's facts that certainly match, in order of time.
        case retrieve(Retrieve)

        /// ELM's ConvertQuantity, which here also knows how to convert one analyte between mass, substance and charge.
        case convertQuantity(Expression, to: UCUMUnit, analyte: Analyte? = nil)

        /// ELM's Round with a precision, and how a tie is rounded.
        case round(Expression, fractionDigits: Int, ExactDecimal.Rounding = .halfUp)

        /// The patient's age on the day of evaluation in whole units: CalculateAgeAt(birth date, Today). A range when the
        /// birth date is uncertain, null without one.
        case age(CalendarUnit)

        /// Whether the patient is of the sex; null when it is not recorded.
        case sex(Sex)

        // MARK: Beyond CQL

        /// How many facts match: a range when some may match.
        ///
        /// This goes beyond CQL, where Exists and Count take missing data for absence. Here a fact without a usable date
        /// or value may match, and for a kind of fact that the record does not cover (``PatientFacts/complete``) there
        /// is no upper bound. So "no penicillin allergy" is unknown, not true, for a patient whose allergies were never
        /// asked for: the mistake that a warning system must not make.
        case occurrences(Retrieve, where: Expression? = nil)

        /// Whether a fact of one kind is followed by one of another, in time.
        case sequence(Sequence)

        /// True when the record covers the kind of fact, so that absence means no; otherwise null.
        case dataAvailable(FactKind)

        /// Whether at least so many of the conditions hold: false or unknown only as the unknown ones leave open.
        case atLeast(Int, of: [Expression])

        /// The points of a score's item: all when the condition holds, none when not, the range when unknown. CQL's If
        /// would count an unknown item as absent.
        case points(Int, if: Expression)
    }

    /// One item of a Case.
    public struct CaseItem: Sendable, Hashable {
        public let when: Expression
        public let then: Expression

        public init(when: Expression, then: Expression) {
            self.when = when
            self.then = then
        }
    }

    /// Which facts to look at.
    public struct Retrieve: Sendable, Hashable {
        public var kind: FactKind
        /// Facts of any of these concepts or of one that is a kind of them; none means every fact of the kind.
        public var concepts: [ConceptID]
        /// How long before the moment of evaluation a fact may have begun; `nil` for ever.
        public var window: CalendarDuration?
        public var statuses: FactStatuses
        /// Whether only facts with a value count.
        public var withValue: Bool

        public init(
            _ kind: FactKind, _ concepts: [ConceptID] = [], window: CalendarDuration? = nil,
            statuses: FactStatuses = .occurred, withValue: Bool = false
        ) {
            self.kind = kind
            self.concepts = concepts
            self.window = window
            self.statuses = statuses
            self.withValue = withValue
        }
    }

    /// Two facts in order of time. A pair is looked for in one pass, where a query would look at every combination.
    public struct Sequence: Sendable, Hashable {
        /// A fact of the pair, with a condition on it as the ``Expression/current`` element.
        public struct Part: Sendable, Hashable {
            public let retrieve: Retrieve
            public let condition: Expression?

            public init(_ retrieve: Retrieve, where condition: Expression? = nil) {
                self.retrieve = retrieve
                self.condition = condition
            }
        }

        public let first: Part
        public let second: Part
        /// How long after the first the second begins at least; `nil` for any time after.
        public let apart: CalendarDuration?
        /// How long after the first the second begins at most.
        public let within: CalendarDuration?

        public init(
            _ first: Part, followedBy second: Part, apart: CalendarDuration? = nil, within: CalendarDuration? = nil
        ) {
            self.first = first
            self.second = second
            self.apart = apart
            self.within = within
        }
    }

    /// ELM's Query: sources, let, where, return or aggregate, sort.
    public struct Query: Sendable, Hashable {
        public struct Named: Sendable, Hashable {
            public let name: String
            public let expression: Expression

            public init(_ name: String, _ expression: Expression) {
                self.name = name
                self.expression = expression
            }
        }

        /// ELM's With and Without: keeps a row if some (or no) element of the other source is such that.
        public struct Relationship: Sendable, Hashable {
            public let source: Named
            public let suchThat: Expression
            public let isWithout: Bool

            public init(_ source: Named, suchThat: Expression, isWithout: Bool = false) {
                self.source = source
                self.suchThat = suchThat
                self.isWithout = isWithout
            }
        }

        /// ELM's AggregateClause: folds the rows, from the starting value, under a name.
        public struct Aggregate: Sendable, Hashable {
            public let name: String
            public let starting: Expression
            public let expression: Expression

            public init(_ name: String, starting: Expression, _ expression: Expression) {
                self.name = name
                self.starting = starting
                self.expression = expression
            }
        }

        /// One key of a sort, computed of the ``Expression/current`` row.
        public struct SortKey: Sendable, Hashable {
            public let key: Expression
            public let descending: Bool

            public init(_ key: Expression, descending: Bool = false) {
                self.key = key
                self.descending = descending
            }
        }

        public var sources: [Named]
        public var lets: [Named]
        public var relationships: [Relationship]
        public var condition: Expression?
        public var result: Expression?
        /// Whether duplicate results are dropped; CQL's return does so unless it says `all`.
        public var isDistinct: Bool
        public var aggregate: Aggregate?
        public var sort: [SortKey]

        public init(
            from sources: [Named], letting lets: [Named] = [], relationships: [Relationship] = [],
            where condition: Expression? = nil, return result: Expression? = nil, distinct: Bool = true,
            aggregate: Aggregate? = nil, sort: [SortKey] = []
        ) {
            self.sources = sources
            self.lets = lets
            self.relationships = relationships
            self.condition = condition
            self.result = result
            self.isDistinct = distinct
            self.aggregate = aggregate
            self.sort = sort
        }
    }
}
