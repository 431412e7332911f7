// The definition of similarity written down as plainly as possible: dictionaries, a full scan, no bounds.

import Foundation
import Similarity

/// A seeded source of random numbers (SplitMix64), so that a failing case can be run again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

struct ReferenceModel {
    typealias Features = [SimilarityIndex.CountedFeature]

    let patients: [Features]
    let ancestors: @Sendable (UInt32) -> [UInt32]
    private var frequencies: [UInt32: Int] = [:]
    private var weights: [[UInt32: Double]] = []

    init(patients: [Features], ancestors: @escaping @Sendable (UInt32) -> [UInt32]) {
        self.patients = patients
        self.ancestors = ancestors
        for features in patients {
            for feature in factors(of: features).keys { frequencies[feature, default: 0] += 1 }
        }
        weights = patients.map(vector)
    }

    /// 1 + ln count of direct features, 1 for those that are only ancestors.
    private func factors(of features: Features) -> [UInt32: Double] {
        var counts: [UInt32: UInt32] = [:]
        for entry in features where entry.count > 0 { counts[entry.feature, default: 0] += entry.count }
        var factors = counts.mapValues { 1 + log(Double(min($0, 255))) }
        for feature in counts.keys {
            for ancestor in ancestors(feature) where factors[ancestor] == nil { factors[ancestor] = 1 }
        }
        return factors
    }

    private func vector(of features: Features) -> [UInt32: Double] {
        var vector: [UInt32: Double] = [:]
        for (feature, factor) in factors(of: features) {
            guard let frequency = frequencies[feature], frequency < patients.count else { continue }
            vector[feature] = factor * log(Double(patients.count) / Double(frequency))
        }
        return vector
    }

    private func norm(_ vector: [UInt32: Double]) -> Double {
        vector.values.sorted().reduce(0) { $0 + $1 * $1 }.squareRoot()
    }

    func similarity(of query: Features, to patient: Int) -> Float {
        let query = vector(of: query)
        let products = query.compactMap { feature, weight in weights[patient][feature].map { $0 * weight } }
        guard !products.isEmpty else { return 0 }
        let score = products.sorted().reduce(0, +) / norm(query) / norm(weights[patient])
        return Float(min(1, score))
    }

    /// Patient numbers and scores, best first, ties by number.
    func mostSimilar(
        to query: SimilarityIndex.Query, k: Int, allowed: PatientSet?
    ) -> [(patient: UInt32, score: Float)] {
        let features: Features
        var excluded: UInt32?
        switch query {
        case .patient(let patient):
            features = Int(patient) < patients.count ? patients[Int(patient)] : []
            excluded = patient
        case .features(let list):
            features = list
        }
        let ranked = patients.indices
            .map { (patient: UInt32($0), score: similarity(of: features, to: $0)) }
            .filter { $0.score > 0 && $0.patient != excluded && allowed?.contains($0.patient) ?? true }
            .sorted { ($1.score, $0.patient) < ($0.score, $1.patient) }
        return Array(ranked.prefix(k))
    }
}

/// Random patients over a random hierarchy: few features or many, skewed, empty and identical patients among them.
struct Scenario {
    let featureCount: UInt32
    let ancestors: @Sendable (UInt32) -> [UInt32]
    let patients: [ReferenceModel.Features]

    init(patientCount: Int, featureCount: UInt32, using random: inout SeededGenerator) {
        self.featureCount = featureCount
        var closure: [[UInt32]] = []
        for feature in 0..<featureCount {
            var found: Set<UInt32> = []
            for _ in 0..<Int.random(in: 0...2, using: &random) where feature > 0 {
                let parent = UInt32.random(in: 0..<feature, using: &random)
                found.formUnion([parent] + closure[Int(parent)])
            }
            closure.append(found.sorted())
        }
        let ancestorsByFeature = closure
        ancestors = { Int($0) < ancestorsByFeature.count ? ancestorsByFeature[Int($0)] : [] }

        var patients: [ReferenceModel.Features] = []
        for _ in 0..<patientCount {
            let kind = Int.random(in: 0..<10, using: &random)
            if kind == 0 {
                patients.append([])
            } else if kind <= 2, let twin = patients.randomElement(using: &random) {
                patients.append(twin)
            } else {
                patients.append(Self.features(below: featureCount, using: &random))
            }
        }
        self.patients = patients
    }

    static func features(below limit: UInt32, using random: inout SeededGenerator) -> ReferenceModel.Features {
        (0..<Int.random(in: 0...12, using: &random)).map { _ in
            let skewed = Double.random(in: 0..<1, using: &random) * Double.random(in: 0..<1, using: &random)
            let count = [0, 1, 1, 1, 2, 5, 300].randomElement(using: &random) ?? 1
            return .init(UInt32(skewed * Double(limit)), count: UInt32(count))
        }
    }
}
