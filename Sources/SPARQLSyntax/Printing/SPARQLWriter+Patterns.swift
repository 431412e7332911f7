// Patterns as the elements of groups. Where the parser would put elements together otherwise than the algebra has them,
// a group of its own keeps them apart.
import RDF

extension SPARQLWriter {
    /// What stands between the braces of a group.
    mutating func writeGroup(_ pattern: GraphPattern) {
        switch pattern {
        case .filter(let condition, let inner):
            writeElements(inner)
            writeFilter(condition)
        case .project, .distinct, .reduced, .slice, .orderBy, .group: writeLevel(pattern)
        default: writeElements(pattern)
        }
    }

    private mutating func writeFilter(_ condition: Expression) {
        switch condition {
        case .exists, .not(.exists): line("FILTER " + text(condition))
        default: line("FILTER (\(text(condition)))")
        }
    }

    /// Elements that the parser joins to `pattern` when nothing stands before them.
    private mutating func writeElements(_ pattern: GraphPattern) {
        switch pattern {
        case .basic(let triples):
            for triple in triples { line(text(triple)) }
        case .path(let subject, let path, let object):
            line("\(text(subject)) \(text(path)) \(text(object)) .")
        case .join(let left, let right):
            writeElements(left)
            if needsGroup(right, after: left) {
                braces { $0.writeGroup(right) }
            } else {
                writeElements(right)
            }
        case .leftJoin(let left, let right, let condition):
            writeElements(left)
            braces("OPTIONAL") { writer in
                writer.writeElements(right)
                if let condition { writer.writeFilter(condition) }
            }
        case .minus(let left, let right):
            writeElements(left)
            braces("MINUS") { $0.writeGroup(right) }
        case .extend(let inner, let variable, let expression):
            writeElements(inner)
            line("BIND (\(text(expression)) AS \(text(variable)))")
        case .union(let left, let right):
            writeBranches(left)
            braces("UNION") { $0.writeGroup(right) }
        case .graph(let name, let inner): braces("GRAPH " + text(name)) { $0.writeGroup(inner) }
        case .search(let search):
            let found = search.found.map { text($0) }.joined(separator: " ")
            let limit = search.limit.map { " \($0)" } ?? ""
            line("(\(found)) \(text(TermPattern.term(.iri(LabelSearch.property)))) (\(text(search.text))\(limit)) .")
        case .service(let endpoint, let inner, let isSilent):
            braces("SERVICE \(isSilent ? "SILENT " : "")\(text(endpoint))") { $0.writeGroup(inner) }
        case .values(let table): write(table)
        case .filter, .project, .distinct, .reduced, .slice, .orderBy, .group:
            braces { $0.writeGroup(pattern) }
        }
    }

    private mutating func writeBranches(_ pattern: GraphPattern) {
        if case .union(let left, let right) = pattern {
            writeBranches(left)
            braces("UNION") { $0.writeGroup(right) }
        } else {
            braces { $0.writeGroup(pattern) }
        }
    }

    /// Whether the right side of a join would be read otherwise without braces.
    private func needsGroup(_ right: GraphPattern, after left: GraphPattern) -> Bool {
        switch right {
        case .basic: endsInBasicPattern(left)
        case .path, .union, .graph, .service, .values: false
        default: true
        }
    }

    private func endsInBasicPattern(_ pattern: GraphPattern) -> Bool {
        switch pattern {
        case .basic: true
        case .join(let left, .basic): !endsInBasicPattern(left)
        default: false
        }
    }

    mutating func write(_ table: ValuesTable) {
        braces("VALUES (\(table.variables.map(text).joined(separator: " ")))") { writer in
            for row in table.rows {
                writer.line("(\(row.map { $0.map(writer.terms.write) ?? "UNDEF" }.joined(separator: " ")))")
            }
        }
    }

    // MARK: Triples

    func text(_ variable: Variable) -> String { terms.write(variable) }

    func text(_ pattern: TermPattern) -> String {
        switch pattern {
        case .variable(let variable): text(variable)
        case .term(let term): terms.write(term)
        case .triple(let triple):
            "<<( \(text(triple.subject)) \(text(triple.predicate)) \(text(triple.object)) )>>"
        }
    }

    func text(_ triple: TriplePattern) -> String {
        "\(text(triple.subject)) \(text(triple.predicate)) \(text(triple.object)) ."
    }

    func text(_ path: PropertyPath) -> String {
        switch path {
        case .link(let iri): return terms.write(iri)
        case .inverse(let path): return "^" + operand(path)
        case .sequence(let first, let second): return "\(operand(first))/\(operand(second))"
        case .alternative(let first, let second): return "\(operand(first))|\(operand(second))"
        case .zeroOrMore(let path): return operand(path) + "*"
        case .oneOrMore(let path): return operand(path) + "+"
        case .zeroOrOne(let path): return operand(path) + "?"
        case .negatedPropertySet(let forward, let inverse):
            let names = forward.map(terms.write) + inverse.map { "^" + terms.write($0) }
            return "!(\(names.joined(separator: "|")))"
        }
    }

    private func operand(_ path: PropertyPath) -> String {
        if case .link(let iri) = path { return terms.write(iri) }
        return "(\(text(path)))"
    }
}
