// The leaves of criteria against small patients: what is known, what is not, and why.

import Expressions
import Quantities
import Terminology
import Testing

@Suite("Criteria")
struct CriterionTests {
    static let hypertension = concept(10)
    static let creatinine = concept(20)
    static let statin = concept(30)
    static let penicillin = concept(4)

    @Test("a condition is met by anything that is a kind of it, while it is active")
    func condition() throws {
        let facts = PatientFacts(
            [
                Fact(.condition, concept(105), start: point("2020-01-01")),
                Fact(.condition, concept(116), start: point("2015-01-01"), end: point("2016-01-01")),
            ], complete: [.condition])
        #expect(try evaluate(.exists(.init(.condition, [Self.hypertension], statuses: .active)), facts) == true)
        #expect(try evaluate(.exists(.init(.condition, [concept(11)], statuses: .active)), facts) == false)
        #expect(try evaluate(.exists(.init(.condition, [concept(11)])), facts) == true)
        #expect(try evaluate(.exists(.init(.condition, [concept(1_050)])), facts) == false)
    }

    @Test("absence means no only where the record covers the kind")
    func absence() throws {
        let allergy = ELM.Retrieve(.allergy, [Self.penicillin])
        #expect(try evaluate(.exists(allergy), PatientFacts([])) == nil)
        #expect(try evaluate(.not(.exists(allergy)), PatientFacts([])) == nil)
        #expect(try evaluate(.exists(allergy), PatientFacts([], complete: [.allergy])) == false)
        #expect(try evaluate(.dataAvailable(.allergy), PatientFacts([])) == nil)
        #expect(try evaluate(.dataAvailable(.allergy), PatientFacts([], complete: [.allergy])) == true)
    }

    @Test("a fact whose date is too coarse for the window leaves it open")
    func window() throws {
        let retrieve = ELM.Retrieve(.procedure, [concept(5)], window: duration("P6M"))
        func verdict(_ start: String?) throws -> Value {
            let fact = Fact(.procedure, concept(5), start: start.map(point))
            return try evaluate(.exists(retrieve), PatientFacts([fact], complete: [.procedure]))
        }
        #expect(try verdict("2025-08-01") == true)
        #expect(try verdict("2025-07-14") == false)
        #expect(try verdict("2025-07-15") == true)
        #expect(try verdict("2025-08") == true)
        #expect(try verdict("2025-07") == nil)
        #expect(try verdict("2025") == nil)
        #expect(try verdict(nil) == nil)
        #expect(try verdict("2026-02-01") == false, "what lies in the future is not seen")
    }

    @Test("the latest value is compared in the threshold's unit")
    func latest() throws {
        let facts = PatientFacts([
            Fact(.observation, Self.creatinine, start: point("2025-12-01"), value: "=80 umol/L"),
            Fact(.observation, Self.creatinine, start: point("2026-01-10"), value: "=1.2 mg/dL"),
            Fact(.observation, Self.creatinine, start: point("2026-01-12"), value: nil),
        ])
        let retrieve = ELM.Retrieve(.observation, [Self.creatinine], window: duration("P3M"))
        let analyte = try Analyte(molarMass: MolarMass(Quantity("113.12 g/mol")))
        func verdict(_ bound: ELM.Bound, _ analyte: Analyte?) throws -> Value {
            try evaluate(.latestValue(retrieve, within: [bound], analyte: analyte), facts)
        }
        #expect(try verdict(.init(.greaterThan, "=106 umol/L"), analyte) == true)
        #expect(try verdict(.init(.atLeast, "=107 umol/L"), analyte) == false)
        #expect(try verdict(.init(.atLeast, "=12 mg/L"), analyte) == true)
        #expect(try verdict(.init(.atLeast, "=106 umol/L"), nil) == nil, "no molar mass, no comparison")
        #expect(try verdict(.init(.atLeast, 1), analyte) == nil, "a plain number is not a concentration")
        #expect(try evaluate(.latestValue(retrieve, within: []), facts) == true)
        #expect(try evaluate(.latestValue(.init(.observation, [concept(21)]), within: []), facts) == nil)
        let value = try evaluate(.latestValue(retrieve, in: UCUMUnit("umol/L"), analyte: analyte), facts)
        #expect(value.description.hasPrefix("106.08"))
    }

    @Test("occurrences are counted, and those that may count leave it open")
    func occurrences() throws {
        let values: [(String, Value)] = [
            ("2025-12-01", "=152 mm[Hg]"), ("2025-12-20", "=148 mm[Hg]"), ("2026-01-10", "=130 mm[Hg]"),
            ("2026-01-11", "=15 kPa"),
        ]
        let list = values.map { Fact(.observation, concept(7), start: point($0.0), value: $0.1) }
        let retrieve = ELM.Retrieve(.observation, [concept(7)], window: duration("P3M"))
        func verdict(_ count: Int, _ bound: ELM.Bound, _ complete: Set<FactKind>) throws -> Value {
            let expression = Expression.occurrences(of: retrieve, atLeast: count, within: [bound])
            return try evaluate(expression, PatientFacts(list, complete: complete))
        }
        let high = ELM.Bound(.atLeast, "=140 mm[Hg]")
        #expect(try verdict(2, high, []) == true)
        #expect(try verdict(3, high, []) == nil)
        #expect(try verdict(3, high, [.observation]) == false)
        #expect(try verdict(1, .init(.atLeast, "=140 mmol/L"), [.observation]) == nil)
    }

    @Test("an age is a range when the birth date is, and bounds see it")
    func age() throws {
        let facts = PatientFacts(birthDate: point("1950"), [])
        #expect(try evaluate(.age(.year), facts) == .uncertain(75...76))
        func verdict(_ relation: ELM.Bound.Relation, _ threshold: Value, _ facts: PatientFacts) throws -> Value {
            try evaluate(#require(Expression.age(within: [.init(relation, threshold)])), facts)
        }
        #expect(try verdict(.atLeast, 75, facts) == true)
        #expect(try verdict(.atLeast, 76, facts) == nil)
        #expect(try verdict(.lessThan, 75, facts) == false)
        #expect(try verdict(.atLeast, 18, PatientFacts([])) == nil)
        #expect(try verdict(.atLeast, "=6 mo", PatientFacts(birthDate: point("2025-07-15"), [])) == true)
        #expect(try verdict(.lessThan, "=6 mo", PatientFacts(birthDate: point("2025-07-16"), [])) == true)
        #expect(Expression.age(within: [.init(.atLeast, "=6 kg")]) == nil)
    }

    @Test("pregnancy is no for men, and for others only when it is known")
    func pregnancy() throws {
        func verdict(_ sex: Sex?, _ facts: [Fact], _ complete: Set<FactKind> = []) throws -> Value {
            try evaluate(.pregnant, PatientFacts(sex: sex, facts, complete: complete))
        }
        let yes = Fact(.pregnancy, concept(8), start: point("2025-12-01"), value: true)
        let no = Fact(.pregnancy, concept(8), start: point("2026-01-01"), value: false)
        #expect(try verdict(.male, []) == false)
        #expect(try verdict(.female, []) == nil)
        #expect(try verdict(.female, [], [.pregnancy]) == false)
        #expect(try verdict(.female, [yes]) == true)
        #expect(try verdict(.female, [yes, no]) == false)
        #expect(try verdict(.female, [Fact(.pregnancy, concept(8), end: point("2025-12-01"), value: true)]) == nil)
    }

    @Test("a coded value is matched with what it is a kind of")
    func codedValue() throws {
        let facts = PatientFacts([
            Fact(.observation, concept(9), start: point("2026-01-01"), value: .concept(concept(622)))
        ])
        let retrieve = ELM.Retrieve(.observation, [concept(9)])
        #expect(try evaluate(.latestValue(retrieve, isAnyOf: [concept(62)]), facts) == true)
        #expect(try evaluate(.latestValue(retrieve, isAnyOf: [concept(63)]), facts) == false)
        #expect(try evaluate(.latestValue(.init(.observation, [concept(3)]), isAnyOf: [concept(62)]), facts) == nil)
    }

    @Test("a score is a range while items are unknown")
    func score() throws {
        let items: [(Int, Expression)] = [
            (1, .exists(.init(.condition, [Self.hypertension]))), (2, .exists(.init(.allergy, [Self.penicillin]))),
            (1, .sex(.female)), (-1, .dataAvailable(.procedure)),
        ]
        let facts = PatientFacts(sex: .female, [Fact(.condition, Self.hypertension)])
        #expect(try evaluate(.score(items), facts) == .uncertain(1...4))
        #expect(try evaluate(.call(.greaterOrEqual, [.score(items), .literal(1)]), facts) == true)
        #expect(try evaluate(.call(.greaterOrEqual, [.score(items), .literal(2)]), facts) == nil)
    }

    @Test(
        "at least n is decided as soon as the unknown cannot change it",
        arguments: [(1, true), (2, nil), (3, nil), (4, false)] as [(Int, Value)])
    func atLeast(count: Int, expected: Value) throws {
        let conditions = [true, false, nil, nil].map { Expression.literal($0) }
        #expect(try evaluate(.atLeast(count, of: conditions)) == expected)
    }

    @Test("planned facts are seen only when asked for, refuted ones never count as occurred")
    func statuses() throws {
        let facts = PatientFacts(
            [
                Fact(.medication, Self.statin, status: .planned), Fact(.condition, Self.hypertension, status: .refuted),
            ], complete: [.medication, .condition])
        #expect(try evaluate(.exists(.init(.medication, [Self.statin])), facts) == false)
        #expect(try evaluate(.exists(.init(.medication, [Self.statin], statuses: .planned)), facts) == true)
        #expect(try evaluate(.exists(.init(.condition, [Self.hypertension])), facts) == false)
    }

    @Test("facts of several concepts are counted once")
    func severalConcepts() throws {
        let facts = PatientFacts(
            [Fact(.condition, concept(105)), Fact(.condition, concept(106))], complete: [.condition])
        let retrieve = ELM.Retrieve(.condition, [concept(10), concept(105), concept(1)])
        #expect(try evaluate(.occurrences(retrieve), facts) == 2)
        #expect(try evaluate(.call(.count, [.retrieve(retrieve)]), facts) == 2)
    }

    @Test("a trend is the change from the first to the latest value in the window")
    func trend() throws {
        let values: [(String, Value)] = [
            ("2025-01-01", "=300 umol/L"), ("2026-01-10", "=80 umol/L"), ("2026-01-12", "=0.12 mmol/L"),
        ]
        let facts = PatientFacts(values.map { Fact(.observation, Self.creatinine, start: point($0.0), value: $0.1) })
        func change(_ window: String, relative: Bool) throws -> Value {
            let retrieve = ELM.Retrieve(.observation, [Self.creatinine], window: duration(window))
            return try evaluate(.change(retrieve, relative: relative, in: UCUMUnit("umol/L")), facts)
        }
        #expect(try change("P7D", relative: false) == "=40 umol/L")
        #expect(try change("P7D", relative: true) == "=0.5")
        #expect(try change("P3D", relative: true) == nil)
    }
}
