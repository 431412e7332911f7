import Reasoning
import Testing
import Text

@Suite("What decides a verdict")
struct ProofTests {
    private static let parts = Verdict.allCases.map { Proof(BilingualText(english: $0.rawValue), $0) }

    private static func proof(_ combination: Combination, _ verdict: Verdict) -> Proof {
        var proof = Proof(BilingualText(english: "whole"), verdict, children: parts)
        proof.combination = combination
        return proof
    }

    private static func deciding(_ combination: Combination, _ verdict: Verdict) -> [Verdict] {
        var proof = proof(combination, verdict)
        proof.isNamed = true
        return proof.decisive.children.map(\.verdict)
    }

    @Test("that not all hold, the unmet parts decide; that all do, every part")
    func all() {
        #expect(Self.deciding(.all, .unmet) == [.unmet])
        #expect(Self.deciding(.all, .unknown) == [.unknown])
        #expect(Self.deciding(.all, .met).count == 3)
    }

    @Test("that any holds, the met parts decide; that none does, every part")
    func any() {
        #expect(Self.deciding(.any, .met) == [.met])
        #expect(Self.deciding(.any, .unknown) == [.unknown])
        #expect(Self.deciding(.any, .unmet).count == 3)
    }

    @Test("that so many hold, or do not, the parts of the same verdict decide", arguments: Verdict.allCases)
    func atLeast(verdict: Verdict) {
        #expect(Self.deciding(.atLeast(2), verdict) == [verdict])
    }

    @Test("parts that do not decide are counted, those of scores are not")
    func counts() {
        #expect(Self.proof(.all, .unmet).decisive.leftOut == 2)
        #expect(Self.proof(.sum, .met).decisive.leftOut == 0)
        #expect(Self.proof(.sum, .met).decisive.children.isEmpty)
        #expect(Self.deciding(.sum, .unknown) == [.unknown])
        #expect(Self.proof(.leaf, .met).decisive.children.count == 3)
    }

    @Test("a part that decides alone stands for the whole, and counts the others of both")
    func nested() {
        let inner = Self.proof(.all, .unmet)
        var whole = Proof(BilingualText(english: "outer"), .unmet, children: [inner, Self.parts[0]])
        whole.combination = .all
        #expect(whole.decisive.statement.english == "unmet")
        #expect(whole.decisive.leftOut == 3)
        whole.isNamed = true
        #expect(whole.decisive.statement.english == "outer")
        #expect(whole.decisive.leftOut == 1 && whole.decisive.children[0].leftOut == 2)
    }

    @Test("what a negation denies keeps its form")
    func negation() {
        var whole = Proof(BilingualText(english: "not"), .met, children: [Self.proof(.all, .unmet)])
        whole.combination = .not
        #expect(whole.decisive.children.map(\.statement.english) == ["whole"])
        #expect(whole.decisive.children[0].leftOut == 2)
    }
}
