// Compiled expressions: one flat array of nodes for all of a knowledge base's logic.
//
// A node is 28 bytes: what it is, where its operands are, and one index into a table of what does not fit. Equal
// sub-expressions are one node wherever they occur, so that a leaf that a thousand rules share is evaluated once per
// patient. Common leaves (a fact exists, the latest value compares) are nodes of their own that read the patient's
// index without building lists.

import Quantities
import Terminology

extension ELM {
    /// A place in a program.
    public struct NodeID: RawRepresentable, Sendable, Hashable, Comparable {
        public let rawValue: Int32

        public init(rawValue: Int32) { self.rawValue = rawValue }

        public static func < (left: NodeID, right: NodeID) -> Bool { left.rawValue < right.rawValue }
    }

    /// Compiled expressions, immutable and shared by all requests.
    public struct Program: Sendable {
        var nodes: [Node] = []
        var operands: [NodeID] = []
        var constants: [Value] = []
        var retrieves: [Retrieve] = []
        /// The retrieves once more, as evaluation reads them, and their concepts.
        var plans: [RetrievePlan] = []
        var planConcepts: [ConceptID] = []
        var queries: [CompiledQuery] = []
        var conversions: [Conversion] = []
        var comparisons: [FactComparison] = []
        var sequences: [CompiledSequence] = []
        var names: [String] = []
        var parameters: [String] = []
        var roundings: [RoundingRule] = []
        var typeRules: [TypeRule] = []
        /// The windows that retrieves name, each once: their beginnings are computed once per patient.
        var windows: [CalendarDuration] = []
        /// How many names queries introduce, at most, and how many values are kept because they are shared.
        var variableCount = 0
        var sharedCount = 0
        let limits: Limits

        /// The number of nodes: of distinct expressions.
        public var count: Int { nodes.count }

        func operands(of node: Node) -> Range<Int> {
            Int(node.firstOperand)..<Int(node.firstOperand) + Int(node.operandCount)
        }
    }
}

extension ELM.Program {
    enum Kind: UInt8, Sendable {
        case constant, operation, conditional, caseOf, interval, list, tuple, property, variable, parameter, filter,
            forEach, repeated, aggregate, typed, message, query
        case retrieve, convert, round, age, sex, occurrences, dataAvailable, atLeast, points
        /// At least one fact matches: occurrences ≥ 1.
        case exists
        /// The latest matching fact's value compares to a constant.
        case compareLatest
        /// The value of the fact that an iteration is at compares to a constant.
        case compareCurrent
        /// A fact is followed by another.
        case sequence
    }

    /// A retrieve without anything that is counted by reference: it is copied for every leaf.
    struct RetrievePlan: Sendable {
        let kind: FactKind
        let statuses: FactStatuses
        let withValue: Bool
        /// Where its concepts are; none means all facts of the kind.
        let firstConcept: Int32
        let conceptCount: Int32
        /// The place of its window; -1 for none.
        let window: Int32

        var concepts: Range<Int> { Int(firstConcept)..<Int(firstConcept + conceptCount) }
    }

    struct Node: Sendable {
        let kind: Kind
        /// For operations and comparisons.
        let name: ELM.Operator
        let precision: CalendarUnit?
        /// Whether the result is true, false or null.
        let isPredicate: Bool
        /// Whether it does not depend on the row of an enclosing query.
        let isClosed: Bool
        /// Whether a parameter has a part in it.
        let dependsOnParameter: Bool
        let operandCount: Int32
        let firstOperand: Int32
        /// An index into the table of its kind, or a small number.
        let payload: Int32
        /// Where a shared value is kept; -1 for none. Truths are always kept.
        var shared: Int32 = -1

        /// Whether it depends on nothing but the patient, so that its result can be kept.
        var isKept: Bool { isClosed && !dependsOnParameter }
    }

    struct Conversion: Sendable, Hashable {
        let unit: UCUMUnit
        let analyte: Analyte?
    }

    struct RoundingRule: Sendable, Hashable {
        let fractionDigits: Int
        let rounding: ExactDecimal.Rounding
    }

    struct TypeRule: Sendable, Hashable {
        let name: ELM.TypeOperator
        let type: ELM.ValueType
    }

    /// A fact's value against a constant.
    struct FactComparison: Sendable, Hashable {
        /// The retrieve whose latest fact it is, or the variable that holds the fact.
        let source: Int32
        let comparison: ELM.Operator
        let constant: Int32
        /// How the value is converted before; -1 for not at all.
        let conversion: Int32
        /// The number to compare with, where the constant is a quantity in the unit of the conversion.
        let threshold: ExactDecimal?
    }

    struct CompiledSequence: Sendable, Hashable {
        struct Part: Sendable, Hashable {
            let retrieve: Int32
            let condition: ELM.NodeID?
            /// The variable of the condition's current fact.
            let variable: Int32
        }

        let first: Part
        let second: Part
        let apart: CalendarDuration?
        let within: CalendarDuration?
    }

    struct CompiledQuery: Sendable, Hashable {
        struct Source: Sendable, Hashable {
            let variable: Int32
            let expression: ELM.NodeID
        }

        struct Relationship: Sendable, Hashable {
            let source: Source
            let suchThat: ELM.NodeID
            let isWithout: Bool
        }

        struct Aggregate: Sendable, Hashable {
            let variable: Int32
            let starting: ELM.NodeID
            let expression: ELM.NodeID
        }

        struct SortKey: Sendable, Hashable {
            let key: ELM.NodeID
            let descending: Bool
        }

        let sources: [Source]
        let names: [String]
        let lets: [Source]
        let relationships: [Relationship]
        let condition: ELM.NodeID?
        let result: ELM.NodeID?
        let isDistinct: Bool
        let aggregate: Aggregate?
        let sort: [SortKey]
        /// The variable of ``ELM/Expression/current`` in sort keys.
        let current: Int32
    }
}
