import Testing

@testable import Similarity

@Suite("Search for similar patients")
struct SimilaritySearchTests {
    private static let plans: [SearchPlan?] = [nil, .scoreAll] + (0...Limits.bands).map { .bound(leftOut: $0) }

    private func index(
        _ patients: [ReferenceModel.Features], segmentCapacity: Int = Limits.segmentPatients,
        ancestors: @escaping @Sendable (UInt32) -> [UInt32] = { _ in [] }
    ) -> SimilarityIndex {
        var builder = SimilarityIndex.Builder(ancestors: ancestors, segmentCapacity: segmentCapacity)
        for (patient, features) in patients.enumerated() {
            builder.add(patient: UInt32(patient), features: features)
        }
        return builder.build()
    }

    private func patients(_ features: [UInt32]...) -> [ReferenceModel.Features] {
        features.map { $0.map { .init($0) } }
    }

    @Test("every plan ranks as a full scan does", arguments: 0..<400 as Range<UInt64>)
    func plansAgreeWithFullScan(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let scenario = Scenario(
            patientCount: [1, 2, 7, 40, 90].randomElement(using: &random) ?? 1,
            featureCount: [1, 4, 20, 100].randomElement(using: &random) ?? 1, using: &random)
        let model = ReferenceModel(patients: scenario.patients, ancestors: scenario.ancestors)
        let index = index(
            scenario.patients, segmentCapacity: [1, 5, 16, 33, 65_536].randomElement(using: &random) ?? 1,
            ancestors: scenario.ancestors)
        let count = UInt32(scenario.patients.count)
        for _ in 0..<8 {
            // Beyond the largest feature and the last patient too.
            let query: SimilarityIndex.Query =
                Bool.random(using: &random)
                ? .patient(UInt32.random(in: 0...count, using: &random))
                : .features(Scenario.features(below: scenario.featureCount + 3, using: &random))
            let k = [0, 1, 2, 10, Int(count), Int(count) + 5].randomElement(using: &random) ?? 1
            let allowed: PatientSet? =
                Bool.random(using: &random)
                ? nil : PatientSet((0..<count).filter { _ in Bool.random(using: &random) })
            let expected = model.mostSimilar(to: query, k: k, allowed: allowed)
            for plan in Self.plans {
                let matches = index.mostSimilar(to: query, k: k, allowed: allowed, plan: plan)
                #expect(
                    matches.map(\.patient) == expected.map(\.patient), "\(query), k = \(k), \(String(describing: plan))"
                )
                #expect(
                    matches.map(\.score) == expected.map(\.score), "\(query), k = \(k), \(String(describing: plan))")
            }
        }
    }

    @Test("an index of thousands skips patients and still finds the best", arguments: 0..<3 as Range<UInt64>)
    func largerIndexAgreesWithFullScan(seed: UInt64) {
        var random = SeededGenerator(seed: 1_000 + seed)
        let scenario = Scenario(patientCount: 4_000, featureCount: 600, using: &random)
        let model = ReferenceModel(patients: scenario.patients, ancestors: scenario.ancestors)
        let index = index(scenario.patients, segmentCapacity: 1_500, ancestors: scenario.ancestors)
        for k in [1, 10, 600] {
            let query = SimilarityIndex.Query.patient(UInt32.random(in: 0..<4_000, using: &random))
            let matches = index.mostSimilar(to: query, k: k)
            #expect(matches.map(\.patient) == model.mostSimilar(to: query, k: k, allowed: nil).map(\.patient))
        }
    }

    @Test("identical patients have similarity 1 and come in the order of their numbers")
    func identicalPatients() {
        let index = index(patients([1, 2], [3], [1, 2], [1, 2], [2, 3]))
        let matches = index.mostSimilar(to: .patient(2), k: 10)
        #expect(matches.prefix(2).map(\.patient) == [0, 3])
        #expect(matches.prefix(2).map(\.score) == [1, 1])
    }

    @Test("the patient asked about is not a match of their own")
    func queryPatientIsExcluded() {
        let index = index(patients([1], [1], [2]))
        #expect(index.mostSimilar(to: .patient(0), k: 3).map(\.patient) == [1])
        #expect(index.mostSimilar(to: .features([.init(1)]), k: 3).map(\.patient) == [0, 1])
    }

    @Test("nobody is similar to an empty, unknown or unseen query")
    func emptyQueries() {
        let index = index(patients([1], [2], []))
        #expect(index.mostSimilar(to: .features([]), k: 5).isEmpty)
        #expect(index.mostSimilar(to: .features([.init(1, count: 0)]), k: 5).isEmpty)
        #expect(index.mostSimilar(to: .features([.init(.max)]), k: 5).isEmpty)
        #expect(index.mostSimilar(to: .patient(2), k: 5).isEmpty)
        #expect(index.mostSimilar(to: .patient(.max), k: 5).isEmpty)
        #expect(index.mostSimilar(to: .patient(0), k: 0).isEmpty)
        #expect(index.mostSimilar(to: .patient(0), k: -1).isEmpty)
        #expect(self.index([]).mostSimilar(to: .features([.init(1)]), k: 5).isEmpty)
    }

    @Test("a feature that all patients have makes nobody similar")
    func universalFeatureCarriesNoWeight() {
        let index = index(patients([1, 2], [1, 3], [1]))
        #expect(index.mostSimilar(to: .patient(0), k: 5).isEmpty)
    }

    @Test("a code that nobody has counts by what it is a kind of")
    func unseenFeatureCountsByItsAncestors() {
        let index = index(patients([1], [2], [3]), ancestors: { $0 == 7 ? [2] : [] })
        #expect(index.mostSimilar(to: .features([.init(7)]), k: 5).map(\.patient) == [1])
    }

    @Test("only allowed patients are ranked, and then the best of them")
    func allowedPatients() {
        let index = index(patients([1, 2], [1, 2], [1], [1, 3], [4]))
        let matches = index.mostSimilar(
            to: .patient(0), k: 1, allowed: [2, 3].reduce(into: PatientSet()) { $0.insert($1) })
        #expect(matches.map(\.patient) == [2])
        #expect(index.mostSimilar(to: .patient(0), k: 9, allowed: PatientSet()).isEmpty)
    }

    @Test("features added in several calls are one record")
    func additionsMerge() {
        var whole = SimilarityIndex.Builder { _ in [] }
        var parts = SimilarityIndex.Builder { _ in [] }
        whole.add(patient: 0, features: [.init(1, count: 5), .init(2)])
        parts.add(patient: 0, features: [.init(2)])
        for patient in [1, 2] as [UInt32] {
            whole.add(patient: patient, features: [.init(patient)])
            parts.add(patient: patient, features: [.init(patient)])
        }
        parts.add(patient: 0, features: [.init(1, count: 2), .init(1, count: 3)])
        #expect(whole.build().mostSimilar(to: .patient(0), k: 5) == parts.build().mostSimilar(to: .patient(0), k: 5))
    }

    @Test("sums of a query as long as the limit do not overflow")
    func longestSummedQuery() {
        let features = (0..<UInt32(Limits.summedFeatures)).map { SimilarityIndex.CountedFeature($0) }
        let patients = [features, features, Array(features.prefix(9)), [.init(100_000)]]
        let index = index(patients)
        for plan in Self.plans {
            let matches = index.mostSimilar(to: .patient(0), k: 4, allowed: nil, plan: plan)
            #expect(matches.map(\.patient) == [1, 2])
            #expect(matches.first?.score == 1)
        }
    }

    @Test("searches from many tasks at once give what one gives")
    func concurrentSearches() async {
        var random = SeededGenerator(seed: 5)
        let scenario = Scenario(patientCount: 300, featureCount: 60, using: &random)
        let index = index(scenario.patients, ancestors: scenario.ancestors)
        let alone = (0..<300).map { index.mostSimilar(to: .patient($0), k: 5) }
        await withTaskGroup(of: (Int, [SimilarityIndex.Match]).self) { group in
            for patient in 0..<300 {
                group.addTask { (patient, index.mostSimilar(to: .patient(UInt32(patient)), k: 5)) }
            }
            for await (patient, matches) in group { #expect(matches == alone[patient]) }
        }
    }
}
