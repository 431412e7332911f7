// Patients like this one, why, and what happened to them next.
//
// "Next" is counted from the moment at which a similar patient had become like the one asked about: the start of the
// latest of the shared conditions and medicines. What began after it and is not shared is the course.

import Expressions
import FHIR
import Quantities
import Reasoning
import Records
import Similarity
import Terminology
import Text

public struct SimilarPatientsAnswer: Sendable {
    public struct Shared: Sendable {
        public var label: BilingualText
        /// Its part of the score.
        public var contribution: Double
        /// How many patients on record have it.
        public var patients: Int
    }

    public struct CourseEvent: Sendable {
        public var kind: EventKind
        public var label: BilingualText
        public var start: DateTime
        /// Months after the patient had become like the one asked about.
        public var months: Int
    }

    public struct SimilarPatient: Sendable {
        public var identifier: String
        public var name: String
        public var sex: Sex?
        public var birthDate: DateTime?
        public var score: Double
        public var shared: [Shared]
        public var comparableSince: DateTime?
        public var next: [CourseEvent]
        public var died: DateTime?
    }

    /// What happened to the similar patients within five years of having become alike.
    public struct Outcome: Sendable {
        public var label: BilingualText
        public var patients: Int
    }

    public let patient: PatientIdentity
    public let asOf: DateTime
    public let similar: [SimilarPatient]
    public let outcomes: [Outcome]
    public let patientsSearched: Int
}

extension Engine {
    /// The `count` patients on record most similar to `reference`, as of a moment.
    public func similarPatients(to reference: String, count: Int = 10, asOf: DateTime) throws -> SimilarPatientsAnswer {
        let snapshot = try currentSnapshot()
        let patient = try patient(reference)
        let cohort = try cohort(of: snapshot)
        let events = try records.record(of: patient.number)?.events.filter { event in
            event.start.flatMap { DateTime($0) }?.isGreater(than: asOf) != true
        }
        let query = SimilarityIndex.Query.features(cohort.space.features(events ?? [], snapshot.codings))
        // One more than asked for, because the patient is like no one more than like itself.
        let matches = cohort.index.mostSimilar(to: query, k: count + 1)
            .filter { $0.patient != patient.number.rawValue }.prefix(count)
        var similar: [SimilarPatientsAnswer.SimilarPatient] = []
        for match in matches {
            let shared = cohort.index.explain(match, for: query)
            if let found = try describe(match, shared, cohort, snapshot) { similar.append(found) }
        }
        return SimilarPatientsAnswer(
            patient: PatientIdentity(patient), asOf: asOf, similar: similar, outcomes: Self.outcomes(similar),
            patientsSearched: cohort.index.patientCount)
    }

    private func describe(
        _ match: SimilarityIndex.Match, _ shared: [SimilarityIndex.SharedFeature], _ cohort: Cohort,
        _ snapshot: KnowledgeSnapshot
    ) throws -> SimilarPatientsAnswer.SimilarPatient? {
        guard let record = try records.record(of: PatientNumber(rawValue: match.patient)) else { return nil }
        let since = comparableSince(record, Set(shared.map(\.feature)), snapshot)
        return SimilarPatientsAnswer.SimilarPatient(
            identifier: record.patient.id, name: record.patient.displayName, sex: Sex(record.patient.sex),
            birthDate: record.patient.birthDate.flatMap { DateTime($0) }, score: Double(match.score),
            shared: shared.sorted { $0.contribution > $1.contribution }.map {
                SimilarPatientsAnswer.Shared(
                    label: cohort.space.label($0.feature), contribution: $0.contribution, patients: $0.patientCount)
            },
            comparableSince: since, next: course(record, since: since, snapshot),
            died: record.patient.deceased.flatMap { DateTime($0) })
    }

    /// When the last of the shared conditions and medicines first appeared.
    private func comparableSince(
        _ record: PatientRecord, _ shared: Set<UInt32>, _ snapshot: KnowledgeSnapshot
    ) -> DateTime? {
        var firsts: [ConceptID: DateTime] = [:]
        for event in record.events where event.kind == .condition || event.kind == .medication {
            guard let start = event.start.flatMap({ DateTime($0) }) else { continue }
            for concept in snapshot.codings.resolve(event)?.concepts ?? [] where shared.contains(concept.rawValue) {
                if firsts[concept].map({ start.isLess(than: $0) ?? false }) ?? true { firsts[concept] = start }
            }
        }
        return firsts.values.max { $0.isLess(than: $1) ?? false }
    }

    /// SNOMED CT "Hospital admission", which inpatient classes of encounters are kinds of.
    private static let admission = "http://snomed.info/id/32485007"

    /// Conditions, procedures and admissions that first appear after the patient had become alike.
    private func course(
        _ record: PatientRecord, since: DateTime?, _ snapshot: KnowledgeSnapshot
    ) -> [SimilarPatientsAnswer.CourseEvent] {
        guard let since else { return [] }
        let terminology = snapshot.knowledge.terminology
        let admission = terminology.concept(Self.admission)
        var known: Set<ConceptID> = []
        var course: [SimilarPatientsAnswer.CourseEvent] = []
        for event in record.events {
            guard let start = event.start.flatMap({ DateTime($0) }),
                let concept = snapshot.codings.resolve(event)?.concepts.first
            else { continue }
            switch event.kind {
            case .condition, .procedure:
                guard known.insert(concept).inserted, start.isGreater(than: since) ?? false else { continue }
            case .encounter:
                guard let admission, terminology.isA(concept, admission), start.isGreater(than: since) ?? false,
                    known.insert(admission).inserted
                else { continue }
            default: continue
            }
            course.append(
                SimilarPatientsAnswer.CourseEvent(
                    kind: event.kind, label: snapshot.knowledge.label(concept), start: start,
                    months: since.completed(.month, until: start).lowerBound))
        }
        return course
    }

    private static let outcomeMonths = 60

    private static func outcomes(
        _ similar: [SimilarPatientsAnswer.SimilarPatient]
    ) -> [SimilarPatientsAnswer.Outcome] {
        var counts: [BilingualText: Int] = [:]
        for patient in similar {
            var labels: Set<BilingualText> = []
            for event in patient.next where event.kind != .procedure && event.months <= outcomeMonths {
                labels.insert(event.label)
            }
            if let died = patient.died, let since = patient.comparableSince,
                since.completed(.month, until: died).lowerBound <= outcomeMonths
            {
                labels.insert(BilingualText(english: "death", chinese: "死亡"))
            }
            for label in labels { counts[label, default: 0] += 1 }
        }
        return counts.map { SimilarPatientsAnswer.Outcome(label: $0.key, patients: $0.value) }
            .sorted { ($1.patients, $0.label[.english]) < ($0.patients, $1.label[.english]) }
    }
}
