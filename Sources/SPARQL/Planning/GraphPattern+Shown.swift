// What a query makes only to show it: values that no operator compares need not be looked for in the store, nor among the
// other values that the query has made.
import SPARQLSyntax

/// The variables that whoever gets the solutions sees.
struct ShownVariables {
    var all: Set<Variable> = []
    /// Those that an expression gives and that nothing else looks at but ORDER BY, which compares terms.
    var shownOnly: Set<Variable> = []
}

extension GraphPattern {
    /// What is shown of a pattern whose expressions stand below its projection; nil of any other.
    var shown: ShownVariables? {
        var pattern = self
        var projected: [Variable]?
        var read: Set<Variable> = []
        while true {
            switch pattern {
            case .project(let inner, let variables):
                projected = projected ?? variables
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
        guard let projected, case .extend = pattern else { return nil }
        var shown = ShownVariables(all: Set(projected))
        while case .extend(let inner, let variable, let expression) = pattern {
            shown.shownOnly.insert(variable)
            read.formUnion(expression.variables)
            pattern = inner
        }
        shown.shownOnly.subtract(read)
        return shown
    }
}
