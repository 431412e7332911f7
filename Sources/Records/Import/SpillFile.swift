// Takes what an import has read when it outgrows its share of memory.
//
// The file lies in the store's own private directory and has no name from the moment it is made, so that it disappears
// with the process however that ends.

import Compression
import Glibc

final class SpillFile {
    private let descriptor: Int32
    private let directory: String
    private var length = 0

    init(in directory: String) throws(RecordError) {
        var template = Array("\(directory)/import-XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        self.directory = directory
        guard descriptor >= 0 else { throw Self.failure(directory) }
        unlink(template)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// - Returns: where the bytes are now.
    func append(_ bytes: [UInt8]) throws(RecordError) -> Range<Int> {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                pwrite(descriptor, bytes[written...].baseAddress, bytes.count - written, length + written)
            }
            guard count > 0 else { throw Self.failure(directory) }
            written += count
        }
        defer { length += written }
        return length..<length + written
    }

    func read(_ range: Range<Int>) throws(RecordError) -> [UInt8] {
        let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { bytes, read in
            while read < range.count {
                let count = pread(descriptor, bytes.baseAddress! + read, range.count - read, range.lowerBound + read)
                guard count > 0 else { return }
                read += count
            }
        }
        guard bytes.count == range.count else { throw Self.failure(directory) }
        return bytes
    }

    private static func failure(_ directory: String) -> RecordError {
        .file(
            .system(
                path: directory, reason: "no room for what an import has read: \(String(cString: strerror(errno)))"))
    }
}

extension Slice<UnsafeRawBufferPointer> {
    fileprivate var baseAddress: UnsafeRawPointer? { base.baseAddress.map { $0 + startIndex } }
}
