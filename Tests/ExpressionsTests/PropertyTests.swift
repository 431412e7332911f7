// Laws that hold for every condition and patient.

import Expressions
import Quantities
import Terminology
import Testing

@Suite("Laws of evaluation")
struct PropertyTests {
    struct Patient {
        let asOf = point("2026-01-15")
        var birthDate: DateTime?
        var sex: Sex?
        var facts: [Fact]
        var complete: Set<FactKind>

        init(_ random: inout SeededGenerator) {
            birthDate = random.date()
            sex = random.pick([.female, .male, nil])
            facts = random.facts()
            complete = Set([.condition, .observation, .allergy].filter { _ in random.below(2) == 0 })
        }

        var seen: PatientFacts { PatientFacts(asOf: asOf, birthDate: birthDate, sex: sex, facts, complete: complete) }

        var naive: NaiveEvaluator {
            NaiveEvaluator(
                asOf: asOf, birthDate: birthDate.flatMap { $0.isGreater(than: asOf) == true ? nil : $0 },
                sex: sex, facts: facts, complete: complete)
        }
    }

    @Test("the compiled program agrees with the tree, traced or not", arguments: 0..<20)
    func agreesWithTree(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let patient = Patient(&random)
            var compiler = ELM.Compiler()
            var conditions: [(Expression, ELM.NodeID)] = []
            for _ in 0..<8 {
                let condition = random.condition(depth: 4)
                conditions.append((condition, try compiler.add(condition)))
            }
            let program = compiler.finish()
            var evaluation = ELM.Evaluation(program, facts: patient.seen)
            var traced = ELM.Evaluation(program, facts: patient.seen, tracing: true)
            for (condition, root) in conditions {
                let expected = patient.naive.truth(condition)
                #expect(try evaluation.verdict(of: root) == expected, "\(condition) on \(patient)")
                #expect(try traced.verdict(of: root) == expected, "traced: \(condition) on \(patient)")
                #expect(traced.trace?[root].map { $0.verdict == expected } ?? !condition.isNode)
            }
        }
    }

    @Test("De Morgan, double negation and contraposition", arguments: 0..<20)
    func laws(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let patient = Patient(&random).seen
            let (left, right) = (random.condition(depth: 3), random.condition(depth: 3))
            func same(_ one: Expression, _ other: Expression) throws {
                #expect(try evaluate(one, patient) == evaluate(other, patient))
            }
            try same(.not(.all([left, right])), .any([.not(left), .not(right)]))
            try same(.not(.any([left, right])), .all([.not(left), .not(right)]))
            try same(.not(.not(left)), left)
            try same(.call(.implies, [left, right]), .call(.implies, [.not(right), .not(left)]))
            try same(.call(.xor, [left, right]), .any([.all([left, .not(right)]), .all([.not(left), right])]))
            try same(.atLeast(2, of: [left, right]), .all([left, right]))
            try same(.atLeast(1, of: [left, right]), .any([left, right]))
        }
    }

    @Test("learning a null operand's value never flips a definite verdict", arguments: 0..<20)
    func monotonicity(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let patient = Patient(&random)
            let condition = random.condition(depth: 4)
            guard let verdict = try evaluate(condition, patient.seen).truth else { continue }
            for learnt in [true, false] {
                let known = condition.replacingNulls(by: .boolean(learnt))
                #expect(try evaluate(known, patient.seen).truth == verdict, "\(condition)")
            }
            var complete = patient
            complete.complete = [.condition, .observation, .allergy]
            if !condition.asksForCompleteness {
                #expect(try evaluate(condition, complete.seen).truth == verdict, "completeness: \(condition)")
            }
            var sexed = patient
            sexed.sex = patient.sex ?? .female
            #expect(try evaluate(condition, sexed.seen).truth == verdict, "sex: \(condition)")
        }
    }

    /// The same patient with more known: a coarse date told exactly, or one more fact of a kind that the record does not
    /// cover.
    private func learned(_ patient: Patient, _ random: inout SeededGenerator) -> Patient {
        var patient = patient
        if random.below(2) == 0, let place = patient.facts.indices.randomElement(using: &random) {
            patient.facts[place].start = patient.facts[place].start.flatMap { start in
                start.precision < .day
                    ? DateTime(year: start.year, month: start.month ?? 1 + random.below(12), day: 1 + random.below(28))
                    : start
            }
            return patient
        }
        let kinds: [FactKind] = [.condition, .observation, .allergy]
        guard let kind = kinds.first(where: { !patient.complete.contains($0) }) else { return patient }
        patient.facts.append(Fact(kind, random.concept(), start: random.date(), value: random.value()))
        return patient
    }

    @Test("learning a fact never flips a definite verdict", arguments: 0..<20)
    func learning(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let patient = Patient(&random)
            let condition = random.condition(depth: 4)
            // A newer value takes the place of the latest: that is news, not knowledge.
            guard !condition.asksForLatest, let verdict = try evaluate(condition, patient.seen).truth else { continue }
            let after = learned(patient, &random)
            #expect(try evaluate(condition, after.seen).truth == verdict, "\(condition) on \(patient), then \(after)")
        }
    }

    @Test("the law would notice an evaluator that takes silence for absence")
    func learningCanFail() throws {
        var random = SeededGenerator(seed: 1)
        var flips = 0
        for _ in 0..<500 {
            let patient = Patient(&random)
            // CQL's own Exists.
            let condition = Expression.call(.exists, [.retrieve(random.retrieve())])
            guard let verdict = try evaluate(condition, patient.seen).truth else { continue }
            if try evaluate(condition, learned(patient, &random).seen).truth == !verdict { flips += 1 }
        }
        #expect(flips > 0)
    }

    @Test("the same program evaluates many patients alike, alone or after others", arguments: 0..<5)
    func independence(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var compiler = ELM.Compiler()
        let roots = try (0..<30).map { _ in try compiler.add(random.condition(depth: 4)) }
        let program = compiler.finish()
        for _ in 0..<20 {
            let patient = Patient(&random).seen
            var together = ELM.Evaluation(program, facts: patient)
            for root in roots.shuffled(using: &random) {
                var alone = ELM.Evaluation(program, facts: patient)
                #expect(try together.verdict(of: root) == alone.verdict(of: root))
            }
        }
    }
}

extension Expression {
    /// Whether it is more than a constant, which has no entry in a trace.
    var isNode: Bool { if case .literal = self { false } else { true } }

    func replacingNulls(by value: Value) -> Expression {
        switch self {
        case .literal(.null): .literal(value)
        case .call(let name, let operands, let precision):
            .call(name, operands.map { $0.replacingNulls(by: value) }, precision: precision)
        case .atLeast(let count, let conditions): .atLeast(count, of: conditions.map { $0.replacingNulls(by: value) })
        case .points(let points, let condition): .points(points, if: condition.replacingNulls(by: value))
        default: self
        }
    }

    /// Whether the latest value has a part in it.
    var asksForLatest: Bool {
        switch self {
        case .property, .retrieve: true
        case .call(_, let operands, _): operands.contains(where: \.asksForLatest)
        case .atLeast(_, let conditions): conditions.contains(where: \.asksForLatest)
        case .points(_, let condition): condition.asksForLatest
        default: false
        }
    }

    /// Whether it asks what the record covers, which is a fact of its own.
    var asksForCompleteness: Bool {
        switch self {
        case .dataAvailable: true
        case .call(_, let operands, _): operands.contains(where: \.asksForCompleteness)
        case .atLeast(_, let conditions): conditions.contains(where: \.asksForCompleteness)
        case .points(_, let condition): condition.asksForCompleteness
        default: false
        }
    }
}
