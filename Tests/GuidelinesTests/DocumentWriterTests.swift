// From graph to model and back: random criteria and expressions, and the order of what has one.

import Expressions
import Quantities
import RDF
import RDFSyntax
import Testing
import Text

@testable import Guidelines

@Suite("Writing guidelines")
struct DocumentWriterTests {
    private func guidelines(_ graph: Graph) -> (guidelines: [Guideline], diagnostics: [Diagnostic]) {
        var reader = DocumentReader(graph)
        return (reader.guidelines(), reader.diagnostics.filter { $0.severity == .error })
    }

    private func turtle(_ guideline: Guideline) throws -> String {
        var writer = DocumentWriter()
        writer.write(guideline)
        return try RDFWriter(.turtle, prefixes: DocumentWriter.prefixes).write(writer.graph)
    }

    @Test("graph to model to graph changes nothing, whatever the criteria", arguments: 0..<10)
    func roundTrip(seed: UInt64) throws {
        var random = CriterionGenerator(seed: seed)
        for _ in 0..<5 {
            let guideline = random.guideline()
            var writer = DocumentWriter()
            writer.write(guideline)
            let fromGraph = guidelines(writer.graph)
            #expect(fromGraph.diagnostics.isEmpty, "\(fromGraph.diagnostics)")
            #expect(fromGraph.guidelines == [guideline])
            let reread = try RDFReader(.turtle).readGraph(try turtle(guideline))
            #expect(guidelines(reread).guidelines == [guideline])
            var again = DocumentWriter()
            for copy in guidelines(reread).guidelines { again.write(copy) }
            #expect(again.graph.isIsomorphic(to: writer.graph))
        }
    }

    @Test("recommendations, actions and citations keep their order in a store that has none", arguments: 0..<4)
    func order(seed: UInt64) throws {
        var random = CriterionGenerator(seed: seed)
        let guideline = random.guideline()
        var writer = DocumentWriter()
        writer.write(guideline)
        for _ in 0..<5 {
            let shuffled = Graph(writer.graph.triples.shuffled(using: &random.random))
            #expect(guidelines(shuffled).guidelines == [guideline])
        }
    }

    @Test("steps with a position come first, in its order, the others as they are written")
    func positions() throws {
        let graph = try document(
            ["c", "b", "a", "d"].map { name in
                """
                <#\(name)> a m:Recommendation ; m:partOf <#g> ; rdfs:label "\(name)"@en , "\(name)"@zh ;
                    \(name == "a" ? "m:position 1 ;" : name == "b" ? "m:position 2 ;" : "")
                    m:action [ a m:Refer ] ; dcterms:source [ dcterms:isPartOf <#doc> ] .
                """
            }.joined(separator: "\n"))
        let labels = guidelines(graph).guidelines[0].recommendations.map(\.label.english)
        #expect(labels == ["a", "b", "c", "d"])
    }

    @Test(
        "a leaf that says too little is told what it lacks",
        arguments: [
            ("[ m:trend obs:egfr ; m:atMost -5 ]", "no time over which it is seen"),
            ("[ m:trend obs:egfr ; m:within \"P1Y\"^^xsd:duration ]", "m:trend is compared with nothing"),
            ("[ m:followedBy [ m:condition icd10:I10 ] ]", "m:followedBy needs an m:event"),
            (
                "[ m:event [ m:age [ m:atLeast 1 ] ] ; m:followedBy [ m:condition icd10:I10 ] ]",
                "must be one event or one observation"
            ),
            ("[ m:condition icd10:I10 ; m:occurrences 0 ]", "at least 1"),
            ("[ m:dailyDose atc:B01AC06 ]", "m:dailyDose is compared with nothing"),
            ("[ m:expression [ a elm:DurationBetween ; elm:precision \"Fortnight\" ; elm:operand ( 1 2 ) ] ]", "Year"),
        ])
    func mistakes(criterion: String, message: String) throws {
        let graph = try document(
            """
            <#r> a m:Recommendation ; m:partOf <#g> ; rdfs:label "R"@en , "荐"@zh ; m:when \(criterion) ;
                m:action [ a m:Refer ] ; dcterms:source [ dcterms:isPartOf <#doc> ] .
            """)
        #expect(guidelines(graph).diagnostics.contains { "\($0)".contains(message) })
    }
}

/// Draws guidelines that use everything the model has.
private struct CriterionGenerator {
    var random: SplitMix

    init(seed: UInt64) { random = SplitMix(state: seed) }

    private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }
    private mutating func maybe<Part>(_ part: Part) -> Part? { below(2) == 0 ? nil : part }
    private func iri(_ name: String) -> IRI { IRI("https://example.org/\(name)") }
    private mutating func concepts() -> [IRI] { (0..<1 + below(3)).map { iri("concept\($0)") } }

    private mutating func text() -> BilingualText {
        BilingualText(english: maybe("text \"quoted\"\nand more"), chinese: maybe("中文说明"))
    }

    private mutating func quantity() -> Quantity {
        let number = ExactDecimal(coefficient: Int128(below(4_000) - 2_000), exponent: -below(3)) ?? .zero
        let unit = try? UCUMUnit(["1", "%", "mmol/L", "mL/min/{1.73_m2}"][below(4)])
        return Quantity(number, unit ?? .one)
    }

    private mutating func duration() -> CalendarDuration {
        CalendarDuration(months: below(30), days: below(40), milliseconds: below(3) * 5_400_000)
    }

    private mutating func comparisons(least: Int = 1) -> [Comparison] {
        let relations = Comparison.Relation.allCases.filter { _ in below(3) == 0 }
        let chosen = relations.count < least ? [.atLeast] : relations
        return chosen.map { Comparison(relation: $0, value: quantity()) }
    }

    mutating func criterion(depth: Int, isOperand: Bool = false) -> Criterion {
        let bounds = comparisons(least: isOperand ? 0 : 1)
        let form: Criterion.Form
        switch below(depth > 0 ? 15 : 10) {
        case 0:
            let kinds: [FactKind] = [.condition, .medication, .allergy, .procedure, .immunization, .encounter]
            form = .event(
                EventCriterion(
                    kind: kinds[below(6)], concepts: concepts(), includesPast: below(2) == 0, window: maybe(duration()),
                    occurrences: maybe(1 + below(3))))
        case 1:
            form = .observation(
                ObservationCriterion(
                    concepts: concepts(), window: maybe(duration()), occurrences: maybe(1 + below(3)),
                    comparisons: comparisons(least: 0), valueConcepts: maybe(concepts()) ?? []))
        case 2:
            form = .trend(
                TrendCriterion(
                    concepts: concepts(), window: duration(), isRelative: below(2) == 0, comparisons: bounds))
        case 3:
            form = .dose(
                DoseCriterion(
                    amount: below(2) == 0 ? .daily : .single, medications: concepts(), routes: maybe(concepts()) ?? [],
                    comparisons: isOperand ? comparisons() : bounds))
        case 4: form = .age(bounds)
        case 5: form = .sex(below(2) == 0 ? .female : .male)
        case 6: form = .pregnant(below(2) == 0)
        case 7: form = .score(iri("score"), bounds)
        case 8: form = .calculation(iri("calculation"), bounds)
        case 9:
            form = .sequence(
                SequenceCriterion(
                    first: part(), second: part(), apart: maybe(duration()), window: maybe(duration())))
        case 10: form = .all((0..<1 + below(3)).map { _ in criterion(depth: depth - 1) })
        case 11: form = .any((0..<1 + below(3)).map { _ in criterion(depth: depth - 1) })
        case 12: form = .not(criterion(depth: depth - 1))
        case 13:
            let parts = (0..<2 + below(3)).map { _ in criterion(depth: depth - 1) }
            form = .atLeastOf(1 + below(parts.count), parts)
        default: form = .expression(expression(depth: depth - 1))
        }
        return Criterion(form, label: text())
    }

    /// A part of a sequence.
    private mutating func part() -> Criterion {
        guard below(2) == 0 else {
            return Criterion(
                .event(
                    EventCriterion(kind: .procedure, concepts: concepts(), includesPast: false, window: nil)),
                label: text())
        }
        return Criterion(
            .observation(
                ObservationCriterion(
                    concepts: concepts(), window: maybe(duration()), occurrences: nil,
                    comparisons: comparisons(least: 0), valueConcepts: [])))
    }

    mutating func expression(depth: Int) -> ExpressionTree {
        switch below(depth > 0 ? 5 : 2) {
        case 0:
            let values: [Value] = [
                .null, .boolean(true), .integer(-7), .decimal(ExactDecimal(coefficient: 250, exponent: -2) ?? .zero),
                .string("a \"b\""), .quantity(quantity()), .date(DateTime(year: 2_026, month: 3) ?? .minimum),
                .dateTime(DateTime("2026-01-15T08:30:00+08:00") ?? .minimum),
            ]
            return .literal(values[below(values.count)])
        case 1: return .leaf(criterion(depth: depth - 1, isOperand: true))
        case 2:
            return .conditional(
                expression(depth: depth - 1), then: expression(depth: depth - 1),
                otherwise: expression(depth: depth - 1))
        case 3:
            let precision = CalendarUnit.allCases[below(CalendarUnit.allCases.count)]
            return .operation(
                name: "DurationBetween", operands: [expression(depth: depth - 1), expression(depth: depth - 1)],
                precision: precision)
        default:
            let operands = (0..<below(4)).map { _ in expression(depth: depth - 1) }
            return .operation(name: ELM.Operator.allCases[below(40)].rawValue, operands: operands)
        }
    }

    private mutating func citations() -> [Citation] {
        (0..<1 + below(3)).map { number in
            Citation(
                iri: maybe(iri("document\(number)")), document: "A guideline, part \(number)",
                locator: maybe("Section \(number)"), year: ["2024", "2024-05", "2024-05-01", "in press"][number],
                links: number == 0 ? [iri("link")] : [])
        }
    }

    private mutating func action() -> Action {
        Action(
            kind: Action.Kind.allCases[below(Action.Kind.allCases.count)], label: text(),
            medications: maybe(concepts()) ?? [], observations: maybe(concepts()) ?? [],
            procedures: [], immunizations: [], dose: maybe(quantity()), frequency: maybe("BID"),
            route: maybe(iri("oral")),
            duration: maybe(duration()), every: maybe(duration()))
    }

    mutating func guideline() -> Guideline {
        var guideline = Guideline(
            iri: iri("guideline"), label: text(), comment: text(), version: maybe("1.0"),
            applicableWhen: maybe(criterion(depth: 2)), citations: citations())
        let names = (0..<3).map { "step\(2 - $0)" }
        for name in names {
            guideline.recommendations.append(
                Recommendation(
                    iri: iri(name), label: text(), comment: text(), after: name == "step2" ? [] : [iri("point")],
                    orElse: name == "step0" ? [iri("step1"), iri("step2")] : [], when: maybe(criterion(depth: 3)),
                    doneWhen: maybe(criterion(depth: 1)), blockedWhen: maybe(criterion(depth: 1)),
                    actions: (0..<1 + below(3)).map { _ in action() }, within: maybe(duration()),
                    strength: maybe(.strong), certainty: maybe(.veryLow), grade: maybe("Class I"),
                    citations: citations(), position: nil))
        }
        guideline.decisionPoints = [
            DecisionPoint(
                iri: iri("point"), label: text(), after: [iri("step2")], branches: [iri("step1"), iri("step0")],
                position: nil)
        ]
        guideline.scores = [
            Score(
                iri: iri("score"), label: text(),
                items: (0..<3).map { Score.Item(label: text(), when: criterion(depth: 1), points: $0 - 1) },
                bands: [
                    Score.Band(label: text(), atLeast: -1, atMost: 0),
                    Score.Band(label: text(), atLeast: 1, atMost: nil),
                ], citations: citations(), position: nil)
        ]
        guideline.calculations = [
            Calculation(
                iri: iri("calculation"), label: text(), expression: expression(depth: 4), resultUnit: maybe("mL/min"),
                citations: citations(), position: nil)
        ]
        return guideline
    }
}

struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
