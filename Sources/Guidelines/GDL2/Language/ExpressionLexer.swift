// From the text of a GDL2 expression to tokens, over bytes: everything that separates is ASCII.
//
// Labels and quoted texts are not escaped and may hold what ends them: `|`, `'`, `(`. So their end is the first mark after
// which an expression can go on (an operator, a bracket, an attribute, the end), and a label that the ontology knows is
// taken as the ontology has it.

import Quantities

extension GDL2 {
    enum Token: Hashable {
        case element(String)
        case now
        case attribute(String)
        case literal(Literal)
        /// The unit behind a number in brackets: `(-2),a`.
        case unit(String)
        case name(String)
        /// An operator or a bracket, as written.
        case mark(String)
        case end

        var text: String {
            switch self {
            case .element(let id): "$\(id)"
            case .now: "$currentDateTime"
            case .attribute(let name): ".\(name)"
            case .literal(let literal): "\(literal)"
            case .unit(let unit): ",\(unit)"
            case .name(let name), .mark(let name): "\"\(name)\""
            case .end: "the end"
            }
        }
    }

    struct ExpressionLexer {
        private let bytes: [UInt8]
        private var position = 0
        /// The texts of an element's code in every language.
        private let labels: (String) -> [String]

        init(_ text: String, labels: @escaping (String) -> [String]) {
            bytes = Array(text.utf8)
            self.labels = labels
        }

        /// All tokens, the end included.
        mutating func tokens() throws(Failure) -> [Token] {
            var tokens: [Token] = []
            repeat { tokens.append(try next(after: tokens.last)) } while tokens.last != .end
            return tokens
        }

        struct Failure: Error {
            let problem: ImportError.Problem
        }
    }
}

extension GDL2.ExpressionLexer {
    typealias Token = GDL2.Token

    private static let marks = [
        "||", "&&", "==", "!=", "<=", ">=", "=", "<", ">", "!", "+", "-", "*", "/", "^", "(", ")",
    ]

    private mutating func next(after previous: Token?) throws(Failure) -> Token {
        skipSpaces()
        guard let byte = peek() else { return .end }
        switch byte {
        case UInt8(ascii: "$"): return try variable()
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return .literal(try quoted(byte))
        case UInt8(ascii: "."):
            position += 1
            let name = take(while: Self.isWordByte)
            guard !name.isEmpty else { throw unexpected("an attribute after \".\"") }
            return .attribute(name)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return .literal(try number(negative: false))
        case UInt8(ascii: "-") where Self.isOrdinal(bytes[(position + 1)...]):
            guard previous.map(Self.startsOperand) ?? true else { break }
            position += 1
            return .literal(try number(negative: true))
        case UInt8(ascii: ",") where previous == .mark(")"):
            guard let unit = unit(after: position + 1) else { throw unexpected("a unit after \",\"") }
            return .unit(unit)
        case _ where Self.isWordByte(byte): return try word()
        default: break
        }
        for mark in Self.marks where bytes[position...].starts(with: mark.utf8) {
            position += mark.utf8.count
            return .mark(mark)
        }
        throw unexpected("an operand or operator")
    }

    /// Whether an operand follows the token, so that `-` belongs to a number.
    private static func startsOperand(_ token: Token) -> Bool {
        if case .mark(let mark) = token { mark != ")" } else { false }
    }

    // MARK: - Elements and words

    private mutating func variable() throws(Failure) -> Token {
        position += 1
        var name = take(while: Self.isWordByte)
        guard !name.isEmpty else { throw unexpected("a name after \"$\"") }
        if name == "currentDateTime" { return .now }
        // Specialised codes have further digits: gt0.12, gt0003.1.
        while peek() == UInt8(ascii: "."), let digit = peek(1), Self.isDigit(digit) {
            position += 1
            name += "." + take(while: Self.isDigit)
        }
        _ = label(known: labels(name), mayBeOperator: true)
        return .element(name)
    }

    /// A word: null, true, false, a function, or a coded term `terminology::code|text|`.
    private mutating func word() throws(Failure) -> Token {
        let start = position
        let name = take { Self.isWordByte($0) || $0 == UInt8(ascii: "-") }
        if bytes[position...].starts(with: "::".utf8) { return .literal(.coded(try codedTerm(name))) }
        position = start
        let plain = take(while: Self.isWordByte)
        switch plain {
        case "null": return .literal(.null)
        case "true": return .literal(.boolean(true))
        case "false": return .literal(.boolean(false))
        case "and": return .mark("&&")
        case "or": return .mark("||")
        case "not": return .mark("!")
        default: return .name(plain)
        }
    }

    private mutating func codedTerm(_ terminology: String) throws(Failure) -> GDL2.CodedTerm {
        position += 2
        let code = take { Self.isWordByte($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
        guard !code.isEmpty else { throw unexpected("a code after \"\(terminology)::\"") }
        return GDL2.CodedTerm(
            terminology: terminology, code: code, text: label(known: labels(code), mayBeOperator: true))
    }

    // MARK: - Numbers

    /// A number, and what may follow it: `,unit` or `|terminology::code|text|`.
    private mutating func number(negative: Bool) throws(Failure) -> GDL2.Literal {
        try refuseDate()
        var text = (negative ? "-" : "") + take(while: Self.isDigit)
        if peek() == UInt8(ascii: "."), let digit = peek(1), Self.isDigit(digit) {
            position += 1
            text += "." + take(while: Self.isDigit)
        }
        if let exponent = exponent() { text += exponent }
        guard let number = ExactDecimal(text) else { throw unexpected("a number") }
        if peek() == UInt8(ascii: ","), let unit = unit(after: position + 1) {
            return .quantity(number, unit: unit)
        }
        if Self.isOrdinal(Array(text.utf8.drop { $0 == UInt8(ascii: "-") })[...] + bytes[position...]) {
            position += 1
            let terminology = take { Self.isWordByte($0) || $0 == UInt8(ascii: "-") }
            let term = try codedTerm(terminology)
            guard let value = number.integerValue else { throw unexpected("a whole number before an ordinal's code") }
            return .ordinal(value, term)
        }
        return .number(number)
    }

    /// `2020-01-31` is a date, which an expression can only have from an element, and no subtraction.
    private func refuseDate() throws(Failure) {
        let text = bytes[position...].prefix(10)
        guard text.count == 10, DateTime(String(decoding: text, as: UTF8.self))?.precision == .day else { return }
        throw Failure(problem: .unsupported("the date constant \(String(decoding: text, as: UTF8.self))"))
    }

    /// `E-6`
    private mutating func exponent() -> String? {
        guard let mark = peek(), mark | 0x20 == UInt8(ascii: "e") else { return nil }
        let sign = peek(1) == UInt8(ascii: "-") || peek(1) == UInt8(ascii: "+") ? 1 : 0
        guard let digit = peek(1 + sign), Self.isDigit(digit) else { return nil }
        let start = position
        position += 1 + sign
        _ = take(while: Self.isDigit)
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// A unit runs to the next space, bracket, comparison or logical operator; brackets inside it are its own.
    private mutating func unit(after start: Int) -> String? {
        var end = start
        var depth = 0
        scan: while end < bytes.count {
            switch bytes[end] {
            case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "("): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: ")"):
                if depth == 0 { break scan }
                depth -= 1
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "&"), UInt8(ascii: "|"),
                UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "!"), UInt8(ascii: "+"),
                UInt8(ascii: "-"):
                if depth == 0 { break scan }
            default: break
            }
            end += 1
        }
        guard end > start else { return nil }
        position = end
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    /// Whether digits are followed by `|word::`.
    private static func isOrdinal(_ rest: ArraySlice<UInt8>) -> Bool {
        let digits = rest.prefix(while: isDigit)
        var rest = rest.dropFirst(digits.count)
        guard !digits.isEmpty, rest.popFirst() == UInt8(ascii: "|") else { return false }
        let name = rest.prefix { isWordByte($0) || $0 == UInt8(ascii: "-") }
        return !name.isEmpty && rest.dropFirst(name.count).starts(with: "::".utf8)
    }

    // MARK: - Texts without escapes

    private mutating func quoted(_ quote: UInt8) throws(Failure) -> GDL2.Literal {
        let start = position + 1
        for end in bytes[start...].indices where bytes[end] == quote && mayGoOn(at: end + 1) {
            position = end + 1
            return .text(String(decoding: bytes[start..<end], as: UTF8.self))
        }
        throw unexpected("the end of a quoted text")
    }

    /// The label that stands here, if one does.
    private mutating func label(known: [String], mayBeOperator: Bool) -> String? {
        guard peek() == UInt8(ascii: "|") else { return nil }
        let start = position + 1
        for text in known.sorted(by: { $0.utf8.count > $1.utf8.count }) where !text.isEmpty {
            let end = start + text.utf8.count
            guard end < bytes.count, bytes[start...].starts(with: text.utf8), bytes[end] == UInt8(ascii: "|"),
                mayGoOn(at: end + 1)
            else { continue }
            position = end + 1
            return text
        }
        // `||` before an operand is the operator; four bars are an empty label and the operator.
        if peek(1) == UInt8(ascii: "|"), mayBeOperator, !bytes[(start + 1)...].starts(with: "||".utf8) { return nil }
        for end in bytes[start...].indices where bytes[end] == UInt8(ascii: "|") && mayGoOn(at: end + 1) {
            position = end + 1
            return String(decoding: bytes[start..<end], as: UTF8.self)
        }
        return nil
    }

    /// Whether an expression can go on here after an operand.
    private func mayGoOn(at start: Int) -> Bool {
        var place = start
        while place < bytes.count, Self.isSpace(bytes[place]) { place += 1 }
        guard place < bytes.count else { return true }
        let rest = bytes[place...]
        if rest[place] == UInt8(ascii: ".") { return place == start && Self.isAttribute(rest.dropFirst()) }
        if place > start, goesOnWithWord(rest) { return true }
        // A single bar or `!` is part of a label; so is a mark that nothing follows.
        guard let mark = Self.marks.first(where: { rest.starts(with: $0.utf8) }), mark != "!", mark != "(" else {
            return false
        }
        return mark == ")" || rest.count > mark.utf8.count
    }

    /// Whether `and` or `or` stands here, with an operand after it: labels have such words too.
    private func goesOnWithWord(_ rest: ArraySlice<UInt8>) -> Bool {
        guard let word = ["and", "or"].first(where: { rest.starts(with: $0.utf8) }) else { return false }
        let after = rest.dropFirst(word.utf8.count)
        guard let next = after.first(where: { !Self.isSpace($0) }) else { return false }
        return Self.isSpace(after.first ?? 0) && "$('!".utf8.contains(next) || next == UInt8(ascii: "(")
    }

    private static func isAttribute(_ rest: ArraySlice<UInt8>) -> Bool {
        GDL2.Attribute(name: String(decoding: rest.prefix(while: isWordByte), as: UTF8.self)) != nil
    }

    // MARK: - Bytes

    private func peek(_ offset: Int = 0) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    private mutating func skipSpaces() {
        while let byte = peek(), Self.isSpace(byte) { position += 1 }
    }

    private mutating func take(while accepts: (UInt8) -> Bool) -> String {
        let start = position
        while position < bytes.count, accepts(bytes[position]) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private func unexpected(_ wanted: String) -> Failure {
        let rest = String(decoding: bytes[min(position, bytes.count)...].prefix(40), as: UTF8.self)
        return Failure(problem: .expected(wanted, found: rest.isEmpty ? "the end" : "\"\(rest)\""))
    }
}
