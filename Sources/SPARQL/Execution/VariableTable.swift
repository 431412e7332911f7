import SPARQLSyntax

/// Numbers for the variables of a query.
struct VariableTable: Sendable {
    private var numbers = SmallDictionary<Variable, Int>()

    /// The variable of a number.
    subscript(number: Int) -> Variable { numbers.entries[number].key }

    mutating func number(_ variable: Variable) -> Int {
        if let number = numbers[variable] { return number }
        numbers.put(numbers.entries.count, for: variable)
        return numbers.entries.count - 1
    }

    /// A variable that no text and no translation has.
    mutating func newVariable() -> Int {
        number(Variable(".engine\(numbers.entries.count)"))
    }
}
