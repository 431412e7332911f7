// Conditions that name the terms that a variable may be: they are joined as inline data, so that the terms are looked up.
import RDF
import SPARQLSyntax

extension Expression {
    /// The variable and the terms that it may be for the condition to hold, where that is all that the condition says and
    /// where `=` is identity: for IRIs and plain strings.
    var selection: ValuesTable? {
        let (variable, list): (Variable, [Expression])
        switch self {
        case .comparison(.equal, .variable(let name), let constant): (variable, list) = (name, [constant])
        case .comparison(.equal, let constant, .variable(let name)): (variable, list) = (name, [constant])
        case .isIn(.variable(let name), let constants): (variable, list) = (name, constants)
        default: return nil
        }
        var terms: [Term] = []
        for case .constant(let term) in list where term.isEqualOnlyToItself && !terms.contains(term) {
            terms.append(term)
        }
        let isWhole = list.allSatisfy { if case .constant(let term) = $0 { term.isEqualOnlyToItself } else { false } }
        return isWhole ? ValuesTable(variables: [variable], rows: terms.map { [$0] }) : nil
    }
}

extension Term {
    fileprivate var isEqualOnlyToItself: Bool {
        switch self {
        case .iri: true
        case .literal(let literal): literal.isString
        case .blank, .triple: false
        }
    }
}
