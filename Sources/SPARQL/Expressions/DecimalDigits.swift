// The usual lexical forms of xsd:integer and xsd:decimal, read from bytes: whole columns of codes and of values that were
// stored as strings are cast to numbers.
import GraphStore

/// A number of a sign, digits and a point.
struct DecimalDigits {
    private var coefficient = 0
    private var fractionDigits = 0

    /// Nil for what is no such number, and for what has too many digits or spaces around it.
    init?(_ text: Span<UInt8>, mayHavePoint: Bool) {
        var start = 0
        var isNegative = false
        if text.count > 0, text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+") {
            isNegative = text[0] == UInt8(ascii: "-")
            start = 1
        }
        guard text.count - start <= Self.mostBytes else { return nil }
        var (hasDigits, isBehindPoint) = (false, false)
        for place in start..<text.count {
            if text[place] == UInt8(ascii: "."), mayHavePoint, !isBehindPoint {
                isBehindPoint = true
                continue
            }
            let digit = Int(text[place]) - 0x30
            guard (0...9).contains(digit) else { return nil }
            hasDigits = true
            coefficient = coefficient * 10 + digit
            if isBehindPoint { fractionDigits += 1 }
        }
        guard hasDigits else { return nil }
        if isNegative { coefficient = -coefficient }
    }

    /// So many digits are no overflow.
    private static let mostBytes = 18

    /// The id of the integer; nil when it is not inline.
    var integer: TermID? { TermID(integer: coefficient) }

    /// The id of the decimal in its shortest form.
    var decimal: TermID? {
        var (shortest, digits) = (coefficient, fractionDigits)
        while digits > 0, shortest % 10 == 0 { (shortest, digits) = (shortest / 10, digits - 1) }
        return TermID(decimal: shortest, fractionDigits: digits)
    }
}
