// The values that a GDL2 guideline starts from, out of a patient's record.

import Expressions
import Guidelines
import Quantities
import RDF
import Terminology
import Text

/// What the record gives for one element of a guideline.
public struct RuleInput: Sendable {
    public let element: String
    /// Nil when the record does not tell.
    public let value: GDL2.DataValue?
    /// Why there is no value.
    public let reason: BilingualText?
    /// Indices into the state's evidence.
    public let evidence: [Int]
}

extension KnowledgeBase {
    /// The inputs of a guideline from a patient's record, for the elements that are bound.
    public func inputs(
        of guideline: GDL2.Guideline, _ bindings: [GDL2.RecordBinding], for state: PatientState
    ) -> [RuleInput] {
        bindings.flatMap { binding -> [RuleInput] in
            let elements = guideline.elements(of: binding)
            if elements.isEmpty { return [] }
            let found = input(binding.source, state)
            return elements.map {
                RuleInput(element: $0.id, value: found.value, reason: found.reason, evidence: found.evidence)
            }
        }
    }

    private typealias Found = (value: GDL2.DataValue?, reason: BilingualText?, evidence: [Int])

    private func input(_ source: GDL2.RecordBinding.Source, _ state: PatientState) -> Found {
        switch source {
        case .birthDate:
            guard let birthDate = state.birthDate else { return (nil, Self.noBirthDate, []) }
            return (.dateTime(birthDate), nil, [])
        case .age:
            guard let age = state.age, let year = try? UCUMUnit("a") else { return (nil, Self.noBirthDate, []) }
            return (.quantity(ExactDecimal(age), unit: year.code), nil, [])
        case .observation(let iris, let unit):
            let concepts = iris.compactMap { terminology.concept($0.string) }
            guard let concept = concepts.first else { return (nil, unknown(iris), []) }
            let latest = ELM.Expression.latestValue(
                ELM.Retrieve(.observation, concepts), in: unit, analyte: analytes.analyte(concept, terminology))
            let (value, reason, evidence) = evaluate(latest, state)
            return (value.dataValue, reason, evidence)
        case .event(let kind, let iris, let present, let absent):
            let concepts = iris.compactMap { terminology.concept($0.string) }
            guard !concepts.isEmpty else { return (nil, unknown(iris), []) }
            let (value, reason, evidence) = evaluate(.exists(ELM.Retrieve(kind, concepts, statuses: .active)), state)
            return (value.truth.flatMap { $0 ? present : absent }, reason, evidence)
        }
    }

    private static let noBirthDate = BilingualText(english: "no exact date of birth", chinese: "无确切出生日期")

    private func unknown(_ iris: [IRI]) -> BilingualText {
        let names = iris.map(\.string).joined(separator: ", ")
        return BilingualText(english: "unknown concept \(names)", chinese: "未知概念 \(names)")
    }

    private func evaluate(_ expression: ELM.Expression, _ state: PatientState) -> (Value, BilingualText?, [Int]) {
        var compiler = ELM.Compiler()
        guard let root = try? compiler.add(expression) else { return (.null, nil, []) }
        var evaluation = ELM.Evaluation(compiler.finish(), facts: state.facts, tracing: true)
        let value = (try? evaluation.value(of: root)) ?? .null
        guard let trace = evaluation.trace else { return (value, nil, []) }
        let reason = value.isNull ? trace.reason(under: root, of: evaluation.program)?.words(self) : nil
        let evidence = trace.facts(under: root, of: evaluation.program).map { Int(state.facts.facts[$0].event) }
        return (value, reason, evidence.filter { $0 >= 0 })
    }
}

extension Value {
    /// As GDL2 has it; coded values and what has no place there are left out.
    fileprivate var dataValue: GDL2.DataValue? {
        switch self {
        case .quantity(let quantity): .quantity(quantity.value, unit: quantity.unit.code)
        case .decimal(let number): .number(number)
        case .integer(let number): .number(ExactDecimal(number))
        case .boolean(let truth): .boolean(truth)
        case .string(let text): .text(text)
        default: nil
        }
    }
}
