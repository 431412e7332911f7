// A proof without the parts that its verdict does not rest on: what a reader needs who asks why, and no more.

extension Proof {
    /// The proof with the parts that decide its verdict only; those left out are counted in `leftOut`. One unmet part
    /// decides that not all hold, whatever the others are; one met part decides that any does. A part that decides alone
    /// stands for the whole, unless that has words of its own.
    public var decisive: Proof {
        let proof = withoutOthers
        guard proof.leftOut > 0, proof.children.count == 1, !isNamed else { return proof }
        var only = proof.children[0]
        only.leftOut += proof.leftOut
        return only
    }

    private var withoutOthers: Proof {
        var proof = self
        let deciding = children.filter { decides($0) }
        // A negation speaks of its part as a whole.
        proof.children = deciding.map { combination == .not ? $0.withoutOthers : $0.decisive }
        // The items of a score are told where the score is.
        if combination != .sum { proof.leftOut = children.count - deciding.count }
        return proof
    }

    private func decides(_ part: Proof) -> Bool {
        switch combination {
        case .all: verdict == .met || part.verdict == verdict
        case .any: verdict == .unmet || part.verdict == verdict
        case .atLeast: part.verdict == verdict
        case .sum: verdict == .unknown && part.verdict == .unknown
        case .not, .leaf: true
        }
    }
}
