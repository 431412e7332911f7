// Functions of a column that ids decide by themselves: the parts of dates that are inline, and the date of a moment.
import GraphStore
import Primitives
import RDF
import SPARQLSyntax

struct InlineFunction {
    let column: Int
    private let part: Part

    private enum Part {
        case year, month, day, hours, minutes, date
    }

    /// Nil when the function is none of these.
    init?(_ function: Builtin, _ column: Int) {
        switch function {
        case .year: part = .year
        case .month: part = .month
        case .day: part = .day
        case .hours: part = .hours
        case .minutes: part = .minutes
        default: return nil
        }
        self.column = column
    }

    /// The cast to a datatype; nil for others than dates.
    init?(castTo datatype: IRI, _ column: Int) {
        guard datatype == Vocabulary.XSD.date else { return nil }
        (part, self.column) = (.date, column)
    }

    /// The value for an id; nil when more than the id must be looked at.
    @inline(__always)
    private func value(of id: TermID) -> Int? {
        if let date = id.dateValue { return value(days: date.days) }
        guard let moment = id.dateTimeValue else { return nil }
        let local = moment.milliseconds + (moment.zoneMinutes ?? 0) * 60_000
        let days = TemporalValue.floorDivision(local, 86_400_000)
        switch part {
        case .hours: return (local - days * 86_400_000) / 3_600_000
        case .minutes: return (local - days * 86_400_000) / 60_000 % 60
        default: return value(days: days)
        }
    }

    @inline(__always)
    private func value(days: Int) -> Int? {
        let date = GregorianCalendar.date(days)
        return switch part {
        case .year: date.year
        case .month: date.month
        case .day: date.day
        case .hours, .minutes, .date: nil
        }
    }

    func id(of id: TermID) -> TermID? {
        if part == .date { return date(of: id) }
        return value(of: id).flatMap { TermID(integer: $0) }
    }

    private func date(of id: TermID) -> TermID? {
        if id.kind == .date { return id }
        guard let moment = id.dateTimeValue else { return nil }
        let local = moment.milliseconds + (moment.zoneMinutes ?? 0) * 60_000
        return TermID(days: TemporalValue.floorDivision(local, 86_400_000), zoneMinutes: moment.zoneMinutes)
    }
}
