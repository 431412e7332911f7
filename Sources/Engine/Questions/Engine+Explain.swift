// Why a recommendation came out as it did for a patient, or whether a medicines rule holds: the whole proof.

import Guidelines
import Quantities
import RDF
import Reasoning
import Text

public enum Explanation: Sendable {
    case recommendation(StepOutcome, guideline: GuidelineOutcome)
    case score(ScoreOutcome, guideline: GuidelineOutcome)
    /// A medicines rule against what the patient takes now.
    case rule(MedicationRule, verdict: Proof)
}

public struct ExplanationAnswer: Sendable {
    public let state: PatientState
    public let explanation: Explanation
    /// The release that the guideline was asked from.
    public let release: Release?
    public let provenance: Provenance
}

extension Engine {
    /// Explains a recommendation, score or medicines rule, named by its IRI, its last part, or `guideline#part`.
    public func explain(_ item: String, for source: PatientSource, asOf: DateTime) throws -> ExplanationAnswer {
        let snapshot = try currentSnapshot()
        let knowledge = snapshot.knowledge
        let state = try state(of: source, asOf: asOf, in: snapshot)
        let provenance = Provenance(knowledge: snapshot.digest, state: state)
        let report = PathwayRecommendation(knowledge, state).recommend()
        for outcome in report.guidelines {
            if let step = outcome.steps.first(where: { $0.recommendation.iri.isNamed(item) }) {
                return ExplanationAnswer(
                    state: state, explanation: .recommendation(step, guideline: outcome),
                    release: snapshot.releases[outcome.guideline], provenance: provenance)
            }
            if let score = outcome.scores.first(where: { $0.score.isNamed(item) }) {
                return ExplanationAnswer(
                    state: state, explanation: .score(score, guideline: outcome),
                    release: snapshot.releases[outcome.guideline], provenance: provenance)
            }
        }
        if let (rule, proof) = knowledge.explainRule(state, where: { $0.isNamed(item) }) {
            return ExplanationAnswer(
                state: state, explanation: .rule(rule, verdict: proof), release: nil, provenance: provenance)
        }
        let names = knowledge.itemNames
        throw EngineError.unknownItem(item, nearest: nearestName(to: item, among: names))
    }
}

extension IRI {
    /// Whether people may mean this IRI by `name`.
    func isNamed(_ name: String) -> Bool {
        string == name || fragment == name || fragment.map { "\(documentName)#\($0)" } == name
    }
}
