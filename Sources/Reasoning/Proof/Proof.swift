// Why an answer is what it is: the tree of criteria, each with its verdict, the facts that decided it and, where the
// verdict is unknown, the reason. Every finding carries one; edges only draw it.

import Quantities
import Text

/// Three-valued truth of a criterion for a patient.
public enum Verdict: String, CaseIterable, Sendable {
    case met, unmet, unknown

    public init(_ value: Bool?) {
        switch value {
        case true?: self = .met
        case false?: self = .unmet
        case nil: self = .unknown
        }
    }

    public var negated: Verdict {
        switch self {
        case .met: .unmet
        case .unmet: .met
        case .unknown: .unknown
        }
    }
}

/// How the verdict of a criterion follows from those of its parts.
public enum Combination: Hashable, Sendable {
    case all, any, not
    case atLeast(Int)
    /// A bound on the sum of its parts' points.
    case sum
    /// It has a verdict of its own; parts, if any, only say what it is made of.
    case leaf
}

public struct Proof: Sendable {
    /// What was asked, in words.
    public var statement: BilingualText
    public var verdict: Verdict
    /// The facts that decided, as indices into the patient state's evidence.
    public var evidence: [Int]
    /// Why the verdict is unknown, or what else the reader should know.
    public var note: BilingualText?
    /// What would have to be recorded to decide it.
    public var missing: MissingDatum?
    public var children: [Proof]
    public var combination = Combination.leaf
    /// How far back facts were looked for, where the criterion says it.
    public var window: CalendarDuration?
    /// Whether nothing changes it: the patient's sex, or that no condition is made.
    public var isFixed = false
    /// Whether the author gave the criterion words of its own.
    public var isNamed = false
    /// How many parts were left out because they do not decide.
    public var leftOut = 0

    public init(
        _ statement: BilingualText, _ verdict: Verdict, evidence: [Int] = [], note: BilingualText? = nil,
        missing: MissingDatum? = nil, children: [Proof] = []
    ) {
        self.statement = statement
        self.verdict = verdict
        self.evidence = evidence
        self.note = note
        self.missing = missing
        self.children = children
    }

    /// What holds because no condition is made.
    static func always(_ statement: BilingualText) -> Proof {
        var proof = Proof(statement, .met)
        proof.isFixed = true
        return proof
    }

    /// Where this says of one fact that it does not hold, the proof in one: its words, its verdict, that fact's evidence.
    public var folded: Proof {
        guard combination == .not, children.count == 1, children[0].combination == .leaf, children[0].children.isEmpty
        else { return self }
        var proof = children[0]
        proof.statement = statement
        proof.verdict = verdict
        proof.leftOut += leftOut
        return proof
    }

    /// The parts without parts of their own that keep the verdict unknown.
    public var openParts: [Proof] {
        guard verdict == .unknown else { return [] }
        let open = children.flatMap(\.openParts)
        return open.isEmpty ? [self] : open
    }

    /// The evidence of this proof and of every part of it, each once, in order of appearance.
    public var allEvidence: [Int] {
        var seen: Set<Int> = []
        return subtree.flatMap(\.evidence).filter { seen.insert($0).inserted }
    }

    /// The data that keep the verdict unknown.
    public var missingData: [MissingDatum] {
        guard verdict == .unknown else { return [] }
        var seen: Set<MissingDatum> = []
        return subtree.filter { $0.verdict == .unknown }.compactMap(\.missing).filter { seen.insert($0).inserted }
    }

    /// Takes away evidence from `count` on: that of an order which is only supposed, and stands in no record.
    mutating func removeEvidence(from count: Int) {
        evidence.removeAll { $0 >= count }
        for index in children.indices { children[index].removeEvidence(from: count) }
    }

    /// This proof and every part of it, parents first.
    private var subtree: [Proof] { [self] + children.flatMap(\.subtree) }
}

/// Something that the record does not say and that would decide a question.
public struct MissingDatum: Hashable, Sendable {
    public enum Kind: String, Sendable {
        /// A measurement that is absent or too old.
        case observation
        /// A whole kind of facts that the record does not cover (allergies never asked, say).
        case coverage
        /// A property of the patient: date of birth, sex, pregnancy.
        case patient
        /// A value that is there but cannot be used (its unit, its date).
        case unusable
    }

    public var kind: Kind
    public var name: BilingualText

    public init(_ kind: Kind, _ name: BilingualText) {
        self.kind = kind
        self.name = name
    }
}
