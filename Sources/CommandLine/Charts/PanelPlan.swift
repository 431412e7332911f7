// A guideline's pathway cut into parts that fit the page: each part is a piece of the pathway that hangs together and is
// no wider than the page; what leads from one part to another is told by its letter. Recommendations that nothing leads
// to or from are set in rows, by what is to be done.

import Diagrams
import Guidelines
import RDF
import Reasoning

struct PanelPlan {
    enum Kind: Equatable {
        case flow
        /// Recommendations in rows, all after the same steps.
        case followers([IRI])
        /// In rows, about one thing or, where they are few, about anything.
        case independent(Theme?)
    }

    /// What recommendations that stand by themselves are about.
    enum Theme: CaseIterable {
        case tests, treatment, stopping, support

        init(_ recommendation: Recommendation) {
            switch recommendation.actions.first?.kind {
            case .order, .measure: self = .tests
            case .start, .change, nil: self = .treatment
            case .stop, .avoid: self = .stopping
            case .refer, .educate, .vaccinate, .perform: self = .support
            }
        }
    }

    struct Panel {
        var kind: Kind
        /// Decision points and recommendations; branches are with their decision point.
        var steps: [IRI]
    }

    /// More recommendations than this after the same steps are set in rows instead of one below the other.
    private static let mostFollowers = 3
    /// So many independent recommendations need no parting by theme.
    private static let fewIndependent = 6

    private(set) var panels: [Panel] = []
    private(set) var panelOf: [IRI: Int] = [:]
    /// The steps that come before each, as the guideline says.
    private(set) var before: [IRI: [IRI]] = [:]

    /// - Parameter fits: whether the page is wide enough for these steps in one part.
    init(_ outline: GuidelineOutline, fits: ([IRI]) -> Bool) {
        before = outline.directPredecessors
        var branches: [IRI: [IRI]] = [:]
        var isBranch: Set<IRI> = []
        for step in outline.steps {
            switch step {
            case .decision(let decision):
                branches[step.iri] = decision.point.branches.filter { before[$0] != nil }
                isBranch.formUnion(decision.point.branches)
            case .recommendation: continue
            }
        }
        let leading = Set(before.values.joined())
        var followers: [[IRI]: Int] = [:]
        for step in outline.steps where !leading.contains(step.iri) && !isBranch.contains(step.iri) {
            guard case .recommendation(let recommendation) = step, recommendation.insteadOf.isEmpty,
                let steps = before[step.iri], !steps.isEmpty
            else { continue }
            followers[steps, default: 0] += 1
        }
        var independent: [Theme: [IRI]] = [:]
        for step in outline.steps where !isBranch.contains(step.iri) {
            let preceding = before[step.iri] ?? []
            let isLast = !leading.contains(step.iri)
            if case .recommendation(let recommendation) = step, isLast {
                if preceding.isEmpty {
                    independent[Theme(recommendation.recommendation), default: []].append(step.iri)
                    continue
                }
                if followers[preceding, default: 0] > Self.mostFollowers, recommendation.insteadOf.isEmpty {
                    add([step.iri], to: panels.firstIndex { $0.kind == .followers(preceding) }, .followers(preceding))
                    continue
                }
            }
            let steps = [step.iri] + (branches[step.iri] ?? [])
            let places = Set(preceding.map { panelOf[$0] })
            if places.count == 1, let place = places.first, let index = place, panels[index].kind == .flow,
                fits(panels[index].steps + steps)
            {
                add(steps, to: index, .flow)
            } else {
                add(steps, to: nil, .flow)
            }
        }
        if independent.values.reduce(0, { $0 + $1.count }) <= Self.fewIndependent {
            let steps = outline.steps.map(\.iri).filter { step in independent.values.contains { $0.contains(step) } }
            if !steps.isEmpty { add(steps, to: nil, .independent(nil)) }
        } else {
            for theme in Theme.allCases {
                if let steps = independent[theme] { add(steps, to: nil, .independent(theme)) }
            }
        }
    }

    private mutating func add(_ steps: [IRI], to index: Int?, _ kind: Kind) {
        let index = index ?? panels.count
        if index == panels.count { panels.append(Panel(kind: kind, steps: [])) }
        // A branch of two decision points stands with the first.
        for step in steps where panelOf[step] == nil || panelOf[step] == index {
            panelOf[step] = index
            if !panels[index].steps.contains(step) { panels[index].steps.append(step) }
        }
    }

    /// `A`, `B` … as long as the alphabet lasts, then numbers.
    static func letter(_ index: Int) -> String {
        index < 26 ? String(UnicodeScalar(UInt8(65 + index))) : "\(index + 1)"
    }

    /// The letters of other parts that go on from a step.
    func continuations(of step: IRI) -> [String] {
        var found: Set<Int> = []
        for (follower, preceding) in before where preceding.contains(step) {
            if let panel = panelOf[follower], panel != panelOf[step] { found.insert(panel) }
        }
        return found.sorted().map(Self.letter)
    }
}

extension GuidelineOutline {
    /// The other branches of the decision point that a recommendation is a branch of.
    func siblings(of step: RecommendationOutline) -> [IRI] {
        guard let branch = step.branch else { return [] }
        return guideline.decisionPoints.first { $0.iri == branch.decision }?.branches ?? []
    }

    /// The steps that come right before each: without those that come before another of them or before the question
    /// that a step is a branch of, and without other branches of that question, whose order their numbers tell.
    var directPredecessors: [IRI: [IRI]] {
        let known = Set(steps.map(\.iri))
        var stated: [IRI: [IRI]] = [:]
        var all: [IRI: [IRI]] = [:]
        for step in steps {
            switch step {
            case .decision(let decision):
                stated[step.iri] = decision.point.after.filter { known.contains($0) }
                all[step.iri] = stated[step.iri]
            case .recommendation(let step):
                let iri = step.recommendation.iri
                let question = step.branch.map { [$0.decision] } ?? []
                stated[iri] = (step.recommendation.after + step.insteadOf).filter {
                    known.contains($0) && $0 != iri && !question.contains($0) && !siblings(of: step).contains($0)
                }
                all[iri] = (stated[iri] ?? []) + question
            }
        }
        func ancestors(_ step: IRI, _ found: inout Set<IRI>) {
            for preceding in all[step] ?? [] where found.insert(preceding).inserted { ancestors(preceding, &found) }
        }
        var direct: [IRI: [IRI]] = [:]
        for (step, preceding) in stated {
            direct[step] = preceding.filter { candidate in
                !(all[step] ?? []).contains { other in
                    guard other != candidate else { return false }
                    var found: Set<IRI> = []
                    ancestors(other, &found)
                    return found.contains(candidate) && !found.contains(step)
                }
            }
        }
        return direct
    }
}
