import Expressions
import Quantities
import Terminology
import Testing

// Short spellings for the tables of cases.

typealias Expression = ELM.Expression

func call(_ name: ELM.Operator, _ operands: Value..., precision: CalendarUnit? = nil) -> Expression {
    .call(name, operands.map { .literal($0) }, precision: precision)
}

/// Evaluates an expression against a patient without facts.
func evaluate(_ expression: Expression, _ facts: PatientFacts = .nobody) throws -> Value {
    var compiler = ELM.Compiler()
    let root = try compiler.add(expression)
    var evaluation = ELM.Evaluation(compiler.finish(), facts: facts)
    return try evaluation.value(of: root)
}

extension PatientFacts {
    static let nobody = PatientFacts(asOf: point("2026-01-15T10:00:00"), [])

    /// Concepts are numbers here; a concept is a kind of everything that its decimal digits begin with.
    init(
        asOf: DateTime = point("2026-01-15"), birthDate: DateTime? = nil, sex: Sex? = nil, _ facts: [Fact],
        complete: Set<FactKind> = []
    ) {
        self.init(asOf: asOf, birthDate: birthDate, sex: sex, facts: facts, complete: complete) { concept in
            sequence(first: concept) { $0.rawValue < 10 ? nil : ConceptID(rawValue: $0.rawValue / 10) }
        }
    }
}

func point(_ text: String) -> DateTime {
    guard let point = DateTime(text) else { preconditionFailure("\(text) is not a date") }
    return point
}

func duration(_ text: String) -> CalendarDuration {
    guard let duration = CalendarDuration(text) else { preconditionFailure("\(text) is not a duration") }
    return duration
}

func concept(_ number: UInt32) -> ConceptID { ConceptID(rawValue: number) }

extension Value: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByArrayLiteral, ExpressibleByStringLiteral,
    ExpressibleByUnicodeScalarLiteral, ExpressibleByExtendedGraphemeClusterLiteral,
    ExpressibleByNilLiteral
{
    public init(integerLiteral value: Int) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = ExactDecimal(value).map { .decimal($0) } ?? .null }
    public init(arrayLiteral elements: Value...) { self = .list(elements) }
    public init(nilLiteral: ()) { self = .null }

    /// `@2026-01-15`, `@2026-01-15T10:00`, `@T10:30` as in CQL; `=5 mg` is a quantity; anything else is text.
    public init(stringLiteral text: String) {
        if text.hasPrefix("@T"), let time = TimeOfDay(String(text.dropFirst(2))) {
            self = .time(time)
        } else if text.hasPrefix("@"), let point = DateTime(String(text.dropFirst())) {
            self = text.contains("T") ? .dateTime(point) : .date(point)
        } else if text.hasPrefix("="), let quantity = try? Quantity(String(text.dropFirst())) {
            self = .quantity(quantity)
        } else {
            self = .string(text)
        }
    }

    static func interval(_ low: Value, _ high: Value) -> Value { .interval(Interval(low: low, high: high)) }
}
