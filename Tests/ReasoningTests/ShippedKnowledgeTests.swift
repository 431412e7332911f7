import Foundation
import Guidelines
import RDF
import RDFSyntax
import Reasoning
import Testing
import Text

/// The knowledge that ships with the project, compiled once for all tests.
enum Shipped {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    static func documents(_ folder: String, cases: Bool) throws -> [NamedGraph] {
        let names = FileManager.default.enumerator(atPath: "\(root)/\(folder)")?.compactMap { $0 as? String } ?? []
        return try names.filter { $0.hasSuffix(".ttl") && $0.hasSuffix(".cases.ttl") == cases }.sorted().map { name in
            var graph = Graph()
            let path = "\(root)/\(folder)/\(name)"
            let header = try RDFReader(.turtle, source: path).read(contentsOf: path) { quad, position in
                graph.insert(quad.triple, at: position)
            }
            graph.prefixes = header.prefixes
            graph.source = "\(folder)/\(name)"
            return NamedGraph(name: try #require(header.base), graph: graph)
        }
    }

    static let compilation = Result {
        try KnowledgeCompiler.compile(documents("Graph", cases: false) + documents("Guidelines", cases: false))
    }
}

@Suite("The shipped knowledge")
struct ShippedKnowledgeTests {
    @Test("compiles without an error")
    func compiles() throws {
        let errors = try Shipped.compilation.get().errors
        #expect(errors.isEmpty, "\(errors.map(\.description).joined(separator: "\n"))")
    }

    @Test("every case comes out as its author says", arguments: ["Guidelines", "Graph"])
    func cases(folder: String) throws {
        let runner = CaseRunner(try Shipped.compilation.get().knowledge)
        for document in try Shipped.documents(folder, cases: true) {
            var reader = DocumentReader(document.graph)
            reader.checkVocabulary()
            let cases = reader.cases()
            #expect(reader.diagnostics.filter { $0.severity == .error }.isEmpty)
            for outcome in cases.map({ runner.run($0) }) where !outcome.passed {
                let messages = outcome.failures.map(\.message).joined(separator: "\n    ")
                Issue.record(
                    "\(document.graph.source ?? ""): \(outcome.patientCase.label.english ?? "")\n    \(messages)")
            }
        }
    }

    @Test("codes of LOINC and SNOMED CT have the check digit that belongs to them")
    func checkDigits() throws {
        let documents = try ["Graph", "Guidelines"].flatMap { folder in
            try [false, true].flatMap { try Shipped.documents(folder, cases: $0) }
        }
        var wrong: Set<String> = []
        var count = 0
        for term in documents.flatMap(\.graph.triples).flatMap({ [$0.subject, $0.object] }) {
            guard let iri = term.iri?.string else { continue }
            if iri.hasPrefix("http://loinc.org/") {
                count += 1
                let parts = iri.dropFirst("http://loinc.org/".count).split(separator: "-")
                let isRight = parts.count == 2 && CheckDigit.luhn(parts[0]).map(String.init) == String(parts[1])
                if !isRight { wrong.insert(iri) }
            } else if iri.hasPrefix("http://snomed.info/id/") {
                count += 1
                if !CheckDigit.isVerhoeff(iri.dropFirst("http://snomed.info/id/".count)) { wrong.insert(iri) }
            }
        }
        #expect(count > 1_000)
        // A LOINC code that records give under the system of SNOMED CT, kept as recorded: Graph/terminology/procedures.ttl.
        #expect(wrong == ["http://snomed.info/id/34552-0"])
    }
}

/// Check digits of code systems.
enum CheckDigit {
    /// LOINC Users' Guide, appendix on check digits: modulus 10.
    static func luhn(_ digits: Substring) -> Int? {
        let numbers = digits.reversed().compactMap(\.wholeNumberValue)
        guard numbers.count == digits.count else { return nil }
        let sum = numbers.enumerated().reduce(0) { sum, digit in
            let doubled = digit.element * 2
            return sum + (digit.offset % 2 == 1 ? digit.element : doubled / 10 + doubled % 10)
        }
        return (10 - sum % 10) % 10
    }

    /// SNOMED CT Release File Specification, section on check digits: Verhoeff's scheme over the dihedral group of order 10.
    static func isVerhoeff(_ digits: Substring) -> Bool {
        var check = 0
        for (place, digit) in digits.reversed().enumerated() {
            guard var number = digit.wholeNumberValue else { return false }
            for _ in 0..<place % 8 { number = permutation[number] }
            check = product(check, number)
        }
        return check == 0
    }

    private static let permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]

    /// Rotations are 0 to 4, reflections 5 to 9.
    private static func product(_ left: Int, _ right: Int) -> Int {
        switch (left < 5, right < 5) {
        case (true, true): (left + right) % 5
        case (true, false): (left + right - 5) % 5 + 5
        case (false, true): (left - 5 - right + 5) % 5 + 5
        case (false, false): (left - right + 5) % 5
        }
    }
}
