// Cuts received bytes into lines. A buffer that arrives while nothing is left over is kept as it is, so a line that comes in
// one piece is never copied; bytes that were searched once are not searched again when more arrive. The search is memchr
// on the buffer's storage, the one unsafe expression here: it is several times faster than a loop, and this is the first
// thing that happens to every byte.

import Glibc
import NIOCore

struct LineFramer {
    enum Line {
        /// A line without its line feed.
        case complete(ByteBuffer)
        /// A line longer than the limit. Its bytes are dropped as they come.
        case tooLong
    }

    private let lineBytesMaximum: Int
    private var received = ByteBuffer()
    /// How many of the received bytes hold no line feed.
    private var searched = 0
    private var isDropping = false
    private var isFinished = false

    init(lineBytesMaximum: Int) { self.lineBytesMaximum = lineBytesMaximum }

    mutating func append(_ bytes: ByteBuffer) {
        if received.readableBytes == 0 {
            received = bytes
            searched = 0
        } else {
            received.writeImmutableBuffer(bytes)
        }
    }

    /// No more bytes will come: what is left is the last line, although no line feed ends it.
    mutating func finish() { isFinished = true }

    /// The next line, or nil when more bytes have to come first.
    mutating func next() -> Line? {
        while let length = lengthOfLine() {
            let line = received.readSlice(length: length)
            received.moveReaderIndex(forwardBy: min(1, received.readableBytes))
            searched = 0
            if isDropping {
                isDropping = false
            } else if let line {
                return length <= lineBytesMaximum ? .complete(line) : .tooLong
            }
        }
        searched = received.readableBytes
        guard isDropping || searched > lineBytesMaximum else { return nil }
        let isNews = !isDropping
        isDropping = true
        received = ByteBuffer()
        searched = 0
        return isNews ? .tooLong : nil
    }

    private func lengthOfLine() -> Int? {
        let length = received.withUnsafeReadableBytes { bytes -> Int? in
            guard let start = bytes.baseAddress, bytes.count > searched else { return nil }
            let found = memchr(start + searched, CInt(UInt8(ascii: "\n")), bytes.count - searched)
            return found.map { start.distance(to: UnsafeRawPointer($0)) }
        }
        if length == nil, isFinished, received.readableBytes > 0 { return received.readableBytes }
        return length
    }
}
