import Quantities
import Testing

@Suite("Dates and times")
struct DateTimeTests {
    @Test(
        "text is read and written back",
        arguments: [
            "2026", "2026-01", "2026-01-15", "2026-01-15T10", "2026-01-15T10:30", "2026-01-15T10:30:05",
            "2026-01-15T10:30:05.120", "2026-01-15T10:30:05.120+08:00", "2026-01-15T10:30Z", "0001-01-01", "9999-12-31",
            "2024-02-29", "2026-01-15T10:30-05:30",
        ])
    func roundTrip(text: String) throws {
        #expect(try point(text).description == text)
    }

    @Test(
        "impossible dates are refused",
        arguments: [
            "", "26", "2026-13", "2026-02-29", "2026-00-01", "2026-01-15T24:00", "2026-01-15T10:60", "2026-1-5", "0000",
            "2026-01-15 10:30", "2026-01-15T10:30+15:00", "2026-01-15x", "２０２６",
        ])
    func refused(text: String) {
        #expect(DateTime(text) == nil)
    }

    @Test(
        "comparison is unknown where precision does not suffice",
        arguments: [
            ("2026-01", "2026-01-15", nil), ("2026-01", "2026-02-15", .less), ("2026", "2026", .equal),
            ("2026-01-15", "2026-01-15T10:00", nil), ("2026-01-16", "2026-01-15T10:00", .greater),
            ("2026-01-15T10:00:00", "2026-01-15T10:00:00.000", .equal),
            ("2026-01-15T10:00", "2026-01-15T10:00:30", nil),
            ("2026-01-15T10:00Z", "2026-01-15T18:00+08:00", .equal),
            ("2026-01-15T10:00Z", "2026-01-15T17:00+08:00", .greater),
            ("2025", "2026-06", .less), ("2026-12-31", "2026", nil),
        ] as [(String, String, Ordering?)])
    func comparison(left: String, right: String, expected: Ordering?) throws {
        let (first, second) = try (point(left), point(right))
        #expect(first.compared(to: second) == expected)
        #expect(second.compared(to: first) == expected?.reversed)
    }

    @Test("comparison to a precision ignores what is finer")
    func comparisonToPrecision() throws {
        let (morning, evening) = try (
            point("2026-01-15T08:00"), point("2026-01-15T20:00")
        )
        #expect(morning.compared(to: evening, precision: .day) == .equal)
        #expect(morning.compared(to: evening, precision: .hour) == .less)
        #expect(try morning.compared(to: point("2026-01"), precision: .day) == nil)
    }

    @Test(
        "calendar units keep to the calendar",
        arguments: [
            ("2024-02-29", 1, CalendarUnit.year, "2025-02-28"), ("2026-01-31", 1, .month, "2026-02-28"),
            ("2026-03-31", -1, .month, "2026-02-28"), ("2026-12-31", 1, .day, "2027-01-01"),
            ("2026-01-15T23:30", 45, .minute, "2026-01-16T00:15"), ("2014", 25, .month, "2016"),
            ("2014-01", 35, .day, "2014-02"),
            ("2026-01-15", 30, .hour, "2026-01-16"), ("2026-01-15", 2, .week, "2026-01-29"),
            ("2026", -400, .day, "2025"),
            ("2026-01-15T10:00:00", 1_500, .millisecond, "2026-01-15T10:00:01"),
        ])
    func adding(start: String, amount: Int, unit: CalendarUnit, expected: String) throws {
        #expect(try point(start).adding(amount, unit)?.description == expected)
    }

    @Test("what leaves the calendar is nil, not a trap", arguments: CalendarUnit.allCases)
    func leavingTheCalendar(unit: CalendarUnit) throws {
        for text in ["2026", "2026-01", "2026-01-15", "2026-01-15T10:00:00.000"] {
            let point = try point(text)
            #expect(point.adding(.max, unit) == nil)
            #expect(point.adding(.min + 1, unit) == nil)
            #expect(point.adding(300_000_000_000_000, unit) == nil)
        }
    }

    @Test(
        "completed units are a range where a date is uncertain",
        arguments: [
            ("1950-03-01", "2026-01-15", CalendarUnit.year, 75...75), ("1950-01-15", "2026-01-15", .year, 76...76),
            ("1950", "2026-01-15", .year, 75...76), ("1950-01", "2026-01-15", .year, 75...76),
            ("1950-03", "2026-01-15", .year, 75...75), ("2026-01-15", "2026-01-01", .day, -14 ... -14),
            ("2025-11-30", "2026-01-15", .month, 1...1), ("2025-12-15", "2026-01-15", .month, 1...1),
            ("2026-01-01", "2026-01-15", .week, 2...2), ("2024-02-29", "2025-02-28", .year, 0...0),
        ])
    func completed(start: String, end: String, unit: CalendarUnit, expected: ClosedRange<Int>) throws {
        #expect(try point(start).completed(unit, until: point(end)) == expected)
    }

    @Test("boundaries are counted, not units")
    func boundaries() throws {
        let (eve, day) = try (point("2025-12-31"), point("2026-01-01"))
        #expect(eve.boundaries(.year, until: day) == 1...1)
        #expect(eve.completed(.year, until: day) == 0...0)
        #expect(try point("2026-01-17").boundaries(.week, until: point("2026-01-18")) == 1...1)
    }

    @Test("adding days agrees with the day count of the calendar", arguments: 0..<10)
    func dayArithmetic(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let start = try #require(
                DateTime(
                    year: .random(in: 1...9_000, using: &random), month: .random(in: 1...12, using: &random),
                    day: .random(in: 1...28, using: &random)))
            let days = Int.random(in: 0...300_000, using: &random)
            let moved = try #require(start.adding(days, .day))
            #expect(start.completed(.day, until: moved) == days...days)
            #expect(moved.adding(-days, .day) == start)
            let months = Int.random(in: 0...10_000, using: &random)
            let later = try #require(start.adding(months, .month))
            #expect(start.completed(.month, until: later) == months...months)
        }
    }

    @Test(
        "durations are read and written",
        arguments: [
            ("P6M", "P6M"), ("P14D", "P14D"), ("P2W", "P14D"), ("P1Y6M", "P1Y6M"), ("PT36H", "PT36H"), ("-P1D", "-P1D"),
            ("PT0.5S", "PT0.5S"), ("P18M", "P1Y6M"), ("PT90M", "PT1H30M"), ("P0D", "PT0S"), ("P1DT12H", "P1DT12H"),
        ])
    func durations(text: String, canonical: String) throws {
        #expect(try duration(text).description == canonical)
    }

    @Test(
        "other texts are not durations",
        arguments: ["", "P", "6M", "P6", "P1.5Y", "PT", "P1DT", "P1M1Y", "P99999999999Y", "P1H"])
    func malformedDurations(text: String) {
        #expect(CalendarDuration(text) == nil)
    }

    @Test("durations compare where every calendar agrees")
    func durationOrder() throws {
        let month = try duration("P1M")
        #expect(try month.compared(to: duration("P32D")) == .less)
        #expect(try month.compared(to: duration("P30D")) == nil)
        #expect(try month.compared(to: duration("P27D")) == .greater)
    }

    @Test("times of day stay in their day")
    func timeOfDay() throws {
        let noon = try #require(TimeOfDay("12:00"))
        #expect(noon.adding(90, .minute)?.description == "13:30")
        #expect(noon.adding(12, .hour) == nil)
        #expect(try noon.compared(to: #require(TimeOfDay("12"))) == nil)
        #expect(TimeOfDay("25:00") == nil)
    }
}
