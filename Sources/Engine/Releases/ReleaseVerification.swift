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
    }
}
