// Runs test patients and says for each expectation what came out instead.

import Guidelines
import Quantities
import RDF
import Text

public struct CaseOutcome: Sendable {
    public struct Failure: Sendable {
        /// What was expected, and what came out.
        public var message: String
        /// The proof of what came out, where there is one.
        public var proof: Proof?

        init(_ message: String, _ proof: Proof? = nil) {
            self.message = message
            self.proof = proof
        }
    }

    public var patientCase: PatientCase
    public var state: PatientState
    public var failures: [Failure]

    public var passed: Bool { failures.isEmpty }
}

public struct CaseRunner: Sendable {
    private let knowledge: KnowledgeBase
    /// The guideline of each recommendation, score and calculation.
    private let guidelines: [IRI: IRI]

    public init(_ knowledge: KnowledgeBase) {
        self.knowledge = knowledge
        let parts = knowledge.guidelines.map(\.guideline).flatMap { guideline in
            (guideline.recommendations.map(\.iri) + guideline.scores.map(\.iri) + guideline.calculations.map(\.iri))
                .map { ($0, guideline.iri) }
        }
        guidelines = Dictionary(parts, uniquingKeysWith: { first, _ in first })
    }

    public func run(_ patientCase: PatientCase) -> CaseOutcome {
        let state = PatientState.make(knowledge, patientCase)
        // Guidelines that nothing is expected of are left alone: a case is about one, and there are many.
        let asked = Set(patientCase.expectations.compactMap(\.part).compactMap { guidelines[$0] })
        let report = PathwayRecommendation(knowledge, state).recommend(asked)
        let alerts = MedicationAlerts(knowledge, state).check()
        let failures = patientCase.expectations.compactMap { failure($0, report, alerts) }
        return CaseOutcome(patientCase: patientCase, state: state, failures: failures)
    }

    /// What a pathway says otherwise than expected; nil for expectations about alerts.
    func failure(_ expectation: Expectation, _ report: PathwayReport) -> CaseOutcome.Failure? {
        switch expectation {
        case .status(let recommendation, let expected): status(recommendation, expected, report)
        case .score(let score, let expected): self.score(score, expected, report)
        case .calculation(let calculation, let expected): self.calculation(calculation, expected, report)
        case .alert, .heldBack, .noAlert, .noAlerts: nil
        }
    }

    private func failure(
        _ expectation: Expectation, _ report: PathwayReport, _ alerts: AlertReport
    ) -> CaseOutcome.Failure? {
        switch expectation {
        case .status, .score, .calculation: failure(expectation, report)
        case .alert(let rule): alert(rule, alerts)
        case .heldBack(let rule):
            alerts.suppressed.contains { $0.rule == rule }
                ? nil : CaseOutcome.Failure("\(name(rule)): expected an alert that is held back, none came")
        case .noAlert(let rule):
            alerts.shown.first { $0.rule == rule }.map {
                CaseOutcome.Failure("\(name(rule)): expected no alert", $0.proof)
            }
        case .noAlerts:
            alerts.shown.first.map {
                CaseOutcome.Failure("expected no alert, came \($0.rule.map(name) ?? $0.title[.english])", $0.proof)
            }
        }
    }

    private func status(
        _ recommendation: IRI, _ expected: PathwayStatus, _ report: PathwayReport
    ) -> CaseOutcome.Failure? {
        let steps = report.guidelines.flatMap(\.steps)
        if let step = steps.first(where: { $0.recommendation.iri == recommendation }) {
            guard step.status != expected else { return nil }
            return CaseOutcome.Failure(
                "\(name(recommendation)): expected \(expected.rawValue), came out \(step.status.rawValue)", step.proof)
        }
        let exists = knowledge.guidelines.contains { guideline in
            guideline.guideline.recommendations.contains { $0.iri == recommendation }
        }
        if exists, expected == .notApplicable { return nil }
        return CaseOutcome.Failure(
            exists
                ? "\(name(recommendation)): expected \(expected.rawValue), but its guideline does not apply"
                : "\(name(recommendation)): there is no such recommendation")
    }

    private func score(_ score: IRI, _ expected: Int, _ report: PathwayReport) -> CaseOutcome.Failure? {
        guard let outcome = report.guidelines.flatMap(\.scores).first(where: { $0.score == score }) else {
            return CaseOutcome.Failure("\(name(score)): there is no such score for this patient")
        }
        let range = outcome.range
        guard range != expected...expected else { return nil }
        let isExact = range.lowerBound == range.upperBound
        let found = isExact ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
        return CaseOutcome.Failure(
            "\(name(score)): expected \(expected), came out \(found)",
            Proof(outcome.label, isExact ? .met : .unknown, children: outcome.items.map(\.proof)))
    }

    private func calculation(
        _ calculation: IRI, _ expected: Quantity, _ report: PathwayReport
    ) -> CaseOutcome.Failure? {
        guard let outcome = report.guidelines.flatMap(\.calculations).first(where: { $0.calculation == calculation })
        else { return CaseOutcome.Failure("\(name(calculation)): there is no such calculation for this patient") }
        guard let value = outcome.result else {
            return CaseOutcome.Failure("\(name(calculation)): expected \(expected), but it cannot be computed")
        }
        let digits = max(0, -Int(expected.value.exponent))
        let found = (try? value.converted(to: expected.unit))?.value.rounded(fractionDigits: digits)
        guard found != expected.value else { return nil }
        return CaseOutcome.Failure("\(name(calculation)): expected \(expected), came out \(value)")
    }

    private func alert(_ rule: IRI, _ alerts: AlertReport) -> CaseOutcome.Failure? {
        if alerts.shown.contains(where: { $0.rule == rule }) { return nil }
        if let alert = alerts.suppressed.first(where: { $0.rule == rule }) {
            return CaseOutcome.Failure(
                "\(name(rule)): expected an alert, but it was held back: \(alert.disposition)", alert.proof)
        }
        let undecided = alerts.undecided.first { $0.rule == rule }
        return CaseOutcome.Failure(
            "\(name(rule)): expected an alert, " + (undecided == nil ? "none came" : "it is undecided"),
            undecided?.proof)
    }

    private func name(_ iri: IRI) -> String {
        iri.string.lastIndex(of: "#").map { String(iri.string[iri.string.index(after: $0)...]) } ?? iri.string
    }
}

extension Expectation {
    /// The recommendation, score or calculation that something is expected of.
    fileprivate var part: IRI? {
        switch self {
        case .status(let part, _), .score(let part, _), .calculation(let part, _): part
        case .alert, .heldBack, .noAlert, .noAlerts: nil
        }
    }
}
