/// Divides the score of a match among the features that it comes from.
struct Explanation {
    let vocabulary: Vocabulary

    /// - Returns: The shared terms that no other shared term is a kind of, rarest first, with contributions that add up
    ///   to the similarity of the two.
    func sharedFeatures(_ one: QueryVector, _ other: QueryVector) -> [SimilarityIndex.SharedFeature] {
        let shared = products(one, other)
        let sharedTerms = shared.keys.sorted()
        var broader: Set<UInt32> = []
        for term in sharedTerms { broader.formUnion(sharedAncestors(of: term, shared)) }

        let named = sharedTerms.filter { !broader.contains($0) }
        var contributions = shared
        for (ancestor, below) in namedTermsBelow(named, shared).sorted(by: { $0.key < $1.key }) {
            for term in below {
                contributions[term, default: 0] += (shared[ancestor] ?? 0) / Double(below.count)
            }
        }
        return named.map { term in
            SimilarityIndex.SharedFeature(
                feature: vocabulary.features[Int(term)], contribution: contributions[term] ?? 0,
                patientCount: Int(vocabulary.documentFrequencies[Int(term)]))
        }
        .sorted { ($0.patientCount, $0.feature) < ($1.patientCount, $1.feature) }
    }

    /// The product of the weights of each term in both.
    private func products(_ one: QueryVector, _ other: QueryVector) -> [UInt32: Double] {
        let weights = Dictionary(uniqueKeysWithValues: zip(one.terms, one.weights))
        var products: [UInt32: Double] = [:]
        for (term, weight) in zip(other.terms, other.weights) {
            if let counterpart = weights[term] { products[term] = weight * counterpart }
        }
        return products
    }

    /// The shared ancestors of a shared term. Of equivalent terms, each an ancestor of the other, the one with the
    /// smaller number stands for both.
    private func sharedAncestors(of term: UInt32, _ shared: [UInt32: Double]) -> [UInt32] {
        vocabulary.ancestors[term].filter { ancestor in
            shared[ancestor] != nil && (term < ancestor || !vocabulary.ancestors[ancestor].contains(term))
        }
    }

    /// For each shared ancestor, the named terms that it is an ancestor of.
    private func namedTermsBelow(_ named: [UInt32], _ shared: [UInt32: Double]) -> [UInt32: [UInt32]] {
        var below: [UInt32: [UInt32]] = [:]
        for term in named {
            for ancestor in sharedAncestors(of: term, shared) { below[ancestor, default: []].append(term) }
        }
        return below
    }
}
