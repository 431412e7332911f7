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
    private let descriptor: Int32
    private var input = [UInt8](repeating: 0, count: FileReader.bufferBytes)
    private var inputRange = 0..<0
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
        let start = buffer.count
        buffer.append(contentsOf: repeatElement(0, count: capacity))
        var count = 0
        defer { buffer.removeLast(capacity - count) }
        guard let format, let decompressor else {
            count = try Self.fill(&buffer, start..<start + capacity, from: descriptor, path)
            readBytes += count
            return count
        }
        while count == 0 {
            if inputRange.isEmpty {
                let range = 0..<input.count
                inputRange = 0..<(try Self.fill(&input, range, from: descriptor, path))
                readBytes += inputRange.count
                if inputRange.isEmpty {
                    guard isBetweenFrames else { throw .truncated(path: path, format: format) }
                    return 0
                }
            }
            var consumed = 0
            let status = input.withUnsafeBytes { input in
                let waiting = UnsafeRawBufferPointer(rebasing: input[inputRange])
                return buffer.withUnsafeMutableBytes { output in
                    decompressor_run(
                        decompressor, waiting.baseAddress, waiting.count, output.baseAddress! + start, capacity,
                        &consumed, &count)
                }
            }
            inputRange = inputRange.lowerBound + consumed..<inputRange.upperBound
            switch status {
            case DECOMPRESSION_DAMAGED: throw .damaged(path: path, format: format)
            case DECOMPRESSION_NO_MEMORY: throw .noMemory(path: path)
            default: isBetweenFrames = status == DECOMPRESSION_FRAME_ENDED
            }
        }
        return count
    }

    private static func fill(
        _ buffer: inout [UInt8], _ range: Range<Int>, from descriptor: Int32, _ path: String
    ) throws(FileReadError) -> Int {
        let count = buffer.withUnsafeMutableBytes { bytes in
            Glibc.read(descriptor, bytes.baseAddress! + range.lowerBound, range.count)
        }
        guard count >= 0 else { throw systemError(path) }
        return count
    }

    private static func systemError(_ path: String) -> FileReadError {
        .system(path: path, reason: String(cString: strerror(errno)))
    }
}
