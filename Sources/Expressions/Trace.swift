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
        /// A Message of severity Error.
        case message(String)

        public var description: String {
            switch self {
            case .notRecorded(let kind): "the record does not cover \(kind) data"
            case .noFact(let kind): "no \(kind) in the window"
            case .noValue: "the record has no value"
            case .uncertainTime: "a date is not exact enough"
            case .quantity(let error): error.description
            case .message(let text): text
            }
        }
    }

    /// The findings of an evaluation by node.
    ///
    /// Proofs are asked for with every warning, so that tracing must cost little: findings are small fixed records in
    /// one array, and the facts, values and reasons that some of them have lie in arrays beside it.
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

        /// A finding as it is kept; -1 for what there is not.
        private struct Finding {
            var isFinished = false
            var verdict: Bool?
            var value: Int32 = -1
            var reason: Int32 = -1
            var firstFact: Int32 = 0
            var factCount: Int32 = 0
        }

        private var places: [Int32]
        private var findings: [Finding] = []
        private var values: [Value] = []
        private var reasons: [UnknownReason] = []
        private var factPlaces: [Int32] = []
        /// The nodes with findings, in the order in which they were first looked at.
        public private(set) var nodes: [NodeID] = []

        init(nodeCount: Int) {
            places = [Int32](repeating: -1, count: nodeCount)
            // Most programs are far larger than what one request looks at.
            findings.reserveCapacity(min(nodeCount, 16_384))
            nodes.reserveCapacity(min(nodeCount, 16_384))
        }

        /// The entry of a node; `nil` when it was not evaluated, or is a constant or part of a query's row.
        public subscript(node: NodeID) -> Entry? {
            let place = places[Int(node.rawValue)]
            guard place >= 0, findings[Int(place)].isFinished else { return nil }
            let finding = findings[Int(place)]
            return Entry(
                node: node, value: finding.value < 0 ? Value(finding.verdict) : values[Int(finding.value)],
                facts: facts(of: finding), reason: finding.reason < 0 ? nil : reasons[Int(finding.reason)])
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

        private func facts(of finding: Finding) -> [Int] {
            factPlaces[Int(finding.firstFact)..<Int(finding.firstFact + finding.factCount)].map { Int($0) }
        }

        /// Drops what was found at a node that is about to be evaluated again.
        mutating func forget(_ node: NodeID) {
            let place = Int(places[Int(node.rawValue)])
            if place >= 0 { findings[place] = Finding() }
        }

        mutating func note(_ node: NodeID, verdict: Bool?) {
            let place = place(of: node)
            findings[place].verdict = verdict
            findings[place].isFinished = true
        }

        mutating func note(_ node: NodeID, value: Value) {
            let place = place(of: node)
            findings[place].value = Int32(values.count)
            findings[place].isFinished = true
            values.append(value)
        }

        mutating func note(_ node: NodeID, fact: Int) {
            let place = place(of: node)
            findings[place].firstFact = Int32(factPlaces.count)
            findings[place].factCount = 1
            factPlaces.append(Int32(fact))
        }

        mutating func note(_ node: NodeID, facts: [Int]) {
            let place = place(of: node)
            findings[place].firstFact = Int32(factPlaces.count)
            findings[place].factCount = Int32(facts.count)
            for fact in facts { factPlaces.append(Int32(fact)) }
        }

        mutating func note(_ node: NodeID, reason: UnknownReason) {
            let place = place(of: node)
            findings[place].reason = Int32(reasons.count)
            reasons.append(reason)
        }

        private mutating func place(of node: NodeID) -> Int {
            let known = places[Int(node.rawValue)]
            if known >= 0 { return Int(known) }
            places[Int(node.rawValue)] = Int32(findings.count)
            findings.append(Finding())
            nodes.append(node)
            return findings.count - 1
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
