/// The sizes that this module is built around, each with its reason.
enum Limits {
    /// Patients in a segment: their numbers within it fit 16 bits, and their sums of 16 bits fit a core's own cache.
    static let segmentPatients = 65_536

    /// For more matches than this, skipping patients costs more than it saves: nearly all of them must be scored anyway.
    static let prunedMatches = 500

    /// Counts are kept in one byte. The weight of a count grows with its logarithm, so 255 against 1,000 changes little.
    static let count = 255

    /// Frequency bands: band b holds features of more than 1/2^(b+1) of the patients and at most 1/2^b. Rarer features
    /// are never left out, their lists are short.
    static let bands = 8

    /// The share of the query's squared norm that bands left out may hold to begin with. Measured: with less, too many
    /// postings are read; with more, bands are left out in vain.
    static let leftOutSquaredNorm = 0.08

    /// Scoring a patient takes as long as reading this many postings. Measured.
    static let postingsPerScore = 1_000

    /// Patients scored to find a threshold before the first filter.
    static let seeds = 32

    /// With no more patients than this to choose from, each is scored without looking at the inverted lists.
    static let directlyScoredPatients = 1_024

    /// The most features of a query for which sums of 16 bits cannot overflow; see ``FixedPoint``.
    static let summedFeatures = 4_096
}
