// The part of YAML that test fixtures are written in: block mappings and sequences, plain and quoted scalars that may run
// over several lines, keys after `?`, comments, and `{}` or `[]` for empty. Everything else (anchors, tags, block scalars,
// flow collections) is refused by name.
//
// A value stays the text that was written: what it means is told by who asks for it.

import RDF

extension GDL2 {
    indirect enum FixtureNode: Hashable {
        case none
        case scalar(String)
        case mapping([Member])
        case sequence([FixtureNode])

        struct Member: Hashable {
            let key: String
            let value: FixtureNode
        }

        subscript(key: String) -> FixtureNode? {
            guard case .mapping(let members) = self else { return nil }
            return members.last { $0.key == key }?.value
        }

        var text: String? { if case .scalar(let text) = self { text } else { nil } }
    }

    struct FixtureText {
        private var lines: [String]
        private var number = 0
        private var depth = 0
        private static let maximumDepth = 50

        init(_ text: String) {
            lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.map(String.init)
            if lines.first?.first == "\u{FEFF}" { lines[0].removeFirst() }
        }

        typealias Failure = ImportError
    }
}

extension GDL2.FixtureText {
    typealias Node = GDL2.FixtureNode

    mutating func document() throws(Failure) -> Node {
        if skipBlank(), lines[number].hasPrefix("---") { number += 1 }
        guard skipBlank() else { return .none }
        let node = try block(indent: indent(of: lines[number]))
        if skipBlank() { throw failure(.expected("the end of the document", found: "\"\(lines[number])\"")) }
        return node
    }

    // MARK: - Lines

    private func indent(of line: String) -> Int { line.utf8.prefix { $0 == UInt8(ascii: " ") }.count }

    private func isBlank(_ line: String) -> Bool {
        guard let first = line.first(where: { !$0.isWhitespace }) else { return true }
        return first == "#"
    }

    /// Goes to the next line with content; false at the end.
    private mutating func skipBlank() -> Bool {
        while number < lines.count, isBlank(lines[number]) { number += 1 }
        return number < lines.count
    }

    private func failure(_ problem: GDL2.ImportError.Problem) -> Failure {
        GDL2.ImportError(
            at: "line \(number + 1)", problem, position: SourcePosition(line: number + 1, column: 1))
    }

    private func isItem(_ text: Substring) -> Bool { text == "-" || text.hasPrefix("- ") }

    private func content(_ indent: Int) -> Substring { lines[number].dropFirst(indent) }

    /// Puts spaces in place of the first characters of the line, so that what follows is a block of its own.
    private mutating func blank(_ count: Int) {
        lines[number] = String(repeating: " ", count: count) + lines[number].dropFirst(count)
    }

    // MARK: - Blocks

    private mutating func block(indent: Int) throws(Failure) -> Node {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw failure(.tooDeep(limit: Self.maximumDepth)) }
        let text = content(indent)
        if isItem(text) { return try sequence(indent) }
        if text.hasPrefix("? ") || keyLength(text) != nil { return try mapping(indent) }
        return try scalar(text, parentIndent: indent - 1)
    }

    private mutating func sequence(_ indent: Int) throws(Failure) -> Node {
        var items: [Node] = []
        while skipBlank(), self.indent(of: lines[number]) == indent, isItem(content(indent)) {
            blank(indent + 1)
            items.append(try nested(indent))
        }
        return .sequence(items)
    }

    /// What stands on the rest of a line or in the block under it.
    private mutating func nested(_ indent: Int) throws(Failure) -> Node {
        guard skipBlank(), self.indent(of: lines[number]) > indent else { return .none }
        return try block(indent: self.indent(of: lines[number]))
    }

    private mutating func mapping(_ indent: Int) throws(Failure) -> Node {
        var members: [Node.Member] = []
        while skipBlank(), self.indent(of: lines[number]) == indent {
            let text = content(indent)
            if text.hasPrefix("? ") {
                blank(indent + 1)
                guard case .scalar(let key) = try nested(indent) else {
                    throw failure(.unsupported("a key that is no text"))
                }
                guard skipBlank(), content(indent).hasPrefix(":") else { throw failure(.missing("the value of a key")) }
                blank(indent + 1)
                members.append(Node.Member(key: key, value: try nested(indent)))
                continue
            }
            guard let length = keyLength(text) else {
                throw failure(.expected("a key and a colon", found: "\"\(text.prefix(40))\""))
            }
            let key = unquoted(text.prefix(length))
            let rest = text.dropFirst(length).drop { $0.isWhitespace }.dropFirst().drop { $0.isWhitespace }
            if !rest.isEmpty, !rest.hasPrefix("#") {
                members.append(Node.Member(key: key, value: try scalar(rest, parentIndent: indent)))
                continue
            }
            number += 1
            var value = Node.none
            if skipBlank() {
                let below = self.indent(of: lines[number])
                if below > indent || (below == indent && isItem(content(indent))) { value = try block(indent: below) }
            }
            members.append(Node.Member(key: key, value: value))
        }
        return .mapping(members)
    }

    /// Where the key of a mapping's line ends; nil when the line has none.
    private func keyLength(_ text: Substring) -> Int? {
        if let quote = text.first, quote == "\"" || quote == "'" {
            guard let end = quotedLength(text, quote) else { return nil }
            let rest = text.dropFirst(end).drop { $0 == " " }
            return rest.first == ":" && (rest.count == 1 || rest.dropFirst().first == " ") ? end : nil
        }
        var previous: Character = " "
        var length = 0
        for character in text {
            if character == ":" {
                let next = text.dropFirst(length + 1).first
                if next == nil || next == " " || next == "\t" { return length }
            }
            if character == "#", previous == " " { return nil }
            previous = character
            length += 1
        }
        return nil
    }

    /// The length of a quoted text, quotes included; nil when it does not end here.
    private func quotedLength(_ text: Substring, _ quote: Character) -> Int? {
        var length = 1
        var rest = text.dropFirst()
        while let character = rest.popFirst() {
            length += 1
            if character == "\\", quote == "\"" {
                if rest.popFirst() != nil { length += 1 }
            } else if character == quote {
                guard quote == "'", rest.first == "'" else { return length }
                rest.removeFirst()
                length += 1
            }
        }
        return nil
    }
}

// MARK: - Scalars

extension GDL2.FixtureText {
    /// A scalar that begins with `text` on the current line; lines with a deeper indent belong to it.
    private mutating func scalar(_ text: Substring, parentIndent: Int) throws(Failure) -> Node {
        switch text.first {
        case "|", ">":
            if text.dropFirst().allSatisfy({ "+-0123456789 ".contains($0) }) {
                throw failure(.unsupported("a block scalar"))
            }
        case "&", "*", "!", "%", "@", "`": throw failure(.unsupported("YAML's \"\(text.prefix(1))\""))
        case "{", "[": return try emptyCollection(text)
        case "\"", "'": return try quoted(text)
        default: break
        }
        var parts = [uncommented(text)]
        number += 1
        while number < lines.count {
            let line = lines[number]
            if line.allSatisfy(\.isWhitespace) {
                parts.append("")
            } else if indent(of: line) > parentIndent, !isBlank(line) {
                parts.append(uncommented(line.drop { $0.isWhitespace }))
            } else {
                break
            }
            number += 1
        }
        while parts.last?.isEmpty == true { parts.removeLast() }
        return .scalar(folded(parts))
    }

    private mutating func emptyCollection(_ text: Substring) throws(Failure) -> Node {
        switch uncommented(text).filter({ $0 != " " }) {
        case "{}":
            number += 1
            return .mapping([])
        case "[]":
            number += 1
            return .sequence([])
        default: throw failure(.unsupported("a collection in brackets"))
        }
    }

    private mutating func quoted(_ start: Substring) throws(Failure) -> Node {
        guard let quote = start.first else { return .none }
        var text = String(start)
        var length = quotedLength(text[...], quote)
        while length == nil {
            number += 1
            guard number < lines.count else { throw failure(.expected("the end of a quoted text", found: "the end")) }
            let next = lines[number].drop { $0.isWhitespace }
            if text.hasSuffix("\\"), quote == "\"" {
                text = String(text.dropLast()) + next.replacingEscapedStart
            } else if next.isEmpty {
                text += "\n"
            } else {
                text = text.trimmingEnd + (text.hasSuffix("\n") ? "" : " ") + next.replacingEscapedStart
            }
            length = quotedLength(text[...], quote)
        }
        number += 1
        return .scalar(unquoted(text.prefix(length ?? text.count)))
    }

    /// Without quotes and their escapes, when there are any.
    private func unquoted(_ text: Substring) -> String {
        let text = text.trimmed
        guard text.count >= 2, let quote = text.first, text.last == quote else { return String(text) }
        let inner = text.dropFirst().dropLast()
        if quote == "'" { return String(inner).replacing("''", with: "'") }
        guard quote == "\"" else { return String(text) }
        var result = ""
        var rest = inner
        while let character = rest.popFirst() {
            guard character == "\\", let escaped = rest.popFirst() else {
                result.append(character)
                continue
            }
            switch escaped {
            case "n": result += "\n"
            case "t": result += "\t"
            case "r": result += "\r"
            case "0": result += "\0"
            case "N": result += "\u{85}"
            case "_": result += "\u{A0}"
            case "L": result += "\u{2028}"
            case "P": result += "\u{2029}"
            case "x", "u", "U":
                let digits = rest.prefix(escaped == "x" ? 2 : escaped == "u" ? 4 : 8)
                rest = rest.dropFirst(digits.count)
                if let code = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(code) {
                    result.unicodeScalars.append(scalar)
                }
            default: result.append(escaped)
            }
        }
        return result
    }

    private func uncommented(_ text: Substring) -> String {
        var previous: Character = "x"
        var end = text.startIndex
        while end < text.endIndex {
            if text[end] == "#", previous.isWhitespace { break }
            previous = text[end]
            text.formIndex(after: &end)
        }
        return String(text[..<end].trimmed)
    }

    /// Lines of a plain text: a line break is a space, an empty line a line break.
    private func folded(_ parts: [String]) -> String {
        var result = ""
        var breaks = 0
        for (index, part) in parts.enumerated() {
            if part.isEmpty, index > 0 {
                breaks += 1
                continue
            }
            if index > 0 { result += breaks > 0 ? String(repeating: "\n", count: breaks) : " " }
            result += part
            breaks = 0
        }
        return result
    }
}

extension StringProtocol {
    fileprivate var trimmed: Substring {
        var end = endIndex
        while end > startIndex, self[index(before: end)].isWhitespace { formIndex(before: &end) }
        return Substring(self[..<end]).drop { $0.isWhitespace }
    }

    fileprivate var trimmingEnd: String {
        var text = String(self)
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }

    /// A continued line of a double-quoted text may begin with an escaped space.
    fileprivate var replacingEscapedStart: String { hasPrefix("\\ ") ? String(dropFirst()) : String(self) }
}
