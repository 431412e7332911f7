// What logic asks of a terminology beyond kinds of facts: the system of a code, the members of a value set, whether one
// code is a kind of another (ELM's InCodeSystem, AnyInCodeSystem, ExpandValueSet, Subsumes). Concepts are identities
// here and know none of it.

import Quantities
import Terminology

/// The systems, value sets and kinds of concepts, answered by the terminology that issued them.
public struct ConceptDirectory: Sendable {
    private let system: @Sendable (ConceptID) -> ConceptID?
    private let members: @Sendable (ConceptID) -> [ConceptID]?
    private let isA: @Sendable (ConceptID, ConceptID) -> Bool?

    /// - Parameters:
    ///   - system: the code system that a concept's code is of; `nil` when it is not known.
    ///   - members: the concepts of a value set, each once; `nil` for what is no value set.
    ///   - isA: whether the first concept is a kind of the second; `nil` when it is not known.
    public init(
        system: @escaping @Sendable (ConceptID) -> ConceptID?, members: @escaping @Sendable (ConceptID) -> [ConceptID]?,
        isA: @escaping @Sendable (ConceptID, ConceptID) -> Bool? = { _, _ in nil }
    ) {
        self.system = system
        self.members = members
        self.isA = isA
    }

    public init(_ terminology: Terminology) {
        self.init(
            system: { terminology.codeSystem(of: $0) }, members: { terminology.members(of: $0) },
            isA: { terminology.isA($0, $1) })
    }

    /// Knows nothing: every answer is unknown.
    public static let none = ConceptDirectory(system: { _ in nil }, members: { _ in nil })

    func isKind(_ narrow: ConceptID, of broad: ConceptID) -> Bool? { isA(narrow, broad) }

    func expand(_ set: Value) -> Value {
        guard case .concept(let set) = set, let members = members(set) else { return .null }
        return .list(members.map { .concept($0) })
    }

    /// Whether a code, or any code of a list, is of a system.
    func isAny(of codes: Value, in system: Value, nullIs absent: Bool?) -> Bool? {
        guard case .concept(let system) = system else { return nil }
        switch codes {
        case .null: return absent
        case .concept(let concept): return self.system(concept).map { $0 == system }
        case .list(let elements):
            return elements.filter { !$0.isNull }.reduce(Bool?.some(false)) {
                Logic.or($0, isAny(of: $1, in: .concept(system), nullIs: nil))
            }
        default: return nil
        }
    }

    /// Why a question about codes has no answer: a set that is none, or the first code whose system is not known.
    func reason(_ name: ELM.Operator, _ codes: Value) -> ELM.UnknownReason? {
        switch (name, codes) {
        case (.expandValueSet, .concept(let set)): return members(set) == nil ? .noValueSet(set) : nil
        case (.inCodeSystem, .concept(let code)), (.anyInCodeSystem, .concept(let code)):
            return system(code) == nil ? .noCodeSystem(code) : nil
        case (.inCodeSystem, .list(let elements)), (.anyInCodeSystem, .list(let elements)):
            return elements.lazy.compactMap { reason(name, $0) }.first
        default: return nil
        }
    }
}
