// Small wrong versions of a guideline: one criterion changed, one item's points, one formula, one exception or order.

import RDF

/// A guideline with one change.
public struct GuidelineMutant: Sendable {
    /// Where a criterion was changed.
    public enum Place: Sendable, Hashable {
        case applicability
        case when(IRI), doneWhen(IRI), blockedWhen(IRI)
        case item(score: IRI, Int)
        case calculation(IRI)
        case order(IRI)
    }

    public var guideline: Guideline
    public var place: Place
    /// What was changed, in words.
    public var change: String
    public var position: SourcePosition?
    /// The criterion before and after, where it was one.
    public var original: Criterion?
    public var changed: Criterion?
}

extension Guideline {
    /// Every mutant, in the order of the guideline.
    public var mutants: [GuidelineMutant] {
        var mutants: [GuidelineMutant] = []
        func add(
            _ original: Criterion?, _ place: GuidelineMutant.Place, _ set: (inout Guideline, Criterion) -> Void
        ) {
            guard let original else { return }
            for mutant in original.mutants {
                var changed = self
                set(&changed, mutant.criterion)
                mutants.append(
                    GuidelineMutant(
                        guideline: changed, place: place, change: mutant.change, position: mutant.position,
                        original: original, changed: mutant.criterion))
            }
        }
        func add(
            _ place: GuidelineMutant.Place, _ change: String, _ position: SourcePosition?,
            _ set: (inout Guideline) -> Void
        ) {
            var changed = self
            set(&changed)
            mutants.append(GuidelineMutant(guideline: changed, place: place, change: change, position: position))
        }
        add(applicableWhen, .applicability) { $0.applicableWhen = $1 }
        for (index, step) in recommendations.enumerated() {
            add(step.when, .when(step.iri)) { $0.recommendations[index].when = $1 }
            add(step.doneWhen, .doneWhen(step.iri)) { $0.recommendations[index].doneWhen = $1 }
            add(step.blockedWhen, .blockedWhen(step.iri)) { $0.recommendations[index].blockedWhen = $1 }
            if let blockedWhen = step.blockedWhen {
                add(.blockedWhen(step.iri), "m:blockedWhen dropped", blockedWhen.position) {
                    $0.recommendations[index].blockedWhen = nil
                }
            }
            for place in step.after.indices {
                add(.order(step.iri), "m:after dropped", step.position) {
                    _ = $0.recommendations[index].after.remove(at: place)
                }
            }
        }
        for (index, decision) in decisionPoints.enumerated() {
            for place in decision.branches.indices.dropLast() {
                add(.order(decision.branches[place]), "branch put after the next", decision.position) {
                    $0.decisionPoints[index].branches.swapAt(place, place + 1)
                }
            }
        }
        for (index, score) in scores.enumerated() {
            for (place, item) in score.items.enumerated() {
                add(item.when, .item(score: score.iri, place)) { $0.scores[index].items[place].when = $1 }
                add(.item(score: score.iri, place), "points \(item.points) to \(item.points + 1)", item.when.position) {
                    $0.scores[index].items[place].points += 1
                }
            }
        }
        for (index, calculation) in calculations.enumerated() {
            for mutant in calculation.expression.mutants {
                add(.calculation(calculation.iri), mutant.change, mutant.position ?? calculation.position) {
                    $0.calculations[index].expression = mutant.tree
                }
            }
        }
        return mutants
    }
}
