/// Why a text is not JSON that we accept, and where. A deliberate refusal of what RFC 8259 leaves open (duplicate names,
/// lone surrogates, limits) reads like any other error.
public struct JSONError: Error, Hashable, Sendable {
    public enum Problem: Hashable, Sendable {
        case expected(String, found: String)
        case duplicateName(String)
        case controlCharacter(UInt8)
        case unknownEscape(String)
        case loneSurrogate
        case invalidUTF8
        case leadingZero
        case tooDeep(limit: Int)
        case tooLong(limit: Int)
    }

    public let problem: Problem
    /// Where, in bytes from the start of the text.
    public let offset: Int
    /// Where, for a person: the line from 1 and the column from 1, counted in Unicode scalars.
    public let line: Int
    public let column: Int

    init(_ failure: JSONParser.Failure, in bytes: Span<UInt8>) {
        problem = failure.problem
        offset = failure.offset
        var line = 1
        var column = 1
        for index in 0..<Swift.min(failure.offset, bytes.count) {
            if bytes[index] == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if bytes[index] & 0b1100_0000 != 0b1000_0000 {
                column += 1
            }
        }
        self.line = line
        self.column = column
    }
}

extension JSONError: CustomStringConvertible {
    public var description: String { "line \(line), column \(column): \(problem)" }
}

extension JSONError.Problem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .expected(let what, let found):
            "expected \(what), found \(found)"
        case .duplicateName(let name):
            "the object names the member \"\(name)\" twice; keep one of them"
        case .controlCharacter(let byte):
            "a string holds the control character \(hexadecimal(byte)); write it as an escape such as \\n or \\u000a"
        case .unknownEscape(let escape):
            "unknown escape \(escape); a backslash starts \\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\u and four hexadecimal digits"
        case .loneSurrogate:
            "half of a surrogate pair stands alone; write both halves or the character itself"
        case .invalidUTF8:
            "the bytes are not UTF-8; send the text in UTF-8"
        case .leadingZero:
            "a number starts with a superfluous 0"
        case .tooDeep(let limit):
            "values nest more than \(limit) deep"
        case .tooLong(let limit):
            "the text is longer than \(limit) bytes"
        }
    }
}

func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return "0x" + (digits.count == 1 ? "0" : "") + digits
}
