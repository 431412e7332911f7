import Testing

/// Every command of the documents, run as printed.
@Suite("Documents", .serialized)
struct DocumentTests {
    @Test("every command works as printed", arguments: ["README.md", "Guidelines/GUIDE.md", "Guidelines/GUIDE.zh.md"])
    func commands(name: String) throws {
        let document = try ConsoleDocument(name)
        try #require(document.commands.count >= 8)
        try document.check()
    }

    @Test("the guide says the same in both languages: the same commands, the same files")
    func languages() throws {
        let english = try ConsoleDocument("Guidelines/GUIDE.md").commands.map(\.text)
        let chinese = try ConsoleDocument("Guidelines/GUIDE.zh.md").commands.map {
            $0.text.replacing(" --language zh", with: "")
        }
        #expect(english == chinese)
    }
}
