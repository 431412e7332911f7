// Natural numbers of any size, for the exact magnitudes of units.
//
// A mole per square light-year has a factor that no fixed-width integer holds, and rounding it before the last step
// would make conversions inexact. Magnitudes are computed when a unit is first read, so that plain schoolbook methods
// are enough. Limbs are little-endian without leading zeros; zero has no limbs.

struct BigNatural: Sendable, Hashable {
    private(set) var limbs: [UInt32]

    private init(trimming limbs: [UInt32]) {
        self.limbs = limbs
        while self.limbs.last == 0 { self.limbs.removeLast() }
    }

    init(_ value: UInt128) {
        self.init(trimming: [0, 32, 64, 96].map { UInt32(truncatingIfNeeded: value >> $0) })
    }

    var isZero: Bool { limbs.isEmpty }
    var isOne: Bool { limbs == [1] }
    var bitWidth: Int { limbs.last.map { limbs.count * 32 - $0.leadingZeroBitCount } ?? 0 }

    /// The value when it fits in 128 bits.
    var value128: UInt128? {
        guard limbs.count <= 4 else { return nil }
        return limbs.reversed().reduce(0) { $0 << 32 | UInt128($1) }
    }

    static func * (left: BigNatural, right: BigNatural) -> BigNatural {
        guard !left.isZero, !right.isZero else { return BigNatural(0) }
        var product = [UInt32](repeating: 0, count: left.limbs.count + right.limbs.count)
        for (index, limb) in left.limbs.enumerated() {
            var carry: UInt64 = 0
            for (offset, other) in right.limbs.enumerated() {
                let sum = UInt64(limb) * UInt64(other) + UInt64(product[index + offset]) + carry
                product[index + offset] = UInt32(truncatingIfNeeded: sum)
                carry = sum >> 32
            }
            product[index + right.limbs.count] = UInt32(carry)
        }
        return BigNatural(trimming: product)
    }

    static func < (left: BigNatural, right: BigNatural) -> Bool {
        if left.limbs.count != right.limbs.count { return left.limbs.count < right.limbs.count }
        return left.limbs.reversed().lexicographicallyPrecedes(right.limbs.reversed())
    }

    /// The number of binary zeros at the end; 0 for zero.
    private var trailingZeroBits: Int {
        guard let index = limbs.firstIndex(where: { $0 != 0 }) else { return 0 }
        return index * 32 + limbs[index].trailingZeroBitCount
    }

    private func shiftedRight(_ count: Int) -> BigNatural {
        let (words, bits) = (count / 32, count % 32)
        guard words < limbs.count else { return BigNatural(0) }
        var result = Array(limbs[words...])
        guard bits > 0 else { return BigNatural(trimming: result) }
        for index in result.indices {
            let next = index + 1 < result.count ? result[index + 1] : 0
            result[index] = result[index] >> UInt32(bits) | next << UInt32(32 - bits)
        }
        return BigNatural(trimming: result)
    }

    private func shiftedLeft(_ count: Int) -> BigNatural {
        let (words, bits) = (count / 32, count % 32)
        var result = [UInt32](repeating: 0, count: words)
        var carry: UInt32 = 0
        for limb in limbs {
            result.append(limb << UInt32(bits) | carry)
            carry = bits == 0 ? 0 : limb >> UInt32(32 - bits)
        }
        return BigNatural(trimming: result + [carry])
    }

    /// The difference; `other` is not greater.
    private func minus(_ other: BigNatural) -> BigNatural {
        var result = limbs
        var borrow: Int64 = 0
        for index in result.indices {
            let other = index < other.limbs.count ? Int64(other.limbs[index]) : 0
            let difference = Int64(result[index]) - other + borrow
            result[index] = UInt32(truncatingIfNeeded: difference)
            borrow = difference >> 32
        }
        return BigNatural(trimming: result)
    }

    /// Binary long division; the divisor is not zero.
    func quotientAndRemainder(dividingBy divisor: BigNatural) -> (quotient: BigNatural, remainder: BigNatural) {
        var remainder = self
        guard !(remainder < divisor) else { return (BigNatural(0), remainder) }
        let shift = bitWidth - divisor.bitWidth
        var quotient = [UInt32](repeating: 0, count: shift / 32 + 1)
        var subtrahend = divisor.shiftedLeft(shift)
        for bit in stride(from: shift, through: 0, by: -1) {
            if !(remainder < subtrahend) {
                remainder = remainder.minus(subtrahend)
                quotient[bit / 32] |= 1 << UInt32(bit % 32)
            }
            subtrahend = subtrahend.shiftedRight(1)
        }
        return (BigNatural(trimming: quotient), remainder)
    }

    /// Stein's algorithm: only shifts and subtractions.
    func greatestCommonDivisor(_ other: BigNatural) -> BigNatural {
        if isZero { return other }
        if other.isZero { return self }
        let common = min(trailingZeroBits, other.trailingZeroBits)
        var left = shiftedRight(trailingZeroBits)
        var right = other.shiftedRight(other.trailingZeroBits)
        while left != right {
            if left < right { swap(&left, &right) }
            left = left.minus(right)
            left = left.shiftedRight(left.trailingZeroBits)
        }
        return left.shiftedLeft(common)
    }

    static func powerOfTen(_ exponent: Int) -> BigNatural {
        var result = BigNatural(PowersOfTen[exponent % 38])
        for _ in 0..<(exponent / 38) { result = result * BigNatural(PowersOfTen[38]) }
        return result
    }
}
