// What a recommendation says to do, then and now.

import Quantities
import RDF

extension GuidelineComparison {
    mutating func compareActions(_ old: [Action], _ new: [Action]) {
        let pairs = Matching.pairs(old, new) { before, after in
            if before == after { return 1 }
            let shared = Matching.overlap(before.substances, after.substances)
            return (before.kind == after.kind ? 0.4 : 0.1) + 0.5 * shared
        }
        for pair in pairs.matched { compare(old[pair.old], new[pair.new]) }
        // One action for one other is a change of it, however unlike they are.
        if pairs.matched.isEmpty, old.count == 1, new.count == 1 { return compare(old[0], new[0]) }
        inside(.action) { comparison in
            for index in pairs.added { comparison.report(.actionAdded, nil, .action(new[index])) }
            for index in pairs.removed { comparison.report(.actionRemoved, .action(old[index]), nil) }
        }
    }

    private mutating func compare(_ old: Action, _ new: Action) {
        if old == new { return }
        inside(.action, .action(new)) { comparison in
            if old.kind != new.kind { comparison.report(.actionChanged, .action(old), .action(new)) }
            comparison.compareConcepts(old.substances, new.substances, .substanceChanged)
            if old.dose != new.dose {
                comparison.report(.doseChanged, old.dose.map { .quantity($0) }, new.dose.map { .quantity($0) })
            }
            comparison.compareWords(old.frequency, new.frequency, .frequencyChanged)
            comparison.compareWords(old.route?.string, new.route?.string, .routeChanged)
            comparison.compareDurations(old.duration, new.duration, .durationChanged)
            comparison.compareDurations(old.every, new.every, .repetitionChanged)
            comparison.compareTexts(old.label, new.label, nil)
        }
    }

    private mutating func compareWords(_ old: String?, _ new: String?, _ kind: GuidelineChange.Kind) {
        if old != new { report(kind, old.map { .text($0) }, new.map { .text($0) }) }
    }
}

extension Action {
    /// Everything that the action gives, measures or does.
    var substances: [IRI] { medications + observations + procedures + immunizations }
}
