// How the best k are found without scoring everyone. Per segment:
//
// 1. Accumulate: for each rarer term of the query, add its contribution to the sums of the patients who have it. The
//    most frequent terms, by bands of document frequency, are left out: few of a query's terms and little of its norm,
//    but most of its postings.
// 2. Bound: what those terms could add is at most the product of norms, band by band (Cauchy–Schwarz; compare the
//    L2-norm bounds of Anastasiu and Karypis, "L2AP", ICDE 2014). Patients whose sum plus this residual is below the
//    k-th best score so far are out. If too many are left, the rarest band left out is accumulated after all.
// 3. Score the others exactly from their forward rows, best bound first, until bounds fall below the k-th score.
//
// The first segment has no k-th score yet, so a few patients with the best bounds are scored beforehand (the seeds).
// For large k nothing is left out and this is plain term-at-a-time evaluation; where there are few patients to choose
// from, all are scored.

/// How a search goes about it. Every plan gives the same answer.
enum SearchPlan: Equatable {
    /// Score each allowed patient.
    case scoreAll
    /// Sum inverted lists but those of the first `leftOut` frequency bands, and score who may be among the best.
    case bound(leftOut: Int)
}

extension SimilarityIndex {
    /// - Parameter plan: Tests force one; `nil` chooses.
    func mostSimilar(to query: Query, k: Int, allowed: PatientSet?, plan: SearchPlan?) -> [Match] {
        let vector = vector(for: query)
        guard k > 0, !vector.terms.isEmpty else { return [] }
        return scratch.withScratch { scratch in
            scratch.scorer.prepare(for: vector, vocabulary: vocabulary)
            defer { scratch.scorer.reset(after: vector) }
            scratch.marks.reset(slotCount: scratch.scorer.slotCount)
            var search = Search(
                index: self, vector: vector, eligible: Eligibility(query: query, allowed: allowed),
                best: TopMatches(capacity: k))
            switch plan ?? self.plan(for: vector, k: k, allowed: allowed) {
            case .scoreAll:
                search.scoreAll(with: &scratch)
            case .bound(let leftOut):
                search.leftOut = leftOut
                for number in segments.indices { search.searchSegment(number, with: &scratch) }
            }
            return search.best.sorted()
        }
    }

    private func plan(for vector: QueryVector, k: Int, allowed: PatientSet?) -> SearchPlan {
        let candidates = allowed.map { min($0.count, patientCount) } ?? patientCount
        if candidates <= Limits.directlyScoredPatients || vector.terms.count > Limits.summedFeatures {
            return .scoreAll
        }
        return .bound(leftOut: k > Limits.prunedMatches ? 0 : vector.bands(ofSquaredNorm: Limits.leftOutSquaredNorm))
    }
}

/// Which patients may be matches.
struct Eligibility {
    private let allowed: PatientSet?
    private let excluded: UInt32?

    init(query: SimilarityIndex.Query, allowed: PatientSet?) {
        self.allowed = allowed
        if case .patient(let patient) = query { excluded = patient } else { excluded = nil }
    }

    func contains(_ patient: UInt32) -> Bool {
        patient != excluded && (allowed?.contains(patient) ?? true)
    }
}

/// One search under way.
private struct Search {
    let index: SimilarityIndex
    let vector: QueryVector
    let eligible: Eligibility
    var best: TopMatches
    /// How many frequency bands are left out; falls where the bound does not hold off enough patients.
    var leftOut = 0

    mutating func scoreAll(with scratch: inout Scratch) {
        for (number, segment) in index.segments.enumerated() {
            for member in 0..<segment.patientCount where eligible.contains(patient(member, ofSegment: number)) {
                score(member, ofSegment: number, with: &scratch)
            }
        }
    }

    mutating func searchSegment(_ number: Int, with scratch: inout Scratch) {
        let segment = index.segments[number]
        accumulate(vector.bands[leftOut]..<vector.terms.count, of: segment, into: &scratch.sums)
        if best.threshold == 0 { scoreSeeds(ofSegment: number, with: &scratch) }
        for candidate in candidates(ofSegment: number, with: &scratch).sorted(by: >) {
            guard candidate.bound >= FixedPoint.threshold(score: best.threshold) else { break }
            score(candidate.member, ofSegment: number, with: &scratch)
        }
        scratch.clearSums(patientCount: segment.patientCount)
    }

    private mutating func scoreSeeds(ofSegment number: Int, with scratch: inout Scratch) {
        let seeds = index.segments[number].highest(
            max(best.capacity, Limits.seeds), sums: scratch.sums, residual: vector.residual(leavingOut: leftOut),
            isEligible: eligibility(inSegment: number))
        for seed in seeds {
            score(seed.member, ofSegment: number, with: &scratch)
            // Scored once; from here on below any threshold.
            scratch.sums[seed.member] = .min
        }
    }

    /// The patients of a segment who may be among the best, after accumulating as many more bands as it takes to have
    /// fewer than would cost more to score than the next band costs to read.
    private mutating func candidates(ofSegment number: Int, with scratch: inout Scratch) -> [Candidate] {
        let segment = index.segments[number]
        while true {
            let nextBand = leftOut == 0 ? 0..<0 : vector.bands[leftOut - 1]..<vector.bands[leftOut]
            let postings = nextBand.reduce(0) { $0 + segment.postings(of: vector.terms[$1]).count }
            let candidates = segment.candidates(
                reaching: FixedPoint.threshold(score: best.threshold),
                atMost: leftOut == 0 ? .max : postings / Limits.postingsPerScore,
                sums: scratch.sums, residual: vector.residual(leavingOut: leftOut),
                isEligible: eligibility(inSegment: number))
            if let candidates { return candidates }
            accumulate(nextBand, of: segment, into: &scratch.sums)
            leftOut -= 1
        }
    }

    private func accumulate(_ indices: Range<Int>, of segment: Segment, into sums: inout [Int16]) {
        for index in indices {
            segment.accumulate(term: vector.terms[index], queryWeight: vector.weights[index], into: &sums)
        }
    }

    private mutating func score(_ member: Int, ofSegment number: Int, with scratch: inout Scratch) {
        let score = scratch.scorer.score(
            member, of: index.segments[number], ancestors: index.vocabulary.ancestors, marks: &scratch.marks)
        best.offer(SimilarityIndex.Match(patient: patient(member, ofSegment: number), score: score))
    }

    private func patient(_ member: Int, ofSegment number: Int) -> UInt32 {
        UInt32(number * index.segmentCapacity + member)
    }

    private func eligibility(inSegment number: Int) -> (_ member: Int) -> Bool {
        let first = patient(0, ofSegment: number)
        return { [eligible] member in eligible.contains(first + UInt32(member)) }
    }
}
