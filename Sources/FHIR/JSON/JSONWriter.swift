// Writes JSON into one growing byte array: no tree is built and no number loses its spelling.
// Members appear in the order in which they are written, so that output can be compared byte for byte.

/// Builds a JSON text from front to back.
public struct JSONWriter: Sendable {
    /// What has been written so far.
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    public init() {}

    public var string: String { String(decoding: bytes, as: UTF8.self) }

    /// Starts over, keeping the memory.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
    }

    public mutating func object(_ members: (inout JSONWriter) throws -> Void) rethrows {
        try container("{", "}", members)
    }

    public mutating func array(_ elements: (inout JSONWriter) throws -> Void) rethrows {
        try container("[", "]", elements)
    }

    /// Begins a member: exactly one value must follow.
    public mutating func name(_ name: String) {
        value { writer in writer.quoted(name) }
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    public mutating func string(_ text: String) { value { writer in writer.quoted(text) } }

    /// A number as it is spelt; the caller vouches that it is a JSON number.
    public mutating func number(_ spelling: String) {
        value { writer in writer.bytes.append(contentsOf: spelling.utf8) }
    }

    public mutating func number(_ number: Int) { self.number(String(number)) }

    public mutating func boolean(_ boolean: Bool) { number(boolean ? "true" : "false") }

    public mutating func null() { number("null") }

    /// A value that is JSON text already.
    public mutating func raw(_ json: [UInt8]) { value { writer in writer.bytes.append(contentsOf: json) } }

    // Members in one call; those with an optional value are left out when there is none.

    public mutating func member(_ name: String, _ text: String?) {
        guard let text else { return }
        self.name(name)
        string(text)
    }

    public mutating func member(_ name: String, _ number: Int?) {
        guard let number else { return }
        self.name(name)
        self.number(number)
    }

    public mutating func member(_ name: String, _ flag: Bool?) {
        guard let flag else { return }
        self.name(name)
        boolean(flag)
    }

    public mutating func member(_ name: String, number spelling: String?) {
        guard let spelling else { return }
        self.name(name)
        number(spelling)
    }

    public mutating func object(_ name: String, _ members: (inout JSONWriter) throws -> Void) rethrows {
        self.name(name)
        try object(members)
    }

    public mutating func array(_ name: String, _ elements: (inout JSONWriter) throws -> Void) rethrows {
        self.name(name)
        try array(elements)
    }

    /// Ends a line of NDJSON.
    public mutating func newline() {
        bytes.append(UInt8(ascii: "\n"))
        needsComma = false
    }

    private mutating func container(
        _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout JSONWriter) throws -> Void
    ) rethrows {
        value { writer in writer.bytes.append(UInt8(ascii: open)) }
        needsComma = false
        try body(&self)
        bytes.append(UInt8(ascii: close))
        needsComma = true
    }

    private mutating func value(_ write: (inout JSONWriter) -> Void) {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        write(&self)
        needsComma = true
    }

    private mutating func quoted(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes.append(contentsOf: "\\\"".utf8)
            case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
            case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
            case UInt8(ascii: "\r"): bytes.append(contentsOf: "\\r".utf8)
            case UInt8(ascii: "\t"): bytes.append(contentsOf: "\\t".utf8)
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                bytes.append(contentsOf: (digits.count == 1 ? "\\u000" : "\\u00").utf8)
                bytes.append(contentsOf: digits.utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
