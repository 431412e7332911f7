// Upper bounds of similarity in 16 bits, where 1.0 is 2^14. Every rounding is upwards, so a bound is never below the
// similarity that it bounds, and sixteen of them fit a vector register.
//
// No sum can overflow, whatever bands are left out. A bound is made of (1) Σ q·d over the terms summed and
// Σ ‖q_b‖ · ‖d_b‖ over the bands left out, together at most ‖q‖ · ‖d‖ = 1 by Cauchy–Schwarz; (2) what rounding up
// posting weights and band norms adds, at most one step (1/255 or less) for each: Σ q / 255 ≤ √(n + 8) / 255; (3) one
// unit per term from rounding its contribution; (4) at most 8 · 255 units from rounding the multipliers of bands. With
// n ≤ 4,096 terms that is 2^14 · 1.252 + 4,096 + 2,040 + 1 < 2^15.

enum FixedPoint {
    static let one: Double = 16_384

    /// What a posting adds is `(weight · factor + 0xffff) >> 16`: the term's weight in the query times the posting's
    /// weight, rounded up. The factor's own excess covers the rounding of single-precision steps.
    static func factor(queryWeight: Double, weightStep: Float) -> UInt32 {
        UInt32((queryWeight * Double(weightStep) * one * 65_536 * 1.000_001).rounded(.up))
    }

    /// The least bound that a patient must have to reach a score.
    static func threshold(score: Float) -> Int16 {
        max(1, Int16((Double(score) * one).rounded(.down)) - 1)
    }
}

/// What the terms left out can add to a patient's similarity: by Cauchy–Schwarz at most Σ ‖q_b‖ · ‖d_b‖ over the bands
/// left out. In fixed point `(Σ multiplier_b · bandNorm_b + roundUp) >> shift`, all in 16 bits.
struct Residual {
    let multipliers: [UInt16]
    let shift: UInt16
    var roundUp: UInt16 { 1 << shift - 1 }

    /// - Parameter bandNorms: The norms of the query's terms in the bands left out; their squares sum to at most 1.
    init(bandNorms: ArraySlice<Double>) {
        func multipliers(shift: UInt16) -> [Double] {
            bandNorms.map { ($0 * FixedPoint.one / 255 * Double(1 << shift)).rounded(.up) }
        }
        // The finest multipliers with which 16 bits hold the sum for any patient. Without a shift they always do: eight
        // norms sum to at most √8, so the multipliers sum to less than 2^8.
        var shift: UInt16 = 8
        while multipliers(shift: shift).reduce(0, +) * 255 + Double(1 << shift) > Double(UInt16.max) { shift -= 1 }
        self.shift = shift
        self.multipliers = multipliers(shift: shift).map { UInt16($0) }
    }
}
