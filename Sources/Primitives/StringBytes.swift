// Strings compared, hashed and ordered by their UTF-8 bytes.
//
// Swift's own `==` on `String` follows Unicode canonical equivalence: "é" as one scalar equals "e" plus a combining
// accent. RDF compares code point by code point, so every RDF type goes through these functions instead.
// Unsafe code is fenced here: the pointers never leave the closures.
import Glibc

extension String {
    /// Calls `body` with the string's UTF-8 bytes; the buffer is valid only inside the call.
    @inlinable
    public func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        utf8.withContiguousStorageIfAvailable(body) ?? Array(utf8).withUnsafeBufferPointer(body)
    }

    /// Whether both strings have the same bytes.
    @inlinable
    public func hasSameBytes(as other: String) -> Bool {
        let (left, right) = (utf8Span.span, other.utf8Span.span)
        guard left.count == right.count else { return false }
        return left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { right in
                left.isEmpty || memcmp(left.baseAddress!, right.baseAddress!, left.count) == 0
            }
        }
    }

    /// Whether the string's bytes are these.
    @inlinable
    public func hasSameBytes(as bytes: ArraySlice<UInt8>) -> Bool {
        let own = utf8Span.span
        guard own.count == bytes.count else { return false }
        return own.withUnsafeBufferPointer { own in
            bytes.withUnsafeBufferPointer { bytes in
                own.isEmpty || memcmp(own.baseAddress!, bytes.baseAddress!, own.count) == 0
            }
        }
    }

    /// Whether this string's bytes come before the other's; for UTF-8 this is the order of code points.
    @inlinable
    public func precedesInBytes(_ other: String) -> Bool {
        withBytes { left in
            other.withBytes { right in
                let shared = min(left.count, right.count)
                let order = shared == 0 ? 0 : memcmp(left.baseAddress!, right.baseAddress!, shared)
                return order == 0 ? left.count < right.count : order < 0
            }
        }
    }

    /// Feeds the string's bytes and a terminator to `hasher`.
    @inlinable
    public func hashBytes(into hasher: inout Hasher) {
        withBytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }

    /// A hash of the string's bytes for tables in memory.
    @inlinable
    public func byteHash(seed: UInt64) -> UInt64 {
        withBytes { StableHash.hash(UnsafeRawBufferPointer($0), seed: seed) }
    }
}

extension ArraySlice<UInt8> {
    /// The hash that a string of these bytes has.
    @inlinable
    public func byteHash(seed: UInt64) -> UInt64 {
        withUnsafeBytes { StableHash.hash($0, seed: seed) }
    }
}

extension UInt8 {
    /// The small letter of a capital; any other byte as it is.
    @inlinable public var lowercasedASCII: UInt8 {
        self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self
    }

    /// The capital of a small letter; any other byte as it is.
    @inlinable public var uppercasedASCII: UInt8 {
        self >= UInt8(ascii: "a") && self <= UInt8(ascii: "z") ? self & 0xDF : self
    }
}
