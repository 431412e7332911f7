import RDF
import Reasoning
import Terminology
import Text

/// A concept that fits what was typed.
public struct ConceptHit: Sendable {
    public var iri: String
    public var notation: String?
    public var label: BilingualText
    /// The label that matched, where it is none of the preferred ones.
    public var matched: String
    public var score: Double
}

extension Engine {
    /// The concepts that fit `text` best: names and parts of names in English or Chinese, pinyin, codes.
    public func searchConcepts(_ text: String, limit: Int = 10) throws -> [ConceptHit] {
        let snapshot = try currentSnapshot()
        let terminology = snapshot.knowledge.terminology
        return snapshot.search.value.search(text, limit: limit).map { hit in
            ConceptHit(
                iri: terminology.iri(hit.concept), notation: terminology.notation(hit.concept),
                label: snapshot.knowledge.label(hit.concept), matched: hit.matched, score: hit.score)
        }
    }
}
