/// How often those who make an index look up from their work: about once in a millisecond, so that it ends when it is told
/// to, and seldom enough to cost nothing.
enum Limits {
    /// Names that are taken apart, pinyin included.
    static let checkedNames = 256
    /// Tokens that are counted or compared.
    static let checkedTokens = 4_096
}
