// Where parsers and importers get their bytes: a source that is asked for the next piece until there is none. Files,
// standard input and decompressors all look alike, and no reader needs its whole input in memory.
import Glibc

/// A stream of bytes, read in pieces.
public protocol ByteSource: ~Copyable {
    /// Appends the next bytes, about `count` of them, to `buffer`; returns false when there are no more.
    mutating func read(_ count: Int, into buffer: inout [UInt8]) throws -> Bool
}

/// A file of the operating system, or standard input.
public struct FileSource: ByteSource, ~Copyable {
    private let descriptor: Int32
    private let path: String

    /// Opens a file for reading; throws `FileError` when that fails.
    public init(path: String) throws(FileError) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        self.path = path
        if descriptor < 0 { throw FileError(action: "open", path: path, code: errno) }
    }

    deinit {
        close(descriptor)
    }

    public mutating func read(_ count: Int, into buffer: inout [UInt8]) throws -> Bool {
        var received = 0
        var code: Int32 = 0
        buffer += [UInt8](unsafeUninitializedCapacity: count) { piece, length in
            repeat { received = Glibc.read(descriptor, piece.baseAddress, count) } while received < 0 && errno == EINTR
            code = errno
            length = max(received, 0)
        }
        if received < 0 { throw FileError(action: "read", path: path, code: code) }
        return received > 0
    }
}

/// Why the operating system refused a file.
public struct FileError: Error, Hashable, CustomStringConvertible {
    public let action: String
    public let path: String
    /// The value of `errno`.
    public let code: Int32

    public init(action: String, path: String, code: Int32) {
        self.action = action
        self.path = path
        self.code = code
    }

    /// Throws with the present `errno` when a call of the operating system has failed.
    public static func check(_ hasSucceeded: Bool, _ action: String, _ path: String) throws(FileError) {
        if !hasSucceeded { throw FileError(action: action, path: path, code: errno) }
    }

    public var description: String { "cannot \(action) \(path): \(String(cString: strerror(code)))" }
}
