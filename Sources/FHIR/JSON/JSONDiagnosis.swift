// Says where and why a text is not JSON (RFC 8259).
//
// simdjson is fast because it does not keep track of where it is. Its verdict stands; this slower reader runs only
// after it refused a document, to give the person who must mend the file a place and a reason.

struct JSONDiagnosis {
    private let bytes: UnsafeRawBufferPointer
    private var offset = 0

    /// As deep as simdjson goes.
    private static let deepestNesting = 1024

    /// The error to report for a document that simdjson refused for `reason`.
    static func explain(_ bytes: UnsafeRawBufferPointer, _ reason: String) -> JSONSyntaxError {
        if let offset = firstInvalidUTF8(bytes) {
            return JSONSyntaxError(
                offset: offset, message: "not UTF-8 text. Convert the file to UTF-8 (from GB 18030, say).")
        }
        var diagnosis = JSONDiagnosis(bytes: bytes)
        do throws(JSONSyntaxError) {
            diagnosis.skipSpace()
            try diagnosis.value(depth: 0)
            diagnosis.skipSpace()
            if diagnosis.offset < bytes.count { throw diagnosis.problem("text after the end of the JSON value") }
        } catch {
            return error
        }
        return JSONSyntaxError(offset: 0, message: reason)
    }

    private init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    private var character: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private func problem(_ message: String) -> JSONSyntaxError {
        guard offset < bytes.count else {
            return JSONSyntaxError(offset: bytes.count, message: "the text ends too early: \(message)")
        }
        return JSONSyntaxError(offset: offset, message: message)
    }

    private mutating func skipSpace() {
        while let character, [0x20, 0x09, 0x0A, 0x0D].contains(character) { offset += 1 }
    }

    private mutating func value(depth: Int) throws(JSONSyntaxError) {
        guard depth < Self.deepestNesting else { throw problem("nested too deep") }
        switch character {
        case UInt8(ascii: "{"): try object(depth: depth)
        case UInt8(ascii: "["): try array(depth: depth)
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        case let character? where character == UInt8(ascii: "-") || isDigit(character): try number()
        default: throw problem("a value was expected")
        }
    }

    private mutating func object(depth: Int) throws(JSONSyntaxError) {
        offset += 1
        skipSpace()
        if accept("}") { return }
        while true {
            guard character == UInt8(ascii: "\"") else { throw problem("a member name in double quotes was expected") }
            try string()
            skipSpace()
            guard accept(":") else { throw problem("a colon after the member name was expected") }
            skipSpace()
            try value(depth: depth + 1)
            skipSpace()
            if accept("}") { return }
            guard accept(",") else { throw problem("a comma or } after the member was expected") }
            skipSpace()
        }
    }

    private mutating func array(depth: Int) throws(JSONSyntaxError) {
        offset += 1
        skipSpace()
        if accept("]") { return }
        while true {
            try value(depth: depth + 1)
            skipSpace()
            if accept("]") { return }
            guard accept(",") else { throw problem("a comma or ] after the element was expected") }
            skipSpace()
        }
    }

    private mutating func string() throws(JSONSyntaxError) {
        let start = offset
        offset += 1
        while let character {
            switch character {
            case UInt8(ascii: "\""):
                offset += 1
                return
            case UInt8(ascii: "\\"):
                try escape()
            case 0..<0x20:
                throw problem("a control character inside a string; write it as an escape such as \\n")
            default:
                offset += 1
            }
        }
        offset = start
        throw JSONSyntaxError(offset: start, message: "the string that begins here has no closing quote")
    }

    private mutating func escape() throws(JSONSyntaxError) {
        let start = offset
        offset += 1
        if accept("u") {
            for _ in 0..<4 {
                guard let character, Character(UnicodeScalar(character)).isHexDigit else {
                    throw JSONSyntaxError(offset: start, message: "\\u needs four hexadecimal digits")
                }
                offset += 1
            }
            return
        }
        guard let character, "\"\\/bfnrt".utf8.contains(character) else {
            throw JSONSyntaxError(offset: start, message: "an unknown escape in a string")
        }
        offset += 1
    }

    private mutating func number() throws(JSONSyntaxError) {
        let start = offset
        _ = accept("-")
        if accept("0") {
            if let character, isDigit(character) { throw problem("a number must not begin with 0") }
        } else {
            try digits()
        }
        if accept(".") { try digits() }
        if accept("e") || accept("E") {
            if !accept("+") { _ = accept("-") }
            try digits()
        }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        guard let value = Double(text), value.isFinite else {
            throw JSONSyntaxError(offset: start, message: "the number \(text) is too large")
        }
    }

    private mutating func digits() throws(JSONSyntaxError) {
        guard let character, isDigit(character) else { throw problem("a digit was expected") }
        while let character = self.character, isDigit(character) { offset += 1 }
    }

    private mutating func literal(_ word: StaticString) throws(JSONSyntaxError) {
        let length = word.utf8CodeUnitCount
        let found = bytes[offset..<min(bytes.count, offset + length)]
        guard found.elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: length)) else {
            throw problem("a value was expected (did you mean \(word)?)")
        }
        offset += length
    }

    private mutating func accept(_ expected: Unicode.Scalar) -> Bool {
        guard character == UInt8(ascii: expected) else { return false }
        offset += 1
        return true
    }

    private func isDigit(_ character: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character) }

    private static func firstInvalidUTF8(_ bytes: UnsafeRawBufferPointer) -> Int? {
        do {
            _ = try UTF8Span(validating: Span(_unsafeBytes: bytes))
            return nil
        } catch {
            return error.byteOffsets.lowerBound
        }
    }
}
