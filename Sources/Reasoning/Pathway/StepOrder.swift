// The order of a guideline's steps: each after those it waits for, otherwise as written; decision points pass through to
// the steps before and after them.

import Guidelines
import RDF

struct StepOrder {
    /// Recommendations in pathway order.
    let steps: [IRI]
    /// The branches of each decision point.
    let decisions: [[IRI]]
    /// Chains of m:orElse.
    let alternatives: [[IRI]]
    private let before: [IRI: [IRI]]

    init(_ guideline: Guideline) {
        let recommendations = Set(guideline.recommendations.map(\.iri))
        var decisions: [IRI: DecisionPoint] = [:]
        for decision in guideline.decisionPoints { decisions[decision.iri] = decision }
        var direct: [IRI: [IRI]] = [:]
        for recommendation in guideline.recommendations { direct[recommendation.iri] = recommendation.after }
        for decision in guideline.decisionPoints {
            for branch in decision.branches { direct[branch, default: []] += decision.after }
        }
        var before: [IRI: [IRI]] = [:]
        for (step, predecessors) in direct {
            // A step after a decision waits for whichever branch is taken; a branch waits for what the decision does.
            var expanded: [IRI] = []
            for predecessor in predecessors {
                if let decision = decisions[predecessor] {
                    expanded += decision.branches.contains(step) ? decision.after : decision.branches
                } else {
                    expanded.append(predecessor)
                }
            }
            before[step] = expanded.filter { recommendations.contains($0) && $0 != step }
        }
        self.before = before
        steps = Self.sorted(guideline.recommendations.map(\.iri), before)
        self.decisions = guideline.decisionPoints.map(\.branches)
        alternatives = Self.chains(guideline)
    }

    func predecessors(of step: IRI) -> [IRI] { before[step] ?? [] }

    /// Keeps the written order where the pathway leaves a choice.
    private static func sorted(_ steps: [IRI], _ before: [IRI: [IRI]]) -> [IRI] {
        var result: [IRI] = []
        var visited: Set<IRI> = []
        func visit(_ step: IRI) {
            guard visited.insert(step).inserted else { return }
            for predecessor in before[step] ?? [] { visit(predecessor) }
            result.append(step)
        }
        for step in steps { visit(step) }
        return result
    }

    private static func chains(_ guideline: Guideline) -> [[IRI]] {
        var next: [IRI: [IRI]] = [:]
        for recommendation in guideline.recommendations where !recommendation.orElse.isEmpty {
            next[recommendation.iri] = recommendation.orElse
        }
        let followers = Set(next.values.joined())
        return next.keys.filter { !followers.contains($0) }.sorted().map { start in
            var chain: [IRI] = []
            var pending = [start]
            while let step = pending.first {
                pending.removeFirst()
                guard !chain.contains(step) else { continue }
                chain.append(step)
                pending += next[step] ?? []
            }
            return chain
        }
    }
}
