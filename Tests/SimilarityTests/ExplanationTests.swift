import Similarity
import Testing

@Suite("Explanation of a match")
struct ExplanationTests {
    @Test(
        "contributions add up to the score, and no named feature is a kind of another",
        arguments: 0..<200 as Range<UInt64>)
    func contributionsAddUp(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let scenario = Scenario(patientCount: 30, featureCount: 40, using: &random)
        var builder = SimilarityIndex.Builder(ancestors: scenario.ancestors)
        for (patient, features) in scenario.patients.enumerated() {
            builder.add(patient: UInt32(patient), features: features)
        }
        let index = builder.build()
        let query = SimilarityIndex.Query.features(Scenario.features(below: 42, using: &random))
        for match in index.mostSimilar(to: query, k: 30) {
            let shared = index.explain(match, for: query)
            let sum = shared.reduce(0) { $0 + $1.contribution }
            #expect(abs(sum - Double(match.score)) < 1e-6)
            let named = Set(shared.map(\.feature))
            #expect(named.allSatisfy { named.isDisjoint(with: scenario.ancestors($0)) })
            #expect(shared.map(\.patientCount) == shared.map(\.patientCount).sorted())
        }
    }

    /// 10 and 11 are kinds of 1; 20 is a kind of 10.
    private static let ancestors: @Sendable (UInt32) -> [UInt32] = { feature in
        [10: [1], 11: [1], 20: [10, 1]][feature] ?? []
    }

    private func explanation(_ one: [UInt32], _ other: [UInt32]) -> [UInt32] {
        var builder = SimilarityIndex.Builder(ancestors: Self.ancestors)
        for (patient, features) in [one, other, [2], [3], [3, 4]].enumerated() {
            builder.add(patient: UInt32(patient), features: features.map { .init($0) })
        }
        let index = builder.build()
        let match = index.mostSimilar(to: .patient(0), k: 1)[0]
        return index.explain(match, for: .patient(0)).map(\.feature)
    }

    @Test("an ancestor is named only if nothing more specific is shared")
    func ancestorsAreSuppressed() {
        #expect(explanation([20], [20]) == [20])
        #expect(explanation([20], [10]) == [10])
        #expect(explanation([10], [11]) == [1])
    }

    @Test("the rarest shared feature comes first")
    func rarestFirst() {
        #expect(explanation([3, 20], [3, 20]) == [20, 3])
    }

    @Test("of equivalent features one is named")
    func equivalentFeatures() {
        var builder = SimilarityIndex.Builder { $0 == 1 ? [2] : $0 == 2 ? [1] : [] }
        for (patient, feature) in [1, 2, 3].enumerated() {
            builder.add(patient: UInt32(patient), features: [.init(UInt32(feature))])
        }
        let index = builder.build()
        let match = index.mostSimilar(to: .patient(0), k: 1)[0]
        let shared = index.explain(match, for: .patient(0))
        #expect(shared.map(\.feature) == [1])
        #expect(abs(shared[0].contribution - Double(match.score)) < 1e-6)
    }
}
