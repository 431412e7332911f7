// Every medication order on record, checked as of the moment it was written: what the alerts would have been. This is
// how a hospital learns how many alerts it will see, and of what kind, before anyone is interrupted.

import Expressions
import Guidelines
import Quantities
import Reasoning
import Records
import Terminology

public struct OrderReview: Sendable {
    public struct Finding: Hashable, Sendable {
        public var kind: Alert.Kind
        public var severity: Severity
    }

    /// One alert, with what a reader needs to judge it.
    public struct Example: Sendable {
        public var patient: String
        public var order: String
        public var orderedAt: DateTime
        public var alert: Alert
        public var state: PatientState
    }

    public var patients = 0
    public var orders = 0
    /// Orders whose medicine was not recognised, by name.
    public var unrecognised: [String: Int] = [:]
    /// Orders without a date, which cannot be placed in the record.
    public var undated = 0
    public var ordersWithAlerts = 0
    public var shown: [Finding: Int] = [:]
    public var suppressed: [Alert.Suppression: Int] = [:]
    /// Checks that could not be decided, by what was missing.
    public var undecided: [MissingDatum: Int] = [:]
    /// Alerts by rule or built-in check.
    public var rules: [String: Int] = [:]
    public var examples: [Example] = []
}

extension Engine {
    /// Checks every dated order of every patient against the record as it then was.
    /// - Parameter exampleEvery: keeps each n-th shown alert as an example; 0 keeps none.
    public func reviewOrders(
        exampleEvery: Int = 0, progress: (Int) throws -> Void = { _ in }
    ) throws -> OrderReview {
        let snapshot = try currentSnapshot()
        var review = OrderReview()
        for patient in try records.patients() {
            guard let record = try records.record(of: patient.number) else { continue }
            let events = record.events.map { snapshot.codings.resolved($0) }
            let orders = events.filter { $0.event.kind == .medication }
            guard !orders.isEmpty else { continue }
            review.patients += 1
            for order in orders { check(order, of: patient, events, snapshot, exampleEvery, &review) }
            try progress(review.orders)
        }
        return review
    }

    private func check(
        _ order: ResolvedEvent, of patient: Patient, _ events: [ResolvedEvent], _ snapshot: KnowledgeSnapshot,
        _ exampleEvery: Int, _ review: inout OrderReview
    ) {
        review.orders += 1
        guard let orderedAt = order.event.start.flatMap({ DateTime($0) }) else {
            review.undated += 1
            return
        }
        let others = events.filter { $0.event.source != order.event.source }
        let state = PatientState.make(
            snapshot.knowledge, PatientIdentity(patient), events: others,
            drafts: [ResolvedDraft(event: order.event, resolution: order.resolution)],
            complete: Set(patient.coverage.kinds.compactMap { FactKind($0) }), asOf: orderedAt)
        let report = MedicationAlerts(snapshot.knowledge, state).check()
        if !report.unrecognisedDrafts.isEmpty {
            review.unrecognised[state.evidence[state.drafts[0].evidence].text, default: 0] += 1
        }
        if !report.shown.isEmpty { review.ordersWithAlerts += 1 }
        for alert in report.alerts {
            switch alert.disposition {
            case .suppressed(let reason): review.suppressed[reason, default: 0] += 1
            case .shown:
                review.shown[OrderReview.Finding(kind: alert.kind, severity: alert.severity), default: 0] += 1
                review.rules[alert.rule?.fragment ?? alert.kind.rawValue, default: 0] += 1
                let count = review.shown.values.reduce(0, +)
                guard exampleEvery > 0, count % exampleEvery == 0 else { continue }
                review.examples.append(
                    OrderReview.Example(
                        patient: patient.displayName, order: state.evidence[state.drafts[0].evidence].text,
                        orderedAt: orderedAt, alert: alert, state: state))
            }
        }
        for check in report.undecided {
            for datum in check.missing { review.undecided[datum, default: 0] += 1 }
        }
    }
}
