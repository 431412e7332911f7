/// Language tags as RDF takes them: letters, then parts of letters and digits, each of 1 to 8, joined by hyphens
/// (BCP 47, section 2.1; the production LANG_DIR of N-Triples).
public enum LanguageTag {
    public static func isWellFormed(_ text: String) -> Bool {
        var length = 0
        var isFirst = true
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "-"):
                if length == 0 { return false }
                length = 0
                isFirst = false
                continue
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): break
            case UInt8(ascii: "0")...UInt8(ascii: "9") where !isFirst: break
            default: return false
            }
            length += 1
            if length > 8 { return false }
        }
        return length > 0
    }
}
