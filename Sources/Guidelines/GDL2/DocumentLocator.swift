// Where a part of a GDL2 file stands: refusals name it by its path (`rules/gt0010/then[2]`), readers want line and column.
//
// The file is walked once, after something was refused: values that are not on the path are skipped.

import RDF

extension GDL2 {
    struct DocumentLocator {
        private let bytes: [UInt8]
        private var position = 0

        init(_ text: String) { bytes = Array(text.utf8) }

        private enum Step: Equatable {
            case member(String)
            /// From 1.
            case element(Int)
        }
    }
}

extension GDL2.DocumentLocator {
    /// The place of the part; of the nearest part around it that is there; nil when the text is no such document.
    func position(of place: String) -> SourcePosition? {
        var steps = place.split(separator: "/").flatMap { part -> [Step] in
            let name = part.prefix { $0 != "[" }
            let index = part.dropFirst(name.count).dropFirst().prefix { $0.isNumber }
            return [.member(String(name))] + (Int(index).map { [.element($0)] } ?? [])
        }
        // The parts of the definition go by their own names.
        if let first = steps.first, first == .member("rules") || first == .member("data_bindings") {
            steps.insert(.member("definition"), at: 0)
        }
        var walker = self
        walker.skipSpaces()
        guard walker.peek == UInt8(ascii: "{") else { return nil }
        var found = walker.position
        for step in steps {
            guard walker.enter(step) else { break }
            found = walker.position
        }
        return sourcePosition(found)
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpaces() {
        while let byte = peek, byte == 0x20 || (0x09...0x0D).contains(byte) { position += 1 }
    }

    /// Goes to a part of the value that begins here; false, with nothing moved, when it has none.
    private mutating func enter(_ step: Step) -> Bool {
        let start = position
        let isObject = peek == UInt8(ascii: "{")
        guard isObject || peek == UInt8(ascii: "[") else { return false }
        position += 1
        var count = 0
        while true {
            skipSpaces()
            guard let byte = peek, byte != UInt8(ascii: "}"), byte != UInt8(ascii: "]") else { break }
            if byte == UInt8(ascii: ",") {
                position += 1
                continue
            }
            var reached: Step
            if isObject {
                guard byte == UInt8(ascii: "\"") else { break }
                let begin = position + 1
                skipString()
                reached = .member(String(decoding: bytes[begin..<max(begin, position - 1)], as: UTF8.self))
                skipSpaces()
                guard peek == UInt8(ascii: ":") else { break }
                position += 1
                skipSpaces()
            } else {
                count += 1
                reached = .element(count)
            }
            if reached == step { return true }
            let before = position
            skipValue()
            // What is no JSON cannot be walked.
            if position == before { break }
        }
        position = start
        return false
    }

    private mutating func skipString() {
        position += 1
        while let byte = peek, byte != UInt8(ascii: "\"") { position += byte == UInt8(ascii: "\\") ? 2 : 1 }
        position += 1
    }

    /// Skips a value, however deep, without recursion.
    private mutating func skipValue() {
        var depth = 0
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""): skipString()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return }
                depth -= 1
                position += 1
            case UInt8(ascii: ",") where depth == 0: return
            default: position += 1
            }
        }
    }

    /// Lines from 1, columns in characters from 1.
    private func sourcePosition(_ offset: Int) -> SourcePosition {
        let before = bytes[..<min(offset, bytes.count)]
        let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let line = before.count { $0 == 0x0A } + 1
        return SourcePosition(line: line, column: String(decoding: before[start...], as: UTF8.self).count + 1)
    }
}
