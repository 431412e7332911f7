// The forms of queries (grammar productions 1 to 17 of SPARQL 1.1).
import Primitives
import RDF

extension Parser {
    /// A whole query.
    mutating func parseQueryUnit() throws(SPARQLSyntaxError) -> Query {
        try parsePrologue()
        var query: Query
        switch token.keyword {
        case .select:
            let select = try parseSelect(isSubquery: false)
            query = Query(.select, select.pattern, dataset: select.dataset)
        case .ask: query = try parseAsk()
        case .construct: query = try parseConstruct()
        case .describe: query = try parseDescribe()
        case .insert, .delete, .with, .load, .clear, .create, .drop, .add, .move, .copy:
            throw lexer.error(
                "this is an update, not a query", at: token.start, expected: "SELECT, ASK, CONSTRUCT or DESCRIBE")
        default:
            throw unexpected(
                "SELECT, ASK, CONSTRUCT or DESCRIBE", [.select, .ask, .construct, .describe, .prefix, .base, .version])
        }
        if !isNext(.end) {
            throw unexpected(
                "the end of the query", [.where, .group, .having, .order, .limit, .offset, .values, .from])
        }
        query.base = base
        query.prefixes = prefixes.prefixes
        return query
    }

    // MARK: SELECT

    /// SELECT, of a query or inside a group. Sets the height of its pattern.
    mutating func parseSelect(
        isSubquery: Bool
    ) throws(SPARQLSyntaxError) -> (pattern: GraphPattern, dataset: DatasetClause?, scope: NumberSet) {
        try enter()
        try advance()
        var level = QueryLevel()
        level.isDistinct = try skip(.distinct)
        if !level.isDistinct { level.isReduced = try skip(.reduced) }
        aggregation = Aggregation()
        level.projection = try skip(.star) ? .all : .items(parseItems())
        let dataset = isSubquery ? nil : try parseDataset(.from)
        try parseWhere(&level)
        try parseModifiers(&level)
        try finish(&level)
        aggregation = nil
        height = level.height
        leave()
        return (level.pattern, dataset, level.scope)
    }

    private mutating func parseItems() throws(SPARQLSyntaxError) -> [SelectItem] {
        var items: [SelectItem] = []
        while isNext(.variable) || isNext(.openParenthesis) {
            var position = token.start
            if isNext(.variable) {
                let number = try parseVariable()
                items.append(SelectItem(number: number, position: position, expression: nil, height: 0, plain: []))
                continue
            }
            try advance()
            let first = aggregation?.plain.count ?? 0
            let expression = try parseExpression()
            let expressionHeight = height
            try expect(.as)
            position = token.start
            let number = try parseVariable()
            try expect(.closeParenthesis, "')'")
            let plain = aggregation?.plain[first...] ?? []
            items.append(
                SelectItem(
                    number: number, position: position, expression: expression, height: expressionHeight,
                    plain: Array(plain)))
        }
        if items.isEmpty {
            throw unexpected("a variable, '(expression AS ?name)' or '*' after SELECT", [.distinct, .reduced])
        }
        return items
    }

    // MARK: Other forms

    private mutating func parseAsk() throws(SPARQLSyntaxError) -> Query {
        try advance()
        let dataset = try parseDataset(.from)
        return Query(.ask, try parsePatternWithModifiers().pattern, dataset: dataset)
    }

    private mutating func parseDescribe() throws(SPARQLSyntaxError) -> Query {
        try advance()
        var terms: [TermPattern] = []
        let isAll = try skip(.star)
        while !isAll && (isNext(.variable) || isIRINext) { terms.append(try parseVariableOrIRI()) }
        if !isAll && terms.isEmpty { throw unexpected("a variable, an IRI or '*' after DESCRIBE") }
        let dataset = try parseDataset(.from)
        let level = try parsePatternWithModifiers(isPatternOptional: true)
        if isAll { terms = level.scope.numbers.map { .variable(variables.variables[$0]) } }
        return Query(.describe(terms), level.pattern, dataset: dataset)
    }

    private mutating func parseConstruct() throws(SPARQLSyntaxError) -> Query {
        try advance()
        if isNext(.openBrace) {
            let template = try parseTemplate()
            let dataset = try parseDataset(.from)
            return Query(.construct(template), try parsePatternWithModifiers().pattern, dataset: dataset)
        }
        let dataset = try parseDataset(.from)
        guard try skip(.where) else { throw unexpected("'{' and a template, or WHERE", [.where, .from]) }
        try expect(.openBrace, "'{'")
        context = .shortPattern
        try parseTriples()
        context = .pattern
        try expect(.closeBrace, "'}' or a triple (CONSTRUCT WHERE holds nothing else)")
        var level = QueryLevel()
        level.pattern = .basic(group.triples)
        level.height = 1
        level.scope = group.scope
        let template = group.triples.map(\.asTemplate)
        try parseClauses(&level)
        return Query(.construct(template), level.pattern, dataset: dataset)
    }

    private mutating func parseTemplate() throws(SPARQLSyntaxError) -> [TriplePattern] {
        try advance()
        context = .template
        try parseTriples()
        try expect(.closeBrace, "'}' or a triple")
        let template = group.triples
        context = .pattern
        group = GroupBuilder()
        labels = BlankNodeScope()
        return template
    }

    // MARK: Clauses

    private mutating func parsePatternWithModifiers(
        isPatternOptional: Bool = false
    ) throws(SPARQLSyntaxError) -> QueryLevel {
        var level = QueryLevel()
        if !isPatternOptional || isNext(.where) || isNext(.openBrace) { try parseWhere(&level) }
        try parseClauses(&level)
        return level
    }

    private mutating func parseClauses(_ level: inout QueryLevel) throws(SPARQLSyntaxError) {
        aggregation = Aggregation()
        try parseModifiers(&level)
        try finish(&level)
        aggregation = nil
    }

    private mutating func parseWhere(_ level: inout QueryLevel) throws(SPARQLSyntaxError) {
        if try !skip(.where) && !isNext(.openBrace) { throw unexpected("WHERE or '{'", [.where, .from, .as]) }
        let group = try parseGroup()
        level.pattern = group.whole
        level.height = group.wholeHeight
        level.scope = group.scope
    }

    /// FROM or USING, as often as it stands; nil when it does not.
    mutating func parseDataset(_ keyword: Keyword) throws(SPARQLSyntaxError) -> DatasetClause? {
        var dataset: DatasetClause?
        while try skip(keyword) {
            if try skip(.named) {
                dataset = dataset ?? DatasetClause()
                dataset?.namedGraphs.append(try parseIRI())
            } else {
                dataset = dataset ?? DatasetClause()
                dataset?.defaultGraphs.append(try parseIRI())
            }
        }
        return dataset
    }
}

extension TriplePattern {
    /// The triple with its hidden variables as blank nodes.
    var asTemplate: TriplePattern {
        TriplePattern(subject.asTemplate, predicate.asTemplate, object.asTemplate)
    }
}

extension TermPattern {
    var asTemplate: TermPattern {
        switch self {
        case .variable(let variable):
            variable.isHidden ? .term(.blank(BlankNode("b" + variable.name.dropFirst()))) : self
        case .term: self
        case .triple(let triple): TermPattern(tripleTerm: triple.asTemplate)
        }
    }
}
