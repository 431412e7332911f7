// What an evaluation found at each node, from which proofs are made.

import Quantities
import Terminology

extension ELM {
    /// Why a verdict or value is unknown.
    public enum UnknownReason: Sendable, Hashable, CustomStringConvertible {
        /// The record does not cover this kind of fact, so that absence says nothing.
        case notRecorded(FactKind)
        /// No fact matches, and a value was asked for.
        case noFact(FactKind)
        /// The fact has no value.
        case noValue
        /// A date is too coarse to tell whether the fact lies in the window.
        case uncertainTime
        /// The value has no unit, and what it is compared with has one.
        case noUnit
        /// Quantities of unlike units, or out of range.
        case quantity(QuantityError)
        /// The dose that is taken at a time is not recorded.
        case noDose
        /// The route of administration is not recorded.
        case noRoute
        /// The terminology does not say of which code system the concept is.
        case noCodeSystem(ConceptID)
        /// The concept is no value set of the terminology.
        case noValueSet(ConceptID)
        /// Nothing was given for a parameter.
        case parameter(String)
        /// A Message of severity Error.
        case message(String)

        public var description: String {
            switch self {
            case .notRecorded(let kind): "the record does not cover \(kind) data"
            case .noFact(let kind): "no \(kind) in the window"
            case .noValue: "the record has no value"
            case .uncertainTime: "a date is not exact enough"
            case .noUnit: "the value was recorded without a unit"
            case .quantity(let error): error.description
            case .noDose: "the dose of the medicine is not recorded"
            case .noRoute: "the route of the medicine is not recorded"
            case .noCodeSystem(let concept): "the code system of concept \(concept.rawValue) is not known"
            case .noValueSet(let concept): "concept \(concept.rawValue) is no value set"
            case .parameter(let name): "nothing is given for \(name)"
            case .message(let text): text
            }
        }
    }

    /// The findings of an evaluation by node.
    ///
    /// Proofs are asked for with every warning, so that tracing must cost little: the verdicts are the evaluation's own,
    /// and only facts read, reasons and values are recorded beside them. Entries are put together when asked for.
    public struct Trace: Sendable {
        /// What was found at one node.
        public struct Entry: Sendable {
            public let node: NodeID
            /// The value; verdicts are boolean or null.
            public let value: Value
            /// Indices into ``PatientFacts/facts`` of the facts that this node itself read.
            public let facts: [Int]
            /// Why the value is null or uncertain, where this node is the cause.
            public let reason: UnknownReason?

            /// True, false, or `nil` for unknown.
            public var verdict: Bool? { value.truth }
        }

        private let record: Record
        private let truths: [UInt8]

        init(_ record: Record, _ truths: [UInt8]) {
            self.record = record
            self.truths = truths
        }

        /// The entry of a node; `nil` when it was not evaluated, or is a constant or part of a query's row.
        public subscript(node: NodeID) -> Entry? {
            let truth = truths[Int(node.rawValue)]
            let known: Value? =
                if truth != Evaluation.unseen { truth == 2 ? .null : .boolean(truth == 1) } else { record.value(node) }
            return known.map {
                Entry(node: node, value: $0, facts: record.facts(node), reason: record.reason(node))
            }
        }

        /// Every fact that the verdict of a node rests on, through all its operands, in order of time.
        public func facts(under node: NodeID, of program: Program) -> [Int] {
            var seen: Set<NodeID> = []
            var found: Set<Int> = []
            var pending = [node]
            while let next = pending.popLast() {
                guard seen.insert(next).inserted else { continue }
                if let entry = self[next] {
                    found.formUnion(entry.facts)
                    // A node that picks one fact rests on that one, not on all that it chose from.
                    if case .fact(let fact) = entry.value {
                        found.insert(fact)
                        continue
                    }
                }
                pending += program.children(of: next)
            }
            return found.sorted()
        }

        /// The first reason for being unknown that is found at a node or below it.
        public func reason(under node: NodeID, of program: Program) -> UnknownReason? {
            var seen: Set<NodeID> = []
            var pending = [node]
            while let next = pending.popLast() {
                guard seen.insert(next).inserted else { continue }
                if let reason = self[next]?.reason { return reason }
                pending += program.children(of: next).reversed()
            }
            return nil
        }

        /// Why two operands cannot be compared or computed with, when it is their units.
        static func reason(_ left: Value, _ right: Value) -> UnknownReason? {
            guard case .quantity(let left) = left, case .quantity(let right) = right, left.unit != right.unit,
                case .unknown(let error) = left.compared(to: right, analyte: nil)
            else { return nil }
            return .quantity(error)
        }
    }
}

extension ELM.Program {
    /// The operands of a node, in order.
    public func children(of node: ELM.NodeID) -> [ELM.NodeID] {
        Array(operands[operands(of: nodes[Int(node.rawValue)])])
    }
}
