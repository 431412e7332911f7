// What the repository ships, read, written and read again; and test patients drawn at random.

import Expressions
import Foundation
import Quantities
import RDF
import RDFSyntax
import Testing
import Text

@testable import Guidelines

@Suite("Round trips")
struct RoundTripTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Every graph of guidelines, of test patients and of rules for medicines, by its place in the repository.
    static let documents: [String] = ["Guidelines", "Graph/medicines"].flatMap { folder in
        let files = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
        return (files?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".ttl") }.map { "\(folder)/\($0)" }
    }.sorted()

    struct Content: Equatable {
        var guidelines: [Guideline]
        var rules: Set<MedicationRule>
        var cases: [IRI: PatientCase]

        init(_ graph: Graph) {
            var reader = DocumentReader(graph)
            guidelines = reader.guidelines().sorted { $0.iri < $1.iri }
            rules = Set(reader.medicationRules())
            cases = Dictionary(reader.cases().map { ($0.iri, $0) }) { first, _ in first }
        }

        var count: Int { guidelines.count + rules.count + cases.count }

        var written: Graph {
            var writer = DocumentWriter()
            for guideline in guidelines { writer.write(guideline) }
            for rule in rules { writer.write(rule) }
            for patientCase in cases.values { writer.write(patientCase) }
            return writer.graph
        }

        /// Written as Turtle and read again, as a store would give it back: in any order.
        func reread() throws -> Content {
            let text = try RDFWriter(.turtle, prefixes: DocumentWriter.prefixes).write(written)
            return Content(Graph(try RDFReader(.turtle).readGraph(text).triples.shuffled()))
        }
    }

    @Test("a document of the repository comes back as it was", arguments: documents)
    func shipped(path: String) throws {
        let text = try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
        let content = Content(try RDFReader(.turtle, source: path).readGraph(text))
        let copy = try content.reread()
        #expect(copy.guidelines == content.guidelines)
        #expect(copy.rules == content.rules)
        #expect(copy.cases == content.cases)
    }

    @Test("the repository has guidelines, rules and test patients to compare")
    func something() throws {
        var found = (guidelines: 0, cases: 0, rules: 0)
        for path in Self.documents {
            let text = try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
            let content = Content(try RDFReader(.turtle).readGraph(text))
            found.guidelines += content.guidelines.count
            found.cases += content.cases.count
            found.rules += content.rules.count
        }
        #expect(found.guidelines >= 13 && found.cases >= 100 && found.rules >= 100, "\(found)")
    }

    @Test("random test patients come back as they were", arguments: 0..<20)
    func patients(seed: UInt64) throws {
        var random = CaseGenerator(seed: seed)
        for number in 0..<5 {
            let patientCase = random.patientCase(number)
            var content = Content(Graph())
            content.cases = [patientCase.iri: patientCase]
            #expect(try content.reread().cases == content.cases)
        }
    }
}

/// Draws cases that use everything that a case can say.
private struct CaseGenerator {
    var random: SplitMix

    init(seed: UInt64) { random = SplitMix(state: seed) }

    private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }
    private mutating func maybe<Part>(_ part: Part) -> Part? { below(2) == 0 ? nil : part }
    private mutating func iri() -> IRI { IRI("https://example.org/concept\(below(5))") }
    private mutating func moment() -> DateTime {
        let texts = ["2025", "2025-03", "2025-03-14", "2025-03-14T08:30:00", "2025-03-14T08:30:00+08:00"]
        return DateTime(texts[below(texts.count)]) ?? .minimum
    }

    private mutating func quantity() -> Quantity {
        let number = ExactDecimal(coefficient: Int128(below(4_000)), exponent: -below(3)) ?? .zero
        return Quantity(number, (try? UCUMUnit(["1", "%", "mg", "mmol/L"][below(4)])) ?? .one)
    }

    private mutating func fact() -> CaseFact {
        let kinds: [FactKind] = [
            .condition, .observation, .medication, .allergy, .procedure, .immunization, .encounter, .pregnancy,
        ]
        let kind = kinds[below(kinds.count)]
        let value: CaseFact.Result? =
            switch kind {
            case .pregnancy: .flag(below(2) == 0)
            case .observation: [.quantity(quantity()), .concept(iri()), nil][below(3)]
            default: nil
            }
        return CaseFact(
            kind, kind == .pregnancy ? nil : iri(), start: maybe(moment()), end: maybe(moment()),
            isActive: below(2) == 0, value: value, dose: maybe(quantity()), frequency: maybe("BID"))
    }

    mutating func patientCase(_ number: Int) -> PatientCase {
        var patientCase = PatientCase(
            iri: IRI("https://example.org/case\(number)"),
            label: BilingualText(english: maybe("A \"patient\""), chinese: maybe("患者")), asOf: moment(),
            sex: [.female, .male, nil][below(3)], birthDate: maybe(moment()), facts: (0..<below(6)).map { _ in fact() })
        patientCase.tests = Set((0..<below(3)).map { _ in iri() }).sorted()
        patientCase.notRecorded = Set(DocumentReader.coverageNames.map(\.kind).filter { _ in below(2) == 0 })
        patientCase.drafts = (0..<below(3)).map { _ in
            DraftMedication(
                medication: iri(), dose: maybe(quantity()), frequency: maybe("QD"), route: maybe(iri()))
        }
        patientCase.expectations = (0..<1 + below(5)).map { _ in
            [
                .status(recommendation: iri(), PathwayStatus.allCases[below(PathwayStatus.allCases.count)]),
                .score(iri(), below(20) - 3), .calculation(iri(), quantity()), .alert(iri()), .heldBack(iri()),
                .noAlert(iri()), .noAlerts,
            ][below(7)]
        }
        return patientCase
    }
}
