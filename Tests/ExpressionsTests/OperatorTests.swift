// Tables of cases per operator, from the semantics of CQL 1.5, appendix B: ordinary values, nulls, boundaries.

import Expressions
import Quantities
import Testing

struct OperatorCase: Sendable, CustomStringConvertible {
    let expression: Expression
    let expected: Value
    let description: String

    init(_ name: ELM.Operator, _ operands: Value..., to precision: CalendarUnit? = nil, is expected: Value) {
        expression = .call(name, operands.map { .literal($0) }, precision: precision)
        self.expected = expected
        let list = operands.map(\.description).joined(separator: ", ")
        description = "\(name.rawValue)(\(list))\(precision.map { " to \($0)" } ?? "")"
    }

    func check() throws {
        let result = try evaluate(expression)
        #expect(result == expected, "\(self): \(result)")
    }
}

@Suite("Operators")
struct OperatorTests {
    @Test("logic is three-valued", arguments: logical)
    func logic(test: OperatorCase) throws { try test.check() }

    static let logical: [OperatorCase] = [
        .init(.and, true, true, is: true), .init(.and, true, false, is: false), .init(.and, true, nil, is: nil),
        .init(.and, false, nil, is: false), .init(.and, nil, nil, is: nil),
        .init(.and, nil, true, nil, false, is: false),
        .init(.or, false, false, is: false), .init(.or, true, nil, is: true), .init(.or, nil, false, is: nil),
        .init(.or, nil, nil, is: nil), .init(.not, true, is: false), .init(.not, nil, is: nil),
        .init(.implies, true, false, is: false), .init(.implies, false, nil, is: true),
        .init(.implies, nil, true, is: true),
        .init(.implies, nil, false, is: nil), .init(.implies, true, nil, is: nil), .init(.implies, nil, nil, is: nil),
        .init(.xor, true, false, is: true), .init(.xor, true, true, is: false), .init(.xor, true, nil, is: nil),
        .init(.isNull, nil, is: true), .init(.isNull, 1, is: false), .init(.isTrue, nil, is: false),
        .init(.isTrue, true, is: true), .init(.isFalse, nil, is: false), .init(.isFalse, false, is: true),
        .init(.coalesce, nil, nil, 3, 4, is: 3), .init(.coalesce, nil, nil, is: nil),
        .init(.coalesce, [nil, 2], is: 2),
    ]

    @Test("comparison knows types, units and precision", arguments: comparison)
    func comparing(test: OperatorCase) throws { try test.check() }

    static let comparison: [OperatorCase] = [
        .init(.equal, 1, 1, is: true), .init(.equal, 1, nil, is: nil), .init(.equal, nil, nil, is: nil),
        .init(.equal, 1, 1.0, is: true), .init(.equal, 1.50, 1.5, is: true), .init(.equal, "a", "A", is: false),
        .init(.equal, "=1 g", "=1000 mg", is: true), .init(.equal, "=1 g", "=1 mL", is: nil),
        .init(.equal, "@2026-01", "@2026-01-15", is: nil), .init(.equal, "@2026-01", "@2026-02-15", is: false),
        .init(.equal, [1, 2], [1, 2], is: true), .init(.equal, [1, 2], [2, 1], is: false),
        .init(.equal, [1, nil], [1, nil], is: true), .init(.equal, [1, nil], [1, 2], is: nil),
        .init(.equal, .interval(1, 5), .interval(1, 5), is: true), .init(.equal, "=1", 1, is: true),
        .init(.notEqual, 1, 2, is: true), .init(.notEqual, 1, nil, is: nil),
        .init(.equivalent, nil, nil, is: true), .init(.equivalent, nil, 1, is: false),
        .init(.equivalent, "a b", "A B", is: true), .init(.equivalent, "@2026-01", "@2026-01-15", is: false),
        .init(.equivalent, "=1 g", "=1 mL", is: false), .init(.equivalent, [1, nil], [1, nil], is: true),
        .init(.less, 1, 2, is: true), .init(.less, 2, 2, is: false), .init(.less, nil, 2, is: nil),
        .init(.less, "a", "b", is: true), .init(.less, "=999 mg", "=1 g", is: true),
        .init(.less, "=1 mmol/L", "=1 g/L", is: nil),
        .init(.less, "@2025", "@2026-06", is: true), .init(.less, "@2026", "@2026-06", is: nil),
        .init(.less, "@T10:00", "@T11", is: true), .init(.lessOrEqual, 2, 2, is: true),
        .init(.greater, 2.5, 2, is: true),
        .init(.greaterOrEqual, .uncertain(3...5), 3, is: true), .init(.greaterOrEqual, .uncertain(3...5), 4, is: nil),
        .init(.greaterOrEqual, .uncertain(3...5), 6, is: false), .init(.greater, .uncertain(3...5), 3, is: nil),
        .init(.lessOrEqual, .uncertain(3...5), 5, is: true), .init(.equal, .uncertain(3...5), 6, is: false),
        .init(.equal, .uncertain(3...5), 4, is: nil), .init(.less, true, false, is: nil),
    ]

    @Test("arithmetic is exact, and null where it is not defined", arguments: arithmetic)
    func computing(test: OperatorCase) throws { try test.check() }

    static let arithmetic: [OperatorCase] = [
        .init(.add, 1, 2, is: 3), .init(.add, 1, nil, is: nil), .init(.add, 0.1, 0.2, is: 0.3),
        .init(.add, 1, 0.5, is: 1.5),
        .init(.add, 2_147_483_647, 1, is: nil), .init(.add, .long(1), 1, is: .long(2)),
        .init(.add, .long(.max), 1, is: nil),
        .init(.add, "=1 g", "=500 mg", is: "=1.5 g"), .init(.add, "=1 g", "=1 mL", is: nil),
        .init(.add, "a", "b", is: "ab"),
        .init(.add, .uncertain(1...2), 3, is: .uncertain(4...5)), .init(.add, "@2024-02-29", "=1 a", is: "@2025-02-28"),
        .init(.add, "@2026-01-31", "=1 mo", is: "@2026-02-28"),
        .init(.add, "@2026-01-15T10:00", "=90 min", is: "@2026-01-15T11:30"),
        .init(.subtract, 1, 2, is: -1), .init(.subtract, "@2026-01-15", "=2 wk", is: "@2026-01-01"),
        .init(.subtract, .uncertain(1...2), .uncertain(0...1), is: .uncertain(0...2)),
        .init(.subtract, "@0001-01-01", "=1 d", is: nil),
        .init(.multiply, 2, 3, is: 6), .init(.multiply, 1.5, 1.5, is: 2.25),
        .init(.multiply, "=2 m", "=3 m", is: "=6 m2"),
        .init(.multiply, 100_000, 100_000, is: nil), .init(.multiply, .uncertain(-1...2), 3, is: .uncertain(-3...6)),
        .init(.divide, 1, 2, is: 0.5), .init(.divide, 10, 3, is: 3.33333333), .init(.divide, 1, 0, is: nil),
        .init(.divide, "=70 kg", "=4 m2", is: "=17.5 kg/m2"), .init(.divide, "=1 g", "=1 mg", is: "=1000"),
        .init(.divide, "=6 mg", 2, is: "=3 mg"), .init(.divide, 2, 3, is: 0.66666667),
        .init(.truncatedDivide, 7, 2, is: 3), .init(.truncatedDivide, -7, 2, is: -3),
        .init(.truncatedDivide, 1, 0, is: nil),
        .init(.modulo, 7, 2, is: 1), .init(.modulo, -7, 2, is: -1), .init(.modulo, 7.5, 2, is: 1.5),
        .init(.modulo, 1, 0, is: nil),
        .init(.power, 2, 10, is: 1_024), .init(.power, 2, -2, is: 0.25), .init(.power, 4, 0.5, is: 2.0),
        .init(.power, 2, 31, is: nil),
        .init(.power, 0, -1, is: nil), .init(.power, -8, 0.5, is: nil), .init(.log, 8, 2, is: 3.0),
        .init(.log, 100, 10, is: 2.0),
        .init(.log, 0, 10, is: nil), .init(.log, 8, 1, is: nil), .init(.ln, 1, is: 0.0), .init(.ln, 0, is: nil),
        .init(.ln, -1, is: nil),
        .init(.ln, 1000, is: 6.90775528), .init(.exp, 0, is: 1.0), .init(.exp, 1, is: 2.71828183),
        .init(.exp, 100_000, is: nil),
        .init(.ceiling, 1.1, is: 2), .init(.ceiling, -1.1, is: -1), .init(.floor, 1.9, is: 1),
        .init(.floor, -1.1, is: -2),
        .init(.truncate, -1.9, is: -1), .init(.abs, -5, is: 5), .init(.abs, "=-5 mg", is: "=5 mg"),
        .init(.negate, 5, is: -5),
        .init(.negate, .uncertain(1...2), is: .uncertain(-2 ... -1)), .init(.round, 0.5, is: 1.0),
        .init(.round, -0.5, is: 0.0),
        .init(.round, 1.2345, 2, is: 1.23), .init(.round, nil, is: nil), .init(.successor, 1, is: 2),
        .init(.successor, 2_147_483_647, is: nil), .init(.successor, 1.0, is: 1.00000001),
        .init(.successor, "@2026-12-31", is: "@2027-01-01"),
        .init(.predecessor, "@2026", is: "@2025"), .init(.predecessor, "@0001-01-01", is: nil),
        .init(.precision, 1.587, is: 3),
        .init(.precision, "@2026-01", is: 6), .init(.lowBoundary, "@2026", 8, is: "@2026-01-01"),
        .init(.highBoundary, "@2026", 6, is: "@2026-12"), .init(.highBoundary, 1.58, 4, is: 1.5899),
        .init(.minValue, 0, is: -2_147_483_648), .init(.maxValue, 0, is: 2_147_483_647),
        .init(.abs, -2_147_483_648, is: nil),
    ]

    @Test("text is counted in characters", arguments: strings)
    func text(test: OperatorCase) throws { try test.check() }

    static let strings: [OperatorCase] = [
        .init(.concatenate, "a", "b", "c", is: "abc"), .init(.concatenate, "a", nil, is: nil),
        .init(.length, "肌酐", is: 2),
        .init(.combine, ["a", nil, "b"], ",", is: "a,b"), .init(.combine, ["a", "b"], is: "ab"),
        .init(.combine, nil, ",", is: nil),
        .init(.split, "a,b,,c", ",", is: ["a", "b", "", "c"]), .init(.split, nil, ",", is: nil),
        .init(.splitOnMatches, "a1b22c", "[0-9]+", is: ["a", "b", "c"]), .init(.length, [1, 2], is: 2),
        .init(.length, nil, is: nil),
        .init(.upper, "aß", is: "ASS"), .init(.lower, "AB", is: "ab"), .init(.indexer, "abc", 1, is: "b"),
        .init(.indexer, "abc", 3, is: nil), .init(.indexer, [7, 8], 0, is: 7), .init(.indexer, [7, 8], -1, is: nil),
        .init(.positionOf, "b", "abab", is: 1), .init(.positionOf, "x", "abab", is: -1),
        .init(.lastPositionOf, "b", "abab", is: 3),
        .init(.substring, "abcd", 1, is: "bcd"), .init(.substring, "abcd", 1, 2, is: "bc"),
        .init(.substring, "abcd", 5, is: nil),
        .init(.substring, "abcd", -1, is: nil), .init(.startsWith, "abc", "ab", is: true),
        .init(.endsWith, "abc", "bc", is: true),
        .init(.startsWith, "abc", nil, is: nil), .init(.matches, "abc", "[a-c]+", is: true),
        .init(.matches, "abcd", "[a-c]+", is: false),
        .init(.replaceMatches, "a1b2", "[0-9]", "-", is: "a-b-"),
    ]

    @Test("dates have components, ages and distances", arguments: dates)
    func date(test: OperatorCase) throws { try test.check() }

    static let dates: [OperatorCase] = [
        .init(.timeOfDay, is: "@T10:00:00"),
        .init(.today, is: "@2026-01-15"), .init(.now, is: "@2026-01-15T10:00:00"),
        .init(.date, 2026, 1, 15, is: "@2026-01-15"),
        .init(.date, 2026, 2, 30, is: nil), .init(.date, 2026, is: "@2026"),
        .init(.dateTime, 2026, 1, 15, 10, is: "@2026-01-15T10"),
        .init(.dateTime, 2026, nil, 15, is: nil),
        .init(.dateTime, 2026, 1, 15, 10, 0, 0, 0, 8, is: "@2026-01-15T10:00:00.000+08:00"),
        .init(.time, 10, 30, is: "@T10:30"), .init(.time, 25, is: nil),
        .init(.dateFrom, "@2026-01-15T10:00", is: "@2026-01-15"),
        .init(.timeFrom, "@2026-01-15T10:00", is: "@T10:00"),
        .init(.timezoneOffsetFrom, "@2026-01-15T10:00+08:00", is: 8.0),
        .init(.timezoneOffsetFrom, "@2026-01-15T10:00", is: nil),
        .init(.dateTimeComponentFrom, "@2026-03", to: .month, is: 3),
        .init(.dateTimeComponentFrom, "@2026-03", to: .day, is: nil),
        .init(.durationBetween, "@1950-03-01", "@2026-01-15", to: .year, is: 75),
        .init(.durationBetween, "@1950", "@2026-01-15", to: .year, is: .uncertain(75...76)),
        .init(.durationBetween, nil, "@2026-01-15", to: .year, is: nil),
        .init(.differenceBetween, "@2025-12-31", "@2026-01-01", to: .year, is: 1),
        .init(.durationBetween, "@T10:00", "@T12:30", to: .hour, is: 2),
        .init(.calculateAge, "@1950-01-15", to: .year, is: 76),
        .init(.calculateAgeAt, "@1950-01-15", "@2026-01-14", to: .year, is: 75),
        .init(.calculateAge, nil, to: .year, is: nil),
        .init(.sameAs, "@2026-01-15T08:00", "@2026-01-15T20:00", to: .day, is: true),
        .init(.sameAs, "@2026-01", "@2026-01-15", to: .day, is: nil),
        .init(.sameOrBefore, "@2026-01-15", "@2026-01-15", is: true),
        .init(.sameOrAfter, "@2026-01-14", "@2026-01-15", is: false),
        .init(.before, "@2026-01-14", "@2026-01-15", is: true), .init(.after, "@2026-01", "@2026-01-15", is: nil),
        .init(.before, "@2026-01-15T08:00", "@2026-01-15T09:00", to: .day, is: false),
        .init(.before, nil, "@2026-01-15", is: nil),
    ]

    @Test("intervals relate as their points do", arguments: intervals)
    func interval(test: OperatorCase) throws { try test.check() }

    static let intervals: [OperatorCase] = [
        .init(.start, .interval(1, 5), is: 1),
        .init(.end, .interval(Interval(low: 1, high: 5, highClosed: false)), is: 4),
        .init(.width, .interval(1, 5), is: 4), .init(.size, .interval(1, 5), is: 5),
        .init(.pointFrom, .interval(3, 3), is: 3),
        .init(.pointFrom, .interval(3, 4), is: nil), .init(.contains, .interval(1, 5), 3, is: true),
        .init(.contains, .interval(1, 5), 6, is: false),
        .init(.contains, .interval(1, 5), nil, is: nil), .init(.in, 3, .interval(1, 5), is: true),
        .init(.in, 3, nil, is: false),
        .init(.properIn, 3, .interval(3, 3), is: false), .init(.properContains, .interval(1, 5), 3, is: true),
        .init(.in, "=500 mg", .interval("=0.4 g", "=0.6 g"), is: true),
        .init(.in, "=500 mL", .interval("=0.4 g", "=0.6 g"), is: nil),
        .init(.in, "@2026-01", .interval("@2025-07-15", "@2026-02-15"), is: true),
        .init(.in, "@2026-02", .interval("@2025-07-15", "@2026-02-15"), is: nil),
        .init(.includes, .interval(1, 5), .interval(2, 5), is: true),
        .init(.includedIn, .interval(2, 6), .interval(1, 5), is: false),
        .init(.properIncludes, .interval(1, 5), .interval(1, 5), is: false),
        .init(.properIncludedIn, .interval(2, 3), .interval(1, 5), is: true),
        .init(.before, .interval(1, 2), .interval(3, 4), is: true),
        .init(.after, .interval(1, 2), .interval(3, 4), is: false),
        .init(.meets, .interval(1, 2), .interval(3, 4), is: true),
        .init(.meetsBefore, .interval(3, 4), .interval(1, 2), is: false),
        .init(.meetsAfter, .interval(3, 4), .interval(1, 2), is: true),
        .init(.overlaps, .interval(1, 3), .interval(3, 4), is: true),
        .init(.overlapsBefore, .interval(1, 3), .interval(2, 4), is: true),
        .init(.overlapsAfter, .interval(1, 3), .interval(2, 4), is: false),
        .init(.starts, .interval(1, 3), .interval(1, 5), is: true),
        .init(.ends, .interval(3, 5), .interval(1, 5), is: true),
        .init(.overlaps, nil, .interval(2, 4), is: nil),
        .init(.union, .interval(1, 3), .interval(4, 6), is: .interval(1, 6)),
        .init(.union, .interval(1, 2), .interval(4, 6), is: nil),
        .init(.intersect, .interval(1, 4), .interval(3, 6), is: .interval(3, 4)),
        .init(.except, .interval(1, 6), .interval(4, 8), is: .interval(1, 3)),
        .init(.except, .interval(1, 6), .interval(3, 4), is: nil),
        .init(
            .collapse, [.interval(4, 6), .interval(1, 2), .interval(3, 3), .interval(9, 9)],
            is: [.interval(1, 6), .interval(9, 9)]),
    ]

    @Test("lists and aggregates leave nulls out", arguments: lists)
    func list(test: OperatorCase) throws { try test.check() }

    static let lists: [OperatorCase] = [
        .init(.exists, [nil], is: false), .init(.exists, [1], is: true), .init(.exists, [], is: false),
        .init(.exists, nil, is: false),
        .init(.first, [1, 2], is: 1), .init(.last, [], is: nil), .init(.slice, [1, 2, 3, 4], 1, 3, is: [2, 3]),
        .init(.slice, [1, 2], 1, nil, is: [2]), .init(.indexOf, [1, 2], 2, is: 1), .init(.indexOf, [1, 2], 3, is: -1),
        .init(.distinct, [1, 1, nil, nil, 2], is: [1, nil, 2]), .init(.distinct, ["=1 g", "=1000 mg"], is: ["=1 g"]),
        .init(.flatten, [[1], [2, 3]], is: [1, 2, 3]), .init(.singletonFrom, [7], is: 7),
        .init(.singletonFrom, [7, 8], is: nil),
        .init(.contains, [1, nil], nil, is: true), .init(.contains, [1, 2], 3, is: false),
        .init(.in, 2, [1, 2], is: true),
        .init(.includes, [1, 2, 3], [1, 3], is: true), .init(.includedIn, [1, 4], [1, 2], is: false),
        .init(.properIncludes, [1, 2], [1, 2], is: false),
        .init(.union, [1, 2], [2, 3], is: [1, 2, 3]), .init(.intersect, [1, 2], [2, 3], is: [2]),
        .init(.except, [1, 2], [2, 3], is: [1]),
        .init(.union, [1], nil, is: [1]), .init(.count, [1, nil, 2], is: 2), .init(.count, nil, is: 0),
        .init(.sum, [1, nil, 2], is: 3),
        .init(.sum, [], is: nil), .init(.sum, ["=1 g", "=500 mg"], is: "=1.5 g"),
        .init(.sum, [1, .uncertain(0...2)], is: .uncertain(1...3)),
        .init(.product, [2, 3, 4], is: 24), .init(.min, [3, nil, 1], is: 1),
        .init(.max, ["@2025", "@2026"], is: "@2026"),
        .init(.max, ["=1 g", "=1 mL"], is: nil), .init(.avg, [1, 2, nil], is: 1.5),
        .init(.avg, ["=1 g", "=2 g"], is: "=1.5 g"),
        .init(.median, [1, 3, 2], is: 2.0), .init(.median, [1, 2, 3, 4], is: 2.5), .init(.mode, [1, 2, 2, 3], is: 2),
        .init(.variance, [1, 2, 3, 4, 5], is: 2.5), .init(.populationVariance, [1, 2, 3, 4, 5], is: 2.0),
        .init(.stdDev, [1, 2, 3, 4, 5], is: 1.58113883), .init(.populationStdDev, [1, 2, 3, 4, 5], is: 1.41421356),
        .init(.variance, [1], is: nil),
        .init(.geometricMean, [2, 8], is: 4.0), .init(.allTrue, [true, nil], is: true),
        .init(.allTrue, [true, false], is: false),
        .init(.allTrue, nil, is: true), .init(.anyTrue, [false, nil], is: false),
        .init(.anyTrue, [nil, true], is: true),
    ]

    @Test("text that is not of the type converts to null", arguments: conversions)
    func conversion(test: OperatorCase) throws { try test.check() }

    static let conversions: [OperatorCase] = [
        .init(.convertsToBoolean, "maybe", is: false), .init(.convertsToLong, "1", is: true),
        .init(.convertsToDecimal, "1.5", is: true), .init(.convertsToString, 1, is: true),
        .init(.convertsToDateTime, "2026", is: true), .init(.convertsToTime, "10:30", is: true),
        .init(.subsumes, .concept(concept(1)), .concept(concept(1)), is: true),
        .init(.subsumedBy, .concept(concept(12)), .concept(concept(1)), is: nil),
        .init(.toBoolean, "yes", is: true), .init(.toBoolean, "F", is: false), .init(.toBoolean, "maybe", is: nil),
        .init(.toBoolean, 1, is: true),
        .init(.toInteger, "12", is: 12), .init(.toInteger, "1.2", is: nil), .init(.toInteger, "99999999999", is: nil),
        .init(.toInteger, true, is: 1),
        .init(.toLong, "99999999999", is: .long(99_999_999_999)), .init(.toDecimal, "1.20", is: 1.2),
        .init(.toDecimal, 3, is: 3.0),
        .init(.toQuantity, "5 'mg'", is: "=5 mg"), .init(.toQuantity, "3 months", is: "=3 mo"),
        .init(.toQuantity, 4, is: "=4"),
        .init(.toQuantity, "mg", is: nil), .init(.toString, "=5.0 mg", is: "5.0 'mg'"), .init(.toString, nil, is: nil),
        .init(.toDate, "2026-01-15", is: "@2026-01-15"), .init(.toDate, "2026-13-15", is: nil),
        .init(.toDate, "@2026-01-15T10:00", is: "@2026-01-15"),
        .init(.toDateTime, "2026-01-15T10:00", is: "@2026-01-15T10:00"), .init(.toTime, "10:30", is: "@T10:30"),
        .init(.toTime, "25:30", is: nil),
        .init(.toList, 1, is: [1]), .init(.toList, nil, is: []), .init(.convertsToInteger, "12", is: true),
        .init(.convertsToInteger, "x", is: false),
        .init(.convertsToQuantity, "1 foo", is: false), .init(.convertsToDate, nil, is: nil),
        .init(.canConvertQuantity, "=1 g", "mg", is: true),
        .init(.canConvertQuantity, "=1 mmol/L", "10*9/L", is: false), .init(.canConvertQuantity, "=1 g", "??", is: nil),
    ]

    @Test("every operator of the table has at least one case")
    func coverage() {
        let tables = [
            Self.logical, Self.comparison, Self.arithmetic, Self.strings, Self.dates, Self.intervals, Self.lists,
            Self.conversions, StructureOperatorTests.partitions, StructureOperatorTests.precise,
            StructureOperatorTests.boundaries, StructureOperatorTests.structures, EdgeOperatorTests.ranges,
        ]
        var names: Set<ELM.Operator> = []
        for test in tables.joined() { if case .call(let name, _, _) = test.expression { names.insert(name) } }
        let missing = Set(ELM.Operator.allCases).subtracting(names).map(\.rawValue).sorted()
        #expect(missing.isEmpty, "\(missing)")
    }

    @Test("operators with nulls or operands of the wrong type never stop", arguments: ELM.Operator.allCases)
    func robustness(name: ELM.Operator) throws {
        let odd: [Value] = [
            nil, true, -1, .long(.min), 1.5, "x", "=5 mg", "@2026-01", "@2026-01-15T10:00", "@T10", [], [1, nil],
            .interval(1, 2),
            .interval(Interval(low: nil, high: 5, lowClosed: false)), .uncertain(1...2), .tuple(["a": 1]),
            .concept(concept(1)),
        ]
        for count in name.arity.clamped(to: 0...3) {
            for index in 0..<(count == 0 ? 1 : odd.count * odd.count) {
                let operands = (0..<count).map {
                    odd[(index / ($0 == 0 ? 1 : odd.count) + ($0 == 2 ? index : 0)) % odd.count]
                }
                _ = try? evaluate(.call(name, operands.map { .literal($0) }, precision: .day))
            }
        }
    }
}
