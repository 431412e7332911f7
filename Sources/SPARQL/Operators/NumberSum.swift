// A sum of numbers. Inline ones are whole numbers or whole millionths: as long as there are no others, they are added as
// such, which is exact, and so is the same as if each had been added to the last in turn.
import GraphStore
import Quantities

struct NumberSum {
    /// The numbers so far.
    private(set) var count = 0
    private var integers = 0
    private var millionths = 0
    private var hasDecimals = false
    /// The sum of all once there was a number that is not inline, or that did not fit; nil when that is an error.
    private var mixed: Numeric?
    private var isInline = true

    /// Adds an inline number; false when the id is none, or must be added as a value.
    @inline(__always)
    mutating func addInline(_ id: TermID) -> Bool {
        if !isInline { return false }
        if let decimal = id.decimalMillionths {
            let (sum, isOver) = millionths.addingReportingOverflow(decimal)
            if isOver { return false }
            millionths = sum
            hasDecimals = true
        } else if let integer = id.integerValue {
            let (sum, isOver) = integers.addingReportingOverflow(integer)
            if isOver { return false }
            integers = sum
        } else {
            return false
        }
        count += 1
        return true
    }

    /// Adds a number; nil is an error, and makes one of the sum.
    mutating func add(_ number: Numeric?) {
        let sum = total
        isInline = false
        count += 1
        mixed = nil
        if let sum, let number { mixed = sum.calculate(.add, number) }
    }

    /// Nil for an error.
    var total: Numeric? {
        if !isInline { return mixed }
        if !hasDecimals { return .integer(integers) }
        let sum = Int128(integers) * 1_000_000 + Int128(millionths)
        return ExactDecimal(coefficient: sum, exponent: -6).map { .decimal($0) }
    }
}
