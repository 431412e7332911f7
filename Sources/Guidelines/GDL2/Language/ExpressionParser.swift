// From tokens to expressions and assignments: precedence climbing. `||` binds least, then `&&`, comparisons, sums,
// products, signs; `^` binds most and to the right.

import Quantities

extension GDL2 {
    struct ExpressionParser {
        /// Deepest nesting of brackets and operators: parsing, writing and compiling recurse.
        static let maximumDepth = 100

        private let tokens: [Token]
        private var position = 0
        private var depth = 0

        typealias Failure = ExpressionLexer.Failure

        init(_ text: String, labels: @escaping (String) -> [String] = { _ in [] }) throws(Failure) {
            var lexer = ExpressionLexer(text, labels: labels)
            tokens = try lexer.tokens()
        }

        /// A condition: the whole text is one expression.
        mutating func condition() throws(Failure) -> Expression {
            let expression = try operation(above: 0)
            guard current == .end else { throw expected("an operator or the end") }
            return expression
        }

        /// An action: `$element.attribute = value`. Authors also write `==`.
        mutating func assignment() throws(Failure) -> Assignment {
            guard case .element(let element) = current else {
                if case .name(let name) = current { throw Failure(problem: .unsupported("the action \"\(name)\"")) }
                throw expected("an element to assign to")
            }
            position += 1
            let attribute = try attribute()
            switch attribute {
            case nil, .magnitude, .unit, .precision, .value, .count: break
            case .some(let other): throw Failure(problem: .unsupported("assignment to .\(other.rawValue)"))
            }
            guard accept("=") || accept("==") else { throw expected("\"=\"") }
            return Assignment(element, attribute, try condition())
        }
    }
}

extension GDL2.ExpressionParser {
    typealias Expression = GDL2.Expression

    private var current: GDL2.Token { tokens[position] }

    private mutating func accept(_ mark: String) -> Bool {
        guard current == .mark(mark) else { return false }
        position += 1
        return true
    }

    private func expected(_ wanted: String) -> Failure {
        Failure(problem: .expected(wanted, found: current.text))
    }

    private mutating func operation(above level: Int) throws(Failure) -> Expression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw Failure(problem: .tooDeep(limit: Self.maximumDepth)) }
        var left = try unary()
        while case .mark(let mark) = current, let name = GDL2.Operator(rawValue: mark), name.level > level {
            position += 1
            // `^` takes everything of its own level to its right; the others leave it to the loop.
            left = .operation(name, left, try operation(above: name == .power ? name.level - 1 : name.level))
        }
        try refuseKindTest()
        return left
    }

    /// `is_a` asks a terminology for the codes that are bound to a term.
    private func refuseKindTest() throws(Failure) {
        let next = position + 1 < tokens.count ? tokens[position + 1] : .end
        if current == .name("is_a") { throw Failure(problem: .unsupported("the operator is_a")) }
        if current == .mark("!"), next == .name("is_a") { throw Failure(problem: .unsupported("the operator !is_a")) }
    }

    private mutating func unary() throws(Failure) -> Expression {
        if accept("!") { return .function(.not, try operation(above: GDL2.Operator.signLevel)) }
        if accept("-") {
            let operand = try operation(above: GDL2.Operator.signLevel)
            if case .literal(.number(let number)) = operand { return .literal(.number(-number)) }
            if case .literal(.quantity(let number, let unit)) = operand {
                return .literal(.quantity(-number, unit: unit))
            }
            return .function(.negate, operand)
        }
        if accept("+") { return try operation(above: GDL2.Operator.signLevel) }
        return try operand()
    }

    private mutating func operand() throws(Failure) -> Expression {
        switch current {
        case .literal(let literal):
            position += 1
            return .literal(literal)
        case .element(let id):
            position += 1
            return .element(id, try attribute())
        case .now:
            position += 1
            return .now(try attributeOfNow())
        case .mark("("):
            position += 1
            let inner = try operation(above: 0)
            guard accept(")") else { throw expected("\")\"") }
            guard case .unit(let unit) = current else { return inner }
            position += 1
            guard case .literal(.number(let number)) = inner else {
                throw Failure(problem: .unsupported("a unit behind a computed number"))
            }
            return .literal(.quantity(number, unit: unit))
        case .name(let name): return try function(name)
        default: throw expected("an operand")
        }
    }

    private mutating func function(_ name: String) throws(Failure) -> Expression {
        position += 1
        // Euler's number, to the digits that exact decimals have.
        if name == "e", current != .mark("("), let number = ExactDecimal("2.718281828459045235360287471352662") {
            return .literal(.number(number))
        }
        guard accept("(") else { throw Failure(problem: .unsupported("the word \"\(name)\"")) }
        if name == "fired" {
            guard case .element(let rule) = current else { throw expected("a rule") }
            position += 1
            guard accept(")") else { throw expected("\")\"") }
            return .fired(rule)
        }
        // `log` is natural; `ln` says the same.
        guard name.first?.isLetter == true, let function = GDL2.Function(rawValue: name == "ln" ? "log" : name) else {
            throw Failure(problem: .unsupported("the function \(name)"))
        }
        let operand = try operation(above: 0)
        guard accept(")") else { throw expected("\")\"") }
        return .function(function, operand)
    }

    /// The value of the present moment is the moment itself.
    private mutating func attributeOfNow() throws(Failure) -> GDL2.Attribute? {
        guard let attribute = try attribute(), attribute != .value else { return nil }
        guard attribute.calendarUnit != nil else {
            throw Failure(problem: .unsupported("the attribute .\(attribute.rawValue) of $currentDateTime"))
        }
        return attribute
    }

    private mutating func attribute() throws(Failure) -> GDL2.Attribute? {
        guard case .attribute(let name) = current else { return nil }
        guard let attribute = GDL2.Attribute(name: name) else {
            throw Failure(problem: .unsupported("the attribute .\(name)"))
        }
        position += 1
        return attribute
    }
}

extension GDL2.Operator {
    /// How strongly the operator binds.
    fileprivate var level: Int {
        switch self {
        case .or: 1
        case .and: 2
        case .equal, .notEqual, .lessOrEqual, .greaterOrEqual, .less, .greater: 3
        case .add, .subtract: 4
        case .multiply, .divide: 5
        case .power: 7
        }
    }

    /// Signs and negations bind more than products, less than powers: -2^2 is -4.
    fileprivate static var signLevel: Int { 6 }
}
