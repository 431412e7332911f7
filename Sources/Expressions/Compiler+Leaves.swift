// Leaves: what criteria ask most is a node of its own, evaluated without lists or boxed values.

import Quantities
import Terminology

extension ELM.Compiler {
    /// The leaves that most criteria are: at least one occurrence, and the value of the latest fact, or of the fact that
    /// an iteration is at, against a constant.
    mutating func leaf(
        _ name: ELM.Operator, _ operands: [ELM.Expression], _ scope: Scope
    ) throws(Failure) -> ELM.NodeID? {
        guard operands.count == 2, case .literal(let constant) = operands[1] else { return nil }
        if name == .greaterOrEqual, constant == .integer(1), case .occurrences(let retrieve, nil) = operands[0] {
            return try node(.exists, payload: self.retrieve(retrieve))
        }
        guard name.isOrderOrEquality, !constant.isNull else { return nil }
        var observed = operands[0]
        var conversion: ELM.Program.Conversion?
        if case .convertQuantity(let inner, let unit, let analyte) = observed {
            conversion = ELM.Program.Conversion(unit: unit, analyte: analyte)
            observed = inner
        }
        guard case .property("value", let owner) = observed else { return nil }
        switch owner {
        case .call(.last, let list, nil):
            guard case .retrieve(let retrieve)? = list.first else { return nil }
            return try comparison(.compareLatest, name, self.retrieve(retrieve), conversion, constant, closed: true)
        case .current:
            guard let variable = scope.current else { throw .currentOutsideOfIteration }
            return try comparison(.compareCurrent, name, variable, conversion, constant, closed: false)
        default: return nil
        }
    }

    private mutating func comparison(
        _ kind: ELM.Program.Kind, _ name: ELM.Operator, _ source: Int32, _ conversion: ELM.Program.Conversion?,
        _ constant: Value, closed: Bool
    ) throws(Failure) -> ELM.NodeID {
        var conversion = conversion
        var threshold: ExactDecimal?
        if case .quantity(let bound) = constant {
            // To compare quantities is to convert the one to the other's unit.
            let converted = conversion ?? ELM.Program.Conversion(unit: bound.unit, analyte: nil)
            if converted.unit == bound.unit { (conversion, threshold) = (converted, bound.value) }
        }
        let comparison = ELM.Program.FactComparison(
            source: source, comparison: name, constant: Self.intern(constant, &constants, &program.constants),
            conversion: conversion.map { Self.intern($0, &conversions, &program.conversions) } ?? -1,
            threshold: threshold)
        return try node(
            kind, name: name, payload: Self.intern(comparison, &comparisons, &program.comparisons), closed: closed)
    }

    /// A pair of facts; each condition has the fact that it looks at as its current element.
    mutating func sequence(_ sequence: ELM.Sequence, _ scope: Scope) throws(Failure) -> ELM.NodeID {
        let first = try part(sequence.first, scope)
        let second = try part(sequence.second, scope)
        let compiled = ELM.Program.CompiledSequence(
            first: first, second: second, apart: sequence.apart, within: sequence.within)
        return try node(
            .sequence, [first.condition, second.condition].compactMap { $0 },
            payload: Self.intern(compiled, &sequences, &program.sequences), closed: scope.variableCount == 0)
    }

    private mutating func part(
        _ part: ELM.Sequence.Part, _ scope: Scope
    ) throws(Failure) -> ELM.Program.CompiledSequence.Part {
        var inner = scope
        let variable = introduce(nil, in: &inner)
        var condition: ELM.NodeID?
        if let expression = part.condition { condition = try compile(expression, inner) }
        return .init(retrieve: retrieve(part.retrieve), condition: condition, variable: variable)
    }
}
