// Whether releases are what was loaded and the history is as it was written.

import GraphStore
import RDF

public enum ReleaseVerification {
    /// Everything that is wrong, in words; empty when nothing is.
    public static func problems(in store: GraphStore) throws -> [String] {
        try store.read { snapshot in
            let catalogue = try ReleaseCatalogue(snapshot)
            var problems: [String] = []
            for release in catalogue.releases {
                if let damage = try ReleaseContent.damage(of: release, in: snapshot) {
                    problems.append("release \(release.name): \(damage)")
                }
            }
            return problems + (try historyProblems(catalogue, snapshot))
        }
    }

    /// What is wrong with the history: its events, their order, its end.
    static func historyProblems(_ catalogue: ReleaseCatalogue, _ snapshot: borrowing Snapshot) throws -> [String] {
        try eventProblems(catalogue, snapshot) + endProblems(catalogue, snapshot)
    }

    /// What is wrong with the events, each by itself and one after the other.
    static func eventProblems(_ catalogue: ReleaseCatalogue, _ snapshot: borrowing Snapshot) throws -> [String] {
        var problems: [String] = []
        let recorded = try snapshot.quads(
            predicate: ReleaseVocabulary.number, graph: .named(.iri(ReleaseVocabulary.history))
        ).count
        if recorded != catalogue.history.count { problems.append("the history has events that cannot be read") }
        var previous = ""
        for (index, event) in catalogue.history.enumerated() {
            if event.number != index + 1 {
                problems.append("the history lacks event \(index + 1)")
                break
            }
            if event.digest != event.expectedDigest(after: previous) {
                problems.append("event \(event.number) of the history was changed after it was written")
            }
            if let release = event.release, catalogue[release] == nil {
                problems.append("event \(event.number) of the history names \(release), which is not stored")
            }
            previous = event.digest
        }
        return problems
    }

    /// The number and digest of the event that was written last; nil where that is not recorded.
    static func recordedEnd(_ snapshot: borrowing Snapshot) throws -> (number: Int, digest: String)? {
        func head(_ property: IRI) throws -> String? {
            try snapshot.quads(
                subject: .iri(ReleaseVocabulary.history), predicate: property, graph: .defaultGraph
            ).first?.object.literal?.lexicalForm
        }
        guard let number = try head(ReleaseVocabulary.number).flatMap({ Int($0) }),
            let digest = try head(ReleaseVocabulary.digest)
        else { return nil }
        return (number, digest)
    }

    /// Whether the last event is the one that was written last.
    private static func endProblems(_ catalogue: ReleaseCatalogue, _ snapshot: borrowing Snapshot) throws -> [String] {
        let last = catalogue.history.last
        guard let (number, digest) = try recordedEnd(snapshot) else {
            guard let last else { return [] }
            return [
                "it is not recorded that event \(last.number) of the history is the last, as in stores from before that was "
                    + "kept; if none is missing, run `meridian guideline history --record-end`"
            ]
        }
        let found = last?.number ?? 0
        if found < number { return ["the history ends with event \(found), and \(number) were written"] }
        return last?.digest == digest ? [] : ["the last event of the history is not the one that was written last"]
    }
}

/// Which graphs of a store answer.
public enum ReleaseGraphs {
    /// All named graphs but releases that are not active; nil when every graph answers.
    public static func answering(in store: GraphStore) throws -> [IRI]? {
        try store.read { snapshot in
            let catalogue = try ReleaseCatalogue(snapshot)
            let inactive = Set(catalogue.releases.filter { !catalogue.isActive($0) }.map(\.iri))
            if inactive.isEmpty { return nil }
            return try snapshot.graphNames().compactMap(\.iri).filter { !inactive.contains($0) }
        }
    }
}
