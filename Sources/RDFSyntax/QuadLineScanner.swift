// The fast path for loading N-Triples and N-Quads: finds the terms of a line without making strings.
//
// It accepts only lines that are plain beyond doubt: IRIs of unreserved ASCII characters, labels and language tags of
// letters and digits, strings without escapes, one of each part. Every other line, good or bad, is left to
// `LineParser`, which knows the whole grammar; so this file needs no error messages and cannot be laxer than the
// parser. Unsafe: reads a buffer by pointer; every read is before `end`, and the buffer ends with a line feed.

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
        guard let subject = node(), space(), let predicate = iri(), space(), let object = term() else { return nil }
        skipBlanks()
        graph = nil
        if hasGraphs && base[position] != UInt8(ascii: ".") {
            guard let name = node() else { return nil }
            graph = name
            skipBlanks()
        }
        guard base[position] == UInt8(ascii: "."), base[position + 1] == UInt8(ascii: "\n") else { return nil }
        (self.subject, self.predicate, self.object) = (subject, predicate, object)
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
    private mutating func node() -> ScannedTerm? {
        base[position] == UInt8(ascii: "_") ? label() : iri()
    }

    @inline(__always)
    private mutating func term() -> ScannedTerm? {
        base[position] == UInt8(ascii: "\"") ? literal() : node()
    }

    @inline(__always)
    private mutating func iri() -> ScannedTerm? {
        guard base[position] == UInt8(ascii: "<") else { return nil }
        let start = position + 1
        position = start
        // The scheme: a letter, then letters, digits, '+', '-', '.' up to ':'.
        guard CharacterClass.isLetter(base[position]) else { return nil }
        while Self.classes[Int(base[position])] & Self.schemeBit != 0 { position += 1 }
        guard base[position] == UInt8(ascii: ":") else { return nil }
        while Self.classes[Int(base[position])] & Self.iriBit != 0 { position += 1 }
        if base[position] == UInt8(ascii: "#") {
            position += 1
            while Self.classes[Int(base[position])] & Self.iriBit != 0 { position += 1 }
        }
        guard base[position] == UInt8(ascii: ">") else { return nil }
        defer { position += 1 }
        return ScannedTerm(kind: .iri, range: start..<position)
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
        var union: UInt8 = 0
        while true {
            let byte = base[position]
            if byte == UInt8(ascii: "\"") { break }
            if byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { return nil }
            union |= byte
            position += 1
        }
        let lexicalForm = start..<position
        if union >= 0x80 && !isUTF8(lexicalForm) { return nil }
        position += 1
        if base[position] == UInt8(ascii: "^") { return datatype(of: lexicalForm) }
        if base[position] == UInt8(ascii: "@") { return language(of: lexicalForm) }
        return ScannedTerm(kind: .literal, range: lexicalForm)
    }

    private func isUTF8(_ range: Range<Int>) -> Bool {
        let bytes = UnsafeBufferPointer(start: base + range.lowerBound, count: range.count)
        return (try? UTF8Span(validating: bytes.span)) != nil
    }

    private mutating func datatype(of lexicalForm: Range<Int>) -> ScannedTerm? {
        guard base[position + 1] == UInt8(ascii: "^") else { return nil }
        position += 2
        guard let datatype = iri()?.range else { return nil }
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
    private static let schemeBit: UInt8 = 1
    private static let iriBit: UInt8 = 2

    /// For each byte, whether it may stand in a scheme and in the rest of an IRI, '#', '%' and brackets excepted.
    private static let classes: [UInt8] = (0...255).map { (byte: UInt8) in
        let isName = CharacterClass.isLetter(byte) || CharacterClass.isDigit(byte)
        let isScheme = isName || "+-.".utf8.contains(byte)
        let isIRI = isName || "-._~:/?@!$&'()*+,;=".utf8.contains(byte)
        return (isScheme ? schemeBit : 0) | (isIRI ? iriBit : 0)
    }
}
