// What a query makes only to show it: values that no operator compares need not be looked for in the store, nor among the
// other values that the query has made.
import SPARQLSyntax

extension GraphPattern {
    /// The variables of the pattern's outermost expressions that nothing looks at but whoever gets the solutions, and
    /// ORDER BY, which compares terms.
    var shownOnly: Set<Variable> {
        var pattern = self
        var isProjected = false
        var read: Set<Variable> = []
        while true {
            switch pattern {
            case .project(let inner, _):
                isProjected = true
                pattern = inner
                continue
            case .slice(let inner, _, _):
                pattern = inner
                continue
            case .orderBy(let inner, let conditions):
                for condition in conditions {
                    if case .variable = condition.expression { continue }
                    read.formUnion(condition.expression.variables)
                }
                pattern = inner
                continue
            default: break
            }
            break
        }
        var given: Set<Variable> = []
        while isProjected, case .extend(let inner, let variable, let expression) = pattern {
            given.insert(variable)
            read.formUnion(expression.variables)
            pattern = inner
        }
        return given.subtracting(read)
    }
}
