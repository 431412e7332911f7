// Why an answer is what it is: the tree of criteria, each with its verdict, the facts that decided it and, where the
// verdict is unknown, the reason. Every finding carries one; edges only draw it.

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

    /// The evidence of this proof and of every part of it, each once, in order of appearance.
    public var allEvidence: [Int] {
        var seen: Set<Int> = []
        return flattened.flatMap(\.evidence).filter { seen.insert($0).inserted }
    }

    /// The data that keep the verdict unknown.
    public var missingData: [MissingDatum] {
        guard verdict == .unknown else { return [] }
        var seen: Set<MissingDatum> = []
        return flattened.filter { $0.verdict == .unknown }.compactMap(\.missing).filter { seen.insert($0).inserted }
    }

    private var flattened: [Proof] { [self] + children.flatMap(\.flattened) }
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
