// The two inner loops of a search, and the only unsafe code of this module: a bounds check per posting costs a third of
// the time. Both keep to indices that `Segment` guarantees: posting patients are 16-bit numbers and there is a sum for
// each of them; band norms are padded to whole vectors.

/// Patients whose bounds are compared at once.
let boundLanes = 16

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
    /// - Parameter sums: One for each 16-bit number.
    func accumulate(term: UInt32, queryWeight: Double, into sums: inout [Int16]) {
        precondition(sums.count == 1 << 16)
        let postings = postings(of: term)
        let factor = FixedPoint.factor(queryWeight: queryWeight, weightStep: lists[Int(term)].step)
        sums.withUnsafeMutableBufferPointer { sums in
            postingPatients.withUnsafeBufferPointer { patients in
                postingWeights.withUnsafeBufferPointer { weights in
                    guard let sums = sums.baseAddress, let patients = patients.baseAddress,
                        let weights = weights.baseAddress
                    else { return }
                    for posting in postings {
                        let contribution = (UInt32(weights[posting]) &* factor &+ 0xffff) &>> 16
                        sums[Int(patients[posting])] &+= Int16(truncatingIfNeeded: contribution)
                    }
                }
            }
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
            for lane in 0..<min(boundLanes, patientCount - first)
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
            for lane in 0..<min(boundLanes, patientCount - first)
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
        let padded = paddedCount
        let shift = SIMD16<UInt16>(repeating: residual.shift)
        sums.withUnsafeBytes { sums in
            bandNorms.withUnsafeBytes { bandNorms in
                for first in stride(from: 0, to: padded, by: boundLanes) {
                    var added = SIMD16<UInt16>(repeating: residual.roundUp)
                    for band in residual.multipliers.indices {
                        let norms = bandNorms.loadUnaligned(
                            fromByteOffset: band &* padded &+ first, as: SIMD16<UInt8>.self)
                        added &+= SIMD16<UInt16>(truncatingIfNeeded: norms) &* residual.multipliers[band]
                    }
                    let sum = sums.loadUnaligned(fromByteOffset: 2 &* first, as: SIMD16<Int16>.self)
                    body(first, sum &+ SIMD16<Int16>(truncatingIfNeeded: added &>> shift))
                }
            }
        }
    }
}
