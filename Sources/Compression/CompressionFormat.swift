// Which compression a file has is told by its first bytes, never by its name: exports are renamed, and a `.gz` that
// was unpacked by a browser on the way is plain.

import CCompression

public enum CompressionFormat: Hashable, Sendable, CaseIterable {
    /// RFC 1952.
    case gzip
    /// The .xz file format 1.2.
    case xz
    /// RFC 8878.
    case zstandard

    /// The longest magic number.
    static let magicBytes = 6

    private var magic: [UInt8] {
        switch self {
        case .gzip: [0x1F, 0x8B]
        case .xz: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]
        case .zstandard: [0x28, 0xB5, 0x2F, 0xFD]
        }
    }

    /// The format that starts with these bytes, or nil for anything else (which is then read as it is).
    public init?(startingWith bytes: some Collection<UInt8>) {
        guard let format = Self.allCases.first(where: { bytes.starts(with: $0.magic) }) else { return nil }
        self = format
    }

    var library: compression_format {
        switch self {
        case .gzip: COMPRESSION_GZIP
        case .xz: COMPRESSION_XZ
        case .zstandard: COMPRESSION_ZSTD
        }
    }
}

/// Why a file could not be read.
public enum FileReadError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The system's reason, such as "No such file or directory".
    case system(path: String, reason: String)
    /// The compressed stream stops in the middle.
    case truncated(path: String, format: CompressionFormat)
    /// The compressed stream does not match its checksum or its format.
    case damaged(path: String, format: CompressionFormat)
    case noMemory(path: String)

    public var description: String {
        switch self {
        case .system(let path, let reason):
            "\(path): cannot be read: \(reason)."
        case .truncated(let path, let format):
            "\(path): the \(format) data end too early. The file was not copied whole: copy it again."
        case .damaged(let path, let format):
            "\(path): the \(format) data are damaged. Copy or export the file again."
        case .noMemory(let path):
            "\(path): not enough memory to decompress it."
        }
    }
}
