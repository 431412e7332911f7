// UCUM's grammar for case-sensitive codes, as its chapter on grammar of units and unit terms gives it.
//
//   main-term  = ["/"] term
//   term       = component { ("." | "/") component }            from left to right: a/b.c is (a/b).c
//   component  = symbol [exponent] [annotation] | annotation | digits [annotation] | "(" term ")" [annotation]
//   symbol     = atom | prefix metric-atom
//   exponent   = ["+" | "-"] digits
//   annotation = "{" printable ASCII "}"
//
// A symbol ends where its trailing exponent begins; within square brackets every character belongs to it.

indirect enum UnitTerm: Sendable {
    case factor(Int)
    case symbol(UnitSymbol, exponent: Int)
    case annotation
    case reciprocal(UnitTerm)
    case product(UnitTerm, UnitTerm)
    case quotient(UnitTerm, UnitTerm)
}

/// A unit atom with its prefix, both as places in UCUM's table.
struct UnitSymbol: Sendable, Hashable {
    let prefix: Int?
    let atom: Int
}

struct UnitParser {
    private let code: String
    private let bytes: [UInt8]
    private let symbols: UnitSymbols
    private var position = 0
    private var depth = 0

    /// Longest code, in bytes, and deepest nesting of parentheses that are read.
    static let maximumLength = 255
    static let maximumDepth = 16

    static func parse(_ code: String, symbols: UnitSymbols) throws(UnitError) -> UnitTerm {
        var parser = UnitParser(code: code, symbols: symbols)
        guard parser.bytes.count <= maximumLength else { throw parser.error(.tooLong) }
        if let place = parser.bytes.firstIndex(where: { $0 < 33 || $0 > 126 }) {
            throw parser.error(.notPrintableASCII, at: place)
        }
        // No code at all is unity: the data types of HL7 leave out the unit of plain numbers.
        guard !code.isEmpty else { return .factor(1) }
        let term: UnitTerm = parser.take("/") ? .reciprocal(try parser.component()) : try parser.component()
        let whole = try parser.rest(of: term)
        guard parser.position == parser.bytes.count else { throw parser.error(.unexpectedCharacter) }
        return whole
    }

    private init(code: String, symbols: UnitSymbols) {
        self.code = code
        self.bytes = Array(code.utf8)
        self.symbols = symbols
    }

    private mutating func rest(of first: UnitTerm) throws(UnitError) -> UnitTerm {
        var term = first
        while true {
            if take(".") {
                term = .product(term, try component())
            } else if take("/") {
                term = .quotient(term, try component())
            } else {
                return term
            }
        }
    }

    private mutating func component() throws(UnitError) -> UnitTerm {
        guard let byte = current else { throw error(.missingTerm) }
        switch byte {
        case UInt8(ascii: "{"):
            try annotation()
            return .annotation
        case UInt8(ascii: "("):
            guard depth < Self.maximumDepth else { throw error(.tooDeep) }
            let start = position
            position += 1
            depth += 1
            let term = try rest(of: try component())
            guard take(")") else { throw error(.unclosed("("), at: start) }
            depth -= 1
            if current == UInt8(ascii: "{") { try annotation() }
            return term
        default:
            let term = try simpleUnit()
            if current == UInt8(ascii: "{") { try annotation() }
            return term
        }
    }

    private mutating func annotation() throws(UnitError) {
        let start = position
        while let byte = current, byte != UInt8(ascii: "}") { position += 1 }
        guard take("}") else { throw error(.unclosed("{"), at: start) }
    }

    private mutating func simpleUnit() throws(UnitError) -> UnitTerm {
        let start = position
        try skipSymbol()
        let text = bytes[start..<position]
        guard !text.isEmpty else { throw error(.missingTerm) }
        if text.allSatisfy(Self.isDigit) {
            guard text.count <= 18, let factor = Int(String(decoding: text, as: UTF8.self)), factor > 0 else {
                throw error(.factorOutOfRange, at: start)
            }
            return .factor(factor)
        }
        var end = text.endIndex
        while end > start, Self.isDigit(bytes[end - 1]) { end -= 1 }
        let digits = end
        if end > start, digits < text.endIndex,
            bytes[end - 1] == UInt8(ascii: "+") || bytes[end - 1] == UInt8(ascii: "-")
        {
            end -= 1
        }
        let name = String(decoding: bytes[start..<end], as: UTF8.self)
        guard let symbol = symbols.find(name) else {
            throw error(.unknownSymbol(String(decoding: text, as: UTF8.self)), at: start)
        }
        guard digits < text.endIndex else { return .symbol(symbol, exponent: 1) }
        guard let exponent = Int(String(decoding: bytes[end..<text.endIndex], as: UTF8.self)), abs(exponent) <= 99
        else {
            throw error(.exponentOutOfRange, at: end)
        }
        return .symbol(symbol, exponent: exponent)
    }

    private mutating func skipSymbol() throws(UnitError) {
        var bracket: Int?
        while let byte = current {
            switch byte {
            case UInt8(ascii: "["): bracket = bracket ?? position
            case UInt8(ascii: "]"): bracket = nil
            case UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "{"),
                UInt8(ascii: "}"):
                if bracket == nil { return }
            default: break
            }
            position += 1
        }
        if let bracket { throw error(.unclosed("["), at: bracket) }
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private func error(_ reason: UnitError.Reason, at place: Int? = nil) -> UnitError {
        UnitError(code: code, column: (place ?? position) + 1, reason: reason)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
