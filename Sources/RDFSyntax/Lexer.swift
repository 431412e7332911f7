// The bytes of a document as a window that slides over its source, and the tokens of the Turtle family.
//
// Parsers read one statement at a time. When the window ends inside a statement, `ranOut` is set; the parser then goes
// back to the statement's start, the window takes in more, and the statement is read again. So no token ever needs to
// know about pieces, nothing is copied twice but at the seams, and memory is bounded by the longest statement.
//
// `Lexer.end` (0xFF, never a byte of UTF-8) stands for the end of the window.
import Primitives
import RDF

struct Lexer {
    static let end: UInt8 = 0xFF

    private(set) var window: [UInt8]
    private(set) var isFinal: Bool
    /// Whether a token touched the window's end while more may follow.
    private(set) var ranOut = false
    var position = 0
    private var line = 1
    /// Where the current line begins in the window; scalars of it that have left the window are in `columnsBefore`.
    private var lineStart = 0
    private var columnsBefore = 0

    /// A lexer over a whole document.
    init(_ bytes: [UInt8]) {
        window = bytes
        isFinal = true
        skipByteOrderMark()
    }

    /// A lexer that is fed by `refill`.
    init() {
        window = []
        isFinal = false
    }

    // MARK: The window

    /// A place to go back to.
    struct Mark {
        fileprivate let position: Int
        fileprivate let line: Int
        fileprivate let lineStart: Int
        fileprivate let columnsBefore: Int
    }

    var mark: Mark {
        Mark(position: position, line: line, lineStart: lineStart, columnsBefore: columnsBefore)
    }

    mutating func goBack(to mark: Mark) {
        position = mark.position
        line = mark.line
        lineStart = mark.lineStart
        columnsBefore = mark.columnsBefore
        ranOut = false
    }

    /// Drops what lies before the current position and takes in at least as much again from `source`.
    mutating func refill(from source: inout some ByteSource & ~Copyable) throws {
        if lineStart < position { columnsBefore += scalarCount(lineStart..<position) }
        lineStart = max(0, lineStart - position)
        window.removeSubrange(..<position)
        let isFirst = window.isEmpty && line == 1 && columnsBefore == 0
        position = 0
        if window.count > Limits.statementBytes {
            throw error("a statement is longer than \(Limits.statementBytes) bytes; is a full stop missing?")
        }
        let wanted = 2 * window.count
        repeat {
            isFinal = try !source.read(max(Limits.chunkBytes, wanted - window.count), into: &window)
        } while window.count < wanted && !isFinal
        if isFirst { skipByteOrderMark() }
        ranOut = false
    }

    private mutating func skipByteOrderMark() {
        if window.starts(with: [0xEF, 0xBB, 0xBF]) {
            position = 3
            lineStart = 3
        }
    }

    // MARK: Bytes

    /// The byte `offset` places ahead, or `end`.
    mutating func peek(_ offset: Int = 0) -> UInt8 {
        let index = position &+ offset
        if index < window.count { return window[index] }
        ranOut = !isFinal
        return Self.end
    }

    var isAtEnd: Bool { position >= window.count }

    /// Steps over `byte` if it is next.
    mutating func skip(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    /// Steps over `text` if it is next.
    mutating func skip(_ text: StaticString) -> Bool {
        for offset in 0..<text.utf8CodeUnitCount where peek(offset) != text.utf8Start[offset] { return false }
        position += text.utf8CodeUnitCount
        return true
    }

    mutating func expect(_ byte: UInt8, _ what: String) throws(RDFSyntaxError) {
        if !skip(byte) { throw unexpected(what) }
    }

    /// Counts the line feed at `index`.
    mutating func noteLineFeed(at index: Int) {
        line += 1
        lineStart = index + 1
        columnsBefore = 0
    }

    /// Steps over white space, line ends and comments.
    mutating func skipSpace() {
        while true {
            switch peek() {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
                position += 1
            case UInt8(ascii: "\n"):
                noteLineFeed(at: position)
                position += 1
            case UInt8(ascii: "#"):
                skipToLineEnd()
            default:
                return
            }
        }
    }

    /// Steps up to, not over, the end of the line.
    mutating func skipToLineEnd() {
        while true {
            let byte = peek()
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") || (byte == Self.end && isAtEnd) { return }
            position += 1
        }
    }

    // MARK: Places and errors

    /// The place of the byte at `index`.
    func place(of index: Int) -> SourcePosition {
        SourcePosition(line: line, column: columnsBefore + scalarCount(lineStart..<min(index, window.count)) + 1)
    }

    /// The place of the next byte.
    var place: SourcePosition { place(of: position) }

    private func scalarCount(_ range: Range<Int>) -> Int {
        var count = 0
        for index in range where window[index] & 0xC0 != 0x80 { count += 1 }
        return count
    }

    func error(_ message: String) -> RDFSyntaxError { error(message, at: place) }

    func error(_ message: String, at place: SourcePosition) -> RDFSyntaxError {
        RDFSyntaxError(position: place, message: message)
    }

    /// An error that says what stands here instead of `what`.
    mutating func unexpected(_ what: String) -> RDFSyntaxError {
        let byte = peek()
        if byte == Self.end && isAtEnd { return error("the document ends where \(what) is expected") }
        guard let (scalar, _) = scalar(at: position) else { return error("the document is not UTF-8 here") }
        let found = scalar.value <= 0x20 ? "U+00" + String(scalar.value, radix: 16, uppercase: true) : "'\(scalar)'"
        return error("found \(found) where \(what) is expected")
    }

    /// The scalar at `index` and its length in bytes; nil where the bytes are not UTF-8 or the window ends.
    mutating func scalar(at index: Int) -> (scalar: Unicode.Scalar, length: Int)? {
        let lead = peek(index - position)
        if lead < 0x80 { return (Unicode.Scalar(lead), 1) }
        let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
        guard lead >= 0xC2, lead < 0xF5 else { return nil }
        var value = UInt32(lead) & (0x7F >> UInt32(length))
        for offset in 1..<length {
            let byte = peek(index - position + offset)
            guard byte & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        guard value >= (length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000) else { return nil }
        return Unicode.Scalar(value).map { ($0, length) }
    }

    /// The text of a range of the window.
    func text(_ range: Range<Int>) throws(RDFSyntaxError) -> String {
        guard let text = String(validating: window[range], as: UTF8.self) else {
            throw error("the document is not UTF-8 here", at: place(of: range.lowerBound))
        }
        return text
    }

    /// The text of bytes put together from the window and from escapes.
    func text(_ bytes: [UInt8]) throws(RDFSyntaxError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw error("the document is not UTF-8 here")
        }
        return text
    }
}
