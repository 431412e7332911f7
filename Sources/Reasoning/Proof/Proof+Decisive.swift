// A proof without the parts that its verdict does not rest on: what a reader needs who asks why, and no more.

extension Proof {
    /// The proof with the parts that decide its verdict only; those left out are counted in `leftOut`. One unmet part
    /// decides that not all hold, whatever the others are; one met part decides that any does. A part that decides alone
    /// stands for the whole, unless that has words of its own.
    public var decisive: Proof {
        var proof = self
        proof.children = children.filter { decides($0) }.map(\.decisive)
        // The items of a score are told where the score is.
        if combination != .sum { proof.leftOut = children.count - proof.children.count }
        if proof.leftOut > 0, proof.children.count == 1, !isNamed {
            var only = proof.children[0]
            only.leftOut += proof.leftOut
            return only
        }
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
