// What differs between two versions of a guideline, by meaning: steps are matched by name, the parts of their criteria by
// what they ask for, so that a threshold that moved is told as that and not as one criterion gone and another come.

import Expressions
import Quantities
import RDF
import Text

struct GuidelineComparison {
    private(set) var changes: [GuidelineChange] = []
    /// The item that is being compared.
    private var item: (iri: IRI, label: BilingualText, before: SourcePosition?, after: SourcePosition?)
    var part: GuidelineChange.Part?
    var place: GuidelineChange.Value?

    static func changes(_ old: Guideline, _ new: Guideline) -> [GuidelineChange] {
        var comparison = GuidelineComparison(old, new)
        comparison.compare(old, new)
        return comparison.changes
    }

    private init(_ old: Guideline, _ new: Guideline) {
        item = (new.iri, new.label, old.position, new.position)
    }

    // MARK: Reporting

    mutating func report(
        _ kind: GuidelineChange.Kind, _ before: GuidelineChange.Value? = nil, _ after: GuidelineChange.Value? = nil,
        language: Language? = nil
    ) {
        var change = GuidelineChange(kind, item.iri, item.label)
        change.part = part
        change.place = place
        change.before = before
        change.after = after
        change.language = language
        change.positionBefore = item.before
        change.positionAfter = item.after
        changes.append(change)
    }

    /// Reports inside a part, and inside a place of it.
    mutating func inside(
        _ part: GuidelineChange.Part?, _ place: GuidelineChange.Value? = nil,
        _ body: (inout GuidelineComparison) -> Void
    ) {
        let outer = (self.part, self.place)
        if let part { self.part = part }
        if let place { self.place = place }
        body(&self)
        (self.part, self.place) = outer
    }

    // MARK: Guidelines

    private mutating func compare(_ old: Guideline, _ new: Guideline) {
        compareTexts(old.label, new.label, .label)
        compareTexts(old.comment, new.comment, .comment)
        compareCriteria(old.applicableWhen, new.applicableWhen, .applicability)
        compareCitations(old.citations, new.citations)
        compareItems(
            old.recommendations, new.recommendations, \.iri, \.label, \.position,
            added: .recommendationAdded, removed: .recommendationRemoved
        ) { $0.compare($1, $2) }
        compareItems(
            old.decisionPoints, new.decisionPoints, \.iri, \.label, \.position,
            added: .decisionPointAdded, removed: .decisionPointRemoved
        ) { $0.compare($1, $2) }
        compareItems(
            old.scores, new.scores, \.iri, \.label, \.position, added: .scoreAdded, removed: .scoreRemoved
        ) { $0.compare($1, $2) }
        compareItems(
            old.calculations, new.calculations, \.iri, \.label, \.position,
            added: .calculationAdded, removed: .calculationRemoved
        ) { $0.compare($1, $2) }
    }

    /// Matches by name: what is in both is compared in the new order, then come those that are gone.
    private mutating func compareItems<Item>(
        _ old: [Item], _ new: [Item], _ iri: (Item) -> IRI, _ label: (Item) -> BilingualText,
        _ position: (Item) -> SourcePosition?, added: GuidelineChange.Kind, removed: GuidelineChange.Kind,
        _ compare: (inout GuidelineComparison, Item, Item) -> Void
    ) {
        let outer = item
        defer { item = outer }
        let known = Dictionary(old.map { (iri($0), $0) }, uniquingKeysWith: { first, _ in first })
        for now in new {
            let before = known[iri(now)]
            item = (iri(now), label(now), before.flatMap(position), position(now))
            if let before { compare(&self, before, now) } else { report(added) }
        }
        let present = Set(new.map(iri))
        for gone in old where !present.contains(iri(gone)) {
            item = (iri(gone), label(gone), position(gone), nil)
            report(removed)
        }
    }

    // MARK: Steps

    private mutating func compare(_ old: Recommendation, _ new: Recommendation) {
        compareTexts(old.label, new.label, .label)
        compareTexts(old.comment, new.comment, .comment)
        compareStrength(old, new)
        compareCriteria(old.when, new.when, .when)
        compareCriteria(old.doneWhen, new.doneWhen, .doneWhen)
        compareCriteria(old.blockedWhen, new.blockedWhen, .blockedWhen)
        compareActions(old.actions, new.actions)
        compareDurations(old.within, new.within, .deadlineChanged)
        compareSteps(old.after, new.after, .predecessorsChanged)
        compareSteps(old.orElse, new.orElse, .alternativesChanged)
        compareCitations(old.citations, new.citations)
    }

    private mutating func compareStrength(_ old: Recommendation, _ new: Recommendation) {
        if old.strength != new.strength {
            let kind: GuidelineChange.Kind =
                switch (old.strength, new.strength) {
                case (.conditional, .strong): .strengthened
                case (.strong, .conditional): .weakened
                default: .strengthChanged
                }
            report(kind, old.strength.map { .strength($0) }, new.strength.map { .strength($0) })
        }
        if old.certainty != new.certainty {
            let order = Certainty.allCases.filter { $0 != .notGraded }
            var kind = GuidelineChange.Kind.certaintyChanged
            if let before = old.certainty.flatMap({ order.firstIndex(of: $0) }),
                let after = new.certainty.flatMap({ order.firstIndex(of: $0) })
            {
                kind = after < before ? .certaintyRaised : .certaintyLowered
            }
            report(kind, old.certainty.map { .certainty($0) }, new.certainty.map { .certainty($0) })
        }
        if old.grade != new.grade {
            report(.gradeChanged, old.grade.map { .text($0) }, new.grade.map { .text($0) })
        }
    }

    private mutating func compare(_ old: DecisionPoint, _ new: DecisionPoint) {
        compareTexts(old.label, new.label, .label)
        compareSteps(old.after, new.after, .predecessorsChanged)
        // The order of branches decides.
        if old.branches != new.branches { report(.branchesChanged, .steps(old.branches), .steps(new.branches)) }
    }

    private mutating func compareSteps(_ old: [IRI], _ new: [IRI], _ kind: GuidelineChange.Kind) {
        if Set(old) != Set(new) { report(kind, .steps(old), .steps(new)) }
    }

    // MARK: Scores and calculations

    private mutating func compare(_ old: Score, _ new: Score) {
        compareTexts(old.label, new.label, .label)
        let pairs = Matching.pairs(old.items, new.items) { before, after in
            let isSameLabel = before.label == after.label
            return max(isSameLabel ? 0.9 : 0, Matching.likeness(before.when, after.when))
        }
        for pair in pairs.matched {
            let (before, after) = (old.items[pair.old], new.items[pair.new])
            inside(.item, Self.place(after)) { comparison in
                comparison.compareTexts(before.label, after.label, nil)
                if before.points != after.points {
                    comparison.report(.pointsChanged, .number(before.points), .number(after.points))
                }
                comparison.compare(before.when, after.when)
            }
        }
        for index in pairs.added {
            inside(.item) { $0.report(.itemAdded, nil, Self.place(new.items[index])) }
        }
        for index in pairs.removed {
            inside(.item) { $0.report(.itemRemoved, Self.place(old.items[index]), nil) }
        }
        if old.bands != new.bands {
            report(.bandsChanged, .text(Self.describe(old.bands)), .text(Self.describe(new.bands)))
        }
        compareCitations(old.citations, new.citations)
    }

    /// An item by its own words, else by its criterion.
    private static func place(_ item: Score.Item) -> GuidelineChange.Value {
        var criterion = item.when
        if criterion.label.isEmpty { criterion.label = item.label }
        return .criterion(criterion)
    }

    private static func describe(_ bands: [Score.Band]) -> String {
        bands.map { band in
            let range = band.atMost.map { "\(band.atLeast)–\($0)" } ?? "≥\(band.atLeast)"
            return "\(range) \(band.label[.english])"
        }.joined(separator: ", ")
    }

    private mutating func compare(_ old: Calculation, _ new: Calculation) {
        compareTexts(old.label, new.label, .label)
        inside(.expression) { $0.compare(old.expression, new.expression) }
        if old.resultUnit != new.resultUnit {
            report(.unitChanged, old.resultUnit.map { .text($0) }, new.resultUnit.map { .text($0) })
        }
        compareCitations(old.citations, new.citations)
    }

    // MARK: Words and sources

    mutating func compareTexts(_ old: BilingualText, _ new: BilingualText, _ part: GuidelineChange.Part?) {
        for (language, before, after) in [
            (Language.english, old.english, new.english), (.chinese, old.chinese, new.chinese),
        ] where before != after {
            inside(part) {
                $0.report(.reworded, before.map { .text($0) }, after.map { .text($0) }, language: language)
            }
        }
    }

    private mutating func compareCitations(_ old: [Citation], _ new: [Citation]) {
        // What is said of a document is compared once, with the document.
        func place(_ citation: Citation) -> String {
            let described = "\(citation.document)\u{1F}\(citation.year ?? "")\u{1F}\(citation.links)"
            return "\(citation.iri?.string ?? described)\u{1F}\(citation.locator ?? "")"
        }
        func document(_ citation: Citation) -> String { citation.iri?.string ?? citation.document }
        let (places, placesNow) = (Set(old.map(place)), Set(new.map(place)))
        var gone = old.filter { !placesNow.contains(place($0)) }
        for citation in new where !places.contains(place(citation)) {
            let index = gone.firstIndex { document($0) == document(citation) } ?? gone.indices.first
            report(.citationChanged, index.map { .citation(gone.remove(at: $0)) }, .citation(citation))
        }
        for citation in gone { report(.citationChanged, .citation(citation), nil) }
    }

    mutating func compareDurations(
        _ old: CalendarDuration?, _ new: CalendarDuration?, _ kind: GuidelineChange.Kind
    ) {
        if old != new { report(kind, old.map { .duration($0) }, new.map { .duration($0) }) }
    }
}
