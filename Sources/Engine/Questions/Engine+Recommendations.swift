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
        let chosen = try guidelines.map { try guideline(named: $0, in: snapshot.knowledge) }
        let state = try state(of: source, asOf: asOf, in: snapshot)
        let report = PathwayRecommendation(snapshot.knowledge, state).recommend(chosen.isEmpty ? nil : Set(chosen))
        return PathwayAnswer(
            state: state, report: report, provenance: Provenance(knowledge: snapshot.digest, state: state))
    }

    func guideline(named name: String, in knowledge: KnowledgeBase) throws -> IRI {
        let iris = knowledge.guidelines.map(\.guideline.iri)
        let fitting = iris.filter { $0.string == name || $0.documentName == name }
        if let iri = fitting.first { return iri }
        throw EngineError.unknownItem(name, nearest: nearestName(to: name, among: iris.map(\.documentName)))
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
