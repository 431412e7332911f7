// Values of XSD literals: whether a lexical form is well-formed, and where its value stands in order (XML Schema 1.1
// part 2). Works on bytes and runs once for each distinct literal.

import Primitives
import RDF

enum LiteralReading {
    /// Fills in the value of a literal without a language.
    static func read(_ literal: Literal, into facts: inout TermFacts) {
        let namespace = Vocabulary.xsd.iri.utf8
        let datatype = literal.datatype.string.utf8
        guard datatype.starts(with: namespace) else {
            // rdf:langString without a tag is never well-formed; other datatypes are not known here.
            facts.isWellFormed = literal.datatype != Vocabulary.RDF.langString
            return
        }
        let name = String(datatype.dropFirst(namespace.count)) ?? ""
        let text = literal.lexicalForm
        text.withBytes { bytes in read(Scanner(bytes), text, as: name, into: &facts) }
    }

    private static func read(_ scanner: Scanner, _ text: String, as name: String, into facts: inout TermFacts) {
        var scanner = scanner
        switch name {
        case "string", "normalizedString", "token", "language", "Name", "NCName", "NMTOKEN":
            facts.valueClass = .string
        case "boolean":
            facts.isWellFormed = ["true", "false", "1", "0"].contains(text)
            facts.valueClass = facts.isWellFormed ? .boolean : .none
            facts.value = text == "true" || text == "1" ? 1 : 0
        case "decimal":
            readDecimal(text, isWellFormed: scanner.isDecimal(), into: &facts)
        case "double", "float":
            readDouble(text, isWellFormed: scanner.isDouble(), into: &facts)
        case "dateTime", "dateTimeStamp", "date", "time", "gYear", "gYearMonth":
            readMoment(scanner, as: name, into: &facts)
        case "gMonth", "gDay", "gMonthDay":
            facts.isWellFormed = scanner.isRecurringDay(name)
        case "duration", "dayTimeDuration", "yearMonthDuration":
            readDuration(scanner, as: name, into: &facts)
        case "hexBinary": facts.isWellFormed = scanner.isHexadecimal()
        case "base64Binary": facts.isWellFormed = scanner.isBase64()
        case "anyURI": facts.isWellFormed = (try? IRI("http://base/").resolving(text)) != nil
        default:
            guard let range = integerRanges[name] else { return }
            guard scanner.isInteger() else { return facts.isWellFormed = false }
            readDecimal(text, isWellFormed: true, into: &facts)
            let isInside = range.contains(text)
            facts.isWellFormed = isInside
            if !isInside { facts.valueClass = .none }
        }
    }

    private static func readDecimal(_ text: String, isWellFormed: Bool, into facts: inout TermFacts) {
        facts.isWellFormed = isWellFormed
        guard isWellFormed, let value = Double(text) else { return }
        facts.value = value
        facts.valueClass = .decimal
        // Whole numbers that a double holds exactly are the usual case; all others compare by digits when equal.
        facts.isExact =
            value.magnitude < 0x1p53 && value == value.rounded()
            && !text.utf8.contains(UInt8(ascii: "."))
    }

    private static func readDouble(_ text: String, isWellFormed: Bool, into facts: inout TermFacts) {
        let special: [String: Double] = ["INF": .infinity, "+INF": .infinity, "-INF": -.infinity, "NaN": .nan]
        guard let value = special[text] ?? (isWellFormed ? Double(text) : nil) else {
            return facts.isWellFormed = false
        }
        facts.value = value
        facts.valueClass = .double
    }

    private static func readMoment(_ scanner: Scanner, as name: String, into facts: inout TermFacts) {
        var scanner = scanner
        guard let moment = scanner.moment(name) else { return facts.isWellFormed = false }
        facts.value = moment.seconds
        facts.isExact = !moment.hasFraction
        switch name {
        case "date": facts.valueClass = moment.isZoned ? .zonedDate : .date
        case "time": facts.valueClass = moment.isZoned ? .zonedTime : .time
        case "gYear": facts.valueClass = .year
        case "gYearMonth": facts.valueClass = .yearMonth
        default:
            facts.valueClass = moment.isZoned ? .zonedDateTime : .dateTime
            if name == "dateTimeStamp" { facts.isWellFormed = moment.isZoned }
        }
    }

    private static func readDuration(_ scanner: Scanner, as name: String, into facts: inout TermFacts) {
        var scanner = scanner
        guard let duration = scanner.duration() else { return facts.isWellFormed = false }
        facts.isExact = !duration.hasFraction
        switch name {
        case "dayTimeDuration":
            facts.isWellFormed = !duration.hasMonths
            facts.value = duration.seconds
            facts.valueClass = .dayTimeDuration
        case "yearMonthDuration":
            facts.isWellFormed = !duration.hasSeconds
            facts.value = duration.months
            facts.valueClass = .yearMonthDuration
        default: break
        }
    }

    /// The datatypes derived from `xsd:integer`, by the decimal strings of their bounds.
    private static let integerRanges: [String: IntegerRange] = [
        "integer": IntegerRange(nil, nil),
        "long": IntegerRange("-9223372036854775808", "9223372036854775807"),
        "int": IntegerRange("-2147483648", "2147483647"),
        "short": IntegerRange("-32768", "32767"),
        "byte": IntegerRange("-128", "127"),
        "unsignedLong": IntegerRange("0", "18446744073709551615"),
        "unsignedInt": IntegerRange("0", "4294967295"),
        "unsignedShort": IntegerRange("0", "65535"),
        "unsignedByte": IntegerRange("0", "255"),
        "nonNegativeInteger": IntegerRange("0", nil),
        "positiveInteger": IntegerRange("1", nil),
        "nonPositiveInteger": IntegerRange(nil, "0"),
        "negativeInteger": IntegerRange(nil, "-1"),
    ]

    private struct IntegerRange: Sendable {
        let least: String?
        let greatest: String?

        init(_ least: String?, _ greatest: String?) {
            self.least = least
            self.greatest = greatest
        }

        func contains(_ text: String) -> Bool {
            if let least, DecimalDigits(text) < DecimalDigits(least) { return false }
            if let greatest, DecimalDigits(greatest) < DecimalDigits(text) { return false }
            return true
        }
    }
}
