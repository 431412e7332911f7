// What the definitions of a library come to for a patient, each by itself: a value, or why there is none.

import Expressions
import Guidelines
import Quantities
import RDF
import Text

/// What became of one definition.
public struct DefinitionOutcome: Sendable {
    public enum Finding: Sendable {
        case value(Value)
        /// Null, and why, where the evaluation can tell.
        case unknown(BilingualText?)
        /// It could not be imported or run.
        case refused(ELM.Refusal)
    }

    public let name: String
    public let label: BilingualText
    public let finding: Finding
    /// Indices into the state's evidence of the facts that it rests on.
    public let evidence: [Int]
}

public struct LibraryOutcome: Sendable {
    public let name: String
    public let version: String?
    /// In the library's order.
    public let definitions: [DefinitionOutcome]
}

extension KnowledgeBase {
    /// Evaluates every definition of a library for a patient.
    ///
    /// - Parameter parameters: values by name; what is not set is null, unless the library has a default.
    public func outcome(
        of library: ELM.Library, for state: PatientState, parameters: [String: Value] = [:]
    ) -> LibraryOutcome {
        var compiler = ELM.Compiler()
        var roots: [String: ELM.NodeID] = [:]
        var refusals: [String: ELM.Refusal] = [:]
        for refusal in library.refusals { refusals[refusal.definition] = refusals[refusal.definition] ?? refusal }
        for name in library.names {
            guard let expression = library.definitions[name] else { continue }
            do {
                roots[name] = try compiler.add(expression)
            } catch {
                refusals[name] = ELM.Refusal("Expression", "\(error)", in: name)
            }
        }
        var evaluation = ELM.Evaluation(compiler.finish(), facts: state.facts, tracing: true)
        for (name, value) in state.patientParameters.merging(parameters, uniquingKeysWith: { _, given in given }) {
            evaluation.set(name, to: value)
        }
        let definitions = library.names.map { name -> DefinitionOutcome in
            let finding: DefinitionOutcome.Finding
            var evidence: [Int] = []
            if let root = roots[name] {
                finding = self.finding(root, &evaluation)
                let facts = evaluation.trace?.facts(under: root, of: evaluation.program) ?? []
                evidence = facts.map { Int(state.facts.facts[$0].event) }.filter { $0 >= 0 }
            } else {
                finding = .refused(refusals[name] ?? ELM.Refusal("Expression", "it was not read", in: name))
            }
            return DefinitionOutcome(
                name: name, label: library.labels[name] ?? BilingualText(english: name), finding: finding,
                evidence: evidence.uniqued)
        }
        return LibraryOutcome(name: library.name, version: library.version, definitions: definitions)
    }

    private func finding(_ root: ELM.NodeID, _ evaluation: inout ELM.Evaluation) -> DefinitionOutcome.Finding {
        do {
            let value = try evaluation.value(of: root)
            guard value.isNull else { return .value(value) }
            return .unknown(evaluation.trace?.reason(under: root, of: evaluation.program)?.words(self))
        } catch {
            return .refused(ELM.Refusal("Expression", "\(error)"))
        }
    }

    /// A value in words: concepts by their labels, facts as the record has them.
    public func words(for value: Value, _ state: PatientState) -> BilingualText {
        switch value {
        case .null: BilingualText(english: "unknown", chinese: "未知")
        case .boolean(let truth):
            truth ? BilingualText(english: "yes", chinese: "是") : BilingualText(english: "no", chinese: "否")
        case .quantity(let quantity): BilingualText(english: quantity.description)
        case .string(let text): BilingualText(english: text)
        case .date(let date), .dateTime(let date): BilingualText(english: date.description)
        case .concept(let concept): label(concept)
        case .fact(let place): state.words(forFact: place)
        case .list(let elements): list(elements.map { words(for: $0, state) })
        case .tuple(let elements):
            list(
                elements.sorted { $0.key < $1.key }.map { name, value in
                    let words = words(for: value, state)
                    return BilingualText(
                        english: "\(name): \(words[.english])", chinese: "\(name)：\(words[.chinese])")
                })
        default: BilingualText(english: value.description)
        }
    }

    private func list(_ parts: [BilingualText]) -> BilingualText {
        if parts.isEmpty { return BilingualText(english: "none", chinese: "无") }
        return BilingualText(
            english: parts.map { $0[.english] }.joined(separator: "; "),
            chinese: parts.map { $0[.chinese] }.joined(separator: "；"))
    }
}

extension PatientState {
    /// The patient's own data, as libraries ask for them.
    fileprivate var patientParameters: [String: Value] {
        var values: [String: Value] = [:]
        if let birthDate { values[ELM.PatientParameter.birthDate.rawValue] = .date(birthDate.date) }
        if let sex { values[ELM.PatientParameter.gender.rawValue] = .string("\(sex)") }
        return values
    }

    /// A fact in the record's own words, with its value and day.
    fileprivate func words(forFact place: Int) -> BilingualText {
        let fact = facts.facts[place]
        guard evidence.indices.contains(Int(fact.event)) else { return BilingualText(english: "\(fact.kind)") }
        let item = evidence[Int(fact.event)]
        let parts = [item.text, item.valueText, item.start.map { "(\($0.date))" }].compactMap { $0 }
        return BilingualText(english: parts.joined(separator: " "))
    }
}

extension [Int] {
    /// Each element once, in order.
    fileprivate var uniqued: [Int] {
        var seen: Set<Int> = []
        return filter { seen.insert($0).inserted }
    }
}
