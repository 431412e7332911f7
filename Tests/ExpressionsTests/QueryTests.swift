import Expressions
import Quantities
import Terminology
import Testing

@Suite("Queries")
struct QueryTests {
    private typealias Query = ELM.Query

    private func list(_ values: Value...) -> Expression { .literal(.list(values)) }

    @Test("where keeps what is true, not what is unknown")
    func condition() throws {
        let query = Query(
            from: [.init("X", list(1, nil, 3))], where: .call(.greater, [.reference("X"), .literal(1)]))
        #expect(try evaluate(.query(query)) == [3])
    }

    @Test("several sources give every combination, as tuples")
    func combinations() throws {
        let query = Query(
            from: [.init("A", list(1, 2)), .init("B", list(1, 2))],
            where: .call(.less, [.reference("A"), .reference("B")]))
        #expect(try evaluate(.query(query)) == [.tuple(["A": 1, "B": 2])])
    }

    @Test("let, return, distinct and sort")
    func clauses() throws {
        let query = Query(
            from: [.init("X", list(3, 1, -3, 2))],
            letting: [.init("Square", .call(.multiply, [.reference("X"), .reference("X")]))],
            return: .reference("Square"), sort: [.init(.current, descending: true)])
        #expect(try evaluate(.query(query)) == [9, 4, 1])
    }

    @Test("with and without look for a partner")
    func relationships() throws {
        let same = Expression.call(.equal, [.reference("X"), .reference("Y")])
        func query(isWithout: Bool) -> Expression {
            .query(
                Query(
                    from: [.init("X", list(1, 2, 3))],
                    relationships: [.init(.init("Y", list(2, 3)), suchThat: same, isWithout: isWithout)]))
        }
        #expect(try evaluate(query(isWithout: false)) == [2, 3])
        #expect(try evaluate(query(isWithout: true)) == [1])
    }

    @Test("aggregate folds the rows")
    func aggregate() throws {
        let query = Query(
            from: [.init("X", list(1, 2, 3, 4))],
            aggregate: .init(
                "Product", starting: .literal(1), .call(.multiply, [.reference("Product"), .reference("X")])))
        #expect(try evaluate(.query(query)) == 24)
    }

    @Test("a query over a single value gives a single value, over null null")
    func single() throws {
        let doubled = Expression.call(.add, [.reference("X"), .reference("X")])
        #expect(try evaluate(.query(Query(from: [.init("X", .literal(4))], return: doubled))) == 8)
        #expect(try evaluate(.query(Query(from: [.init("X", .literal(nil))], return: doubled))) == nil)
    }

    @Test("facts are queried by their properties, nested queries see outer names")
    func facts() throws {
        let facts = PatientFacts([
            Fact(.observation, concept(7), start: point("2025-12-01"), value: 5),
            Fact(.observation, concept(7), start: point("2025-12-20"), value: 9),
            Fact(.observation, concept(7), start: point("2026-01-10"), value: 7),
        ])
        let all = Expression.retrieve(.init(.observation, [concept(7)]))
        let later = Query(
            from: [.init("Later", all)],
            where: .call(
                .and,
                [
                    .call(
                        .after,
                        [.property("start", of: .reference("Later")), .property("start", of: .reference("Earlier"))]),
                    .call(
                        .less,
                        [.property("value", of: .reference("Later")), .property("value", of: .reference("Earlier"))]),
                ]))
        let fallen = Query(
            from: [.init("Earlier", all)], where: .call(.exists, [.query(later)]),
            return: .property("value", of: .reference("Earlier")))
        #expect(try evaluate(.query(fallen), facts) == [9])
        let values = Expression.forEach(all, element: .property("value", of: .current))
        #expect(try evaluate(.call(.max, [values]), facts) == 9)
        let high = Expression.filter(all, where: .call(.greater, [.property("value", of: .current), .literal(6)]))
        #expect(try evaluate(.call(.count, [high]), facts) == 2)
        #expect(try evaluate(.property("status", of: .call(.first, [all])), facts) == "active")
    }

    @Test("case takes the first that holds")
    func cases() throws {
        let items = [
            ELM.CaseItem(when: .literal(nil), then: .literal("unknown")),
            ELM.CaseItem(when: .literal(true), then: .literal("yes")),
        ]
        #expect(try evaluate(.caseOf(comparand: nil, items: items, else: .literal("else"))) == "yes")
        #expect(try evaluate(.caseOf(comparand: .literal(false), items: items, else: .literal("else"))) == "else")
        #expect(try evaluate(.conditional(if: .literal(nil), then: .literal(1), else: .literal(2))) == 2)
    }

    @Test("intervals and tuples are built and taken apart")
    func structures() throws {
        let interval = Expression.interval(low: .literal(1), high: .literal(5), highClosed: false)
        #expect(try evaluate(.call(.end, [interval])) == 4)
        #expect(try evaluate(.property("high", of: interval)) == 5)
        #expect(try evaluate(.interval(low: .literal(5), high: .literal(1))) == nil)
        #expect(try evaluate(.property("a", of: .tuple(["a": .literal(1)]))) == 1)
        #expect(try evaluate(.property("unit", of: .literal("=5 mg"))) == "mg")
    }

    @Test("a parameter may change between evaluations, what does not depend on it is kept")
    func parameters() throws {
        var compiler = ELM.Compiler()
        let weight = Expression.parameter("weight")
        let heavy = try compiler.add(.call(.greater, [weight, .literal("=100 kg")]))
        let double = try compiler.add(.call(.multiply, [weight, .literal(2)]))
        let either = try compiler.add(.any([.call(.greater, [weight, .literal("=100 kg")]), .sex(.female)]))
        var evaluation = ELM.Evaluation(compiler.finish(), facts: PatientFacts(sex: .male, []), tracing: true)
        #expect(try evaluation.verdict(of: heavy) == nil)
        for (value, verdict) in [("=120 kg" as Value, true), ("=80000 g", false), ("=1 mL", nil)] {
            evaluation.set("weight", to: value)
            evaluation.set("unknown", to: 1)
            #expect(try evaluation.verdict(of: heavy) == verdict)
            #expect(try evaluation.verdict(of: either) == verdict)
            #expect(evaluation.trace?[heavy]?.verdict == verdict)
        }
        evaluation.set("weight", to: "=70 kg")
        #expect(try evaluation.value(of: double) == "=140 kg")
    }
}
