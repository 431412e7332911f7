// Cuts a file into JSON documents: each line one (NDJSON), or the whole file one (a Bundle as people save it).
//
// Which of the two a file is shows in its content: in NDJSON the first line, or if that is damaged the second, is a
// document by itself; in a file that is indented it is not.
// Unsafe: one call of memchr.

import Compression
import FHIR
import Glibc

struct DocumentReader: ~Copyable {
    /// A document's place in ``buffer`` and in the file.
    struct Document {
        let range: Range<Int>
        let firstLine: Int
    }

    private var file: FileReader
    private(set) var buffer: [UInt8] = []
    /// Where the next document begins.
    private var start = 0
    /// Up to where no line end was found.
    private var searched = 0
    private var line = 1
    private var isAtEnd = false
    private var isWhole = false

    private static let newline = UInt8(ascii: "\n")
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private init(_ file: consuming FileReader) { self.file = file }

    static func open(_ path: String) throws(RecordError) -> DocumentReader {
        var reader = DocumentReader(try openFile(path))
        try reader.recognise()
        return reader
    }

    private static func openFile(_ path: String) throws(RecordError) -> FileReader {
        do {
            return try FileReader(path)
        } catch {
            throw .file(error)
        }
    }

    private mutating func recognise() throws(RecordError) {
        try fill()
        if buffer.starts(with: Self.byteOrderMark) { start = Self.byteOrderMark.count }
        let lines = try peekLines(2)
        isWhole = lines.count > 1 && !lines.contains { range in Self.isDocument(buffer, range) }
    }

    /// Bytes read from disk so far.
    var readBytes: Int { file.readBytes }

    /// The next document, or nil at the end of the file. The buffer is valid until the next call.
    mutating func next() throws(RecordError) -> Document? {
        if isWhole { return try wholeFile() }
        while true {
            guard let range = try nextLine() else { return nil }
            line += 1
            if buffer[range].contains(where: { $0 > 0x20 }) { return Document(range: range, firstLine: line - 1) }
        }
    }

    private mutating func wholeFile() throws(RecordError) -> Document? {
        while !isAtEnd { try fill() }
        guard start < buffer.count else { return nil }
        defer { start = buffer.count }
        return Document(range: start..<buffer.count, firstLine: 1)
    }

    private mutating func nextLine() throws(RecordError) -> Range<Int>? {
        while true {
            if let end = newline(from: max(searched, start)) {
                defer {
                    start = end + 1
                    searched = start
                }
                return start..<end
            }
            searched = buffer.count
            if isAtEnd {
                guard start < buffer.count else { return nil }
                defer { start = buffer.count }
                return start..<buffer.count
            }
            if start > 0 {
                buffer.removeSubrange(0..<start)
                start = 0
                searched = buffer.count
            }
            try fill()
        }
    }

    /// The first lines that are not blank, without moving.
    private mutating func peekLines(_ count: Int) throws(RecordError) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var place = start
        while lines.count < count {
            guard let end = newline(from: place) else {
                if isAtEnd {
                    if place < buffer.count { lines.append(place..<buffer.count) }
                    break
                }
                if lines.contains(where: { Self.isDocument(buffer, $0) }) { break }
                try fill()
                continue
            }
            if buffer[place..<end].contains(where: { $0 > 0x20 }) { lines.append(place..<end) }
            place = end + 1
        }
        return lines
    }

    /// The next line end. memchr looks at many bytes at once, and every byte of every import passes here.
    private func newline(from place: Int) -> Int? {
        buffer.withUnsafeBytes { bytes in
            guard place < bytes.count, let start = bytes.baseAddress else { return nil }
            return memchr(start + place, Int32(Self.newline), bytes.count - place).map { UnsafeRawPointer($0) - start }
        }
    }

    private mutating func fill() throws(RecordError) {
        do {
            isAtEnd = try file.read(into: &buffer) == 0
        } catch {
            throw .file(error)
        }
    }

    private static func isDocument(_ buffer: [UInt8], _ range: Range<Int>) -> Bool {
        var parser = JSONParser()
        return (try? parser.parse(buffer.span.bytes.extracting(range))) != nil
    }

    /// Line and column, both from 1, of a byte of a document.
    func place(of offset: Int, in document: Document) -> (line: Int, column: Int) {
        var line = document.firstLine
        var column = 1
        for byte in buffer[document.range].prefix(offset) {
            if byte == Self.newline {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return (line, column)
    }
}
