// A text as its shape and its names. Programs ask one question about many things, and the texts differ in IRIs alone:
// whoever has parsed one of a shape need not parse the others. To take a text apart costs no more than to read its
// tokens.
import Primitives
import RDF
import RDFSyntax

/// The text of a query, with its IRIs and prefixed names apart from everything else.
public struct ShapedText: Sendable {
    /// All other tokens. Texts of one shape are one query, but for what stands in the places of the names.
    public let shape: [UInt8]
    private let names: [Token]
    /// At the start of the text.
    private let lexer: Lexer

    /// - Returns: nil when the text is long, is no text of SPARQL, or has a token that means something else where it
    ///   touches the next.
    public init?(_ text: String) {
        if text.utf8.count > Limits.shapedBytes { return nil }
        lexer = Lexer(text.utf8, source: nil)
        var lexer = lexer
        var shape: [UInt8] = []
        shape.reserveCapacity(lexer.count)
        var names: [Token] = []
        names.reserveCapacity(16)
        while let token = try? lexer.next() {
            switch token.kind {
            case .end:
                (self.shape, self.names) = (shape, names)
                return
            case .iri, .prefixedName:
                names.append(token)
                shape.append(Token.Kind.iri.rawValue)
            case .plusSign, .minusSign: return nil
            default:
                // The mark is no byte of any text.
                shape.append(token.kind.rawValue)
                for place in token.start..<token.end { shape.append(lexer.bytes[place]) }
                shape.append(Lexer.sentinel)
            }
        }
        return nil
    }

    /// Shape and names. Texts that have the same are the same query.
    public var tokens: [UInt8] {
        var tokens: [UInt8] = []
        tokens.reserveCapacity(shape.count + lexer.count)
        tokens += shape
        for name in names {
            for place in name.start..<name.end { tokens.append(lexer.bytes[place]) }
            tokens.append(Lexer.sentinel)
        }
        return tokens
    }

    public var nameCount: Int { names.count }

    /// A name as it is written.
    public func name(_ index: Int) -> ArraySlice<UInt8> { lexer.bytes[names[index].start..<names[index].end] }

    /// Whether a name is written like this.
    public func isName(_ index: Int, writtenAs other: [UInt8]) -> Bool {
        let token = names[index]
        guard token.end - token.start == other.count else { return false }
        for place in other.indices where lexer.bytes[token.start + place] != other[place] { return false }
        return true
    }

    /// The IRI that a name stands for; nil when that takes a base, or more than a look at the prefixes.
    public func iri(_ index: Int, _ prefixes: Prefixes) -> IRI? {
        let token = names[index]
        if token.kind == .iri {
            guard let reference = try? lexer.iriReference(token), let first = reference.utf8.first,
                CharacterClass.isLetter(first)
            else { return nil }
            return try? IRI(checking: reference)
        }
        guard let colon = name(index).firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let (local, isPlain) = lexer.localName(colon + 1, token.end)
        guard isPlain, let namespace = prefixes[lexer.text(token.start, colon)] else { return nil }
        return IRI(namespace + local)
    }

    /// The algebra of the query, and which names are subjects or objects of triple patterns.
    ///
    /// - Parameter base: what relative IRIs resolve against until the text declares a base itself.
    public func parse(base: IRI? = nil) throws(SPARQLSyntaxError) -> (query: Query, nodes: [Int]) {
        var parser = try Parser(lexer, base: base)
        let query = try parser.parseQueryUnit()
        var nodes: [Int] = []
        var starts = parser.namedNodes[...]
        for (index, name) in names.enumerated() where name.start == starts.first {
            nodes.append(index)
            starts.removeFirst()
        }
        return (query, starts.isEmpty ? nodes : [])
    }
}
