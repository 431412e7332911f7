import Guidelines
import Quantities
import RDF
import Reasoning
import Text

extension Engine {
    /// Where the patient stands in every guideline, or in those named (by IRI or the last part of it).
    public func recommendations(
        for source: PatientSource, guidelines: [String] = [], asOf: DateTime
    ) throws -> PathwayAnswer {
        let snapshot = try currentSnapshot()
        let chosen = try guidelines.map { try snapshot.knowledge.guideline(named: $0) }
        let state = try state(of: source, asOf: asOf, in: snapshot)
        let report = PathwayRecommendation(snapshot.knowledge, state).recommend(chosen.isEmpty ? nil : Set(chosen))
        return PathwayAnswer(
            state: state, report: report, releases: snapshot.releases,
            provenance: Provenance(knowledge: snapshot.digest, state: state))
    }
}

extension IRI {
    /// `hypertension` of `https://…/guideline/hypertension#guideline`.
    public var documentName: String {
        let document = string.prefix { $0 != "#" }
        return String(document.split(separator: "/").last ?? document)
    }

    /// `start-metformin` of `https://…#start-metformin`.
    public var fragment: String? {
        string.lastIndex(of: "#").map { String(string[string.index(after: $0)...]) }
    }
}
