// Units of bounds on ages, scores and calculations. Those of measurements are checked where they are compiled.

import Guidelines
import Quantities
import RDF

extension GuidelineChecker {
    mutating func checkUnits(of guideline: Guideline) {
        for (step, criterion) in guideline.criteria {
            for part in criterion.subtree { checkUnits(of: part, step, guideline) }
        }
    }

    /// What doses are amounts of: mass, substance, volume, equivalents, international and other units, pieces, activity.
    private static let amounts = ["g", "mol", "L", "eq", "[iU]", "[arb'U]", "[USP'U]", "1", "Bq"]
        .compactMap { try? UCUMUnit($0) }

    private mutating func checkUnits(of criterion: Criterion, _ step: IRI, _ guideline: Guideline) {
        let (bounds, subject, isRight, advice): ([Comparison], String, (UCUMUnit) -> Bool, String)
        switch criterion.form {
        case .age(let ages):
            (bounds, subject) = (ages, "an age")
            isRight = { $0 == .one || CalendarUnit($0.code) != nil }
            advice = "write years as a plain number, or a unit of the calendar such as \"6 mo\"^^m:quantity"
        case .dose(let dose):
            (bounds, subject) = (dose.comparisons, "a dose")
            isRight = { unit in Self.amounts.contains { (try? Quantity(.one, unit).converted(to: $0)) != nil } }
            advice =
                dose.amount == .daily
                ? "write what is taken in a day as an amount, such as \"1.2 g\"^^m:quantity"
                : "write what is taken at a time as an amount, such as \"400 mg\"^^m:quantity"
        case .score(let iri, let points):
            (bounds, subject) = (points, "the score \(name(iri))")
            isRight = { $0 == .one }
            advice = "write a plain number"
        case .calculation(let iri, let values):
            guard let code = builder.resultUnit(of: iri), let unit = try? UCUMUnit(code) else { return }
            (bounds, subject) = (values, "\(name(iri)), computed in \(code)")
            isRight = { (try? Quantity(.one, $0).comparablyConverted(to: unit)) != nil }
            advice = "write the bound in \(code) or a unit that converts to it"
        default: return
        }
        for bound in bounds where !isRight(bound.value.unit) {
            report(
                .error, .wrongUnit, guideline.source, bound.position ?? criterion.position,
                "in \(name(step)) \(bound.value) cannot be compared with \(subject)", advice: advice)
        }
    }
}
