// Words to keywords without making strings: a word is packed into two integers (no keyword has more than sixteen
// letters), folded to upper case, and looked up in an open-addressed table.

struct KeywordTable: Sendable {
    static let shared = KeywordTable()

    private struct Entry: Sendable {
        var word = PackedWord()
        var keyword: Keyword?
        var builtin: Builtin?
    }

    private var entries = [Entry](repeating: Entry(), count: 256)

    private init() {
        for keyword in Keyword.allCases { insert(keyword.rawValue, keyword, nil) }
        for builtin in Builtin.allCases { insert(builtin.rawValue, nil, builtin) }
        insert("URI", nil, .iri)
        insert("isURI", nil, .isIRI)
    }

    private mutating func insert(_ text: String, _ keyword: Keyword?, _ builtin: Builtin?) {
        var word = PackedWord()
        for byte in text.utf8 { word.append(byte) }
        entries[slot(of: word)] = Entry(word: word, keyword: keyword, builtin: builtin)
    }

    /// The slot that holds `word`, or the free one where it would be.
    private func slot(of word: PackedWord) -> Int {
        var slot = word.hash
        while !entries[slot].word.isEmpty && entries[slot].word != word { slot = (slot + 1) & 255 }
        return slot
    }

    /// What a word stands for.
    func lookUp(_ word: PackedWord) -> (keyword: Keyword?, builtin: Builtin?) {
        let entry = entries[slot(of: word)]
        return (entry.keyword, entry.builtin)
    }
}

/// Up to sixteen letters in upper case; a longer word equals no keyword.
struct PackedWord: Equatable, Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    var isEmpty: Bool { low == 0 }

    /// A slot number from 0 to 255.
    var hash: Int { Int(((low ^ high &* 31) &* 0x9E37_79B9_7F4A_7C15) >> 56) }

    mutating func append(_ byte: UInt8) {
        let upper = byte &- UInt8(ascii: "a") < 26 ? byte & 0xDF : byte
        high = high << 8 | low >> 56
        low = low << 8 | UInt64(upper)
    }
}
