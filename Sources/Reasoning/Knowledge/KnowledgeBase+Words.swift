// What criteria, concepts and times are called, for those who show guidelines rather than answers.

import Guidelines
import Quantities
import RDF
import Text

extension KnowledgeBase {
    /// A criterion in words, its parts in brackets.
    public func words(for criterion: Criterion) -> BilingualText {
        let words = wording.words(for: criterion)
        let parts: [Criterion] =
            switch criterion.form {
            case .all(let parts), .any(let parts), .atLeastOf(_, let parts): criterion.label.isEmpty ? parts : []
            case .not(let part): criterion.label.isEmpty ? [part] : []
            default: []
            }
        if parts.isEmpty { return words }
        let inner = parts.map { self.words(for: $0) }
        return BilingualText(
            english: "\(words[.english]) (\(inner.map { $0[.english] }.joined(separator: "; ")))",
            chinese: "\(words[.chinese])（\(inner.map { $0[.chinese] }.joined(separator: "；"))）")
    }

    /// A concept's label, or its IRI where the graph has no words for it.
    public func label(_ iri: IRI) -> BilingualText { wording.label(iri) }
}
