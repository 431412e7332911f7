// JSON text from a value, appended to a buffer that the caller may reuse. The order of members is the object's, so equal
// values that were built alike give equal bytes.

/// How JSON text is laid out.
public enum JSONLayout: Sendable, Hashable {
    /// No white space at all: a value is one line.
    case compact
    /// Two spaces per level and a member a line, for people.
    case pretty
}

extension JSONValue {
    /// The JSON text in UTF-8.
    public func serialized(_ layout: JSONLayout = .compact) -> [UInt8] {
        var output: [UInt8] = []
        write(to: &output, layout)
        return output
    }

    /// Appends the JSON text to `output`.
    public func write(to output: inout [UInt8], _ layout: JSONLayout = .compact) {
        var writer = JSONWriter(layout: layout)
        writer.write(self, to: &output)
    }
}

extension JSONNumber {
    func write(to output: inout [UInt8]) { output.append(contentsOf: spelling.utf8) }
}

private struct JSONWriter {
    let layout: JSONLayout
    private var level = 0

    init(layout: JSONLayout) { self.layout = layout }

    mutating func write(_ value: JSONValue, to output: inout [UInt8]) {
        switch value {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let number): number.write(to: &output)
        case .string(let text): writeString(text, to: &output)
        case .array(let elements): write(elements, to: &output)
        case .object(let object): write(object, to: &output)
        }
    }

    private mutating func write(_ elements: [JSONValue], to output: inout [UInt8]) {
        output.append(UInt8(ascii: "["))
        level += 1
        for (index, element) in elements.enumerated() {
            separate(isFirst: index == 0, in: &output)
            write(element, to: &output)
        }
        close(with: UInt8(ascii: "]"), isEmpty: elements.isEmpty, in: &output)
    }

    private mutating func write(_ object: JSONObject, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "{"))
        level += 1
        for (index, member) in object.enumerated() {
            separate(isFirst: index == 0, in: &output)
            writeString(member.key, to: &output)
            output.append(UInt8(ascii: ":"))
            if layout == .pretty { output.append(UInt8(ascii: " ")) }
            write(member.value, to: &output)
        }
        close(with: UInt8(ascii: "}"), isEmpty: object.isEmpty, in: &output)
    }

    private func separate(isFirst: Bool, in output: inout [UInt8]) {
        if !isFirst { output.append(UInt8(ascii: ",")) }
        breakLine(in: &output)
    }

    private mutating func close(with bracket: UInt8, isEmpty: Bool, in output: inout [UInt8]) {
        level -= 1
        if !isEmpty { breakLine(in: &output) }
        output.append(bracket)
    }

    private func breakLine(in output: inout [UInt8]) {
        guard layout == .pretty else { return }
        output.append(UInt8(ascii: "\n"))
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * level))
    }

    private func writeString(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        let start = output.count
        output.append(contentsOf: text.utf8)
        // Looking for escapes among the bytes that were just copied is faster than in the string.
        if needsEscape(output, from: start) {
            output.removeSubrange(start...)
            for byte in text.utf8 { writeEscaped(byte, to: &output) }
        }
        output.append(UInt8(ascii: "\""))
    }

    private func needsEscape(_ bytes: [UInt8], from start: Int) -> Bool {
        for index in start..<bytes.count where needsEscape(bytes[index]) { return true }
        return false
    }

    private func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private func writeEscaped(_ byte: UInt8, to output: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            output.append(UInt8(ascii: "\\"))
            output.append(byte)
        case 0x08: output.append(contentsOf: "\\b".utf8)
        case 0x09: output.append(contentsOf: "\\t".utf8)
        case 0x0a: output.append(contentsOf: "\\n".utf8)
        case 0x0c: output.append(contentsOf: "\\f".utf8)
        case 0x0d: output.append(contentsOf: "\\r".utf8)
        case 0..<0x20: output.append(contentsOf: "\\u00\(hexadecimal(byte).dropFirst(2))".utf8)
        default: output.append(byte)
        }
    }
}
