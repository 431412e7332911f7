// Reads a file from front to back, decompressed on the way, through two fixed buffers, whatever its size.
// Unsafe: hands the buffers to read(2) and to the decompressor.

import CCompression
import Glibc

/// A file's content as one stream of bytes; gzip, xz and zstd are decompressed, anything else is passed on.
public struct FileReader: ~Copyable {
    public let path: String
    /// Length of the file as it lies on disk.
    public let fileBytes: Int
    /// Bytes read from disk so far: how far along the reading is.
    public private(set) var readBytes = 0
    /// Whether the content is longer than the file.
    public var isCompressed: Bool { format != nil }
    private let descriptor: Int32
    /// What was read and not yet decompressed.
    private var input: ArraySlice<UInt8> = []
    private let format: CompressionFormat?
    private let decompressor: OpaquePointer?
    /// Whether the compressed stream may end here.
    private var isBetweenFrames = true

    /// Large enough that system calls do not show.
    public static let bufferBytes = 1 << 18

    public init(_ path: String) throws(FileReadError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.systemError(path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let error = Self.systemError(path)
            close(descriptor)
            throw error
        }
        var first = [UInt8](repeating: 0, count: CompressionFormat.magicBytes)
        first.removeLast(first.count - max(0, pread(descriptor, &first, first.count, 0)))
        let format = CompressionFormat(startingWith: first)
        let decompressor = format.flatMap { decompressor_create($0.library) }
        if format != nil, decompressor == nil {
            close(descriptor)
            throw .noMemory(path: path)
        }
        self.path = path
        self.descriptor = descriptor
        self.format = format
        self.decompressor = decompressor
        fileBytes = Int(status.st_size)
    }

    deinit {
        if let decompressor { decompressor_destroy(decompressor) }
        close(descriptor)
    }

    /// Reads up to `capacity` more bytes onto the end of `buffer`.
    ///
    /// - Returns: the number of bytes added; 0 at the end of the file.
    public mutating func read(into buffer: inout [UInt8], capacity: Int = bufferBytes) throws(FileReadError) -> Int {
        guard let format, let decompressor else { return try readPiece(into: &buffer, capacity) }
        while true {
            if input.isEmpty {
                var piece: [UInt8] = []
                _ = try readPiece(into: &piece, Self.bufferBytes)
                input = piece[...]
                if input.isEmpty {
                    guard isBetweenFrames else { throw .truncated(path: path, format: format) }
                    return 0
                }
            }
            var consumed = 0
            var produced = 0
            var status = DECOMPRESSION_CONTINUES
            buffer.append(addingCapacity: capacity) { output in
                output.withUnsafeMutableBufferPointer { output, length in
                    status = input.withUnsafeBytes { input in
                        decompressor_run(
                            decompressor, input.baseAddress, input.count, output.baseAddress, capacity, &consumed,
                            &produced)
                    }
                    length = produced
                }
            }
            input = input.dropFirst(consumed)
            switch status {
            case DECOMPRESSION_DAMAGED: throw .damaged(path: path, format: format)
            case DECOMPRESSION_NO_MEMORY: throw .noMemory(path: path)
            default: isBetweenFrames = status == DECOMPRESSION_FRAME_ENDED
            }
            if produced > 0 { return produced }
        }
    }

    /// Appends what one call of the system gives; the number of bytes.
    private mutating func readPiece(into buffer: inout [UInt8], _ capacity: Int) throws(FileReadError) -> Int {
        var count = 0
        buffer.append(addingCapacity: capacity) { piece in
            piece.withUnsafeMutableBufferPointer { bytes, length in
                repeat { count = Glibc.read(descriptor, bytes.baseAddress, capacity) } while count < 0 && errno == EINTR
                length = max(count, 0)
            }
        }
        guard count >= 0 else { throw Self.systemError(path) }
        readBytes += count
        return count
    }

    private static func systemError(_ path: String) -> FileReadError {
        .system(path: path, reason: String(cString: strerror(errno)))
    }
}
