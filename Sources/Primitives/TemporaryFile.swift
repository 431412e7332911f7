// Room on disk for what must not be held in memory. A file has no name from the moment it is made, so that it is gone
// with the process however that ends.
// Unsafe: hands buffers to pwrite(2) and pread(2).
import Glibc
import Synchronization

/// A file without a name. Readers may be on other threads than writers, but only in what has been written.
public final class TemporaryFile: Sendable {
    private let descriptor: Int32
    private let directory: String
    private let end = Atomic<Int>(0)

    public init(in directory: String) throws(FileError) {
        var name = Array((directory + "/.temporary-XXXXXX").utf8CString)
        descriptor = mkstemp(&name)
        self.directory = directory
        try FileError.check(descriptor >= 0, "create a temporary file in", directory)
        unlink(name)
        try FileError.check(fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0, "create a temporary file in", directory)
    }

    deinit { close(descriptor) }

    public var byteCount: Int { end.load(ordering: .relaxed) }

    /// Sets room aside at the end, to be written in any order; where it starts.
    public func reserve(_ bytes: Int) -> Int { end.add(bytes, ordering: .relaxed).oldValue }

    public func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        try write(bytes, at: reserve(bytes.count))
    }

    public func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileError) {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
            let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
            if count < 0 && errno == EINTR { continue }
            try FileError.check(count > 0, "write a temporary file in", directory)
            done += count
        }
    }

    /// Fills `bytes` from `offset` on.
    public func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError) {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[done...])
            let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
            if count < 0 && errno == EINTR { continue }
            try FileError.check(count > 0, "read a temporary file in", directory)
            done += count
        }
    }

    /// Returns where the bytes are now.
    public func append(_ bytes: [UInt8]) throws(FileError) -> Range<Int> {
        let start = reserve(bytes.count)
        let outcome = bytes.withUnsafeBytes { bytes in Result { () throws(FileError) in try write(bytes, at: start) } }
        try outcome.get()
        return start..<start + bytes.count
    }

    /// The bytes in a range of the file.
    public func bytes(_ range: Range<Int>) throws(FileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        let outcome = bytes.withUnsafeMutableBytes { bytes in
            Result { () throws(FileError) in try read(into: bytes, at: range.lowerBound) }
        }
        try outcome.get()
        return bytes
    }
}
