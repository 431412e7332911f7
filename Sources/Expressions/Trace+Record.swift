// What an evaluation writes down for a trace: fixed records in one array, with the facts, values and reasons that some of
// them have in arrays beside it. Reasons that say nothing but a kind of fact are numbers.

import Quantities

extension ELM.Trace {
    struct Record: Sendable {
        /// A finding as it is kept; -1 for what there is not.
        private struct Finding {
            /// 0 false, 1 true, 2 unknown, 3 not a verdict: only of nodes whose truth the evaluation does not keep.
            var verdict: UInt8 = 3
            var value: Int32 = -1
            var reason: Int32 = -1
            var firstFact: Int32 = 0
            var factCount: Int32 = 0
        }

        /// Per node its finding plus one: most nodes have none.
        private var places: [Int32]
        private var findings: [Finding] = []
        private var values: [Value] = []
        private var reasons: [ELM.UnknownReason] = []
        private var facts: [Int32] = []

        init(nodeCount: Int) {
            places = [Int32](repeating: 0, count: nodeCount)
            // Most programs are far larger than what one request looks at.
            findings.reserveCapacity(min(nodeCount, 8_192))
            facts.reserveCapacity(min(nodeCount, 8_192))
        }

        // MARK: - Reading

        private func finding(_ node: ELM.NodeID) -> Finding? {
            let place = places[Int(node.rawValue)]
            return place == 0 ? nil : findings[Int(place) - 1]
        }

        func value(_ node: ELM.NodeID) -> Value? {
            guard let finding = finding(node) else { return nil }
            if finding.value >= 0 { return values[Int(finding.value)] }
            return finding.verdict == 3 ? nil : finding.verdict == 2 ? .null : .boolean(finding.verdict == 1)
        }

        func facts(_ node: ELM.NodeID) -> [Int] {
            guard let finding = finding(node) else { return [] }
            return facts[Int(finding.firstFact)..<Int(finding.firstFact + finding.factCount)].map { Int($0) }
        }

        func reason(_ node: ELM.NodeID) -> ELM.UnknownReason? {
            guard let finding = finding(node), finding.reason != -1 else { return nil }
            return finding.reason >= 0 ? reasons[Int(finding.reason)] : Self.plainReason(finding.reason)
        }

        // MARK: - Writing

        /// Drops what was found at a node that is about to be evaluated again.
        mutating func forget(_ node: ELM.NodeID) {
            let place = Int(places[Int(node.rawValue)])
            if place > 0 { findings[place - 1] = Finding() }
        }

        mutating func note(_ node: ELM.NodeID, verdict: Bool?) {
            findings[place(of: node)].verdict = verdict.map { $0 ? 1 : 0 } ?? 2
        }

        mutating func note(_ node: ELM.NodeID, value: Value) {
            findings[place(of: node)].value = Int32(values.count)
            values.append(value)
        }

        mutating func note(_ node: ELM.NodeID, fact: Int) {
            let place = place(of: node)
            findings[place].firstFact = Int32(facts.count)
            findings[place].factCount = 1
            facts.append(Int32(fact))
        }

        mutating func note(_ node: ELM.NodeID, facts read: some Collection<Int32>) {
            let place = place(of: node)
            findings[place].firstFact = Int32(facts.count)
            findings[place].factCount = Int32(read.count)
            facts.append(contentsOf: read)
        }

        mutating func note(_ node: ELM.NodeID, reason: ELM.UnknownReason) {
            let place = place(of: node)
            if let number = Self.number(of: reason) {
                findings[place].reason = number
            } else {
                findings[place].reason = Int32(reasons.count)
                reasons.append(reason)
            }
        }

        private mutating func place(of node: ELM.NodeID) -> Int {
            let known = Int(places[Int(node.rawValue)])
            if known > 0 { return known - 1 }
            findings.append(Finding())
            places[Int(node.rawValue)] = Int32(findings.count)
            return findings.count - 1
        }

        // MARK: - Reasons as numbers

        private static func number(of reason: ELM.UnknownReason) -> Int32? {
            switch reason {
            case .noValue: -2
            case .uncertainTime: -3
            case .noUnit: -4
            case .notRecorded(let kind): -16 - Int32(kind.rawValue)
            case .noFact(let kind): -32 - Int32(kind.rawValue)
            case .noDose: -5
            case .noRoute: -6
            case .quantity, .message, .noCodeSystem, .noValueSet, .parameter: nil
            }
        }

        private static func plainReason(_ number: Int32) -> ELM.UnknownReason? {
            switch number {
            case -2: .noValue
            case -3: .uncertainTime
            case -4: .noUnit
            case -5: .noDose
            case -6: .noRoute
            case -31 ... -16: FactKind(rawValue: UInt8(-16 - number)).map { .notRecorded($0) }
            default: FactKind(rawValue: UInt8(clamping: -32 - number)).map { .noFact($0) }
            }
        }
    }
}
