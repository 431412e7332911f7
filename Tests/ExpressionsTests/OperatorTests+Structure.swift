// More tables: partitions of intervals, precision, structures, ratios, types, iteration.

import Expressions
import Quantities
import Testing

@Suite("Operators on structures")
struct StructureOperatorTests {
    @Test("intervals are divided and joined by steps", arguments: partitions)
    func partition(test: OperatorCase) throws { try test.check() }

    static let partitions: [OperatorCase] = [
        .init(.expand, .interval(1, 3), is: [1, 2, 3]), .init(.expand, .interval(1, 10), "=2", is: [1, 3, 5, 7, 9]),
        .init(.expand, [.interval(1, 3)], is: [.interval(1, 1), .interval(2, 2), .interval(3, 3)]),
        .init(.expand, [], is: []), .init(.expand, nil, is: nil),
        .init(.expand, [nil, .interval(4, 4)], is: [.interval(4, 4)]),
        .init(
            .expand, [.interval("@2018-01-01", "@2018-01-04")], "=2 d",
            is: [.interval("@2018-01-01", "@2018-01-02"), .interval("@2018-01-03", "@2018-01-04")]),
        .init(
            .expand, .interval("@2018-01-01", "@2018-01-03"), "=1 d", is: ["@2018-01-01", "@2018-01-02", "@2018-01-03"]),
        .init(
            .expand, [.interval("@2026-01-01", "@2026-01-15")], "=1 wk",
            is: [.interval("@2026-01-01", "@2026-01-07"), .interval("@2026-01-08", "@2026-01-14")]),
        .init(.expand, .interval("@T10:00", "@T12:30"), "=1 h", is: ["@T10", "@T11", "@T12"]),
        .init(.expand, .interval("@T10", "@T10"), "=1 min", is: []),
        .init(.expand, .interval(10.0, 12.5), "=1", is: [10, 11, 12]),
        .init(.expand, .interval(1.0, 1.2), "=0.1", is: [1.0, 1.1, 1.2]),
        .init(.expand, .interval(Interval(low: 1, high: nil, highClosed: false)), is: []),
        .init(
            .collapse, [.interval(4, 6), nil, .interval(1, 2), .interval(3, 3), .interval(9, 9)],
            is: [.interval(1, 6), .interval(9, 9)]),
        .init(
            .collapse, [.interval(1, 2), .interval(5, 6), .interval(20, 21)], "=3",
            is: [.interval(1, 6), .interval(20, 21)]),
        .init(
            .collapse, [.interval("@2026-01-01", "@2026-01-05"), .interval("@2026-01-08", "@2026-01-09")], "=3 d",
            is: [.interval("@2026-01-01", "@2026-01-09")]),
        .init(.collapse, [], is: []), .init(.collapse, nil, is: nil),
        .init(.collapse, [.interval(1, 2)], is: [.interval(1, 2)]),
    ]

    @Test("membership and inclusion are told to a precision", arguments: precise)
    func precision(test: OperatorCase) throws { try test.check() }

    static let precise: [OperatorCase] = [
        .init(.in, "@2026-01-15T23:00", .interval("@2026-01-10T08:00", "@2026-01-15T09:00"), is: false),
        .init(.in, "@2026-01-15T23:00", .interval("@2026-01-10T08:00", "@2026-01-15T09:00"), to: .day, is: true),
        .init(.contains, .interval("@2026-01-10", "@2026-01-15"), "@2026-02-01", to: .year, is: true),
        .init(.in, "@2026", .interval("@2026-01-10", "@2026-01-15"), to: .day, is: nil),
        .init(.in, "@2026", .interval("@2026-01-10", "@2026-01-15"), to: .year, is: true),
        .init(.properIn, "@2026-01-10T09:00", .interval("@2026-01-10T08:00", "@2026-01-15T09:00"), to: .day, is: true),
        .init(
            .includes, .interval("@2026-01-10T08:00", "@2026-01-15T09:00"),
            .interval("@2026-01-10T07:00", "@2026-01-15T10:00"), to: .day, is: true),
        .init(
            .includes, .interval("@2026-01-10T08:00", "@2026-01-15T09:00"),
            .interval("@2026-01-10T07:00", "@2026-01-15T10:00"), is: false),
        .init(
            .properIncludes, .interval("@2026-01-10T08:00", "@2026-01-15T09:00"),
            .interval("@2026-01-10T07:00", "@2026-01-15T10:00"), to: .day, is: false),
        .init(
            .starts, .interval("@2026-01-10T08:00", "@2026-01-12T09:00"),
            .interval("@2026-01-10T07:00", "@2026-01-15T10:00"), to: .day, is: true),
        .init(
            .ends, .interval("@2026-01-12T08:00", "@2026-01-15T11:00"),
            .interval("@2026-01-10T07:00", "@2026-01-15T10:00"), to: .day, is: true),
        .init(
            .overlaps, .interval("@2026-01-10T08:00", "@2026-01-12T09:00"),
            .interval("@2026-01-12T10:00", "@2026-01-15T10:00"), is: false),
        .init(
            .overlaps, .interval("@2026-01-10T08:00", "@2026-01-12T09:00"),
            .interval("@2026-01-12T10:00", "@2026-01-15T10:00"), to: .day, is: true),
        .init(
            .meets, .interval("@2026-01-10T08:00", "@2026-01-12T09:00"),
            .interval("@2026-01-13T10:00", "@2026-01-15T10:00"), to: .day, is: true),
        .init(
            .sameAs, .interval("@2026-01-10T08:00", "@2026-01-12T09:00"),
            .interval("@2026-01-10T09:00", "@2026-01-12T10:00"), to: .day, is: true),
        .init(.includedIn, 3, nil, is: false), .init(.includedIn, nil, .interval(1, 2), is: nil),
        .init(.includes, nil, .interval(1, 2), is: nil), .init(.includedIn, .interval(1, 2), nil, is: nil),
    ]

    @Test("boundaries without a precision go to the finest", arguments: boundaries)
    func boundary(test: OperatorCase) throws { try test.check() }

    static let boundaries: [OperatorCase] = [
        .init(.lowBoundary, 1.5, is: 1.5), .init(.highBoundary, 1.5, is: 1.59999999),
        .init(.highBoundary, 1.5, 2, is: 1.59), .init(.highBoundary, 1.5, 9, is: nil),
        .init(.lowBoundary, "@2026", is: "@2026-01-01"), .init(.highBoundary, "@2026-02", is: "@2026-02-28"),
        .init(.highBoundary, "@2026-01-15T10", is: "@2026-01-15T10:59:59.999"),
        .init(.lowBoundary, "@T10", is: "@T10:00:00.000"), .init(.highBoundary, "@T10", 4, is: "@T10:59"),
        .init(.highBoundary, "@T10:30", is: "@T10:30:59.999"), .init(.lowBoundary, nil, is: nil),
        .init(.lowBoundary, 1.5, nil, is: nil), .init(.highBoundary, "@2026", 17, is: nil),
    ]

    @Test("structures have children, ratios parts, text characters", arguments: structures)
    func structure(test: OperatorCase) throws { try test.check() }

    static let structures: [OperatorCase] = [
        .init(.toChars, "肌酐a", is: ["肌", "酐", "a"]), .init(.toChars, "", is: []), .init(.toChars, nil, is: nil),
        .init(.toConcept, .concept(concept(7)), is: .concept(concept(7))), .init(.toConcept, "x", is: nil),
        .init(.ratio, "=1 mg", "=2 mL", is: ratio("1 mg", "2 mL")), .init(.ratio, 1, 128, is: ratio("1", "128")),
        .init(.ratio, nil, 2, is: nil), .init(.toRatio, "1:128", is: ratio("1", "128")),
        .init(.toRatio, "1 'mg':2 'mL'", is: ratio("1 mg", "2 mL")), .init(.toRatio, "1", is: nil),
        .init(.toRatio, "a:b", is: nil), .init(.toRatio, nil, is: nil), .init(.convertsToRatio, "1:2", is: true),
        .init(.convertsToRatio, "1:2:3", is: false), .init(.convertsToRatio, nil, is: nil),
        .init(.toString, ratio("1 mg", "2 mL"), is: "1 'mg':2 'mL'"),
        .init(.equal, ratio("1", "128"), ratio("2", "256"), is: false),
        .init(.equal, ratio("1 g", "2 mL"), ratio("1000 mg", "2 mL"), is: true),
        .init(.equivalent, ratio("1", "128"), ratio("2", "256"), is: true),
        .init(.equivalent, ratio("1", "128"), ratio("2", "128"), is: false),
        .init(.children, .tuple(["a": 1, "b": [2, 3]]), is: [1, 2, 3]), .init(.children, 1, is: []),
        .init(.children, [.tuple(["a": 1]), .tuple(["a": 2])], is: [1, 2]), .init(.children, nil, is: nil),
        .init(.children, "=5 mg", is: [.decimal(5), "mg"]),
        .init(.children, .interval(1, 2), is: [1, 2, true, true]),
        .init(.descendents, .tuple(["a": .tuple(["b": 1, "c": [2]])]), is: [.tuple(["b": 1, "c": [2]]), 1, 2]),
        .init(.descendents, nil, is: nil), .init(.descendents, "x", is: []),
        .init(
            .times, [.tuple(["a": 1]), .tuple(["a": 2])], [.tuple(["b": 3])],
            is: [.tuple(["a": 1, "b": 3]), .tuple(["a": 2, "b": 3])]),
        .init(.times, [], [.tuple(["b": 3])], is: []), .init(.times, nil, [.tuple(["b": 3])], is: nil),
        .init(.times, [1], [2], is: nil), .init(.combine, [], is: nil),
        .init(.message, 5, true, "c", "Warning", "text", is: 5), .init(.message, 5, is: 5),
        .init(.message, 5, true, "c", "Error", "text", is: nil), .init(.message, 5, false, "c", "Error", "text", is: 5),
        .init(.message, 5, nil, "c", "Error", "text", is: 5),
        .init(.inValueSet, .concept(concept(1)), .concept(concept(1)), is: true),
        .init(.inValueSet, nil, .concept(concept(1)), is: nil),
        .init(.anyInValueSet, [.concept(concept(2)), .concept(concept(1))], .concept(concept(1)), is: true),
        .init(.anyInValueSet, [], .concept(concept(1)), is: false),
        .init(.anyInValueSet, nil, .concept(concept(1)), is: false),
        .init(.anyInValueSet, [nil], .concept(concept(1)), is: false),
    ]

    static func ratio(_ numerator: String, _ denominator: String) -> Value {
        guard let numerator = try? Quantity(numerator), let denominator = try? Quantity(denominator) else {
            return .null
        }
        return .ratio(Ratio(numerator, denominator))
    }

    @Test(
        "types are told, cast and converted",
        arguments: [
            (.is, 5, .integer, true), (.is, "5", .integer, false), (.is, nil, .integer, false), (.is, 5, .any, true),
            (.is, [1, nil], .list(of: .integer), true), (.is, [1, "a"], .list(of: .integer), false),
            (.is, .interval(1, 2), .interval(of: .integer), true), (.is, .interval(1, 2), .interval(of: .date), false),
            (.is, "@2026", .dateTime, false), (.as, 5, .integer, 5), (.as, 5, .string, nil), (.as, nil, .string, nil),
            (.convert, "5", .integer, 5), (.convert, "5 'mg'", .quantity, "=5 mg"), (.convert, "x", .integer, nil),
            (.convert, 5, .decimal, 5.0), (.convert, "1:2", .ratio, ratio("1", "2")), (.convert, nil, .string, nil),
            (.convert, [1], .string, nil), (.canConvert, "5", .integer, true), (.canConvert, "x", .integer, false),
            (.canConvert, nil, .integer, nil), (.canConvert, "@2026-01-15", .dateTime, true),
        ] as [(ELM.TypeOperator, Value, ELM.ValueType, Value)])
    func types(name: ELM.TypeOperator, operand: Value, type: ELM.ValueType, expected: Value) throws {
        #expect(try evaluate(.typed(name, .literal(operand), type)) == expected)
    }

    @Test("an aggregate folds from its start, and knows its place")
    func aggregate() throws {
        let product = Expression.aggregate(
            .literal([2, 3, 4]), element: .call(.multiply, [.total, .current]), initial: .literal(1))
        #expect(try evaluate(product) == 24)
        let places = Expression.aggregate(
            .literal(["a", "b", "c"]), element: .call(.add, [.total, .iteration]), initial: .literal(10))
        #expect(try evaluate(places) == 13)
        #expect(try evaluate(.aggregate(.literal([]), element: .total, initial: .literal(7))) == 7)
        #expect(try evaluate(.aggregate(.literal(nil), element: .total, initial: .literal(7))) == nil)
        #expect(try evaluate(.forEach(.literal(["a", "b"]), element: .iteration)) == [0, 1])
        #expect(
            try evaluate(.filter(.literal([5, 6, 7]), where: .call(.greater, [.iteration, .literal(0)]))) == [6, 7])
        #expect(throws: ELM.CompilationError.self) { try evaluate(.total) }
        #expect(throws: ELM.CompilationError.self) { try evaluate(.iteration) }
    }

    @Test("a nested iteration does not disturb the outer one")
    func nested() throws {
        let inner = Expression.aggregate(
            .literal([10, 20]), element: .call(.add, [.total, .current]), initial: .literal(0))
        let outer = Expression.aggregate(
            .literal([1, 2]), element: .call(.add, [.call(.add, [.total, .current]), inner]), initial: .literal(0))
        #expect(try evaluate(outer) == 63)
        #expect(try evaluate(.forEach(.literal([1, 2]), element: .call(.add, [inner, .iteration]))) == [30, 31])
    }

    @Test("a repetition goes on until nothing is new, and ends in a circle too")
    func repetition() throws {
        let halves = Expression.repeated(
            .literal([40]),
            element: .conditional(
                if: .call(.greater, [.current, .literal(5)]), then: .call(.truncatedDivide, [.current, .literal(2)]),
                else: .literal(nil)))
        #expect(try evaluate(halves) == [20, 10, 5])
        let circle = Expression.repeated(
            .literal([0]), element: .call(.modulo, [.call(.add, [.current, .literal(1)]), .literal(4)]))
        #expect(try evaluate(circle) == [1, 2, 3, 0])
        #expect(try evaluate(.repeated(.literal(nil), element: .current)) == nil)
        let endless = Expression.repeated(.literal([0]), element: .call(.add, [.current, .literal(1)]))
        #expect(throws: ELM.EvaluationError.self) { try evaluate(endless) }
    }

    @Test("a message of severity Error is the reason why the result is unknown")
    func message() throws {
        var compiler = ELM.Compiler()
        let root = try compiler.add(call(.message, 5, true, "E1", "Error", "no weight"))
        var evaluation = ELM.Evaluation(compiler.finish(), facts: .nobody, tracing: true)
        #expect(try evaluation.value(of: root) == nil)
        #expect(evaluation.trace?[root]?.reason == .message("E1: no weight"))
    }
}
