/// What the dictionary holds of a term, to be looked at without making the term.
public struct TermText {
    public enum Kind { case iri, blankNode, string, languageString, otherLiteral }

    public let kind: Kind
    /// The language tag as it is written; empty for other kinds.
    public let language: ArraySlice<UInt8>
    /// The IRI, the label or the lexical form, in UTF-8.
    public let text: ArraySlice<UInt8>
}
