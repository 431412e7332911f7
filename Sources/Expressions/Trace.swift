// What an evaluation found at each node, from which proofs are made.

import Quantities

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
        /// Quantities of unlike units, or out of range.
        case quantity(QuantityError)

        public var description: String {
            switch self {
            case .notRecorded(let kind): "the record does not cover \(kind) data"
            case .noFact(let kind): "no \(kind) in the window"
            case .noValue: "the record has no value"
            case .uncertainTime: "a date is not exact enough"
            case .quantity(let error): error.description
            }
        }
    }

    /// The findings of an evaluation by node.
    public struct Trace: Sendable {
        /// What was found at one node.
        public struct Entry: Sendable {
            public let node: NodeID
            /// The value; verdicts are boolean or null.
            public internal(set) var value: Value = .null
            /// Indices into ``PatientFacts/facts`` of the facts that this node itself read.
            public internal(set) var facts: [Int] = []
            /// Why the value is null or uncertain, where this node is the cause.
            public internal(set) var reason: UnknownReason?
            var isFinished = false

            /// True, false, or `nil` for unknown.
            public var verdict: Bool? { value.truth }
        }

        private var places: [Int32]
        /// Entries in the order in which nodes were first looked at.
        public private(set) var entries: [Entry] = []

        init(nodeCount: Int) { places = [Int32](repeating: -1, count: nodeCount) }

        /// The entry of a node; `nil` when it was not evaluated, or is a constant or part of a query's row.
        public subscript(node: NodeID) -> Entry? {
            let place = places[Int(node.rawValue)]
            guard place >= 0, entries[Int(place)].isFinished else { return nil }
            return entries[Int(place)]
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

        mutating func note(_ node: NodeID, _ value: Value) {
            let place = place(of: node)
            entries[place].value = value
            entries[place].isFinished = true
        }

        mutating func note(_ node: NodeID, facts: [Int]) { entries[place(of: node)].facts = facts }

        mutating func note(_ node: NodeID, reason: UnknownReason) { entries[place(of: node)].reason = reason }

        private mutating func place(of node: NodeID) -> Int {
            if places[Int(node.rawValue)] < 0 {
                places[Int(node.rawValue)] = Int32(entries.count)
                entries.append(Entry(node: node))
            }
            return Int(places[Int(node.rawValue)])
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
