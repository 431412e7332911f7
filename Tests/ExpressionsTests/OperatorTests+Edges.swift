// What the specification says of edges: zones, unknown bounds, negative indices, substitutions, steps of numbers.

import Expressions
import Quantities
import Terminology
import Testing

@Suite("Operators at their edges")
struct EdgeOperatorTests {
    private static let open = Value.interval(Interval(low: 5, high: nil, highClosed: false))
    private static let unbounded = Value.interval(Interval(low: 5, high: nil))

    @Test("clocks of other zones count for hours, dates are what each point says", arguments: zones)
    func zone(test: OperatorCase) throws { try test.check() }

    static let zones: [OperatorCase] = [
        .init(.equal, "@2026-01-15T10:00:00+08:00", "@2026-01-15T02:00:00Z", is: true),
        .init(.sameAs, "@2026-01-15T01:00:00+08:00", "@2026-01-14T17:00:00Z", to: .hour, is: true),
        .init(.sameAs, "@2026-01-15T01:00:00+08:00", "@2026-01-14T17:00:00Z", to: .day, is: false),
        .init(.sameAs, "@2026-01-15T01:00:00+08:00", "@2026-01-15T23:00:00Z", to: .day, is: true),
        .init(.sameOrBefore, "@2026-01-15T01:00:00+08:00", "@2026-01-14T18:00:00Z", to: .minute, is: true),
        .init(.sameOrBefore, "@2026-01-15", "@2026-01-15T10:00", is: nil),
        .init(.sameOrBefore, "@2026-01-15", "@2026-01-15T10:00", to: .day, is: true),
        .init(.sameOrBefore, "@2026-01", "@2026-01-15", to: .day, is: nil),
        .init(.sameOrAfter, "@2026-02", "@2026-01-15", to: .day, is: true),
        .init(.differenceBetween, "@2026-01-14T23:00:00Z", "@2026-01-15T00:30:00Z", to: .day, is: 1),
        .init(.durationBetween, "@2026-01-14T23:00:00Z", "@2026-01-15T00:30:00Z", to: .day, is: 0),
        .init(.differenceBetween, "@2026-01-15T01:00:00+08:00", "@2026-01-14T18:00:00Z", to: .hour, is: 1),
        .init(.differenceBetween, "@2026-01-15T01:00:00+08:00", "@2026-01-14T18:00:00Z", to: .day, is: -1),
        .init(.durationBetween, "@2026-01-31", "@2026-02-28", to: .month, is: 0),
        .init(.durationBetween, "@2024-02-29", "@2025-02-28", to: .year, is: 0),
        .init(.durationBetween, "@2024-02-29", "@2025-03-01", to: .year, is: 1),
        .init(.durationBetween, "@2026-01-15", "@2026-01-01", to: .week, is: -2),
        .init(.differenceBetween, "@2026-01-10", "@2026-01-11", to: .week, is: 1),
        .init(.durationBetween, "@2026-01", "@2026-03", to: .day, is: .uncertain(29...89)),
        .init(.durationBetween, "@T08", "@T10:30", to: .hour, is: .uncertain(1...2)),
        .init(.greater, .uncertain(29...89), 28, is: true), .init(.greater, .uncertain(29...89), 60, is: nil),
        .init(.in, "@2026-01-15T01:00:00+08:00", .interval("@2026-01-14T00:00:00Z", "@2026-01-14T23:00:00Z"), is: true),
        .init(
            .in, "@2026-01-15T01:00:00+08:00", .interval("@2026-01-14T00:00:00Z", "@2026-01-14T23:00:00Z"), to: .day,
            is: false),
        .init(.add, "@2026-01-15", "=1.9 mo", is: "@2026-02-15"), .init(.add, "@2026", "=13 mo", is: "@2027"),
        .init(.add, "@2026-01", "=31 d", is: "@2026-02"), .init(.subtract, "@T00:30", "=1 h", is: nil),
        .init(.add, "@9999-12-31", "=1 d", is: nil),
    ]

    @Test("unknown bounds leave open only what depends on them", arguments: bounds)
    func bound(test: OperatorCase) throws { try test.check() }

    static let bounds: [OperatorCase] = [
        .init(.intersect, .interval(1, 10), open, is: open), .init(.intersect, .interval(1, 4), open, is: nil),
        .init(.intersect, .interval(1, 10), unbounded, is: .interval(5, 10)),
        .init(.contains, open, 4, is: false), .init(.contains, open, 6, is: nil),
        .init(.contains, unbounded, 6, is: true),
        .init(.overlaps, open, .interval(1, 4), is: false), .init(.before, .interval(1, 4), open, is: true),
        .init(.before, open, .interval(6, 9), is: nil), .init(.meets, .interval(1, 4), open, is: true),
        .init(.starts, open, .interval(5, 9), is: nil), .init(.starts, open, .interval(6, 9), is: false),
        .init(.ends, .interval(7, 9), open, is: nil), .init(.start, open, is: 5), .init(.end, open, is: nil),
        .init(.end, unbounded, is: 2_147_483_647), .init(.width, open, is: nil),
        .init(.meetsBefore, .interval(1, 2_147_483_647), .interval(5, 6), is: false),
        .init(.overlaps, .interval("@2026-01", "@2026-02"), .interval("@2026-02-10", "@2026-03"), is: nil),
        .init(.properContains, .interval(1, 5), 1, is: true), .init(.properIn, 5, .interval(5, 5), is: false),
        .init(.properContains, [1], 1, is: false), .init(.properContains, [1, 2], 1, is: true),
        .init(.sameOrBefore, .interval(1, 3), .interval(3, 5), is: true),
        .init(.sameOrAfter, .interval(4, 5), .interval(1, 3), is: true),
        .init(.union, .interval(1, 3), open, is: nil), .init(.except, .interval(1, 10), open, is: nil),
    ]

    @Test("numbers keep their steps and their range", arguments: numbers)
    func number(test: OperatorCase) throws { try test.check() }

    static let numbers: [OperatorCase] = [
        .init(.round, 2.5, is: 3.0), .init(.round, -2.5, is: -2.0), .init(.round, -2.51, is: -3.0),
        .init(.round, 1.55, 1, is: 1.6), .init(.round, -1.55, 1, is: -1.5), .init(.truncate, 1.9, is: 1),
        .init(.ceiling, -0.5, is: 0), .init(.power, 0, 0, is: 1), .init(.power, 2, 0.5, is: 1.41421356),
        .init(.power, 2, -3, is: 0.125), .init(.power, .long(2), 3, is: 8), .init(.log, 0.125, 2, is: -3.0),
        .init(.log, 2, nil, is: nil), .init(.predecessor, -2_147_483_648, is: nil),
        .init(.predecessor, .long(.min), is: nil), .init(.successor, .long(.max), is: nil),
        .init(.predecessor, 1.01, is: 1.00999999), .init(.successor, "=1 mg", is: "=1.00000001 mg"),
        .init(.successor, "@9999-12-31", is: nil), .init(.successor, "@T23:59:59.999", is: nil),
        .init(.predecessor, "@T00:00:00.000", is: nil), .init(.successor, "@2024-02-28", is: "@2024-02-29"),
        .init(.minValue, .long(0), is: .long(.min)), .init(.maxValue, "@2026-01-15", is: "@9999-12-31"),
        .init(.minValue, "@T10:00:00.000", is: "@T00:00:00.000"), .init(.maxValue, "x", is: nil),
        .init(.modulo, "=10 g", "=3000 mg", is: "=1 g"), .init(.truncatedDivide, "=10 g", "=3000 mg", is: "=3"),
        .init(.divide, "=10 mg", "=2 mL", is: "=5 mg/mL"), .init(.subtract, "=1 g", "=1 mg", is: "=0.999 g"),
        .init(.multiply, "=2 mg/mL", "=5 mL", is: "=10 mg"), .init(.negate, "=1 mg", is: "=-1 mg"),
        .init(.add, "=1 [iU]", "=1 mg", is: nil), .init(.less, "=1 [iU]/L", "=1 mg/L", is: nil),
        .init(.equivalent, 1.55, 1.6, is: true), .init(.equivalent, 1.55, 1.5, is: false),
        .init(.equivalent, 1.50, 1.5, is: true), .init(.equivalent, "=1.004 g", "=1.0 g", is: true),
        .init(.equivalent, "=1004 mg", "=1.01 g", is: false), .init(.equivalent, "=100 cm", "=1 m", is: true),
        .init(.equivalent, "a\tb", "A b", is: true), .init(.equivalent, "a  b", "a b", is: false),
        .init(.mode, [2, 1, 1, 2], is: 2), .init(.median, ["=1 g", "=3000 mg"], is: "=2 g"),
        .init(.geometricMean, [], is: nil), .init(.geometricMean, [3, nil], is: 3.0), .init(.stdDev, [1], is: nil),
        .init(.populationStdDev, [1], is: 0.0), .init(.avg, ["=1 g", "=1 mL"], is: nil),
        .init(.product, [nil], is: nil),
        .init(.sum, [2_147_483_647, 1], is: nil), .init(.min, ["b", "a"], is: "a"),
        .init(.toQuantity, StructureOperatorTests.ratio("10 mg", "4 mL"), is: "=2.5 mg/mL"),
    ]

    @Test("lists and text outside of their range", arguments: ranges)
    func range(test: OperatorCase) throws { try test.check() }

    static let ranges: [OperatorCase] = [
        .init(.slice, [1, 2, 3], -1, 2, is: []), .init(.slice, [1, 2, 3], nil, 2, is: [1, 2]),
        .init(.slice, [1, 2, 3], 2, 1, is: []), .init(.slice, [1, 2, 3], 0, -1, is: []),
        .init(.slice, [1, 2, 3], 1, 99, is: [2, 3]), .init(.slice, [], 0, 1, is: []), .init(.slice, nil, 0, 1, is: nil),
        .init(.indexer, [1], 1, is: nil), .init(.indexer, "", 0, is: nil), .init(.indexer, [1], nil, is: nil),
        .init(.indexOf, [], 1, is: -1), .init(.indexOf, [nil, 2], 2, is: 1), .init(.indexOf, [1], nil, is: nil),
        .init(.first, [nil, 1], is: nil), .init(.last, [1, nil], is: nil), .init(.first, nil, is: nil),
        .init(.flatten, [[1], nil, [nil]], is: [1, nil, nil]), .init(.distinct, nil, is: nil),
        .init(.positionOf, "", "abc", is: 0), .init(.positionOf, nil, "abc", is: nil),
        .init(.lastPositionOf, "ab", "abab", is: 2), .init(.lastPositionOf, "x", "", is: -1),
        .init(.split, "abc", ",", is: ["abc"]), .init(.split, "", ",", is: [""]),
        .init(.combine, ["a", "b"], nil, is: nil), .init(.combine, [nil], is: nil),
        .init(.replaceMatches, "all that glitters", #"\s"#, #"\$"#, is: "all$that$glitters"),
        .init(.replaceMatches, "Doe, Jane", "([a-zA-Z]+), ([a-zA-Z]+)", "$2 $1", is: "Jane Doe"),
        .init(.replaceMatches, "ab", "(x)?a", "[$1]", is: "[]b"), .init(.replaceMatches, "a", "a", "$", is: nil),
        .init(.matches, "abc", nil, is: nil), .init(.substring, "ab", 1, 0, is: ""), .init(.upper, nil, is: nil),
        .init(.toInteger, "+5", is: 5), .init(.toDecimal, "abc", is: nil), .init(.toTime, "T10:30", is: "@T10:30"),
        .init(.inCodeSystem, nil, .concept(concept(9)), is: nil),
        .init(.anyInCodeSystem, nil, .concept(concept(9)), is: false), .init(.expandValueSet, nil, is: nil),
    ]

    @Test("codes know their system, and value sets their members, as far as the terminology does")
    func directory() throws {
        let directory = ConceptDirectory(
            system: { $0.rawValue < 100 ? concept($0.rawValue < 50 ? 900 : 901) : nil },
            members: { $0 == concept(800) ? [concept(1), concept(2)] : nil })
        let facts = PatientFacts(asOf: point("2026-01-15"), facts: [], directory: directory) { [$0] }
        func check(_ name: ELM.Operator, _ operands: Value..., is expected: Value) throws {
            #expect(try evaluate(.call(name, operands.map { .literal($0) }), facts) == expected)
        }
        let (one, sixty, strange) = (Value.concept(concept(1)), Value.concept(concept(60)), Value.concept(concept(500)))
        try check(.inCodeSystem, one, .concept(concept(900)), is: true)
        try check(.inCodeSystem, sixty, .concept(concept(900)), is: false)
        try check(.inCodeSystem, strange, .concept(concept(900)), is: nil)
        try check(.anyInCodeSystem, [sixty, one], .concept(concept(900)), is: true)
        try check(.anyInCodeSystem, [sixty, strange], .concept(concept(900)), is: nil)
        try check(.anyInCodeSystem, [sixty, nil], .concept(concept(900)), is: false)
        try check(.expandValueSet, .concept(concept(800)), is: [one, .concept(concept(2))])
        try check(.expandValueSet, one, is: nil)
    }
}
