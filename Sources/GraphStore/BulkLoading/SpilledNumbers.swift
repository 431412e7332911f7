// Numbers and tuples in temporary files, where a bulk load puts what it must not hold in memory: in the machine's own
// byte order, from front to back.
import Glibc
import Primitives

extension TemporaryFile {
    /// The numbers in a range of the file.
    func numbers(_ range: Range<Int>) throws -> [UInt64] {
        var numbers = [UInt64](repeating: 0, count: range.count / 8)
        try numbers.withUnsafeMutableBytes { try read(into: $0, at: range.lowerBound) }
        return numbers
    }
}

/// Gathers what is appended to a file.
struct SpillWriter {
    private static let bufferBytes = 1 << 18

    private let file: TemporaryFile
    private var buffer: [UInt8] = []

    init(_ file: TemporaryFile) {
        self.file = file
        buffer.reserveCapacity(Self.bufferBytes)
    }

    /// Where the next byte goes.
    var position: Int { file.byteCount + buffer.count }

    @inline(__always)
    mutating func append(_ bytes: UnsafeRawBufferPointer) throws {
        if buffer.count + bytes.count > Self.bufferBytes { try flush() }
        buffer.append(contentsOf: bytes)
    }

    @inline(__always)
    mutating func append(_ number: UInt64) throws {
        try withUnsafeBytes(of: number) { try append($0) }
    }

    @inline(__always)
    mutating func append(_ tuple: IDTuple) throws {
        try withUnsafeBytes(of: tuple) { try append($0) }
    }

    @inline(__always)
    mutating func append(_ tuple: PackedTuple) throws {
        try withUnsafeBytes(of: tuple) { try append($0) }
    }

    mutating func flush() throws {
        try buffer.withUnsafeBytes { try file.append($0) }
        buffer.removeAll(keepingCapacity: true)
    }
}

/// Reads a range of a file from front to back.
struct SpillReader {
    private let file: TemporaryFile
    /// What is still to be read from the file.
    private var rest: Range<Int>
    private var buffer: [UInt8]
    /// What has been read and not yet been taken.
    private var held = 0..<0

    init(_ file: TemporaryFile, _ range: Range<Int>, bufferBytes: Int) {
        self.file = file
        rest = range
        buffer = [UInt8](repeating: 0, count: bufferBytes)
    }

    var isAtEnd: Bool { held.isEmpty && rest.isEmpty }

    /// Hands the next bytes to `body` and goes past them. They must be there.
    @inline(__always)
    mutating func take<Result>(_ count: Int, _ body: (UnsafeRawBufferPointer) throws -> Result) throws -> Result {
        if held.count < count { try fill(count) }
        let start = held.lowerBound
        held = (start + count)..<held.upperBound
        return try buffer.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[start..<start + count])) }
    }

    @inline(__always)
    mutating func number() throws -> UInt64 {
        try take(8) { $0.loadUnaligned(as: UInt64.self) }
    }

    @inline(__always)
    mutating func tuple() throws -> IDTuple {
        try take(32) { $0.loadUnaligned(as: IDTuple.self) }
    }

    @inline(__always)
    mutating func packedTuple() throws -> PackedTuple {
        try take(16) { $0.loadUnaligned(as: PackedTuple.self) }
    }

    private mutating func fill(_ count: Int) throws {
        precondition(held.count + rest.count >= count, "a temporary file ends too soon")
        let kept = held.count
        buffer.withUnsafeMutableBytes { bytes in
            if kept > 0 { memmove(bytes.baseAddress!, bytes.baseAddress! + held.lowerBound, kept) }
        }
        if buffer.count < count { buffer += [UInt8](repeating: 0, count: count * 2 - buffer.count) }
        let fresh = min(buffer.count - kept, rest.count)
        let start = rest.lowerBound
        try buffer.withUnsafeMutableBytes { bytes in
            try file.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[kept..<kept + fresh]), at: start)
        }
        rest = (start + fresh)..<rest.upperBound
        held = 0..<(kept + fresh)
    }
}
