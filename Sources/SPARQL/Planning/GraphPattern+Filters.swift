// Conditions beside OPTIONAL that its required part decides are looked at before anything optional is looked for.
import SPARQLSyntax

extension GraphPattern {
    /// OPTIONAL with the conditions that its required part decides put there, and those that are left.
    func takingFilters(_ conditions: [Expression]) -> (pattern: GraphPattern, left: [Expression]) {
        guard case .leftJoin(let required, let optional, let condition) = self else { return (self, conditions) }
        let certain = required.certainVariables
        func isDecided(_ condition: Expression) -> Bool {
            !condition.hasExists && condition.variables.isSubset(of: certain)
        }
        let decided = conditions.filter(isDecided)
        if decided.isEmpty { return (self, conditions) }
        let filtered = decided.reduce(required) { .filter($1, $0) }
        return (.leftJoin(filtered, optional, condition), conditions.filter { !isDecided($0) })
    }
}
