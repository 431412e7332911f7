// Facts in order of time, against a reference that looks at every pair.

import Expressions
import Quantities
import Terminology
import Testing

@Suite("Sequences")
struct SequenceTests {
    private static let first = ELM.Retrieve(.condition, [concept(1)])
    private static let second = ELM.Retrieve(.procedure, [concept(2)])

    private func verdict(
        _ sequence: ELM.Sequence, _ facts: [Fact], complete: Set<FactKind> = [.condition, .procedure]
    ) throws -> Bool? {
        try evaluate(.sequence(sequence), PatientFacts(asOf: point("2026-01-15"), facts, complete: complete)).truth
    }

    private func facts(_ first: String?..., then second: String?...) -> [Fact] {
        first.map { Fact(.condition, concept(11), start: $0.map(point)) }
            + second.map { Fact(.procedure, concept(21), start: $0.map(point)) }
    }

    @Test("the second comes after the first, within the time and not before it")
    func order() throws {
        let plain = ELM.Sequence(.init(Self.first), followedBy: .init(Self.second))
        #expect(try verdict(plain, facts("2025-03-01", then: "2025-03-02")) == true)
        #expect(try verdict(plain, facts("2025-03-02", then: "2025-03-01")) == false)
        #expect(try verdict(plain, facts("2025-03-01", then: "2025-03-01")) == false)
        let week = ELM.Sequence(.init(Self.first), followedBy: .init(Self.second), within: duration("P7D"))
        #expect(try verdict(week, facts("2025-03-01", then: "2025-03-08")) == true)
        #expect(try verdict(week, facts("2025-03-01", then: "2025-03-09")) == false)
        #expect(try verdict(week, facts("2025-03-01", "2025-05-01", then: "2025-02-01", "2025-05-03")) == true)
        let apart = ELM.Sequence(.init(Self.first), followedBy: .init(Self.second), apart: duration("P3M"))
        #expect(try verdict(apart, facts("2025-03-01", then: "2025-05-31")) == false)
        #expect(try verdict(apart, facts("2025-03-01", then: "2025-06-01")) == true)
    }

    @Test("coarse or missing dates leave it open, and so does a record that is not complete")
    func open() throws {
        let plain = ELM.Sequence(.init(Self.first), followedBy: .init(Self.second))
        #expect(try verdict(plain, facts("2025-03", then: "2025-03-15")) == nil)
        #expect(try verdict(plain, facts("2025-03", then: "2025-04-01")) == true)
        #expect(try verdict(plain, facts(nil, then: "2025-03-15")) == nil)
        #expect(try verdict(plain, facts("2025-03-01", then: nil)) == nil)
        #expect(try verdict(plain, facts("2025-03-01"), complete: [.condition]) == nil)
        #expect(try verdict(plain, facts("2025-03-01")) == false)
        #expect(try verdict(plain, facts(then: "2025-03-01"), complete: [.condition]) == false)
    }

    @Test("two low values three months apart are found among many, and told in the trace")
    func measurements() throws {
        let low = ELM.Sequence.Part(
            ELM.Retrieve(.observation, [concept(3)], withValue: true),
            where: .call(.less, [.property("value", of: .current), .literal("=60 mL/min")]))
        let sequence = ELM.Sequence(low, followedBy: low, apart: duration("P3M"))
        func values(_ values: (String, String)...) -> [Fact] {
            values.enumerated().map { index, value in
                Fact(
                    .observation, concept(31), start: point(value.0), value: Value(stringLiteral: "=" + value.1),
                    event: Int32(index))
            }
        }
        let chronic = values(
            ("2025-01-01", "55 mL/min"), ("2025-02-01", "70 mL/min"), ("2025-03-01", "58 mL/min"),
            ("2025-06-01", "59 mL/min"))
        #expect(try verdict(sequence, chronic) == true)
        #expect(try verdict(sequence, Array(chronic.prefix(3))) == false)
        #expect(try verdict(sequence, []) == nil)
        #expect(try verdict(sequence, values(("2025-01-01", "90 mL/min"))) == false)
        #expect(try verdict(sequence, values(("2025-01-01", "5 mg"), ("2025-06-01", "50 mL/min"))) == nil)

        var compiler = ELM.Compiler()
        let root = try compiler.add(.sequence(sequence))
        let patient = PatientFacts(asOf: point("2026-01-15"), chronic)
        var evaluation = ELM.Evaluation(compiler.finish(), facts: patient, tracing: true)
        #expect(try evaluation.verdict(of: root) == true)
        #expect(evaluation.trace?[root]?.facts.map { patient.facts[$0].event } == [0, 3])
    }

    @Test("thousands of measurements are looked at once, not pair by pair")
    func many() throws {
        let part = ELM.Sequence.Part(ELM.Retrieve(.observation, [concept(3)]))
        let sequence = ELM.Sequence(part, followedBy: part, apart: duration("P50Y"))
        let facts = (0..<5_000).compactMap { index in
            point("2025-01-01").adding(index % 365, .day).map { Fact(.observation, concept(31), start: $0) }
        }
        var compiler = ELM.Compiler()
        var limits = ELM.Limits.standard
        limits.steps = 50_000
        compiler = ELM.Compiler(limits: limits)
        let root = try compiler.add(.sequence(sequence))
        var evaluation = ELM.Evaluation(compiler.finish(), facts: PatientFacts(asOf: point("2026-01-15"), facts))
        #expect(try evaluation.verdict(of: root) == false)
    }

    @Test("one pass finds what looking at every pair finds", arguments: 0..<20)
    func reference(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let facts = random.facts()
            let complete = Set([FactKind.condition, .allergy].filter { _ in random.below(2) == 0 })
            let kinds: [FactKind] = [.condition, .allergy]
            let (one, other) = (random.pick(kinds), random.pick(kinds))
            let apart = random.below(2) == 0 ? nil : duration(random.pick(["P10D", "P1M", "P6M"]))
            let within = random.below(2) == 0 ? nil : duration(random.pick(["P1M", "P6M", "P1Y"]))
            let sequence = ELM.Sequence(
                .init(ELM.Retrieve(one)), followedBy: .init(ELM.Retrieve(other)), apart: apart, within: within)
            let patient = PatientFacts(asOf: point("2026-01-15"), facts, complete: complete)
            let expected = pairs(patient, one, other, apart, within, complete)
            #expect(try evaluate(.sequence(sequence), patient).truth == expected, "\(sequence) \(patient.facts)")
        }
    }

    private func pairs(
        _ patient: PatientFacts, _ one: FactKind, _ other: FactKind, _ apart: CalendarDuration?,
        _ within: CalendarDuration?, _ complete: Set<FactKind>
    ) -> Bool? {
        func matching(_ kind: FactKind) -> [Int] {
            patient.facts.indices.filter { place in
                patient.facts[place].kind == kind && [.active, .inactive].contains(patient.facts[place].status)
            }
        }
        let (firsts, seconds) = (matching(one), matching(other))
        var result: Bool? = false
        for first in firsts {
            for second in seconds where second != first {
                guard let start = patient.facts[first].start, let next = patient.facts[second].start else {
                    result = result == true ? true : nil
                    continue
                }
                var fits = next.isGreater(than: start)
                if let apart { fits = start.adding(apart).flatMap { next.isAtLeast($0) } }
                if let within { fits = Logic.and(fits, start.adding(within).flatMap { next.isAtMost($0) }) }
                if fits == true { return true }
                if fits == nil { result = nil }
            }
        }
        guard result == false else { return result }
        if firsts.isEmpty && complete.contains(one) || seconds.isEmpty && complete.contains(other) { return false }
        return complete.contains(one) && complete.contains(other) ? false : nil
    }
}
