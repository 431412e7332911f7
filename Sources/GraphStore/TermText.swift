/// What the dictionary holds of a term, to be looked at without making the term.
public struct TermText {
    public enum Kind { case iri, blankNode, string, languageString, otherLiteral }

    public let kind: Kind
    /// Everything in UTF-8. Looked at through `span`, it is not counted who does.
    public let bytes: ArraySlice<UInt8>
    /// Where the language tag lies as it is written, counted from the first byte; empty for other kinds.
    public let language: Range<Int>
    /// Whether the language comes with a direction.
    public let hasDirection: Bool
    /// Where the IRI, the label or the lexical form lies.
    public let text: Range<Int>

    init(
        _ kind: Kind, _ bytes: ArraySlice<UInt8>, language: Range<Int> = 0..<0, hasDirection: Bool = false,
        textStart: Int
    ) {
        self.kind = kind
        self.bytes = bytes
        self.language = language
        self.hasDirection = hasDirection
        text = textStart..<bytes.count
    }
}
