// Every patient on record against every guideline: how often each recommendation applies, is done, cannot be told. This
// is how a hospital learns what a guideline would say on its own records before anybody is told.

import Expressions
import Guidelines
import Primitives
import Quantities
import RDF
import Reasoning
import Records
import Synchronization
import Text

public struct GuidelineReview: Sendable {
    /// What came out of one recommendation.
    public struct Step: Sendable {
        public var recommendation: Recommendation
        /// By verdict on its criterion, among those whom the guideline is for or may be for.
        public var verdicts: [Verdict: Int] = [:]
        public var statuses: [PathwayStatus: Int] = [:]
        /// Patients whom the guideline is not for.
        public var outside = 0
        /// Identifiers of the first patients of each status.
        public var examples: [PathwayStatus: [String]] = [:]
    }

    public struct Reviewed: Sendable {
        public var guideline: Guideline
        /// Whether the guideline is for a patient, by verdict.
        public var applicability: [Verdict: Int] = [:]
        public var steps: [Step]
    }

    public var guidelines: [Reviewed]
    public var patients = 0
    /// Patients who had died before anything could be recommended, or have nothing dated on record.
    public var leftOut = 0
    /// What is not recorded, by the number of patients and recommendations that it would decide.
    public var missing: [MissingDatum: Int] = [:]

    /// Verdicts of all recommendations together; patients outside of a guideline are in none of them.
    public var verdicts: [Verdict: Int] {
        guidelines.flatMap(\.steps).reduce(into: [:]) { $0.merge($1.verdicts, uniquingKeysWith: +) }
    }
    public var statuses: [PathwayStatus: Int] {
        guidelines.flatMap(\.steps).reduce(into: [:]) { $0.merge($1.statuses, uniquingKeysWith: +) }
    }
    public var outside: Int { guidelines.flatMap(\.steps).reduce(0) { $0 + $1.outside } }
}

extension Engine {
    /// Patients that one thread takes at a time.
    private static let patientsAtOnce = 32

    /// Evaluates every patient, side by side on all processors.
    /// - Parameters:
    ///   - guidelines: those to evaluate, by IRI or the last part of it; empty for all.
    ///   - asOf: the moment of evaluation; nil takes each patient at the last event of the record while alive.
    ///   - examples: how many patients of each recommendation and status to name.
    ///   - progress: called with the number of patients done, of all.
    public func reviewGuidelines(
        _ guidelines: [String] = [], asOf: DateTime? = nil, examples: Int = 0,
        progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
    ) throws -> GuidelineReview {
        let snapshot = try currentSnapshot()
        let chosen = Set(try guidelines.map { try snapshot.knowledge.guideline(named: $0) })
        let reviewed = snapshot.knowledge.guidelines.map(\.guideline).filter {
            chosen.isEmpty || chosen.contains($0.iri)
        }
        let patients = try records.patients()
        let starts = Array(stride(from: 0, to: patients.count, by: Self.patientsAtOnce))
        let done = Mutex(0)
        let shares = try starts.parallelMap { start in
            var review = GuidelineReview(reviewed)
            for patient in patients[start..<min(start + Self.patientsAtOnce, patients.count)] {
                try self.add(patient, asOf, snapshot, examples, to: &review)
                let count = done.withLock { count in
                    count += 1
                    return count
                }
                progress(count, patients.count)
            }
            return review
        }
        return shares.reduce(into: GuidelineReview(reviewed)) { $0.add($1, examples: examples) }
    }

    private func add(
        _ patient: Patient, _ asOf: DateTime?, _ snapshot: KnowledgeSnapshot, _ examples: Int,
        to review: inout GuidelineReview
    ) throws {
        guard let record = try records.record(of: patient.number),
            let moment = asOf ?? record.lastMomentAlive
        else {
            review.leftOut += 1
            return
        }
        let state = PatientState.make(
            snapshot.knowledge, PatientIdentity(patient), events: record.events.map { snapshot.codings.resolved($0) },
            complete: Set(patient.coverage.kinds.compactMap { FactKind($0) }), asOf: moment)
        guard !state.isDeceased else {
            review.leftOut += 1
            return
        }
        let report = PathwayRecommendation(snapshot.knowledge, state)
            .recommend(Set(review.guidelines.map(\.guideline.iri)))
        review.add(report, of: patient.id, examples: examples)
    }
}

extension PatientRecord {
    /// When the last event began, of those before the day of death.
    var lastMomentAlive: DateTime? {
        let death = patient.deceased.flatMap { DateTime($0) }?.date
        let moments = events.lazy.compactMap { $0.start.flatMap { DateTime($0) } }.filter { moment in
            death.map { moment.date.isLess(than: $0) ?? false } ?? true
        }
        return moments.max { $0.isLess(than: $1) ?? false }
    }
}

extension GuidelineReview {
    fileprivate init(_ guidelines: [Guideline]) {
        self.guidelines = guidelines.map { guideline in
            Reviewed(guideline: guideline, steps: guideline.recommendations.map { Step(recommendation: $0) })
        }
    }

    fileprivate mutating func add(_ report: PathwayReport, of patient: String, examples: Int) {
        patients += 1
        for datum in report.missingData { missing[datum.datum, default: 0] += datum.decides.count }
        for outcome in report.guidelines {
            guard let place = guidelines.firstIndex(where: { $0.guideline.iri == outcome.guideline }) else { continue }
            guidelines[place].applicability[outcome.applicability.verdict, default: 0] += 1
            let steps = Dictionary(
                outcome.steps.map { ($0.recommendation.iri, $0) }, uniquingKeysWith: { first, _ in first })
            for index in guidelines[place].steps.indices {
                guidelines[place].steps[index].add(
                    steps[guidelines[place].steps[index].recommendation.iri], of: patient, examples: examples)
            }
        }
    }

    fileprivate mutating func add(_ other: GuidelineReview, examples: Int) {
        patients += other.patients
        leftOut += other.leftOut
        missing.merge(other.missing, uniquingKeysWith: +)
        for place in guidelines.indices {
            guidelines[place].applicability.merge(other.guidelines[place].applicability, uniquingKeysWith: +)
            for (index, step) in other.guidelines[place].steps.enumerated() {
                guidelines[place].steps[index].verdicts.merge(step.verdicts, uniquingKeysWith: +)
                guidelines[place].steps[index].statuses.merge(step.statuses, uniquingKeysWith: +)
                guidelines[place].steps[index].outside += step.outside
                guidelines[place].steps[index].examples.merge(step.examples) { Array(($0 + $1).prefix(examples)) }
            }
        }
    }
}

extension GuidelineReview.Step {
    /// - Parameter outcome: nil where the guideline is not for the patient.
    fileprivate mutating func add(_ outcome: StepOutcome?, of patient: String, examples: Int) {
        guard let outcome else {
            outside += 1
            return
        }
        verdicts[outcome.proof.verdict, default: 0] += 1
        statuses[outcome.status, default: 0] += 1
        if self.examples[outcome.status, default: []].count < examples {
            self.examples[outcome.status, default: []].append(patient)
        }
    }
}
