// Numbers and tuples in temporary files, where a bulk load puts what it must not hold in memory: in the machine's own
// byte order, from front to back.
// Unsafe: hands out what a reader's buffer holds, until the reader goes on.
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
final class SpillReader {
    private let file: TemporaryFile
    /// What is still to be read from the file.
    private var rest: Range<Int>
    private var buffer: UnsafeMutableRawBufferPointer
    /// What has been read and not yet been taken.
    private var held = 0..<0

    init(_ file: TemporaryFile, _ range: Range<Int>, bufferBytes: Int) {
        self.file = file
        rest = range
        buffer = .allocate(byteCount: bufferBytes, alignment: 16)
    }

    deinit { buffer.deallocate() }

    var isAtEnd: Bool { held.isEmpty && rest.isEmpty }

    /// Goes past the next bytes, which must be there; they are valid until the reader goes on.
    @inline(__always)
    func take(_ count: Int) throws -> UnsafeRawBufferPointer {
        if held.count < count { try fill(count) }
        let start = held.lowerBound
        held = (start + count)..<held.upperBound
        return UnsafeRawBufferPointer(rebasing: buffer[start..<start + count])
    }

    @inline(__always)
    func number() throws -> UInt64 { try take(8).loadUnaligned(as: UInt64.self) }

    @inline(__always)
    func tuple() throws -> IDTuple { try take(32).loadUnaligned(as: IDTuple.self) }

    @inline(__always)
    func packedTuple() throws -> PackedTuple { try take(16).loadUnaligned(as: PackedTuple.self) }

    private func fill(_ count: Int) throws {
        precondition(held.count + rest.count >= count, "a temporary file ends too soon")
        let kept = held.count
        let source = UnsafeRawBufferPointer(rebasing: buffer[held])
        if buffer.count < count {
            let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: count * 2, alignment: 16)
            larger.copyMemory(from: source)
            buffer.deallocate()
            buffer = larger
        } else {
            buffer.copyMemory(from: source)
        }
        let fresh = min(buffer.count - kept, rest.count)
        try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[kept..<kept + fresh]), at: rest.lowerBound)
        rest = (rest.lowerBound + fresh)..<rest.upperBound
        held = 0..<(kept + fresh)
    }
}
