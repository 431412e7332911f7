// A strict recursive-descent parser over bytes (RFC 8259). It reads each byte once or twice, allocates only what the value
// keeps, and looks at characters never: UTF-8 is checked string by string, and unescaping goes through one buffer that is
// reused. The bytes are lent to each function as a span, so no unsafe pointer is needed.

extension JSONValue {
    /// Reads `text`, which must be exactly one JSON value with white space around it.
    public init(parsing text: Span<UInt8>, limits: JSONLimits = .standard) throws(JSONError) {
        var parser = JSONParser(limits: limits)
        do {
            self = try parser.parse(text)
        } catch {
            throw JSONError(error, in: text)
        }
    }

    public init(parsing text: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        try self.init(parsing: text.span, limits: limits)
    }

    public init(parsing text: String, limits: JSONLimits = .standard) throws(JSONError) {
        try self.init(parsing: Array(text.utf8).span, limits: limits)
    }
}

struct JSONParser {
    struct Failure: Error {
        let problem: JSONError.Problem
        let offset: Int
    }

    /// Room made for an object's members at once; FHIR's mostly fit.
    private let expectedMembers = 6
    private let limits: JSONLimits
    private var position = 0
    private var depth = 0
    private var unescaped: [UInt8] = []

    init(limits: JSONLimits) { self.limits = limits }

    mutating func parse(_ bytes: Span<UInt8>) throws(Failure) -> JSONValue {
        guard bytes.count <= limits.bytes else {
            throw Failure(problem: .tooLong(limit: limits.bytes), offset: limits.bytes)
        }
        let value = try parseValue(bytes)
        skipWhiteSpace(bytes)
        guard position == bytes.count else { throw expected("the end of the text", bytes) }
        return value
    }

    private mutating func parseValue(_ bytes: Span<UInt8>) throws(Failure) -> JSONValue {
        skipWhiteSpace(bytes)
        guard position < bytes.count else { throw expected("a value", bytes) }
        switch bytes[position] {
        case UInt8(ascii: "{"): return .object(try parseObject(bytes))
        case UInt8(ascii: "["): return .array(try parseArray(bytes))
        case UInt8(ascii: "\""): return .string(try parseString(bytes))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try parseNumber(bytes))
        case UInt8(ascii: "t"): return try parseWord("true", as: true, bytes)
        case UInt8(ascii: "f"): return try parseWord("false", as: false, bytes)
        case UInt8(ascii: "n"): return try parseWord("null", as: nil, bytes)
        default: throw expected("a value", bytes)
        }
    }
}

// MARK: - Structure

extension JSONParser {
    private mutating func parseArray(_ bytes: Span<UInt8>) throws(Failure) -> [JSONValue] {
        try descend()
        defer { depth -= 1 }
        position += 1
        if skip(UInt8(ascii: "]"), bytes) { return [] }
        var elements: [JSONValue] = []
        repeat {
            elements.append(try parseValue(bytes))
        } while skip(UInt8(ascii: ","), bytes)
        guard skip(UInt8(ascii: "]"), bytes) else { throw expected("',' or ']' in an array", bytes) }
        return elements
    }

    private mutating func parseObject(_ bytes: Span<UInt8>) throws(Failure) -> JSONObject {
        try descend()
        defer { depth -= 1 }
        position += 1
        if skip(UInt8(ascii: "}"), bytes) { return JSONObject() }
        var members: [JSONObject.Element] = []
        members.reserveCapacity(expectedMembers)
        var names = SeenNames()
        repeat {
            skipWhiteSpace(bytes)
            let start = position
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                throw expected("a member's name in double quotes", bytes)
            }
            let name = try parseString(bytes)
            guard names.insert(name, after: members) else {
                throw Failure(problem: .duplicateName(name), offset: start)
            }
            guard skip(UInt8(ascii: ":"), bytes) else { throw expected("':' after \"\(name)\"", bytes) }
            members.append((name, try parseValue(bytes)))
        } while skip(UInt8(ascii: ","), bytes)
        guard skip(UInt8(ascii: "}"), bytes) else { throw expected("',' or '}' in an object", bytes) }
        return JSONObject(checkedMembers: members)
    }

    private mutating func parseWord(
        _ word: StaticString, as value: JSONValue, _ bytes: Span<UInt8>
    ) throws(Failure) -> JSONValue {
        for letter in "\(word)".utf8 {
            guard position < bytes.count, bytes[position] == letter else { throw expected("'\(word)'", bytes) }
            position += 1
        }
        return value
    }

    private mutating func descend() throws(Failure) {
        guard depth < limits.depth else { throw Failure(problem: .tooDeep(limit: limits.depth), offset: position) }
        depth += 1
    }
}

// MARK: - Numbers

extension JSONParser {
    private mutating func parseNumber(_ bytes: Span<UInt8>) throws(Failure) -> JSONNumber {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        if position < bytes.count, bytes[position] == UInt8(ascii: "0") {
            position += 1
            if position < bytes.count, isDigit(bytes[position]) {
                throw Failure(problem: .leadingZero, offset: position - 1)
            }
        } else {
            try skipDigits(bytes, after: "a number")
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            try skipDigits(bytes, after: "the decimal point")
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            try skipDigits(bytes, after: "the exponent")
        }
        return JSONNumber(checkedSpelling: try text(start..<position, bytes))
    }

    private mutating func skipDigits(_ bytes: Span<UInt8>, after part: StaticString) throws(Failure) {
        let start = position
        while position < bytes.count, isDigit(bytes[position]) { position += 1 }
        if position == start { throw expected("a digit in \(part)", bytes) }
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}

// MARK: - Strings

extension JSONParser {
    private mutating func parseString(_ bytes: Span<UInt8>) throws(Failure) -> String {
        let open = position
        let start = position + 1
        var end = start
        var hasEscape = false
        var bits: UInt8 = 0
        scan: while true {
            guard end < bytes.count else {
                position = open
                throw Failure(problem: .expected("'\"' to close the string", found: "the end of the text"), offset: end)
            }
            let byte = bytes[end]
            bits |= byte
            switch byte {
            case UInt8(ascii: "\""): break scan
            case UInt8(ascii: "\\"):
                hasEscape = true
                end += 2
            case 0..<0x20: throw Failure(problem: .controlCharacter(byte), offset: end)
            default: end += 1
            }
        }
        position = end + 1
        if hasEscape { return try unescape(start..<end, bytes) }
        // ASCII is UTF-8 already, and most strings are ASCII: they need no second pass.
        if bits < 0x80 {
            return String(copying: UTF8Span(unchecked: bytes.extracting(start..<end), isKnownASCII: true))
        }
        return try text(start..<end, bytes)
    }

    private mutating func unescape(_ range: Range<Int>, _ bytes: Span<UInt8>) throws(Failure) -> String {
        unescaped.removeAll(keepingCapacity: true)
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            guard byte == UInt8(ascii: "\\") else {
                unescaped.append(byte)
                index += 1
                continue
            }
            switch bytes[index + 1] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(bytes[index + 1])
            case UInt8(ascii: "b"): unescaped.append(0x08)
            case UInt8(ascii: "f"): unescaped.append(0x0c)
            case UInt8(ascii: "n"): unescaped.append(0x0a)
            case UInt8(ascii: "r"): unescaped.append(0x0d)
            case UInt8(ascii: "t"): unescaped.append(0x09)
            case UInt8(ascii: "u"):
                index = try unescapeScalar(at: index, before: range.upperBound, bytes)
                continue
            default:
                throw Failure(problem: .unknownEscape("\\" + printable(bytes[index + 1])), offset: index)
            }
            index += 2
        }
        // Escapes are ASCII and stand for valid scalars, so the unescaped bytes are UTF-8 exactly when the original is;
        // reading the original again finds the place of the fault.
        guard let string = String(validating: unescaped, as: UTF8.self) else { return try text(range, bytes) }
        return string
    }

    /// Appends the scalar of the `\uXXXX` at `start`, or of the pair of them, and returns the place after it.
    private mutating func unescapeScalar(
        at start: Int, before end: Int, _ bytes: Span<UInt8>
    ) throws(Failure) -> Int {
        let unit = try codeUnit(at: start, before: end, bytes)
        if let scalar = Unicode.Scalar(unit) {
            unescaped.append(contentsOf: String(scalar).utf8)
            return start + 6
        }
        let next = start + 6
        guard unit < 0xDC00, next + 1 < end, bytes[next] == UInt8(ascii: "\\"), bytes[next + 1] == UInt8(ascii: "u")
        else { throw Failure(problem: .loneSurrogate, offset: start) }
        let low = try codeUnit(at: next, before: end, bytes)
        guard (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(unit - 0xD800) << 10) + UInt32(low - 0xDC00))
        else { throw Failure(problem: .loneSurrogate, offset: start) }
        unescaped.append(contentsOf: String(scalar).utf8)
        return next + 6
    }

    private func codeUnit(at start: Int, before end: Int, _ bytes: Span<UInt8>) throws(Failure) -> UInt16 {
        var unit: UInt16 = 0
        for index in start + 2..<start + 6 {
            guard index < end, let digit = hexadecimalDigit(bytes[index]) else {
                throw Failure(problem: .unknownEscape("\\u without four hexadecimal digits"), offset: start)
            }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }

    private func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// The bytes of `range` as they stand, checked to be UTF-8.
    private func text(_ range: Range<Int>, _ bytes: Span<UInt8>) throws(Failure) -> String {
        do {
            return String(copying: try UTF8Span(validating: bytes.extracting(range)))
        } catch {
            throw Failure(problem: .invalidUTF8, offset: range.lowerBound + error.byteOffsets.lowerBound)
        }
    }
}

// MARK: - Bytes

extension JSONParser {
    private mutating func skipWhiteSpace(_ bytes: Span<UInt8>) {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0a, 0x0d, 0x09: position += 1
            default: return
            }
        }
    }

    /// Skips white space and then `byte`, if it stands there.
    private mutating func skip(_ byte: UInt8, _ bytes: Span<UInt8>) -> Bool {
        skipWhiteSpace(bytes)
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private func expected(_ what: String, _ bytes: Span<UInt8>) -> Failure {
        let found = position < bytes.count ? "'\(printable(bytes[position]))'" : "the end of the text"
        return Failure(problem: .expected(what, found: found), offset: position)
    }

    private func printable(_ byte: UInt8) -> String {
        (0x20..<0x7f).contains(byte) ? String(Unicode.Scalar(byte)) : "byte \(hexadecimal(byte))"
    }
}

/// The names of an object so far. Few names are compared one by one; many go into a set, so that an object of a million
/// members does not take a million times a million comparisons. Names are the same when they are canonically equivalent, as
/// everywhere in Swift: `é` in its two spellings would be one key of a dictionary.
private struct SeenNames {
    private var set: Set<String> = []

    /// False when `name` is among `members` already.
    mutating func insert(_ name: String, after members: [JSONObject.Element]) -> Bool {
        let fewNames = 16
        if members.count < fewNames { return !members.contains { $0.key == name } }
        if set.isEmpty { set = Set(members.lazy.map(\.key)) }
        return set.insert(name).inserted
    }
}
