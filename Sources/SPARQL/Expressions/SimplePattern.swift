// Regular expressions that are a few texts with anything between them, as most of those are that people write: `acute`,
// `^acute.*syndrome`, `高血压$`. Whether one matches is told by bytes. Of others that begin and end like that, the longest
// text that must occur tells most texts that do not match.
import Primitives

struct SimplePattern: Sendable {
    private let pieces: [[UInt8]]
    private let searches: [ByteSearch]
    private let isAtStart: Bool
    private let isAtEnd: Bool
    /// Whether the pieces are all that the pattern asks for.
    private let isWhole: Bool
    private let ignoresCase: Bool

    /// Nil when the pattern has groups, classes, alternatives or escapes, and when no text must occur.
    ///
    /// - Parameter flags: those of XPath; with `i` the pattern must be ASCII, since a letter of ASCII is the same as some
    ///   that are not.
    init?(_ pattern: String, flags: String) {
        guard flags.isEmpty || flags == "i" else { return nil }
        var bytes = Array(pattern.utf8)[...]
        ignoresCase = flags == "i"
        if ignoresCase {
            if bytes.contains(where: { $0 >= 0x80 }) { return nil }
            bytes = bytes.map(\.lowercasedASCII)[...]
        }
        isAtStart = bytes.first == UInt8(ascii: "^")
        if isAtStart { bytes.removeFirst() }
        isAtEnd = bytes.last == UInt8(ascii: "$")
        if isAtEnd { bytes.removeLast() }
        var pieces: [[UInt8]] = [[]]
        var isWhole = true
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "."):
                // `.*` is a gap; any other use of the dot says more than that.
                if bytes.first == UInt8(ascii: "*") { bytes.removeFirst() } else { isWhole = false }
                if let quantifier = bytes.first, "*+?{".utf8.contains(quantifier) { return nil }
                pieces.append([])
            case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "+"):
                // What stands before may be missing or stand there more than once.
                guard let last = pieces.last?.last, last < 0x80 else { return nil }
                if let quantifier = bytes.first, "*+?{".utf8.contains(quantifier) { return nil }
                if byte != UInt8(ascii: "+") { pieces[pieces.count - 1].removeLast() }
                pieces.append([])
                isWhole = false
            case _ where "()[]{}|\\^$".utf8.contains(byte): return nil
            default: pieces[pieces.count - 1].append(byte)
            }
        }
        if !isWhole {
            guard let longest = pieces.max(by: { $0.count < $1.count }) else { return nil }
            pieces = [longest]
        }
        guard pieces.contains(where: { !$0.isEmpty }) else { return nil }
        self.pieces = pieces
        self.isWhole = isWhole
        searches = pieces.map { ByteSearch($0) }
    }

    /// Whether the pattern matches somewhere in a text; nil when its bytes do not tell. `scratch` is room for a changed text.
    func matches(_ text: ArraySlice<UInt8>, _ scratch: inout [UInt8]) -> Bool? {
        guard ignoresCase else { return matches(text) }
        scratch.removeAll(keepingCapacity: true)
        for byte in text {
            if byte >= 0x80 { return nil }
            scratch.append(byte.lowercasedASCII)
        }
        return matches(scratch[...])
    }

    private func matches(_ text: ArraySlice<UInt8>) -> Bool? {
        guard isWhole else { return searches[0].firstOffset(in: text) == nil ? false : nil }
        // The dot does not match the end of a line.
        if pieces.count > 1, text.contains(where: Self.mayEndLine) { return nil }
        var rest = text
        for place in pieces.indices {
            let piece = pieces[place]
            let isLast = place == pieces.count - 1
            if place == 0, isAtStart {
                guard rest.starts(with: piece), !(isLast && isAtEnd) || rest.count == piece.count else { return false }
                rest = rest.dropFirst(piece.count)
            } else if isLast, isAtEnd {
                return rest.count >= piece.count && rest.suffix(piece.count).elementsEqual(piece)
            } else {
                guard let offset = searches[place].firstOffset(in: rest) else { return false }
                rest = rest.dropFirst(offset + piece.count)
            }
        }
        return true
    }

    /// Whether a byte ends a line or belongs to a character that may: U+0085, U+2028 and U+2029 do as well.
    private static func mayEndLine(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x85 || byte == 0xA8 || byte == 0xA9
    }
}
