// A 64-bit hash of bytes that is the same on every machine and in every release, because stores keep it on disk
// (Swift's own `Hasher` is seeded anew in each process). Eight bytes at a time, mixed by full-width multiplication.
// Unsafe: reads words from the buffer, within its bounds.

/// Hashes that may be stored.
public enum StableHash {
    /// The hash of `bytes`; with a seed, a hash that nobody outside can foresee, which is not to be stored.
    @inlinable
    public static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
        let first: UInt64 = 0x9E37_79B9_7F4A_7C15
        let second: UInt64 = 0xE703_7ED1_A0B4_28DB
        var state = mix(first ^ UInt64(bytes.count) ^ seed, second)
        var offset = 0
        while offset + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            state = mix(state ^ word, first)
            offset += 8
        }
        // The rest as one number, its last byte lowest.
        var tail: UInt64 = 0
        if offset > 0, offset < bytes.count {
            let word = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self))
            tail = word & ((1 << UInt64(8 * (bytes.count - offset))) - 1)
        } else {
            while offset < bytes.count {
                tail = tail << 8 | UInt64(bytes[offset])
                offset += 1
            }
        }
        return mix(state ^ tail, second)
    }

    @inlinable
    static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low ^ left
    }
}
