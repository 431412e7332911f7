// Days and dates of the proleptic Gregorian calendar (ISO 8601). Years are counted from March, so that leap days come last.

public enum GregorianCalendar {
    /// Days from 1970-01-01 to a date.
    @inlinable
    @inline(__always)
    public static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let month = month <= 2 ? month + 9 : month - 3
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let leapDays = yearOfEra / 4 - yearOfEra / 100
        return era * 146_097 + yearOfEra * 365 + leapDays + (month * 153 + 2) / 5 + day - 1 - 719_468
    }

    /// The date that is so many days behind 1970-01-01.
    @inlinable
    @inline(__always)
    public static func date(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// How many days a month has.
    @inlinable
    public static func days(inMonth month: Int, of year: Int) -> Int {
        month == 12 ? 31 : days(year, month + 1, 1) - days(year, month, 1)
    }
}
