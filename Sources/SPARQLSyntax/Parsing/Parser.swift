// SPARQL by recursive descent, straight to the algebra of section 18.2. One token is looked at ahead. The productions
// stand in the extensions: queries, groups, triples, paths, expressions, updates.
//
// Kept on the way: the group that is being read (`group`), the variables in scope, the labels of blank nodes, and, in
// an expression, whether aggregates may stand there and which were met (`aggregation`).
import Primitives
import RDF

struct Parser {
    var lexer: Lexer
    /// The token that is next.
    var token: Token
    /// Where the token before it ended.
    var previousEnd = 0
    var base: IRI?
    var prefixes = PrefixTable()
    var variables = VariableTable()
    /// The number of the variable that was read last.
    var lastVariable = 0
    /// The next hidden variable or blank node.
    var nextHidden = 0

    /// What the triples at hand are for.
    var context = TripleContext.pattern
    /// The triples and, in a pattern, what the group holds so far.
    var group = GroupBuilder()
    var labels = BlankNodeScope()
    /// The basic graph pattern at hand, and how many there were.
    var block = 0
    var blockCount = 0
    /// The labels of earlier INSERT DATA operations.
    var usedLabels: Set<String> = []
    /// Where the names begin that are subjects or objects of a pattern's triples.
    var namedNodes: [Int] = []
    /// Nil where aggregates are not allowed.
    var aggregation: Aggregation?

    /// How deep the parser is in nested constructs.
    private var depth = 0
    /// The height of the pattern or expression that was read last.
    var height = 0

    init(_ text: String.UTF8View, base: IRI?, source: String?) throws(SPARQLSyntaxError) {
        try self.init(Lexer(text, source: source), base: base)
    }

    init(_ lexer: Lexer, base: IRI?) throws(SPARQLSyntaxError) {
        self.lexer = lexer
        self.base = base
        token = Token(.end, 0, 0)
        if lexer.count > Limits.bytes {
            throw lexer.error("the text is longer than \(Limits.bytes) bytes", at: 0, fix: "load data from a file")
        }
        token = try self.lexer.next()
    }

    // MARK: Tokens

    mutating func advance() throws(SPARQLSyntaxError) {
        previousEnd = token.end
        token = try lexer.next()
    }

    func isNext(_ kind: Token.Kind) -> Bool { token.kind == kind }

    func isNext(_ keyword: Keyword) -> Bool { token.keyword == keyword }

    /// Steps over a token if it is next.
    mutating func skip(_ kind: Token.Kind) throws(SPARQLSyntaxError) -> Bool {
        guard token.kind == kind else { return false }
        try advance()
        return true
    }

    /// Steps over a keyword if it is next.
    mutating func skip(_ keyword: Keyword) throws(SPARQLSyntaxError) -> Bool {
        guard token.keyword == keyword else { return false }
        try advance()
        return true
    }

    mutating func expect(_ kind: Token.Kind, _ what: String) throws(SPARQLSyntaxError) {
        if try !skip(kind) { throw unexpected(what) }
    }

    mutating func expect(_ keyword: Keyword) throws(SPARQLSyntaxError) {
        if try !skip(keyword) { throw unexpected("\(keyword.rawValue)", [keyword]) }
    }

    // MARK: Bounds

    /// Notes that a construct begins inside another; `leave` notes its end.
    mutating func enter() throws(SPARQLSyntaxError) {
        depth += 1
        if depth > Limits.nesting {
            throw lexer.error(
                "more than \(Limits.nesting) groups, brackets or terms stand inside one another", at: token.start)
        }
    }

    mutating func leave() { depth -= 1 }

    /// Sets the height of a node above two others.
    mutating func setHeight(above left: Int, _ right: Int = 0) throws(SPARQLSyntaxError) {
        height = max(left, right) + 1
        if height > Limits.height {
            throw lexer.error(
                "more than \(Limits.height) operators or patterns follow one another", at: previousEnd,
                fix: "list alternatives by VALUES or IN")
        }
    }

    // MARK: Names

    /// A new hidden variable.
    mutating func freshVariable() -> Variable {
        nextHidden += 1
        return Variable(hidden: nextHidden - 1)
    }

    /// The variable that is next, by number; steps over it.
    mutating func parseVariable() throws(SPARQLSyntaxError) -> Int {
        guard isNext(.variable) else { throw unexpected("a variable") }
        lastVariable = variables.number(at: token.start + 1..<token.end, in: lexer.bytes)
        try advance()
        return lastVariable
    }
}

/// A group as far as it was read (section 18.2.2.6): the pattern so far, the triples of the open basic graph pattern,
/// and the filters, which hold for the whole group.
struct GroupBuilder {
    var pattern = GraphPattern.unit
    var triples: [TriplePattern] = []
    /// Property functions among the triples.
    var searches: [LabelSearch] = []
    var filter: Expression?
    /// The variables in scope at the end of what was read.
    var scope = NumberSet()
    var height = 0
    var filterHeight = 0
}

/// What is gathered while expressions of a query level are read that may hold aggregates.
struct Aggregation {
    private(set) var bindings: [AggregateBinding] = []
    /// The variables of all aggregates, once they are more than a few.
    private var known: [Aggregate: Variable] = [:]
    private static let few = 8
    /// Variables outside aggregates, and where they stand.
    var plain: [(number: Int, position: Int)] = []
    /// Whether the expression at hand is an aggregate's argument.
    var isInside = false

    /// The variable of an aggregate that was met before.
    func variable(of aggregate: Aggregate) -> Variable? {
        if bindings.count > Self.few { return known[aggregate] }
        return bindings.first { $0.aggregate == aggregate }?.variable
    }

    mutating func bind(_ variable: Variable, to aggregate: Aggregate) {
        bindings.append(AggregateBinding(variable, aggregate))
        let isFirstOfMany = bindings.count == Self.few + 1
        for binding in bindings.suffix(isFirstOfMany ? bindings.count : 1) where bindings.count > Self.few {
            known[binding.aggregate] = binding.variable
        }
    }
}
