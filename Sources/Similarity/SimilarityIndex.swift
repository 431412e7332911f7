// Exact search for the patients most similar to one.
//
// A patient is a bag of features: the codes on the record (direct features, with how often each was recorded) and all
// that these codes are kinds of (their ancestors). Similarity is the cosine of weighted features ("ltc" weighting,
// Salton and Buckley, Information Processing & Management 24:513, 1988; idf after Spärck Jones, Journal of
// Documentation 28:11, 1972):
//
//     idf(f)        = ln(patients / patients that have f)
//     weight(f, p)  = idf(f) · (1 + ln count)    f is a direct feature of p, counts above 255 taken as 255
//                   = idf(f)                     f is only an ancestor of a direct feature of p
//     similarity    = Σ weight(f, p) · weight(f, q) / (‖p‖ · ‖q‖)
//
// So sharing what is rare counts for more than sharing what is common, sharing "some kind of diabetes" counts for
// something, and a long record is not similar to everything. Answers are exact: `Search.swift` skips only patients
// whose upper bound is below the last place on the list, and tests hold it against a full scan.

/// An immutable index of patients that answers who is most similar to whom. Safe to search from many tasks at once.
///
/// Memory is about 1 kB per patient with 70 codes (240 features with ancestors).
public struct SimilarityIndex: Sendable {
    let vocabulary: Vocabulary
    let segments: [Segment]
    /// Patients in every segment but the last.
    let segmentCapacity: Int
    /// All ancestors of a feature, also of one that no indexed patient has.
    let ancestorsOfFeature: @Sendable (UInt32) -> [UInt32]
    let scratch: ScratchPool

    /// Patient numbers run from 0 to this, exclusive.
    public let patientCount: Int

    /// Bytes that the index holds, without its vocabulary.
    public var byteCount: Int { segments.reduce(0) { $0 + $1.byteCount } }

    /// The patients most similar to a query, best first; equal scores in the order of patient numbers.
    ///
    /// A patient with nothing of weight in common with the query is never a match, so fewer than `k` may come back. The
    /// patient asked about is left out. An unknown patient number has no features and so no matches.
    ///
    /// - Parameters:
    ///   - query: A patient of the index, or a list of features from outside it.
    ///   - k: How many matches to return at most. Up to 500 the search skips most of the index.
    ///   - allowed: Only these patients are ranked: consent, ward, period. `nil` allows all.
    public func mostSimilar(to query: Query, k: Int, allowed: PatientSet? = nil) -> [Match] {
        mostSimilar(to: query, k: k, allowed: allowed, plan: nil)
    }

    /// The features that make a match similar, most specific (rarest) first, equally rare ones by number.
    ///
    /// A shared feature is named only if no shared feature is a kind of it; what an unnamed ancestor adds to the score is
    /// divided evenly among the named features below it. The contributions therefore add up to the score.
    public func explain(_ match: Match, for query: Query) -> [SharedFeature] {
        Explanation(vocabulary: vocabulary).sharedFeatures(vector(for: query), vector(for: .patient(match.patient)))
    }
}

extension SimilarityIndex {
    /// A direct feature of a patient and how often it was recorded. A count of 0 says that it was not.
    public struct CountedFeature: Hashable, Sendable {
        public var feature: UInt32
        public var count: UInt32

        public init(_ feature: UInt32, count: UInt32 = 1) {
            self.feature = feature
            self.count = count
        }
    }

    /// Whose like is sought.
    public enum Query: Hashable, Sendable {
        /// A patient of the index, by number.
        case patient(UInt32)
        /// Direct features of someone outside the index; ancestors are added. Repeated features add up.
        case features([CountedFeature])
    }

    /// A patient and their similarity to the query.
    public struct Match: Hashable, Sendable {
        public let patient: UInt32
        /// The cosine, above 0 and at most 1. It is computed in double precision and then rounded, so that patients who
        /// are equally similar tie, whatever order their features were added up in.
        public let score: Float
    }

    /// A feature that the query and a match have in common.
    public struct SharedFeature: Hashable, Sendable {
        public let feature: UInt32
        /// Its part of the score, with its share of the ancestors that it stands for.
        public let contribution: Double
        /// How many patients of the index have it.
        public let patientCount: Int
    }
}
