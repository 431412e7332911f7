import Testing
import Text

@Suite("Folding text for search")
struct TextFoldingTests {
    @Test(
        "case, width and spacing do not matter",
        arguments: [
            ("  Metformin   HCl ", "metformin hcl"),
            ("ＡＬＴ（谷丙）", "alt(谷丙)"),
            ("Straße", "strasse"),
            ("５００ｍｇ", "500mg"),
            ("２型糖尿病", "2型糖尿病"),
            ("μmol/L", "μmol/l"),
            ("", ""),
        ])
    func folds(text: String, expected: String) {
        #expect(TextFolding.fold(text) == expected)
    }

    @Test("folding twice is folding once", arguments: ["ÄÖÜ ﬁ", "高血压　病", "İstanbul", "x\u{0301}"])
    func idempotent(text: String) {
        let once = TextFolding.fold(text)
        #expect(TextFolding.fold(once) == once)
    }

    @Test("Chinese names have pinyin and initials")
    func pinyin() {
        #expect(TextFolding.pinyin("高血压") == "gao xue ya")
        #expect(TextFolding.pinyinInitials("高血压") == "gxy")
        #expect(TextFolding.pinyin("2型糖尿病").hasSuffix("tang niao bing"))
    }

    @Test("long and empty text pass through the C layer unharmed")
    func extremes() {
        let long = String(repeating: "糖", count: 10_000)
        #expect(TextFolding.fold(long) == long)
        #expect(TextFolding.pinyin("") == "")
        #expect(TextFolding.pinyin(long).split(separator: " ").count == 10_000)
    }

    @Test("words, numbers and single Han characters are the tokens")
    func tokens() {
        let tokens = SearchTokens.tokens(of: "Amoxicillin 250 MG/阿莫西林0.5g").map(\.text)
        #expect(tokens == ["amoxicillin", "250", "mg", "阿", "莫", "西", "林", "0.5g"])
    }
}
