// Dates and times (CQL 1.5, appendix B, "Date and Time Operators").

import Quantities

enum DateTimes {
    /// Date, DateTime and Time from components; the last of eight is the offset in hours.
    static func make(_ name: ELM.Operator, _ operands: [Value]) -> Value {
        if operands.count == 1, let converted = conversion(name, operands[0]) { return converted }
        var parts: [Int?] = []
        for operand in operands.prefix(7) { parts.append(operand.range?.lowerBound) }
        parts += Array(repeating: nil, count: 7 - parts.count)
        if name == .time {
            return parts[0].flatMap { TimeOfDay(hour: $0, minute: parts[1], second: parts[2], millisecond: parts[3]) }
                .map { .time($0) } ?? .null
        }
        var offset: Int?
        if operands.count == 8, let hours = operands[7].decimalValue {
            offset = hours.multiplied(by: 60)?.rounded().integerValue
        }
        guard let year = parts[0],
            let point = DateTime(
                year: year, month: parts[1], day: parts[2], hour: parts[3], minute: parts[4], second: parts[5],
                millisecond: parts[6], offsetMinutes: offset)
        else { return .null }
        return name == .date ? .date(point.date) : .dateTime(point)
    }

    private static func conversion(_ name: ELM.Operator, _ operand: Value) -> Value? {
        switch (name, operand) {
        case (.date, .dateTime(let point)), (.date, .date(let point)): .date(point.date)
        case (.dateTime, .dateTime(let point)), (.dateTime, .date(let point)): .dateTime(point)
        default: nil
        }
    }

    static func component(_ name: ELM.Operator, _ operand: Value, _ precision: CalendarUnit?) -> Value {
        switch operand {
        case .date(let point), .dateTime(let point):
            switch name {
            case .dateFrom: return .date(point.date)
            case .timeFrom: return TimeOfDay(of: point).map { .time($0) } ?? .null
            case .timezoneOffsetFrom:
                return point.offsetMinutes.flatMap { ExactDecimal($0).divided(by: 60) }.map { .decimal($0) } ?? .null
            default: return precision.flatMap { component(of: point, $0) }.map { .integer($0) } ?? .null
            }
        case .time(let time):
            let part: Int? =
                switch precision {
                case .hour: time.hour
                case .minute: time.minute
                case .second: time.second
                case .millisecond: time.millisecond
                default: nil
                }
            return part.map { .integer($0) } ?? .null
        default: return .null
        }
    }

    private static func component(of point: DateTime, _ unit: CalendarUnit) -> Int? {
        switch unit {
        case .year: point.year
        case .month: point.month
        case .day: point.day
        case .hour: point.hour
        case .minute: point.minute
        case .second: point.second
        case .millisecond: point.millisecond
        case .week: nil
        }
    }

    static func between(_ name: ELM.Operator, _ left: Value, _ right: Value, _ scale: TimeScale) -> Value {
        guard let unit = scale.unit else { return .null }
        let isDuration = name == .durationBetween
        if case .time(let left) = left, case .time(let right) = right {
            return .counted(isDuration ? left.completed(unit, until: right) : left.boundaries(unit, until: right))
        }
        if isDuration, case .date(let left) = left, case .date(let right) = right {
            // Dates are counted from day to day, however many days they may stand for.
            let fewest = left.latest.date.completed(unit, until: right.earliest.date).lowerBound
            let most = left.earliest.date.completed(unit, until: right.latest.date).upperBound
            return .counted(min(fewest, most)...max(fewest, most))
        }
        guard let left = left.point.map({ scale.aligned($0, to: unit) }),
            let right = right.point.map({ scale.aligned($0, to: unit) })
        else { return .null }
        return .counted(isDuration ? left.completed(unit, until: right) : left.boundaries(unit, until: right))
    }

    /// Completed units from a birth date to another date, counted from day to day.
    static func age(_ birthDate: Value, at date: Value, _ scale: TimeScale) -> Value {
        guard let birth = birthDate.point, let date = date.point else { return .null }
        return between(.durationBetween, .date(birth.date), .date(date.date), scale)
    }
}

extension Value {
    /// A date or a date and time.
    var point: DateTime? {
        switch self {
        case .date(let point), .dateTime(let point): point
        default: nil
        }
    }
}
