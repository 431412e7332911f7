import HTTPServer
import JSON
import Testing

@Suite("Cards")
struct CardTests {
    private let source = try? Card.Source(label: "Guideline")

    @Test("a card with everything is valid, and members without a value are left out")
    func valid() throws {
        let response = HookResponse(cards: try sampleCards())
        #expect(Specification.violations(inResponse: response.json) == [])
        #expect(
            response.json["cards"]?[0]
                == ["uuid": "c-1", "summary": "HbA1c is due", "indicator": "info", "source": ["label": "Guideline"]])
        #expect(HookResponse().json == ["cards": []])
    }

    @Test("a card cannot be built without what the specification requires")
    func required() throws {
        let source = try #require(source)
        #expect(throws: CardError.empty("uuid")) { try Card(uuid: "", summary: "s", indicator: .info, source: source) }
        #expect(throws: CardError.empty("summary")) {
            try Card(uuid: "u", summary: " \n", indicator: .info, source: source)
        }
        #expect(throws: CardError.empty("detail")) {
            try Card(uuid: "u", summary: "s", detail: "", indicator: .info, source: source)
        }
        #expect(throws: CardError.empty("source.label")) { try Card.Source(label: "") }
        #expect(throws: CardError.empty("suggestions")) { try Suggestions(.any, []) }
        #expect(throws: CardError.empty("suggestion.label")) { try Suggestion(uuid: "u", label: "") }
        #expect(throws: CardError.empty("coding.display")) { try OverrideReason(code: "c", system: "s", display: "") }
        #expect(throws: CardError.empty("action.description")) {
            try Action.delete(resourceID: "Task/1", description: "")
        }
    }

    @Test("a summary has fewer than 140 characters")
    func summaryLength() throws {
        let source = try #require(source)
        let longest = String(repeating: "x", count: 139)
        #expect(try Card(uuid: "u", summary: longest, indicator: .info, source: source).summary == longest)
        #expect(throws: CardError.tooLong("summary", length: 140, limit: 139)) {
            try Card(uuid: "u", summary: longest + "x", indicator: .info, source: source)
        }
    }

    @Test(
        "long text is cut to a summary at a word, whatever its script",
        arguments: [
            String(repeating: "word ", count: 60), String(repeating: "药", count: 200),
            String(repeating: "👩‍⚕️", count: 100), String(repeating: "x", count: 141) + " y",
        ])
    func fittingSummary(text: String) throws {
        let summary = Card.summary(fitting: text)
        #expect(summary.utf16.count < 140)
        #expect(summary.hasSuffix("…"))
        #expect(!summary.hasSuffix(" …"))
        #expect(text.hasPrefix(summary.dropLast()))
        #expect(Card.summary(fitting: "short") == "short")
    }

    @Test(
        "URLs are absolute",
        arguments: [
            "", "guideline", "/guideline", "https://", "https:///x", "ftp://example.org", "https://e x",
            "javascript:alert(1)",
        ])
    func relativeURL(url: String) {
        #expect(throws: CardError.notAbsolute("link.url", url: url)) { try Link(label: "l", url: url) }
        #expect(throws: CardError.notAbsolute("source.url", url: url)) { try Card.Source(label: "l", url: url) }
    }

    @Test("at most one suggestion is recommended where at most one may be chosen")
    func recommendation() throws {
        let one = try Suggestion(uuid: "1", label: "a", isRecommended: true)
        let other = try Suggestion(uuid: "2", label: "b", isRecommended: true)
        #expect(throws: CardError.severalRecommended) { try Suggestions(.atMostOne, [one, other]) }
        #expect(try Suggestions(.any, [one, other]).elements.count == 2)
    }

    @Test("actions carry resources, and deletions a reference")
    func actions() {
        #expect(throws: CardError.notAResource("action.resource")) { try Action.create(["id": "1"], description: "d") }
        #expect(throws: CardError.notAResource("action.resource")) {
            try Action.update(["resourceType": "Task"], description: "d")
        }
        #expect(throws: CardError.notAReference("action.resourceId", text: "17")) {
            try Action.delete(resourceID: "17", description: "d")
        }
    }
}
