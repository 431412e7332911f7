import Expressions
import Quantities
import Testing

@Suite("Limits and errors")
struct LimitTests {
    @Test("deep expressions are refused when compiled")
    func depth() {
        var expression = Expression.literal(true)
        for _ in 0..<10_000 { expression = .not(expression) }
        var compiler = ELM.Compiler()
        #expect(throws: ELM.CompilationError.tooDeep(limit: 200)) { try compiler.add(expression) }
    }

    @Test("the deepest expression allowed runs on a small stack")
    func deepest() throws {
        var expression = Expression.literal(3)
        for _ in 0..<198 { expression = .call(.add, [expression, .literal(1)]) }
        #expect(try evaluate(expression) == 201)
    }

    @Test("an evaluation stops at the limit of steps and of rows")
    func steps() throws {
        let numbers = Expression.literal(.list((0..<400).map { .integer($0) }))
        let square = Expression.query(.init(from: [.init("A", numbers), .init("B", numbers)]))
        #expect(throws: ELM.EvaluationError.tooManyRows(limit: 100_000)) { try evaluate(square) }
        var limits = ELM.Limits()
        limits.steps = 1_000
        var compiler = ELM.Compiler(limits: limits)
        let root = try compiler.add(
            .forEach(numbers, element: .call(.add, [.call(.add, [.current, .current]), .current])))
        var evaluation = ELM.Evaluation(compiler.finish(), facts: .nobody)
        #expect(throws: ELM.EvaluationError.tooManySteps(limit: 1_000)) { try evaluation.value(of: root) }
        let wide = call(.expand, .interval(.integer(0), .integer(2_000_000_000)))
        #expect(throws: ELM.EvaluationError.tooManyRows(limit: 100_000)) { try evaluate(wide) }
    }

    @Test("a program has a limit of nodes")
    func nodes() throws {
        var limits = ELM.Limits()
        limits.nodes = 10
        var compiler = ELM.Compiler(limits: limits)
        #expect(throws: ELM.CompilationError.tooManyNodes(limit: 10)) {
            try compiler.add(.list((0..<20).map { .literal(.integer($0)) }))
        }
    }

    @Test(
        "what is malformed is refused with what is wrong",
        arguments: [
            (Expression.call(.not, []), "Not takes one operand, not 0"),
            (.call(.and, []), "And takes at least one operand, not 0"),
            (.call(.add, [.literal(1)]), "Add takes 2 operands, not 1"), (.reference("X"), "\"X\" is not introduced"),
            (.current, "Current has no meaning"),
            (.call(.durationBetween, [.literal(1), .literal(1)]), "needs a precision"),
            (.call(.matches, [.literal("a"), .literal("[")]), "not a regular expression"),
            (.call(.round, [.literal(1), .literal(1), .literal(1)]), "from 1 to 2 operands"),
        ])
    func malformed(expression: Expression, message: String) throws {
        var compiler = ELM.Compiler()
        let error = try #require(throws: ELM.CompilationError.self) { try compiler.add(expression) }
        #expect(error.description.contains(message))
    }

    @Test("equal expressions are one node")
    func sharing() throws {
        var compiler = ELM.Compiler()
        let leaf = Expression.exists(.init(.condition, [concept(10)]))
        let first = try compiler.add(.call(.and, [leaf, .sex(.female)]))
        let second = try compiler.add(.call(.or, [leaf, .sex(.male)]))
        let leafNode = try compiler.add(leaf)
        let program = compiler.finish()
        #expect(program.count == 5)
        #expect(program.children(of: first)[0] == leafNode)
        #expect(program.children(of: second)[0] == leafNode)
    }

    @Test("the digits of inexact results can be chosen")
    func fractionDigits() throws {
        var limits = ELM.Limits()
        limits.fractionDigits = 16
        var compiler = ELM.Compiler(limits: limits)
        let root = try compiler.add(call(.divide, 10, 3))
        var evaluation = ELM.Evaluation(compiler.finish(), facts: .nobody)
        #expect(try evaluation.value(of: root).description == "3.3333333333333333")
    }
}
