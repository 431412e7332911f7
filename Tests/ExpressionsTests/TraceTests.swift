import Expressions
import Quantities
import Terminology
import Testing

@Suite("Traces")
struct TraceTests {
    static let facts = PatientFacts(
        [
            Fact(.condition, concept(105), start: point("2020-01-01"), event: 1),
            Fact(.observation, concept(20), start: point("2025-12-01"), value: "=80 umol/L", event: 2),
            Fact(.observation, concept(20), start: point("2026-01-01"), value: "=90 umol/L", event: 3),
            Fact(.observation, concept(21), start: point("2026-01-01"), value: "=4 g/L", event: 4),
        ], complete: [.condition])

    static let hypertension = Expression.exists(.init(.condition, [concept(10)]))
    static let creatinine = Expression.latestValue(
        .init(.observation, [concept(20)]), within: [.init(.atLeast, "=100 umol/L")])
    static let potassium = Expression.latestValue(
        .init(.observation, [concept(21)]), within: [.init(.atLeast, "=4 mmol/L")])
    static let allergy = Expression.exists(.init(.allergy, [concept(4)]))

    @Test("every criterion has its verdict, facts and reason, also where a verdict was clear before")
    func entries() throws {
        var compiler = ELM.Compiler()
        let leaves = try [Self.hypertension, Self.creatinine, Self.potassium, Self.allergy].map { try compiler.add($0) }
        let root = try compiler.add(.all([Self.creatinine, Self.hypertension, Self.potassium, Self.allergy]))
        let program = compiler.finish()
        var evaluation = ELM.Evaluation(program, facts: Self.facts, tracing: true)
        #expect(try evaluation.verdict(of: root) == false)
        let trace = try #require(evaluation.trace)
        let entries = leaves.map { trace[$0] }
        #expect(entries.map { $0?.verdict } == [true, false, nil, nil])
        #expect(entries.map { $0?.facts.map { Self.facts.facts[$0].event } } == [[1], [3], [4], []])
        #expect(entries[0]?.reason == nil)
        #expect(entries[3]?.reason == .notRecorded(.allergy))
        let reason = try #require(entries[2]?.reason)
        #expect(reason.description.contains("mmol/L"))
        #expect(trace.facts(under: root, of: program).map { Self.facts.facts[$0].event } == [1, 3, 4])
        #expect(program.children(of: root).count == 4)
    }

    @Test("a value rests on the fact that was picked")
    func pickedFact() throws {
        var compiler = ELM.Compiler()
        let value = Expression.latestValue(.init(.observation, [concept(20)]))
        let root = try compiler.add(.call(.multiply, [value, .literal(2)]))
        let program = compiler.finish()
        var evaluation = ELM.Evaluation(program, facts: Self.facts, tracing: true)
        #expect(try evaluation.value(of: root) == "=180 umol/L")
        let trace = try #require(evaluation.trace)
        #expect(trace.facts(under: root, of: program).map { Self.facts.facts[$0].event } == [3])
    }

    @Test("without tracing there is no trace")
    func untraced() throws {
        var compiler = ELM.Compiler()
        let root = try compiler.add(Self.hypertension)
        var evaluation = ELM.Evaluation(compiler.finish(), facts: Self.facts)
        #expect(try evaluation.verdict(of: root) == true)
        #expect(evaluation.trace == nil)
    }

    @Test(
        "an unknown says why",
        arguments: [
            (Expression.exists(.init(.allergy)), ELM.UnknownReason.notRecorded(.allergy)),
            (.latestValue(.init(.observation, [concept(29)]), within: [.init(.atLeast, 1)]), .noFact(.observation)),
        ])
    func reasons(expression: Expression, reason: ELM.UnknownReason) throws {
        var compiler = ELM.Compiler()
        let root = try compiler.add(expression)
        var evaluation = ELM.Evaluation(compiler.finish(), facts: Self.facts, tracing: true)
        #expect(try evaluation.verdict(of: root) == nil)
        #expect(evaluation.trace?[root]?.reason == reason)
    }
}
