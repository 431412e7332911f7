// Criteria compared part by part.

import Expressions
import Quantities
import RDF

extension GuidelineComparison {
    mutating func compareCriteria(_ old: Criterion?, _ new: Criterion?, _ part: GuidelineChange.Part) {
        inside(part) { comparison in
            switch (old, new) {
            case (let old?, let new?): comparison.compare(old, new)
            case (let old?, nil): comparison.report(.criterionRemoved, .criterion(old))
            case (nil, let new?): comparison.report(.criterionAdded, nil, .criterion(new))
            case (nil, nil): break
            }
        }
    }

    mutating func compare(_ old: Criterion, _ new: Criterion) {
        if old == new { return }
        inside(nil, new.parts == nil ? .criterion(new) : nil) { comparison in
            if old.form != new.form { comparison.compareForms(old, new) }
            comparison.compareTexts(old.label, new.label, nil)
        }
    }

    private mutating func compareForms(_ old: Criterion, _ new: Criterion) {
        switch (old.form, new.form) {
        case (.event(let before), .event(let after)) where before.kind == after.kind:
            compareConcepts(before.concepts, after.concepts)
            compareConcepts(before.routes, after.routes)
            compareDurations(before.window, after.window, .windowChanged)
            if before.includesPast != after.includesPast {
                report(.criterionReplaced, .criterion(old), .criterion(new))
            }
        case (.observation(let before), .observation(let after)): compare(before, after)
        case (.trend(let before), .trend(let after)):
            compareConcepts(before.concepts, after.concepts)
            compareDurations(before.window, after.window, .windowChanged)
            if before.isRelative != after.isRelative {
                report(.criterionReplaced, .criterion(old), .criterion(new))
            } else {
                compare(before.comparisons, after.comparisons)
            }
        case (.dose(let before), .dose(let after)) where before.amount == after.amount:
            compareConcepts(before.medications, after.medications)
            compareConcepts(before.routes, after.routes)
            compare(before.comparisons, after.comparisons)
        case (.age(let before), .age(let after)): compare(before, after)
        case (.score(let before, let bounds), .score(let after, let boundsNow)) where before == after:
            compare(bounds, boundsNow)
        case (.calculation(let before, let bounds), .calculation(let after, let boundsNow)) where before == after:
            compare(bounds, boundsNow)
        case (.expression(let before), .expression(let after)): compare(before, after)
        case (.not(let before), .not(let after)): compare(before, after)
        case (.not(let before), _) where Matching.likeness(before, new) > 0.5:
            report(.logicChanged, .criterion(old), .criterion(new))
            compare(before, new)
        case (_, .not(let after)) where Matching.likeness(old, after) > 0.5:
            report(.logicChanged, .criterion(old), .criterion(new))
            compare(old, after)
        default: compareGroups(old, new)
        }
    }

    /// A criterion by itself is a group of one: to add to it is no replacement.
    private mutating func compareGroups(_ old: Criterion, _ new: Criterion) {
        let isOldAlone = old.parts == nil
        let isNewAlone = new.parts == nil
        if isOldAlone && isNewAlone { return report(.criterionReplaced, .criterion(old), .criterion(new)) }
        let (before, after) = (old.parts ?? [old], new.parts ?? [new])
        let pairs = Matching.pairs(before, after) { Matching.likeness($0, $1) }
        if pairs.matched.isEmpty { return report(.criterionReplaced, .criterion(old), .criterion(new)) }
        if !isOldAlone && !isNewAlone && !Self.hasSameLogic(old, new) {
            report(.logicChanged, .criterion(old), .criterion(new))
        }
        for pair in pairs.matched { compare(before[pair.old], after[pair.new]) }
        let group = Self.alternatives(isNewAlone ? old : new)
        for index in pairs.added { inside(nil, group) { $0.report(.criterionAdded, nil, .criterion(after[index])) } }
        for index in pairs.removed { inside(nil, group) { $0.report(.criterionRemoved, .criterion(before[index])) } }
    }

    /// The group without its parts, where a part more or less makes it wider or narrower.
    private static func alternatives(_ criterion: Criterion) -> GuidelineChange.Value? {
        var group = criterion
        switch criterion.form {
        case .any: group.form = .any([])
        case .atLeastOf(let count, _): group.form = .atLeastOf(count, [])
        default: return nil
        }
        return .criterion(group)
    }

    private static func hasSameLogic(_ old: Criterion, _ new: Criterion) -> Bool {
        switch (old.form, new.form) {
        case (.all, .all), (.any, .any): true
        case (.atLeastOf(let before, _), .atLeastOf(let after, _)): before == after
        default: false
        }
    }

    // MARK: Leaves

    private mutating func compare(_ old: ObservationCriterion, _ new: ObservationCriterion) {
        compareConcepts(old.concepts, new.concepts)
        compareDurations(old.window, new.window, .windowChanged)
        if old.occurrences != new.occurrences {
            report(.occurrencesChanged, old.occurrences.map { .number($0) }, new.occurrences.map { .number($0) })
        }
        compare(old.comparisons, new.comparisons)
        compareConcepts(old.valueConcepts, new.valueConcepts)
    }

    mutating func compareConcepts(
        _ old: [IRI], _ new: [IRI], _ kind: GuidelineChange.Kind = .conceptsChanged
    ) {
        let (before, after) = (Set(old), Set(new))
        guard before != after else { return }
        let (gone, come) = (old.filter { !after.contains($0) }, new.filter { !before.contains($0) })
        report(kind, gone.isEmpty ? nil : .concepts(gone), come.isEmpty ? nil : .concepts(come))
    }

    /// Bounds: first those with the same sign, then those that look the same way.
    private mutating func compare(_ old: [Comparison], _ new: [Comparison]) {
        var gone = old.filter { !new.contains($0) }
        var come = new.filter { !old.contains($0) }
        let looks: [(Comparison.Relation, Comparison.Relation) -> Bool] = [
            { $0 == $1 }, { $0.isLower == $1.isLower }, { _, _ in true },
        ]
        for fits in looks {
            for bound in come {
                guard let index = gone.firstIndex(where: { fits($0.relation, bound.relation) }) else { continue }
                let before = gone.remove(at: index)
                come.removeAll { $0 == bound }
                let kind: GuidelineChange.Kind =
                    before.relation == bound.relation ? .thresholdMoved : .comparisonChanged
                report(kind, .comparisons([before]), .comparisons([bound]))
            }
        }
        for bound in gone { report(.boundRemoved, .comparisons([bound]), nil) }
        for bound in come { report(.boundAdded, nil, .comparisons([bound])) }
    }

    // MARK: Expressions

    mutating func compare(_ old: ExpressionTree, _ new: ExpressionTree) {
        if old == new { return }
        switch (old, new) {
        case (.operation(let before, let parts, let unit), .operation(let after, let partsNow, let unitNow))
        where before == after && unit == unitNow && parts.count == partsNow.count:
            for (part, partNow) in zip(parts, partsNow) { compare(part, partNow) }
        case (
            .conditional(let condition, let then, let otherwise),
            .conditional(let conditionNow, let thenNow, let otherwiseNow)
        ):
            compare(condition, conditionNow)
            compare(then, thenNow)
            compare(otherwise, otherwiseNow)
        case (.literal(let before), .literal(let after)):
            report(.thresholdMoved, .text("\(before)"), .text("\(after)"))
        case (.leaf(let before), .leaf(let after)): compare(before, after)
        default: report(.formulaChanged)
        }
    }
}

extension Comparison.Relation {
    /// Whether the bound is one from below; nil for equality.
    fileprivate var isLower: Bool? {
        switch self {
        case .atLeast, .greaterThan: true
        case .atMost, .lessThan: false
        case .equalTo: nil
        }
    }
}
