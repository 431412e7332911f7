import Testing

/// Every command of the documents, run as printed.
@Suite("Documents", .serialized)
struct DocumentTests {
    @Test(
        "every command works as printed",
        arguments: [
            "README.md", "Guidelines/GUIDE.md", "Guidelines/GUIDE.zh.md", "Graph/QUERIES.md", "Graph/QUERIES.zh.md",
        ])
    func commands(name: String) async throws {
        let document = try ConsoleDocument(name)
        try #require(document.commands.count >= 8)
        try await document.check()
    }

    @Test(
        "a guide says the same in both languages: the same commands, the same files",
        arguments: ["Guidelines/GUIDE", "Graph/QUERIES"])
    func languages(name: String) throws {
        let english = try ConsoleDocument("\(name).md").commands.map(\.text)
        let chinese = try ConsoleDocument("\(name).zh.md").commands.map {
            $0.text.replacing(" --language zh", with: "")
        }
        #expect(english == chinese)
    }
}
