// Groups to algebra (SPARQL 1.1 section 18.2.2). Elements are joined in the order they are written; the empty pattern
// is left out of joins at once (section 18.2.2.8); filters wait for the end of their group.
import Primitives
import RDF

/// A group that was read to its end.
struct ParsedGroup {
    let pattern: GraphPattern
    /// The filters of the group itself, which OPTIONAL takes over.
    let filter: Expression?
    let scope: NumberSet
    let height: Int
    let filterHeight: Int

    /// The pattern with its filter.
    var whole: GraphPattern { filter.map { .filter($0, pattern) } ?? pattern }
    var wholeHeight: Int { filter == nil ? height : max(height, filterHeight) + 1 }
}

extension Parser {
    /// `{ … }`.
    mutating func parseGroup() throws(SPARQLSyntaxError) -> ParsedGroup {
        try enter()
        try expect(.openBrace, "'{'")
        let outer = group
        let outerBlock = block
        let outerAggregation = aggregation
        aggregation = nil
        group = GroupBuilder()
        if isNext(.select) {
            let query = try parseSelect(isSubquery: true)
            group.pattern = query.pattern
            group.scope = query.scope
            group.height = height
            if !isNext(.closeBrace) {
                throw unexpected("'}' after a sub-select", [.group, .having, .order, .limit, .offset, .values])
            }
            try advance()
        } else {
            openBasicPattern()
            try parseElements()
            try closeBasicPattern()
        }
        let result = ParsedGroup(
            pattern: group.pattern, filter: group.filter, scope: group.scope, height: group.height,
            filterHeight: group.filterHeight)
        group = outer
        block = outerBlock
        aggregation = outerAggregation
        leave()
        return result
    }

    private mutating func parseElements() throws(SPARQLSyntaxError) {
        while true {
            if isNodeNext { try parseTriples() }
            switch token.kind {
            case .closeBrace:
                try advance()
                return
            case .openBrace: try parseUnion()
            case .word: try parseElement()
            default: throw unexpected("'}', a triple or a pattern")
            }
            _ = try skip(.dot)
        }
    }

    private mutating func parseElement() throws(SPARQLSyntaxError) {
        switch token.keyword {
        case .filter:
            try advance()
            try addFilter(parseConstraint())
            return
        case .optional: try parseOptional()
        case .minus: try parseMinus()
        case .graph: try parseGraph()
        case .service: try parseService()
        case .bind: try parseBind()
        case .values:
            try advance()
            let (table, numbers) = try parseValues()
            try closeBasicPattern()
            try join(.values(table), 1)
            for number in numbers { group.scope.insert(number) }
        default:
            throw unexpected(
                "'}', a triple or a pattern", [.filter, .optional, .minus, .graph, .service, .bind, .values, .union])
        }
        openBasicPattern()
    }

    // MARK: Building

    /// From here on, triples belong to another basic graph pattern.
    mutating func openBasicPattern() {
        blockCount += 1
        block = blockCount
    }

    /// Joins the triples read so far to the group.
    mutating func closeBasicPattern() throws(SPARQLSyntaxError) {
        let (triples, searches) = (group.triples, group.searches)
        (group.triples, group.searches) = ([], [])
        if !triples.isEmpty { try join(.basic(triples), 1) }
        for search in searches { try join(.search(search), 1) }
    }

    mutating func join(_ pattern: GraphPattern, _ patternHeight: Int) throws(SPARQLSyntaxError) {
        if pattern.isUnit { return }
        if group.pattern.isUnit {
            group.pattern = pattern
            group.height = patternHeight
        } else {
            try replacePattern(.join(group.pattern, pattern), patternHeight)
        }
    }

    /// Puts a node above the pattern of the group and another of a given height.
    private mutating func replacePattern(_ pattern: GraphPattern, _ otherHeight: Int) throws(SPARQLSyntaxError) {
        try setHeight(above: group.height, otherHeight)
        group.pattern = pattern
        group.height = height
    }

    private mutating func addFilter(_ filter: Expression) throws(SPARQLSyntaxError) {
        if let earlier = group.filter {
            try setHeight(above: group.filterHeight, height)
            group.filter = .and(earlier, filter)
        } else {
            group.filter = filter
        }
        group.filterHeight = height
    }

    // MARK: Elements

    private mutating func parseUnion() throws(SPARQLSyntaxError) {
        try closeBasicPattern()
        let first = try parseGroup()
        var pattern = first.whole
        var patternHeight = first.wholeHeight
        group.scope.formUnion(first.scope)
        while try skip(.union) {
            let next = try parseGroup()
            pattern = .union(pattern, next.whole)
            try setHeight(above: patternHeight, next.wholeHeight)
            patternHeight = height
            group.scope.formUnion(next.scope)
        }
        try join(pattern, patternHeight)
        openBasicPattern()
    }

    private mutating func parseOptional() throws(SPARQLSyntaxError) {
        try advance()
        try closeBasicPattern()
        let right = try parseGroup()
        try replacePattern(.leftJoin(group.pattern, right.pattern, right.filter), right.wholeHeight)
        group.scope.formUnion(right.scope)
    }

    private mutating func parseMinus() throws(SPARQLSyntaxError) {
        try advance()
        try closeBasicPattern()
        let right = try parseGroup()
        try replacePattern(.minus(group.pattern, right.whole), right.wholeHeight)
    }

    private mutating func parseGraph() throws(SPARQLSyntaxError) {
        try advance()
        try closeBasicPattern()
        let name = try parseVariableOrIRI()
        let inner = try parseGroup()
        group.scope.formUnion(inner.scope)
        try join(.graph(name, inner.whole), inner.wholeHeight + 1)
    }

    private mutating func parseService() throws(SPARQLSyntaxError) {
        try advance()
        try closeBasicPattern()
        let isSilent = try skip(.silent)
        let endpoint = try parseVariableOrIRI()
        let inner = try parseGroup()
        group.scope.formUnion(inner.scope)
        try join(.service(endpoint, inner.whole, isSilent: isSilent), inner.wholeHeight + 1)
    }

    private mutating func parseBind() throws(SPARQLSyntaxError) {
        try advance()
        try closeBasicPattern()
        try expect(.openParenthesis, "'('")
        let expression = try parseExpression()
        let expressionHeight = height
        try expect(.as)
        let position = token.start
        let number = try parseVariable()
        try expect(.closeParenthesis, "')'")
        let variable = variables.variables[number]
        if group.scope.contains(number) {
            throw error(
                "\(variable) has a value before this BIND", at: position,
                fix: "bind another variable, or compare by FILTER")
        }
        group.scope.insert(number)
        try replacePattern(.extend(group.pattern, variable, expression), expressionHeight)
    }

    // MARK: Inline data

    /// DataBlock: the table and its variables by number.
    mutating func parseValues() throws(SPARQLSyntaxError) -> (table: ValuesTable, numbers: [Int]) {
        var numbers: [Int] = []
        var given = NumberSet()
        let hasRowsInBrackets = try skip(.openParenthesis)
        if hasRowsInBrackets {
            while isNext(.variable) {
                let position = token.start
                let number = try parseVariable()
                if given.contains(number) {
                    throw error("\(variables.variables[number]) stands twice in VALUES", at: position)
                }
                given.insert(number)
                numbers.append(number)
            }
            try expect(.closeParenthesis, "a variable or ')'")
        } else {
            numbers.append(try parseVariable())
        }
        try expect(.openBrace, "'{' before the rows of VALUES")
        var rows: [[Term?]] = []
        while !isNext(.closeBrace) {
            rows.append(hasRowsInBrackets ? try parseRow(numbers.count) : [try parseDataValue()])
        }
        try advance()
        return (ValuesTable(variables: numbers.map { variables.variables[$0] }, rows: rows), numbers)
    }

    private mutating func parseRow(_ count: Int) throws(SPARQLSyntaxError) -> [Term?] {
        let position = token.start
        try expect(.openParenthesis, "'(' before a row of VALUES, or '}'")
        var row: [Term?] = []
        row.reserveCapacity(count)
        while !isNext(.closeParenthesis) { row.append(try parseDataValue()) }
        try advance()
        if row.count != count {
            throw error(
                "this row has \(row.count) values for \(count) variables", at: position,
                fix: "write UNDEF where there is no value")
        }
        return row
    }

    private mutating func parseDataValue() throws(SPARQLSyntaxError) -> Term? {
        if try skip(.undefined) { return nil }
        if isIRINext { return .iri(try parseIRI()) }
        if isNext(.openTripleTerm) { return .triple(try parseGroundTripleTerm()) }
        guard isLiteralNext else { throw unexpected("an IRI, a literal, UNDEF or the end of the data", [.undefined]) }
        return .literal(try parseLiteral())
    }
}
