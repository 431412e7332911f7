// The two inner loops of a search. They read spans and whole vectors and index by 16-bit numbers into 65,536 sums, so that
// no bounds check is left where it would cost: unsafe pointers were measured to be no faster.

/// The norms of sixteen consecutive patients, whose bounds are compared at once.
typealias Block = SIMD16<UInt8>

/// A patient of a segment and the upper bound of their similarity, ordered by bound and then by number, the best last.
struct Candidate: Comparable {
    /// Bound in the high half, complement of the number in the low half.
    private let key: UInt32

    init(bound: Int16, member: Int) {
        key = UInt32(UInt16(bitPattern: bound)) << 16 | (0xffff - UInt32(member))
    }

    var bound: Int16 { Int16(key >> 16) }
    var member: Int { Int(0xffff - key & 0xffff) }

    static func < (left: Self, right: Self) -> Bool { left.key < right.key }
}

extension Segment {
    /// Adds a query term's contribution to the sum of every patient that has the term.
    ///
    /// - Parameter sums: One for each number that a patient of a segment can have.
    func accumulate(term: UInt32, queryWeight: Double, into sums: inout [Int16]) {
        let postings = postings(of: term)
        let factor = FixedPoint.factor(queryWeight: queryWeight, weightStep: lists[Int(term)].step)
        let patients = postingPatients.span.extracting(postings)
        let weights = postingWeights.span.extracting(postings)
        var sums = sums.mutableSpan
        precondition(sums.count == Limits.segmentPatients && patients.count == weights.count)
        for posting in patients.indices {
            let contribution = (UInt32(weights[posting]) &* factor &+ 0xffff) &>> 16
            sums[Int(patients[posting])] &+= Int16(truncatingIfNeeded: contribution)
        }
    }

    /// The patients whose bounds reach the threshold, in the order of numbers; nil if they are too many.
    ///
    /// - Parameter isEligible: Says of a patient of the segment whether it may be a candidate at all.
    func candidates(
        reaching threshold: Int16, atMost limit: Int, sums: [Int16], residual: Residual,
        isEligible: (_ member: Int) -> Bool
    ) -> [Candidate]? {
        var candidates: [Candidate] = []
        forEachBlock(sums: sums, residual: residual) { first, bounds in
            guard bounds.max() >= threshold, candidates.count <= limit else { return }
            for lane in 0..<min(Block.scalarCount, patientCount - first)
            where bounds[lane] >= threshold && isEligible(first + lane) {
                candidates.append(Candidate(bound: bounds[lane], member: first + lane))
            }
        }
        return candidates.count <= limit ? candidates : nil
    }

    /// The patients with the highest bounds above 0, best first.
    func highest(
        _ count: Int, sums: [Int16], residual: Residual, isEligible: (_ member: Int) -> Bool
    ) -> ArraySlice<Candidate> {
        var threshold: Int16 = 1
        var highest: [Candidate] = []
        forEachBlock(sums: sums, residual: residual) { first, bounds in
            guard bounds.max() >= threshold else { return }
            for lane in 0..<min(Block.scalarCount, patientCount - first)
            where bounds[lane] >= threshold && isEligible(first + lane) {
                highest.append(Candidate(bound: bounds[lane], member: first + lane))
            }
            if highest.count / 4 > count {
                highest.sort(by: >)
                highest.removeSubrange(count...)
                threshold = highest[count - 1].bound
            }
        }
        return highest.sorted(by: >).prefix(count)
    }

    /// Calls `body` with the bounds of sixteen patients at a time and the number of the first.
    @inline(__always)
    private func forEachBlock(
        sums: [Int16], residual: Residual, _ body: (_ first: Int, _ bounds: SIMD16<Int16>) -> Void
    ) {
        let shift = SIMD16<UInt16>(repeating: residual.shift)
        let blockCount = blockCount
        for block in 0..<blockCount {
            var added = SIMD16<UInt16>(repeating: residual.roundUp)
            for band in residual.multipliers.indices {
                let norms = bandNorms[band &* blockCount &+ block]
                added &+= SIMD16<UInt16>(truncatingIfNeeded: norms) &* residual.multipliers[band]
            }
            let first = block &* Block.scalarCount
            let sum = SIMD16(sums[first..<first &+ Block.scalarCount])
            body(first, sum &+ SIMD16<Int16>(truncatingIfNeeded: added &>> shift))
        }
    }
}
