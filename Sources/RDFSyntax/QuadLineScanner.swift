// The fast path for loading N-Triples and N-Quads: finds the terms of a line without making strings.
//
// It accepts only lines that are plain beyond doubt: IRIs of unreserved ASCII characters, labels and language tags of
// letters and digits, strings without escapes, one of each part. Every other line, good or bad, is left to
// `LineParser`, which knows the whole grammar; so this file needs no error messages and cannot be laxer than the
// parser. Neighbouring lines have much in common: what an IRI shares with the one in the same place of the line before has
// been looked at there and is only compared, eight bytes at once.
// Unsafe: reads a buffer by pointer; every read is before `end`, and the buffer ends with a line feed.
import Primitives

/// A term of a line, as ranges of the buffer.
public struct ScannedTerm: Sendable {
    public enum Kind: Sendable {
        case iri
        /// The range is the label.
        case blankNode
        /// The range is the lexical form, `qualifier` the datatype IRI; empty stands for `xsd:string`.
        case literal
        /// The range is the lexical form, `qualifier` the language tag.
        case languageLiteral
    }

    public fileprivate(set) var kind = Kind.iri
    public fileprivate(set) var range = 0..<0
    public fileprivate(set) var qualifier = 0..<0
    /// Whether it is the IRI that stands in the same place of the plain line before.
    public fileprivate(set) var isRepeated = false
    /// In an IRI the offset of the ':' behind the scheme, and that of the '#' if there is one.
    fileprivate var colon = Int.max
    fileprivate var fragment = Int.max
}

/// Scans one line after the other.
public struct QuadLineScanner {
    public private(set) var subject = ScannedTerm()
    public private(set) var predicate = ScannedTerm()
    public private(set) var object = ScannedTerm()
    /// Nil for the default graph.
    public private(set) var graph: ScannedTerm?

    private let base: UnsafePointer<UInt8>
    private let end: Int
    private let hasGraphs: Bool
    private var position = 0
    /// The last that was an object, and the last of a datatype.
    private var (objectIRI, datatypeIRI) = (ScannedTerm(), ScannedTerm())
    private let schemeBytes = ASCIISet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.")
    /// In the rest of an IRI; '#', '%' and brackets are not among them.
    private let iriBytes = ASCIISet(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?@!$&'()*+,;=")
    private let textEnds = ASCIISet("\"\\\n\r")

    /// - Parameter buffer: whole lines; its last byte must be a line feed. It must outlive the scanner.
    public init?(_ buffer: UnsafeBufferPointer<UInt8>, hasGraphs: Bool) {
        guard let base = buffer.baseAddress, buffer.last == UInt8(ascii: "\n") else { return nil }
        self.base = base
        end = buffer.count
        self.hasGraphs = hasGraphs
    }

    /// Reads the line that begins at `start`; nil when it is not plain. Else the start of the next line.
    public mutating func scanLine(from start: Int) -> Int? {
        position = start
        guard let subject = node(like: subject), space(), let predicate = iri(like: predicate), space(),
            var object = term()
        else { return nil }
        skipBlanks()
        var graph: ScannedTerm?
        if hasGraphs && base[position] != UInt8(ascii: ".") {
            guard let name = node(like: self.graph ?? ScannedTerm()) else { return nil }
            graph = name
            skipBlanks()
        }
        guard base[position] == UInt8(ascii: "."), base[position + 1] == UInt8(ascii: "\n") else { return nil }
        if self.object.kind != .iri { object.isRepeated = false }
        (self.subject, self.predicate, self.object, self.graph) = (subject, predicate, object, graph)
        if object.kind == .iri { objectIRI = object }
        return position + 2
    }

    // The buffer ends with a line feed and no loop passes over one, so no read goes beyond the end.

    @inline(__always)
    private mutating func skipBlanks() {
        while base[position] == UInt8(ascii: " ") || base[position] == UInt8(ascii: "\t") { position += 1 }
    }

    @inline(__always)
    private mutating func space() -> Bool {
        let before = position
        skipBlanks()
        return position > before
    }

    @inline(__always)
    private mutating func node(like known: ScannedTerm) -> ScannedTerm? {
        base[position] == UInt8(ascii: "_") ? label() : iri(like: known)
    }

    @inline(__always)
    private mutating func term() -> ScannedTerm? {
        base[position] == UInt8(ascii: "\"") ? literal() : node(like: objectIRI)
    }

    /// - Parameter known: one that has been looked at, of which only the differences are looked at again.
    @inline(__always)
    private mutating func iri(like known: ScannedTerm) -> ScannedTerm? {
        guard base[position] == UInt8(ascii: "<") else { return nil }
        let start = position + 1
        let shared = sharedCount(start, known.range)
        var term = ScannedTerm()
        position = start + shared
        if shared > known.colon {
            term.colon = known.colon
        } else {
            // The scheme: a letter, then letters, digits, '+', '-', '.' up to ':'.
            position = start
            guard CharacterClass.isLetter(base[position]) else { return nil }
            while schemeBytes.contains(base[position]) { position += 1 }
            guard base[position] == UInt8(ascii: ":") else { return nil }
            term.colon = position - start
        }
        if shared > known.fragment { term.fragment = known.fragment }
        while iriBytes.contains(base[position]) { position += 1 }
        if base[position] == UInt8(ascii: "#"), term.fragment == .max {
            term.fragment = position - start
            position += 1
            while iriBytes.contains(base[position]) { position += 1 }
        }
        guard base[position] == UInt8(ascii: ">") else { return nil }
        term.range = start..<position
        term.isRepeated = known.kind == .iri && shared == term.range.count && shared == known.range.count
        position += 1
        return term
    }

    /// How many bytes from `start` on are those of another range.
    @inline(__always)
    private func sharedCount(_ start: Int, _ known: Range<Int>) -> Int {
        let known = UnsafeRawBufferPointer(start: base + known.lowerBound, count: known.count)
        return UnsafeRawBufferPointer(start: base + start, count: end - start).sharedPrefixCount(with: known)
    }

    private mutating func label() -> ScannedTerm? {
        guard base[position + 1] == UInt8(ascii: ":") else { return nil }
        let start = position + 2
        position = start
        while CharacterClass.isNameASCII(base[position]) { position += 1 }
        // A label does not begin with '-'; one with other characters or a dot is for the parser.
        let next = base[position]
        guard position > start, base[start] != UInt8(ascii: "-"),
            next == UInt8(ascii: " ") || next == UInt8(ascii: "\t")
        else { return nil }
        return ScannedTerm(kind: .blankNode, range: start..<position)
    }

    private mutating func literal() -> ScannedTerm? {
        let start = position + 1
        position = start
        let isASCII = skipText()
        guard base[position] == UInt8(ascii: "\"") else { return nil }
        let lexicalForm = start..<position
        if !isASCII && !isUTF8(lexicalForm) { return nil }
        position += 1
        if base[position] == UInt8(ascii: "^") { return datatype(of: lexicalForm) }
        if base[position] == UInt8(ascii: "@") { return language(of: lexicalForm) }
        return ScannedTerm(kind: .literal, range: lexicalForm)
    }

    /// Goes to the next quotation mark, backslash or end of the line; whether all before it is ASCII.
    @inline(__always)
    private mutating func skipText() -> Bool {
        let (ones, highBits) = (Self.ones, Self.ones << 7)
        var union: UInt64 = 0
        while position + 8 <= end {
            let word = UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self).littleEndian
            let ends =
                Self.zeros(word ^ ones &* UInt64(UInt8(ascii: "\"")))
                | Self.zeros(word ^ ones &* UInt64(UInt8(ascii: "\\")))
                | Self.zeros(word ^ ones &* UInt64(UInt8(ascii: "\n")))
                | Self.zeros(word ^ ones &* UInt64(UInt8(ascii: "\r")))
            if ends != 0 {
                let before = UInt64(ends.trailingZeroBitCount & ~7)
                position += Int(before / 8)
                return (union | word & ((1 << before) - 1)) & highBits == 0
            }
            union |= word
            position += 8
        }
        while !textEnds.contains(base[position]) {
            union |= UInt64(base[position])
            position += 1
        }
        return union & highBits == 0
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101

    /// The high bit of each byte that is 0; bytes behind the first such one may have theirs too.
    @inline(__always)
    private static func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word & ones << 7 }

    private func isUTF8(_ range: Range<Int>) -> Bool {
        let bytes = UnsafeBufferPointer(start: base + range.lowerBound, count: range.count)
        return (try? UTF8Span(validating: bytes.span)) != nil
    }

    private mutating func datatype(of lexicalForm: Range<Int>) -> ScannedTerm? {
        guard base[position + 1] == UInt8(ascii: "^") else { return nil }
        position += 2
        guard let iri = iri(like: datatypeIRI) else { return nil }
        let datatype = iri.range
        datatypeIRI = iri
        // Of the datatypes in RDF's own namespace some are forbidden here: the parser knows which.
        let isInRDF =
            datatype.count > Self.rdf.count
            && Self.rdf.indices.allSatisfy { Self.rdf[$0] == base[datatype.lowerBound + $0] }
        return isInRDF ? nil : ScannedTerm(kind: .literal, range: lexicalForm, qualifier: datatype)
    }

    private mutating func language(of lexicalForm: Range<Int>) -> ScannedTerm? {
        let start = position + 1
        position = start
        while CharacterClass.isLetter(base[position]) { position += 1 }
        var partStart = start
        while base[position] == UInt8(ascii: "-") {
            guard position > partStart, position - partStart <= 8 else { return nil }
            position += 1
            partStart = position
            while CharacterClass.isLetter(base[position]) || CharacterClass.isDigit(base[position]) { position += 1 }
        }
        guard position > partStart, position - partStart <= 8 else { return nil }
        return ScannedTerm(kind: .languageLiteral, range: lexicalForm, qualifier: start..<position)
    }

    private static let rdf = Array("http://www.w3.org/1999/02/22-rdf-syntax-ns#".utf8)
}

/// Some of the ASCII characters.
private struct ASCIISet {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    init(_ characters: StaticString) {
        characters.withUTF8Buffer { bytes in
            for byte in bytes {
                if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
            }
        }
    }

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        let bits = byte < 64 ? low : high
        return byte < 128 && bits &>> UInt64(byte) & 1 != 0
    }
}
