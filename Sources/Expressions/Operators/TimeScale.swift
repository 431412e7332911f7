// Comparing dates and times to a precision: `same day as`, `before hour of`, hours between.
//
// Clocks of different zones are set to that of the evaluation, but only for hours and finer: which day, month or year it
// is, each point says itself (CQL 1.5, appendix B, "Same As", "Difference").

import Quantities

/// The precision that an operator compares to, and the clock that it reads times by.
struct TimeScale {
    /// `nil` compares points as exactly as they are known.
    let unit: CalendarUnit?
    /// The moment of evaluation, for its zone.
    let clock: DateTime

    fileprivate func place(_ point: DateTime) -> DateTime {
        guard let unit else { return point }
        return aligned(point, to: unit).truncated(to: unit.datePrecision)
    }

    /// The point on the clock that units are counted by, as exact as it is.
    func aligned(_ point: DateTime, to unit: CalendarUnit) -> DateTime {
        guard unit.datePrecision >= .hour else { return point.withOffset(minutes: nil) }
        guard let offset = clock.offsetMinutes, point.offsetMinutes != nil else { return point }
        return point.inZone(offsetMinutes: offset) ?? point
    }
}

extension Value {
    /// A date or time as it is compared; anything else, and what is coarser, as it is.
    func on(_ scale: TimeScale) -> Value {
        switch self {
        case .date(let point): .date(scale.place(point))
        case .dateTime(let point): .dateTime(scale.place(point))
        default: truncated(to: scale.unit)
        }
    }
}

extension Interval<Value> {
    /// The interval with its ends as they are compared; ends that are known are closed.
    func on(_ scale: TimeScale) -> Interval<Value> {
        guard scale.unit != nil else { return self }
        let (start, end) = (start?.on(scale), end?.on(scale))
        return Interval(
            low: start, high: end, lowClosed: start != nil || lowClosed, highClosed: end != nil || highClosed)
    }
}
