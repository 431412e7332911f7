import FHIR
import Foundation
import Testing

@Suite struct ClinicalTimeTests {
    @Test(
        "a date comes back exactly as precise as it was written",
        arguments: [
            "1950", "1950-03", "1950-03-01", "2024-02-29", "2024-05-03T10:15", "2024-05-03T10:15:07Z",
            "2024-05-03T10:15:07+08:00", "2024-05-03T00:15:07.250-09:30", "1999-12-31T23:59:59+14:00", "1500-01-01",
        ])
    func spelling(text: String) {
        #expect(ClinicalTime(text)?.description == text)
    }

    @Test("what hospital exports write instead of T and a zone is read", arguments: ["2024-05-03 10:15:07"])
    func lenient(text: String) {
        #expect(ClinicalTime(text)?.description == "2024-05-03T10:15:07")
    }

    @Test(
        "what is no date of the calendar is refused",
        arguments: [
            "", "24", "2024-13", "2023-02-29", "2024-5-3", "2024-05-03T", "2024-05-03T25:00:00Z", "0201-05-03",
            "2024/05/03", "2024-05-03T10:15:07+8", "2024-05-03x", "٢٠٢٤",
        ])
    func refusals(text: String) {
        #expect(ClinicalTime(text) == nil)
    }

    @Test("times order by instant across zones, and a date comes before the times of its day")
    func order() throws {
        let texts = [
            "2024", "2024-05-03T08:00:00+08:00", "2024-05-03T00:00:01Z", "2024-05-03T09:00+08:00", "2024-05-03T02:00Z",
        ]
        let times = texts.compactMap { ClinicalTime($0) }
        #expect(times.count == texts.count)
        #expect(times.sorted() == times)
    }

    @Test("every day from 1500 to 2400 has a number one higher than the day before")
    func days() throws {
        var number = try #require(ClinicalTime("1500-01-01")).dayNumber
        let end = try #require(ClinicalTime("2400-12-31")).dayNumber
        #expect(ClinicalTime("1970-01-01")?.dayNumber == 0)
        while number < end {
            let time = try #require(ClinicalTime(dayNumber: number))
            let (year, month, day) = time.date
            guard time.dayNumber == number, ClinicalTime(year: year, month: month, day: day) == time else {
                Issue.record("day \(number)")
                return
            }
            number += 1
        }
    }

    @Test("the instant agrees with Foundation")
    func foundation() throws {
        let text = "2019-07-13T23:37:54+05:30"
        let date = try Date(text, strategy: .iso8601)
        #expect(ClinicalTime(text)?.unixMilliseconds == Int(date.timeIntervalSince1970 * 1000))
    }
}
