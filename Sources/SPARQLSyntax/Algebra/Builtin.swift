/// The functions of SPARQL 1.1 and 1.2 that have a keyword and evaluate all their arguments. The raw value is the
/// keyword.
public enum Builtin: String, Hashable, Sendable, CaseIterable {
    // Terms
    case isIRI, isBlank = "isBLANK", isLiteral = "isLITERAL", isNumeric = "isNUMERIC", isTriple = "isTRIPLE"
    case sameTerm
    case str = "STR"
    case lang = "LANG"
    case langDirection = "LANGDIR"
    case hasLanguage = "hasLANG"
    case hasLanguageDirection = "hasLANGDIR"
    case datatype = "DATATYPE"
    /// Also written URI. A relative IRI is resolved against the base of the query.
    case iri = "IRI"
    case blankNode = "BNODE"
    case literalWithDatatype = "STRDT"
    case literalWithLanguage = "STRLANG"
    case literalWithDirection = "STRLANGDIR"
    case uuid = "UUID"
    case uuidString = "STRUUID"
    // Strings
    case stringLength = "STRLEN"
    case substring = "SUBSTR"
    case uppercase = "UCASE"
    case lowercase = "LCASE"
    case startsWith = "STRSTARTS"
    case endsWith = "STRENDS"
    case contains = "CONTAINS"
    case before = "STRBEFORE"
    case after = "STRAFTER"
    case encodeForURI = "ENCODE_FOR_URI"
    case concatenate = "CONCAT"
    case langMatches = "LANGMATCHES"
    case regex = "REGEX"
    case replace = "REPLACE"
    // Numbers
    case absolute = "ABS"
    case round = "ROUND"
    case ceiling = "CEIL"
    case floor = "FLOOR"
    case random = "RAND"
    // Dates and times
    case now = "NOW"
    case year = "YEAR"
    case month = "MONTH"
    case day = "DAY"
    case hours = "HOURS"
    case minutes = "MINUTES"
    case seconds = "SECONDS"
    case timezone = "TIMEZONE"
    case tz = "TZ"
    // Hashes
    case md5 = "MD5"
    case sha1 = "SHA1"
    case sha256 = "SHA256"
    case sha384 = "SHA384"
    case sha512 = "SHA512"
    // Triple terms
    /// Also written `<<( … )>>`.
    case triple = "TRIPLE"
    case subject = "SUBJECT"
    case predicate = "PREDICATE"
    case object = "OBJECT"

    /// How many arguments the grammar allows.
    public var argumentCount: ClosedRange<Int> {
        switch self {
        case .random, .now, .uuid, .uuidString: 0...0
        case .blankNode: 0...1
        case .concatenate: 0...Int.max
        case .sameTerm, .literalWithDatatype, .literalWithLanguage, .startsWith, .endsWith, .contains, .before, .after,
            .langMatches:
            2...2
        case .substring, .regex: 2...3
        case .replace: 3...4
        case .triple, .literalWithDirection: 3...3
        default: 1...1
        }
    }
}
