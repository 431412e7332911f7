/// The terms of a query, ascending, with weights scaled to norm 1. Terms without weight are left out, and so are
/// features that no indexed patient has: nobody can share them, and the order of matches does not depend on them.
struct QueryVector {
    var terms: [UInt32] = []
    var weights: [Double] = []
    /// Terms of frequency band b are at `bands[b] ..< bands[b + 1]`, the rarer ones from `bands[Limits.bands]` on.
    private(set) var bands: [Int] = []
    /// The norm of the terms of each band.
    private(set) var bandNorms: [Double] = []

    /// - Parameters:
    ///   - direct: Recorded terms, each once.
    ///   - implied: Ancestors of recorded features; may repeat and may be direct themselves.
    init(direct: [DirectTerm], implied: some Sequence<UInt32>, vocabulary: Vocabulary) {
        // Sorted by term and then count, so that the last of equal terms is the direct one.
        var entries = direct.map { UInt64($0.term) << 8 | UInt64($0.count) }
        entries += implied.lazy.map { UInt64($0) << 8 }
        entries.sort()
        for (index, entry) in entries.enumerated() {
            let term = UInt32(entry >> 8)
            if index + 1 < entries.count && entries[index + 1] >> 8 == UInt64(term) { continue }
            let weight = vocabulary.weight(of: term, count: UInt8(truncatingIfNeeded: entry))
            if weight > 0 {
                terms.append(term)
                weights.append(weight)
            }
        }
        let norm = weights.reduce(0) { $0 + $1 * $1 }.squareRoot()
        for index in weights.indices { weights[index] /= norm }
        bands = [0] + vocabulary.bandEnds.map { end in terms.partitioningIndex { $0 >= end } }
        bandNorms = (0..<Limits.bands).map { band in
            weights[bands[band]..<bands[band + 1]].reduce(0) { $0 + $1 * $1 }.squareRoot()
        }
    }

    /// How many of the most frequent bands hold at most this much of the vector's squared norm, which is 1.
    func bands(ofSquaredNorm limit: Double) -> Int {
        var square = 0.0
        return bandNorms.prefix { norm in
            square += norm * norm
            return square <= limit
        }.count
    }

    /// The bound on what the first `count` bands can add.
    func residual(leavingOut count: Int) -> Residual { Residual(bandNorms: bandNorms[..<count]) }
}

extension SimilarityIndex {
    func vector(for query: Query) -> QueryVector {
        switch query {
        case .patient(let patient):
            let direct = directTerms(ofPatient: patient)
            let implied = direct.lazy.flatMap { vocabulary.ancestors[$0.term] }
            return QueryVector(direct: direct, implied: implied, vocabulary: vocabulary)
        case .features(let features):
            let recorded = features.filter { $0.count > 0 }[...].merged()
            let implied = recorded.lazy.flatMap { ancestorsOfFeature($0.feature) }.compactMap(vocabulary.term)
            return QueryVector(
                direct: vocabulary.directTerms(of: recorded), implied: implied, vocabulary: vocabulary)
        }
    }

    /// The direct terms of a patient, ascending; none if there is no such patient.
    func directTerms(ofPatient patient: UInt32) -> [DirectTerm] {
        guard patient < patientCount else { return [] }
        let (segment, member) = Int(patient).quotientAndRemainder(dividingBy: segmentCapacity)
        return segments[segment].rows.terms(ofPatient: member)
    }
}
