/// A token: its kind and its range in the text. What it holds is read only when it is wanted.
struct Token {
    enum Kind: UInt8 {
        case end
        /// A bare word: a keyword, or none.
        case word
        case iri
        /// `prefix:local`, `prefix:` or `:`.
        case prefixedName
        case blankNodeLabel
        case variable
        /// `@en` or `@en--ltr`.
        case language
        case integer, decimal, double
        case string, longString
        case openBrace, closeBrace, openParenthesis, closeParenthesis, openBracket, closeBracket
        case dot, comma, semicolon
        case star, slash, plusSign, minusSign, question
        case pipe, caret, bang, tilde
        case or, and, datatype
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
        /// `<<` and `>>`.
        case openReifiedTriple, closeReifiedTriple
        /// `<<(` and `)>>`.
        case openTripleTerm, closeTripleTerm
        /// `{|` and `|}`.
        case openAnnotation, closeAnnotation
    }

    var kind: Kind
    /// What a `word` stands for.
    var keyword: Keyword?
    var builtin: Builtin?
    var start: Int
    var end: Int

    init(_ kind: Kind, _ start: Int, _ end: Int) {
        self.kind = kind
        self.start = start
        self.end = end
    }
}
