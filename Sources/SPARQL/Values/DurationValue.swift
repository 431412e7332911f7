// Durations of XSD: months and seconds, which no calendar converts into one another. All parts have the same sign.
import Primitives
import Quantities
import RDF

struct DurationValue: Hashable, Sendable {
    enum Kind: String, Sendable {
        case duration, yearMonthDuration, dayTimeDuration
    }

    var kind: Kind
    var months: Int
    var seconds: Int
    var nanoseconds: Int

    init(_ kind: Kind, months: Int, seconds: Int, nanoseconds: Int = 0) {
        self.kind = kind
        self.months = months
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// Reads a literal of a duration's datatype; nil when it is of another or its lexical form is not valid.
    init?(_ literal: Literal) {
        guard let kind = literal.datatype.xsdName.flatMap(Kind.init(rawValue:)) else { return nil }
        self.init(literal.lexicalForm, kind)
    }

    /// Reads a lexical form.
    init?(_ lexicalForm: String, _ kind: Kind) {
        self.init(kind, months: 0, seconds: 0)
        var reader = TemporalReader(lexicalForm.trimmingXMLSpace)
        let sign = reader.skip("-") ? -1 : 1
        guard reader.skip("P") else { return nil }
        var isInTime = false
        var designators = Substring("YMDTHMS")
        var hasPart = false
        while !reader.isAtEnd {
            if reader.skip("T") {
                if isInTime || reader.isAtEnd { return nil }
                isInTime = true
                designators = "HMS"
                continue
            }
            guard let (number, _) = reader.readDigits() else { return nil }
            var fraction = 0
            let hasFraction = reader.next == UInt8(ascii: ".")
            guard reader.readFraction(&fraction), let next = reader.next else { return nil }
            let designator = Unicode.Scalar(next)
            guard reader.skip(designator), !hasFraction || designator == "S",
                let place = designators.unicodeScalars.firstIndex(of: designator),
                add(number, designator, isInTime: isInTime)
            else { return nil }
            nanoseconds = fraction
            designators = designators[designators.unicodeScalars.index(after: place)...]
            hasPart = true
        }
        guard hasPart, fits(kind) else { return nil }
        (months, seconds, nanoseconds) = (sign * months, sign * seconds, sign * nanoseconds)
    }

    private mutating func add(_ number: Int, _ designator: Unicode.Scalar, isInTime: Bool) -> Bool {
        guard number <= Limits.durationParts else { return false }
        switch (designator, isInTime) {
        case ("Y", false): months += number * 12
        case ("M", false): months += number
        case ("D", false): seconds += number * 86_400
        case ("H", true): seconds += number * 3_600
        case ("M", true): seconds += number * 60
        case ("S", true): seconds += number
        default: return false
        }
        return true
    }

    private func fits(_ kind: Kind) -> Bool {
        switch kind {
        case .duration: true
        case .yearMonthDuration: seconds == 0 && nanoseconds == 0
        case .dayTimeDuration: months == 0
        }
    }

    /// The order; nil where it depends on how long a month is.
    func compare(_ other: DurationValue) -> Ordering? {
        let monthOrder = Ordering(months, other.months)
        let timeOrder =
            seconds == other.seconds ? Ordering(nanoseconds, other.nanoseconds) : Ordering(seconds, other.seconds)
        if monthOrder == .equal { return timeOrder }
        return timeOrder == .equal || timeOrder == monthOrder ? monthOrder : nil
    }

    /// The sum of durations of one kind.
    func adding(_ other: DurationValue, sign: Int) -> DurationValue? {
        guard kind == other.kind, kind != .duration else { return nil }
        let total = Self.total(self) + Int128(sign) * Self.total(other)
        guard let (seconds, nanoseconds) = Self.split(total) else { return nil }
        return DurationValue(kind, months: months + sign * other.months, seconds: seconds, nanoseconds: nanoseconds)
    }

    /// The duration times a number.
    func multiplied(by factor: Double) -> DurationValue? {
        guard kind != .duration, factor.isFinite else { return nil }
        let months = (Double(months) * factor + 0.5).rounded(.down)
        let total = (Double(seconds) * factor * 1e9 + Double(nanoseconds) * factor).rounded()
        guard months.magnitude < 1e12, total.magnitude < 1e30, let split = Self.split(Int128(total)) else { return nil }
        return DurationValue(kind, months: Int(months), seconds: split.seconds, nanoseconds: split.nanoseconds)
    }

    private static func total(_ duration: DurationValue) -> Int128 {
        Int128(duration.seconds) * 1_000_000_000 + Int128(duration.nanoseconds)
    }

    private static func split(_ total: Int128) -> (seconds: Int, nanoseconds: Int)? {
        guard let seconds = Int(exactly: total / 1_000_000_000) else { return nil }
        return (seconds, Int(total % 1_000_000_000))
    }

    // MARK: Writing

    var literal: Literal { Literal(lexicalForm, datatype: Vocabulary.xsd[kind.rawValue]) }

    /// The canonical form.
    var lexicalForm: String {
        let isNegative = months < 0 || seconds < 0 || nanoseconds < 0
        let (months, seconds, nanoseconds) = (abs(months), abs(seconds), abs(nanoseconds))
        if months == 0 && seconds == 0 && nanoseconds == 0 { return kind == .yearMonthDuration ? "P0M" : "PT0S" }
        var text = isNegative ? "-P" : "P"
        func append(_ number: Int, _ designator: String) { if number != 0 { text += "\(number)\(designator)" } }
        append(months / 12, "Y")
        append(months % 12, "M")
        append(seconds / 86_400, "D")
        let time = seconds % 86_400
        if time != 0 || nanoseconds != 0 {
            text += "T"
            append(time / 3_600, "H")
            append(time / 60 % 60, "M")
            if time % 60 != 0 || nanoseconds != 0 {
                text += "\(time % 60)\(TemporalValue.fractionText(nanoseconds))S"
            }
        }
        return text
    }
}
