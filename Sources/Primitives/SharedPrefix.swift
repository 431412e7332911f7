// How far two runs of bytes are the same, eight of them at a time.
// Unsafe: words are read at any address, never beyond the end of the shorter buffer.

extension UnsafeRawBufferPointer {
    /// The number of bytes at the start that are those of another buffer.
    @inlinable
    @inline(__always)
    public func sharedPrefixCount(with other: UnsafeRawBufferPointer) -> Int {
        let limit = Swift.min(count, other.count)
        guard let left = baseAddress, let right = other.baseAddress else { return 0 }
        var shared = 0
        while shared + 8 <= limit {
            let difference =
                left.loadUnaligned(fromByteOffset: shared, as: UInt64.self).littleEndian
                ^ right.loadUnaligned(fromByteOffset: shared, as: UInt64.self).littleEndian
            if difference != 0 { return shared + difference.trailingZeroBitCount / 8 }
            shared += 8
        }
        while shared < limit,
            left.load(fromByteOffset: shared, as: UInt8.self) == right.load(fromByteOffset: shared, as: UInt8.self)
        {
            shared += 1
        }
        return shared
    }
}
