// The features that patients of the index have, renumbered as terms. Term numbers follow document frequency (the
// inverted index's word for how many patients have a feature), the most frequent first, so that each frequency band is a
// range of terms and the small numbers of common terms make rows short.

import Glibc

/// The terms of an index: features by term, terms by feature, their idf and their hierarchy.
struct Vocabulary: Sendable {
    /// The feature that a term stands for.
    let features: [UInt32]
    /// Patients that have the term; never rises with the term number.
    let documentFrequencies: [UInt32]
    /// ln(patients / document frequency).
    let inverseDocumentFrequencies: [Double]
    /// All ancestors of each term, themselves terms.
    let ancestors: AncestorTable
    /// Terms of frequency band b are `bandEnds[b - 1] ..< bandEnds[b]`, from 0 for the first band.
    let bandEnds: [UInt32]

    private let bandOfTerm: [UInt8]
    private let termOfFeature: [UInt32]
    private static let none = UInt32.max

    /// - Parameters:
    ///   - documentFrequencies: By feature number.
    ///   - ancestors: By feature number.
    init(patientCount: Int, documentFrequencies byFeature: [UInt32], ancestors ofFeature: AncestorTable) {
        let features = byFeature.indices.lazy.filter { byFeature[$0] > 0 }.map { UInt32($0) }
            .sorted { (byFeature[Int($1)], $0) < (byFeature[Int($0)], $1) }
        let frequencies = features.map { byFeature[Int($0)] }
        var termOfFeature = [UInt32](repeating: Self.none, count: byFeature.count)
        for (term, feature) in features.enumerated() { termOfFeature[Int(feature)] = UInt32(term) }

        var ancestors = AncestorTable()
        for feature in features {
            ancestors.append(ofFeature[feature].lazy.map { termOfFeature[Int($0)] })
        }
        self.features = features
        self.documentFrequencies = frequencies
        self.termOfFeature = termOfFeature
        self.ancestors = ancestors
        inverseDocumentFrequencies = frequencies.map { log(Double(patientCount) / Double($0)) }
        bandOfTerm = frequencies.map { frequency in
            UInt8((0..<Limits.bands).first { Int(frequency) > patientCount >> ($0 + 1) } ?? Limits.bands)
        }
        let bands = bandOfTerm
        bandEnds = (0..<Limits.bands).map { band in UInt32(bands.partitioningIndex { $0 > band }) }
    }

    var termCount: Int { features.count }

    /// The term of a feature, or nil if no patient of the index has it.
    func term(of feature: UInt32) -> UInt32? {
        guard Int(feature) < termOfFeature.count, termOfFeature[Int(feature)] != Self.none else { return nil }
        return termOfFeature[Int(feature)]
    }

    /// The frequency band of a term, or `Limits.bands` if it is rarer than all bands.
    func band(of term: UInt32) -> Int { Int(bandOfTerm[Int(term)]) }

    /// The direct terms of features that occur in the index, ascending.
    func directTerms(of features: some Sequence<SimilarityIndex.CountedFeature>) -> [DirectTerm] {
        features.compactMap { entry in
            term(of: entry.feature).map { DirectTerm(term: $0, count: UInt8(min(entry.count, UInt32(Limits.count)))) }
        }
        .sorted { $0.term < $1.term }
    }

    /// The weight of a term recorded `count` times, or only implied by another (0 times), before normalisation.
    func weight(of term: UInt32, count: UInt8) -> Double {
        inverseDocumentFrequencies[Int(term)] * Self.countFactors[Int(count)]
    }

    /// 1 + ln count; 1 for a term that is only an ancestor of a recorded one.
    static let countFactors: [Double] = (0...Limits.count).map { $0 == 0 ? 1 : 1 + log(Double($0)) }
}

extension RandomAccessCollection {
    /// The first index whose element satisfies the predicate, in a collection where all that satisfy it come last.
    func partitioningIndex(where belongsAfter: (Element) -> Bool) -> Index {
        var low = startIndex
        var length = count
        while length > 0 {
            let half = length / 2
            let middle = index(low, offsetBy: half)
            if belongsAfter(self[middle]) {
                length = half
            } else {
                low = index(after: middle)
                length -= half + 1
            }
        }
        return low
    }
}
