import Foundation
import GraphStore
import LineEditor
import RDF
import RDFSyntax
import Testing
import Text

@testable import CommandLine

/// A small store that goes with the value.
private final class SmallStore {
    let store: GraphStore
    private let folder = FileManager.default.temporaryDirectory.appending(path: "prompt-\(UUID().uuidString)").path

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        store = try GraphStore.open(folder, .init(durability: .temporary))
        let document = """
            PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
            PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
            PREFIX sh: <http://www.w3.org/ns/shacl#>
            PREFIX icd10: <http://hl7.org/fhir/sid/icd-10/>
            <urn:g> {
              icd10:I10 a skos:Concept ; skos:prefLabel "Hypertension"@en , "高血压"@zh ; skos:notation "I10" .
              icd10:E11 a skos:Concept ; rdfs:label "2型糖尿病"@zh-Hans ; skos:notation "E11" .
              <urn:ontology> sh:declare [ sh:prefix "ward" ; sh:namespace "http://hospital.example/ward/" ] ,
                [ sh:prefix "skos" ; sh:namespace "http://elsewhere.example/" ] , [ sh:prefix "a b" ; sh:namespace "urn:x" ] .
            }
            """
        try store.load(Array(document.utf8), format: .triG)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func answering() throws -> QueryAnswering {
        var answering = try QueryAnswering(store)
        answering.isUnion = true
        return answering
    }

    func lines(_ text: String, _ change: (inout QueryAnswering) -> Void = { _ in }) throws -> [String] {
        var answering = try answering()
        change(&answering)
        var output = ""
        _ = try answering.answer(try answering.query(text)) { output += $0 }
        return output.split(whereSeparator: \.isNewline).map(String.init)
    }
}

@Suite("Answers to queries, as people read them")
struct QueryAnswerTests {
    @Test("labels in both languages stand beside IRIs, and only where there are any")
    func labels() throws {
        let query = "SELECT ?c ?n { ?c skos:notation ?n } ORDER BY ?n"
        let store = try SmallStore()
        #expect(
            try store.lines(query) { $0.labels = .both } == [
                "c          c zh       c en          n", "─────────  ─────────  ────────────  ───",
                "icd10:E11  2型糖尿病                E11", "icd10:I10  高血压     Hypertension  I10",
            ])
        #expect(try store.lines(query) { $0.labels = .en }[2] == "icd10:E11                E11")
        #expect(try store.lines(query)[3] == "icd10:I10  I10")
        #expect(try store.lines("SELECT ?n { ?c skos:notation ?n }") { $0.labels = .both }[0] == "n")
    }

    @Test("prefixes of the house and of the store need no declaration; the house's hold")
    func prefixes() throws {
        let store = try SmallStore()
        #expect(try store.lines("SELECT (ward:7 AS ?w) (skos:x AS ?s) {}")[2] == "ward:7  skos:x")
        #expect(try store.lines("SELECT (skos:x AS ?s) {}") { $0.format = .csv }[1].hasSuffix("core#x"))
        #expect(throws: (any Error).self) { try store.lines("SELECT (unknown:7 AS ?w) {}") }
    }

    @Test("the place of a mistake is where it was typed")
    func places() throws {
        let answering = try SmallStore().answering()
        let mistakes = ["SELECT ?c { ?c }": "1:16:", "SELECT *\n{ ?c nowhere:x 1 }": "2:6:"]
        for (text, place) in mistakes {
            #expect {
                _ = try answering.query(text)
            } throws: { error in
                "\(error)".hasPrefix(place)
            }
        }
    }

    @Test("a long table is cut where it is told to, and says so")
    func cut() throws {
        var answering = try SmallStore().answering()
        answering.tableRows = 1
        let summary = try answering.answer(try answering.query("SELECT * { ?c skos:notation ?n }")) { _ in }
        #expect(summary.count == 1 && summary.isCut)
    }
}

@Suite("The prompt of meridian query")
struct QueryPromptTests {
    @Test(
        "Enter runs what is complete, and what no more text could mend",
        arguments: [
            ("", true), ("SELECT", false), ("SELECT *", false), ("SELECT * {", false), ("SELECT * { ?s", false),
            ("SELECT * { ?s ?p ?o }", true), ("SELECT * {\n ?s ?p ?o\n", true), ("DESCRIBE icd10:I10", true),
            ("SELECT * { ?s ?p } }", true), ("SELECT * { ?s ?p \"\"\"a", false), ("SELECT * { ?s ?p 'a", true),
            (".help", true), (".explain", true), (".explain SELECT * {", false), (".explain SELECT * {}", true),
            ("SELECT * { ?s ?p ?o } # a remark", true), ("SELECT * { # }", false), (".nonsense {", true),
        ])
    func completeness(text: String, isComplete: Bool) {
        #expect(QueryPrompt.isComplete(text, KnownPrefixes.house) == isComplete)
    }

    @Test("commands are read, whatever their case and spaces")
    func commands() throws {
        let cases: [(String, PromptCommand)] = [
            (".help", .help), (".FORMAT csv", .format(.csv)), ("  .labels  both ", .labels(.both)),
            (".union off", .union(false)), (".timeout 5", .timeout(5)), (".language zh", .language("zh")),
            (".explain", .explain(nil)), (".explain ASK { }", .explain("ASK { }")), (".exit", .quit),
        ]
        for (line, command) in cases { #expect(try PromptCommand(line) == command) }
    }

    @Test("a mistake in a command names what may stand there")
    func mistakes() {
        #expect(throws: PromptCommand.Mistake.unknown(".foo")) { try PromptCommand(".foo") }
        #expect(throws: PromptCommand.Mistake.value(name: ".union", allowed: ["on", "off"])) {
            try PromptCommand(".union maybe")
        }
        #expect(throws: PromptCommand.Mistake.self) { try PromptCommand(".timeout 0") }
        for language in Language.allCases {
            let text = PromptWords(language).text(.value(name: ".union", allowed: ["on", "off"]))
            #expect(text.contains(".union") && text.contains("off"))
        }
    }

    @Test("the help names every command, in both languages")
    func help() {
        for language in Language.allCases {
            for (name, values) in PromptCommand.forms where name != ".help" {
                let line = PromptWords(language).help.split(separator: "\n").first { $0.contains(name) }
                #expect(line != nil && values.allSatisfy { line?.contains($0) == true }, "\(name)")
            }
        }
    }

    private func complete(_ text: String) throws -> Completion {
        let small = try SmallStore()
        let completer = QueryCompleter(
            prefixes: try small.answering().prefixes, vocabulary: try StoreVocabulary(small.store),
            concepts: { (try? small.answering().concepts(named: $0)) ?? [] })
        let before = text.replacing("|", with: "")
        let cursor = text.split(separator: "|", omittingEmptySubsequences: false)[0].utf8.count
        return completer.complete(before, cursor: cursor)
    }

    @Test("Tab completes prefixes, predicates that the store uses, variables, keywords, commands and their values")
    func completion() throws {
        #expect(try complete("SELECT * { ?c wa|").text == "ward:")
        #expect(try complete("SELECT * { ?c skos:n|").text == "skos:notation ")
        #expect(try complete("sel|").text == "select ")
        #expect(try complete("SELECT ?score { ?s| }").text == "?score ")
        #expect(try complete(".form|").text == ".format ")
        #expect(try complete(".format j|").text == "json ")
        #expect(try complete("SELECT * { ?患者 skos:prefL|").text == "skos:prefLabel ")
        #expect(try complete("SELECT * { ?c skos:nothingLikeIt|") == .none)
    }

    @Test("Tab finds the concept that a word names: the only one is put in, of several none is")
    func concepts() throws {
        #expect(try complete("DESCRIBE 高血压|") == Completion(of: "高血压", [.init("icd10:I10")]))
        #expect(try complete("DESCRIBE tnb|") == .none)
        #expect(try complete("DESCRIBE hyperten|").text == "icd10:I10 ")
        let several = Completion(of: "x", choosingFrom: [.init("a", shown: "a one"), .init("ab", shown: "ab two")])
        #expect(several.text == "" && several.candidates == ["a one", "ab two"])
    }

    @Test("classes come after `a`, with how often each is used")
    func classes() throws {
        #expect(try complete("SELECT * { ?c a sk|").text == "skos:Concept ")
        #expect(try complete("SELECT * { ?c a |").text == "skos:Concept ")
        #expect(try StoreVocabulary(try SmallStore().store).classes.map(\.count) == [2])
    }

    @Test("the pager is the one asked for, else less where it is installed")
    func pager() {
        #expect(Pager.command(["PAGER": "more"]) == "more")
        #expect(Pager.command(["PATH": "/nowhere"]) == nil)
    }
}
