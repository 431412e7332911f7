// Running a fixture's cases and comparing what came out: exact, after the precision that the guideline declares.

import Expressions
import Quantities

extension GDL2 {
    /// How a case came out.
    public struct CaseResult: Hashable, Sendable {
        public var name: String
        /// What differed; empty when the case passed.
        public var differences: [Difference]

        public var passed: Bool { differences.isEmpty }
    }

    public struct Difference: Hashable, Sendable, CustomStringConvertible {
        public enum Cause: Hashable, Sendable {
            case missing(expected: String)
            case different(DataValue, expected: String)
            /// The guideline has no output of this code: the fixture is of another version.
            case notAnOutput(expected: String)
            case failed(String)
        }

        public var element: String
        public var cause: Cause

        public var description: String {
            switch cause {
            case .missing(let expected): "\(element): nothing, expected \(expected)"
            case .different(let value, let expected): "\(element): \(value), expected \(expected)"
            case .notAnOutput(let expected): "\(element): expected \(expected), but the guideline never sets it"
            case .failed(let reason): reason
            }
        }
    }
}

extension GDL2.TestCase {
    /// Runs the case; `guidelines` are by the numbers that the case names them with.
    public func run(_ guidelines: [String: GDL2.CompiledGuideline], clock: DateTime) -> GDL2.CaseResult {
        var differences: [GDL2.Difference] = []
        for (number, guideline) in guidelines.sorted(by: { $0.key < $1.key }) {
            var values: [String: GDL2.DataValue] = [:]
            for input in inputs[number] ?? [] { values[input.element] = input.value }
            do {
                let outcome = try guideline.run(values, clock: clock)
                differences += compare(outcome, values, expected[number] ?? [], guideline.guideline)
            } catch {
                differences.append(GDL2.Difference(element: number, cause: .failed(error.description)))
            }
        }
        return GDL2.CaseResult(name: name, differences: differences)
    }

    private func compare(
        _ outcome: GDL2.Outcome, _ inputs: [String: GDL2.DataValue], _ expected: [GDL2.FixtureValue],
        _ guideline: GDL2.Guideline
    ) -> [GDL2.Difference] {
        var differences: [GDL2.Difference] = []
        var actual = guideline.recorded(inputs)
        for output in outcome.values { actual[output.element] = output }
        let assigned = guideline.assignedElements
        for wanted in expected {
            if let output = actual[wanted.element] {
                if !output.value.agrees(with: wanted, isPrecise: output.precision != nil) {
                    differences.append(
                        GDL2.Difference(element: wanted.element, cause: .different(output.value, expected: wanted.text))
                    )
                }
            } else {
                differences.append(
                    GDL2.Difference(
                        element: wanted.element,
                        cause: assigned.contains(wanted.element)
                            ? .missing(expected: wanted.text) : .notAnOutput(expected: wanted.text)))
            }
        }
        return differences
    }
}

extension GDL2.Guideline {
    /// What the record holds for results before the run: a result at the place of an input has its value.
    fileprivate func recorded(_ inputs: [String: GDL2.DataValue]) -> [String: GDL2.OutputValue] {
        struct Place: Hashable {
            let archetype: String
            let path: String
        }
        var given: [Place: GDL2.DataValue] = [:]
        for binding in bindings where binding.direction != .output {
            for element in binding.elements {
                guard let path = element.path, let value = inputs[element.id] else { continue }
                given[Place(archetype: binding.archetype, path: path)] = value
            }
        }
        var recorded: [String: GDL2.OutputValue] = [:]
        for binding in bindings where binding.direction == .output {
            for element in binding.elements {
                guard let value = element.path.flatMap({ given[Place(archetype: binding.archetype, path: $0)] })
                else { continue }
                recorded[element.id] = GDL2.OutputValue(element: element.id, value: value, precision: nil)
            }
        }
        return recorded
    }

    /// The elements that an action sets.
    var assignedElements: Set<String> {
        Set((defaultActions + rules.flatMap(\.then)).map(\.element))
    }
}

extension GDL2.DataValue {
    /// Whether a fixture's text says this value.
    func agrees(with wanted: GDL2.FixtureValue, isPrecise: Bool) -> Bool {
        switch (self, wanted.value) {
        case (.text(let text), _):
            // Fixtures write line breaks as they are, or as \\n.
            text == wanted.text || text.trimmedWhole == wanted.text.replacing("\\n", with: "\n").trimmedWhole
        case (.number(let left), .number(let right)): left.agrees(with: right, isPrecise: isPrecise)
        case (.quantity(let left, let unit), .quantity(let right, let otherUnit)):
            unit == otherUnit && left.agrees(with: right, isPrecise: isPrecise)
        case (.quantity(let left, "1"), .number(let right)), (.number(let left), .quantity(let right, "1")):
            left.agrees(with: right, isPrecise: isPrecise)
        case (.coded(let left), .coded(let right)):
            left.code == right.code && left.terminology == right.terminology
        case (.ordinal(let number, let left), .ordinal(let other, let right)):
            number == other && left.code == right.code && left.terminology == right.terminology
        case (.boolean(let left), .boolean(let right)): left == right
        case (.dateTime(let left), .dateTime(let right)): left.compared(to: right) == .equal
        default: false
        }
    }
}

extension ExactDecimal {
    /// Whether a fixture's number is this one: exactly, where a precision is declared; otherwise to the digits that the
    /// fixture gives, since an undeclared precision is printed with more or fewer digits by the tools that wrote fixtures.
    fileprivate func agrees(with other: ExactDecimal, isPrecise: Bool) -> Bool {
        self == other
            || !isPrecise && rounded(fractionDigits: max(0, -Int(other.exponent)), .halfAwayFromZero) == other
    }
}

extension String {
    fileprivate var trimmedWhole: Substring {
        var text = drop { $0.isWhitespace }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
