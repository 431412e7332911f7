// For whom another version of a guideline would come out differently: every patient on record, evaluated under both.

import Dispatch
import Expressions
import Guidelines
import Primitives
import Quantities
import RDF
import Reasoning
import Records
import Synchronization
import Text

public struct ReleaseImpact: Sendable {
    /// How one recommendation changes for some patients.
    public struct Transition: Sendable {
        public var recommendation: IRI
        public var label: BilingualText
        /// Nil where that version does not have the recommendation.
        public var before: PathwayStatus?
        public var after: PathwayStatus?
        /// The ids of the patients, sorted.
        public var patients: [String]
    }

    /// Nil where each patient was taken at the last event of the record.
    public var asOf: DateTime?
    /// Patients on record, and those for whom anything changes.
    public var patients: Int
    public var patientsAffected: Int
    /// In the order of the recommendations; of each the most frequent first.
    public var transitions: [Transition]
}

extension Engine {
    /// Patients in one piece of work: enough to hide what it costs to hand out, few enough to keep all processors busy.
    private static let patientsPerPiece = 16

    private struct Key: Hashable {
        var recommendation: IRI
        var before: PathwayStatus?
        var after: PathwayStatus?
    }

    /// Evaluates the guidelines of one document under both kinds of knowledge.
    func impact(
        from before: KnowledgeBase, to after: KnowledgeBase, of document: NamedGraph, _ request: ImpactRequest
    ) throws -> ReleaseImpact {
        let codings = try records.codings()
        let sides = [before, after].map { knowledge in
            let own = knowledge.guidelines.map(\.guideline).filter {
                $0.source == document.name.string || $0.source == document.graph.source
            }
            return (knowledge, CodingResolutions(knowledge, codings), own)
        }
        let patients = try records.patients()
        let pieces = stride(from: 0, to: patients.count, by: Self.patientsPerPiece).map {
            Array(patients[$0..<min($0 + Self.patientsPerPiece, patients.count)])
        }
        let done = Mutex(0)
        let counted = try pieces.parallelMap { piece in
            var found: [Key: [String]] = [:]
            for patient in piece {
                let record = try records.record(of: patient.number)
                guard let moment = request.asOf ?? record?.lastMomentAlive else { continue }
                let events = record?.events ?? []
                let statuses = sides.map { knowledge, codings, guidelines in
                    Self.statuses(
                        of: patient, events.map { codings.resolved($0) }, knowledge, Set(guidelines.map(\.iri)),
                        moment)
                }
                for step in Set(statuses[0].keys).union(statuses[1].keys) {
                    let (was, becomes) = (statuses[0][step], statuses[1][step])
                    guard was ?? .notApplicable != becomes ?? .notApplicable else { continue }
                    found[Key(recommendation: step, before: was, after: becomes), default: []].append(patient.id)
                }
            }
            let number = done.withLock { count in
                count += piece.count
                return count
            }
            try request.progress(number, patients.count)
            return found
        }
        var transitions: [Key: [String]] = [:]
        for piece in counted { transitions.merge(piece) { $0 + $1 } }
        return ReleaseImpact(
            asOf: request.asOf, patients: patients.count, patientsAffected: Set(transitions.values.joined()).count,
            transitions: Self.inOrder(transitions, sides[1].2 + sides[0].2))
    }

    /// The status of every recommendation. Of a guideline that is not for the patient, none applies.
    private static func statuses(
        of patient: Patient, _ events: [ResolvedEvent], _ knowledge: KnowledgeBase, _ guidelines: Set<IRI>,
        _ asOf: DateTime
    ) -> [IRI: PathwayStatus] {
        let state = PatientState.make(
            knowledge, PatientIdentity(patient), events: events, drafts: [],
            complete: Set(patient.coverage.kinds.compactMap { FactKind($0) }), asOf: asOf)
        var statuses: [IRI: PathwayStatus] = [:]
        for outcome in PathwayRecommendation(knowledge, state).recommend(guidelines).guidelines {
            for step in outcome.steps { statuses[step.recommendation.iri] = step.status }
        }
        return statuses
    }

    private static func inOrder(
        _ transitions: [Key: [String]], _ guidelines: [Guideline]
    ) -> [ReleaseImpact.Transition] {
        var labels: [IRI: (place: Int, label: BilingualText)] = [:]
        for step in guidelines.flatMap(\.recommendations) where labels[step.iri] == nil {
            labels[step.iri] = (labels.count, step.label)
        }
        let sorted = transitions.sorted { left, right in
            let (first, second) = (labels[left.key.recommendation]?.place, labels[right.key.recommendation]?.place)
            if first != second { return first ?? .max < second ?? .max }
            if left.value.count != right.value.count { return left.value.count > right.value.count }
            return (left.key.before?.rawValue ?? "", left.key.after?.rawValue ?? "")
                < (right.key.before?.rawValue ?? "", right.key.after?.rawValue ?? "")
        }
        return sorted.map { key, patients in
            ReleaseImpact.Transition(
                recommendation: key.recommendation, label: labels[key.recommendation]?.label ?? BilingualText(),
                before: key.before, after: key.after, patients: patients.sorted())
        }
    }
}
