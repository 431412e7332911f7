// Which alerts interrupt a doctor. Alerts are overridden in most cases because most are not worth the interruption
// (49-96 % of interaction alerts in published series), so the policy shows few: one alert for the same medicines, none
// of minor severity, none that repeats what the patient already takes together. Contraindications always show.

import Guidelines
import RDF
import Text

struct AlertPolicy: Sendable {
    /// What the policy has to know about an alert besides the alert itself.
    struct Subject: Hashable {
        var draft: Int
        /// The evidence that the alert is about, draft included.
        var evidence: Set<Int>
    }

    /// Sets the disposition of each alert. `isContinuation` tells whether the draft continues what is taken already.
    func apply(to alerts: [Alert], isContinuation: (Int) -> Bool) -> [Alert] {
        var result = alerts.sorted(by: Self.precedes)
        var covered: Set<Subject> = []
        for index in result.indices {
            let alert = result[index]
            let subject = Subject(draft: alert.draft, evidence: Set(alert.proof.allEvidence))
            let isNew = covered.insert(subject).inserted
            result[index].disposition = disposition(
                of: alert, isNew: isNew, isContinuation: isContinuation(alert.draft))
        }
        let (shown, hidden) = (result.filter(\.isShown), result.filter { !$0.isShown })
        return shown + hidden
    }

    private func disposition(of alert: Alert, isNew: Bool, isContinuation: Bool) -> Alert.Disposition {
        if !isNew { return .suppressed(.coveredByWorse) }
        if alert.severity == .contraindicated { return .shown }
        if alert.severity == .minor { return .suppressed(.minorSeverity) }
        // What is taken already was weighed when it was first ordered; what changes by itself (a laboratory value, an
        // allergy, a pregnancy) was not.
        let isStable: Bool =
            switch alert.kind {
            case .interaction, .duplicateTherapy, .duplicateIngredient, .age: true
            default: false
            }
        if isContinuation, isStable, alert.severity <= .moderate { return .suppressed(.continuedTherapy) }
        return .shown
    }

    /// Worst first; then by kind, draft and rule, so that the order never depends on chance.
    private static func precedes(_ left: Alert, _ right: Alert) -> Bool {
        if left.severity != right.severity { return left.severity > right.severity }
        let kinds = Alert.Kind.allCases
        let (leftKind, rightKind) = (kinds.firstIndex(of: left.kind) ?? 0, kinds.firstIndex(of: right.kind) ?? 0)
        if leftKind != rightKind { return leftKind < rightKind }
        if left.draft != right.draft { return left.draft < right.draft }
        return (left.rule?.string ?? "", left.title[.english]) < (right.rule?.string ?? "", right.title[.english])
    }
}
