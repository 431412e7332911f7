// What logic asks of a terminology beyond kinds: the system of a code, the members of a value set (ELM's InCodeSystem,
// AnyInCodeSystem, ExpandValueSet). Concepts are identities here and know neither.

import Quantities
import Terminology

/// The systems and value sets of concepts, answered by the terminology that issued them.
public struct ConceptDirectory: Sendable {
    private let system: @Sendable (ConceptID) -> ConceptID?
    private let members: @Sendable (ConceptID) -> [ConceptID]?

    /// - Parameters:
    ///   - system: the code system that a concept's code is of; `nil` when it is not known.
    ///   - members: the concepts of a value set, each once; `nil` for what is no value set.
    public init(
        system: @escaping @Sendable (ConceptID) -> ConceptID?, members: @escaping @Sendable (ConceptID) -> [ConceptID]?
    ) {
        self.system = system
        self.members = members
    }

    /// Knows nothing: every answer is unknown.
    public static let none = ConceptDirectory(system: { _ in nil }, members: { _ in nil })

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
}
