import SPARQLSyntax

/// Numbers for the variables of a query.
struct VariableTable {
    private(set) var variables: [Variable] = []
    private var numbers: [Variable: Int] = [:]

    mutating func number(_ variable: Variable) -> Int {
        if let number = numbers[variable] { return number }
        numbers[variable] = variables.count
        variables.append(variable)
        return variables.count - 1
    }

    /// A variable that no text and no translation has.
    mutating func newVariable() -> Int {
        number(Variable(".engine\(variables.count)"))
    }
}
