import Testing

@testable import LineEditor

@Suite("Completion of the word before the cursor")
struct CompletionTests {
    private func complete(_ typed: String, _ candidates: String...) -> Completion {
        Completion(of: typed, candidates.map { Completion.Candidate($0) })
    }

    @Test("a single candidate is put in whole, with a space unless it is a prefix")
    func single() {
        #expect(complete("sk", "skos:") == Completion(replaced: 2, text: "skos:", candidates: []))
        #expect(complete("SEL", "SELECT") == Completion(replaced: 3, text: "SELECT ", candidates: []))
    }

    @Test("of several candidates, what they have in common is put in; when nothing is left to put in, they are shown")
    func several() {
        #expect(
            complete("skos:p", "skos:prefLabel", "skos:prefixed")
                == Completion(replaced: 6, text: "skos:pref", candidates: []))
        #expect(
            complete("skos:pref", "skos:prefLabel", "skos:prefixed")
                == Completion(replaced: 0, text: "", candidates: ["skos:prefLabel", "skos:prefixed"]))
    }

    @Test("Chinese is counted by characters, as the cursor moves")
    func chinese() {
        #expect(complete("高血", "高血压", "高血压病") == Completion(replaced: 2, text: "高血压", candidates: []))
    }

    @Test("nothing fits: nothing happens")
    func none() { #expect(complete("zz") == .none) }
}

@Suite("What fits on the screen")
struct ScreenTests {
    @Test(
        "Chinese and full-width characters take two columns, combining marks none",
        arguments: [("abc", 3), ("高血压", 6), ("ＡＢ", 4), ("e\u{301}", 1), ("血压 mmHg", 9), ("", 0)])
    func width(text: String, width: Int) { #expect(Screen.width(of: text) == width) }

    @Test("a line that is wider than the terminal takes several rows, an empty one takes one")
    func rows() {
        #expect(Screen.rows(of: ["", "高血压", "高血压病人"], columns: 6) == 4)
    }

    @Test("words stand in columns that line up, whatever their script")
    func columns() {
        let lines = Screen.columns(of: ["高血压", "b", "cc", "糖尿病", "e"], width: 24)
        #expect(lines == ["高血压  cc      e", "b       糖尿病"])
        #expect(Screen.columns(of: ["a very long word"], width: 5) == ["a very long word"])
        #expect(Screen.columns(of: [], width: 80) == [])
    }
}
