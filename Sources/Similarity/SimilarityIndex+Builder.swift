// Building an index: collect direct features in any order, count who has what, number the terms, then build segment by
// segment. Patients and features are dense numbers, so counting needs arrays and no dictionaries.

extension SimilarityIndex {
    /// Collects patients' features and builds an index of them.
    public struct Builder: Sendable {
        private let ancestorsOfFeature: @Sendable (UInt32) -> [UInt32]
        private let segmentCapacity: Int
        /// Everything added, in the order added.
        private var features: [CountedFeature] = []
        private var additions: [(patient: UInt32, features: Range<Int>)] = []

        /// - Parameter ancestors: All ancestors of a feature, near and far, themselves features; the feature itself and
        ///   repetitions are ignored. It is called once for each feature while building, and by queries.
        public init(ancestors: @escaping @Sendable (_ feature: UInt32) -> [UInt32]) {
            self.init(ancestors: ancestors, segmentCapacity: Limits.segmentPatients)
        }

        /// Tests use small segments.
        init(ancestors: @escaping @Sendable (UInt32) -> [UInt32], segmentCapacity: Int) {
            precondition(1...Limits.segmentPatients ~= segmentCapacity)
            ancestorsOfFeature = ancestors
            self.segmentCapacity = segmentCapacity
        }

        /// Adds direct features of a patient. Counts of the same feature add up, in one call or over several.
        ///
        /// - Parameters:
        ///   - patient: A dense number: the index has room for all patients up to the largest one.
        ///   - features: Dense numbers as well. Those with a count of 0 are ignored.
        public mutating func add(patient: UInt32, features: [CountedFeature]) {
            let start = self.features.count
            self.features += features.lazy.filter { $0.count > 0 }
            additions.append((patient, start..<self.features.count))
        }

        /// The index of all patients added.
        public func build() -> SimilarityIndex {
            let histories = histories()
            let closure = closure()
            let vocabulary = Vocabulary(
                patientCount: histories.count,
                documentFrequencies: documentFrequencies(in: histories, closure: closure),
                ancestors: closure)
            var expander = Expander(nodeCount: vocabulary.termCount)
            let segments = stride(from: 0, to: histories.count, by: segmentCapacity).map { start in
                let patients = start..<min(start + segmentCapacity, histories.count)
                var rows = DirectRows()
                for patient in patients { rows.append(vocabulary.directTerms(of: histories[patient])) }
                return Segment(rows: rows, vocabulary: vocabulary, expander: &expander)
            }
            return SimilarityIndex(
                vocabulary: vocabulary, segments: segments, segmentCapacity: segmentCapacity,
                ancestorsOfFeature: ancestorsOfFeature, scratch: ScratchPool(termCount: vocabulary.termCount),
                patientCount: histories.count)
        }

        /// What was added, by patient number; each patient's features once, ascending.
        private func histories() -> [ArraySlice<CountedFeature>] {
            guard let last = additions.lazy.map(\.patient).max() else { return [] }
            var histories = [ArraySlice<CountedFeature>](repeating: [], count: Int(last) + 1)
            for (patient, range) in additions {
                let earlier = histories[Int(patient)]
                histories[Int(patient)] = earlier.isEmpty ? features[range] : earlier + features[range]
            }
            for patient in histories.indices { histories[patient] = histories[patient].merged() }
            return histories
        }

        /// The ancestors of every feature that a patient has, direct or not, by feature number.
        private func closure() -> AncestorTable {
            var ancestors: [[UInt32]?] = []
            var open = features.map(\.feature)
            while let feature = open.popLast() {
                if Int(feature) >= ancestors.count {
                    ancestors += repeatElement(nil, count: Int(feature) + 1 - ancestors.count)
                }
                guard ancestors[Int(feature)] == nil else { continue }
                let found = Set(ancestorsOfFeature(feature)).subtracting([feature]).sorted()
                ancestors[Int(feature)] = found
                open += found
            }
            var table = AncestorTable()
            for list in ancestors { table.append(list ?? []) }
            return table
        }

        /// How many patients have each feature, direct or not, by feature number.
        private func documentFrequencies(in histories: [ArraySlice<CountedFeature>], closure: AncestorTable) -> [UInt32]
        {
            var frequencies = [UInt32](repeating: 0, count: closure.count)
            var expander = Expander(nodeCount: closure.count)
            var all: [UInt32] = []
            for history in histories {
                all.removeAll(keepingCapacity: true)
                all += history.lazy.map(\.feature)
                expander.appendAncestors(to: &all, from: closure)
                for feature in all { frequencies[Int(feature)] += 1 }
            }
            return frequencies
        }
    }
}

extension ArraySlice<SimilarityIndex.CountedFeature> {
    /// Each feature once, ascending. Counts add up, as far as they matter.
    func merged() -> Self {
        let isMerged = zip(self, dropFirst()).allSatisfy { $0.feature < $1.feature }
        if isMerged { return self }
        let limit = UInt32(Limits.count)
        var merged: Self = []
        for entry in sorted(by: { $0.feature < $1.feature }) {
            if let last = merged.last, last.feature == entry.feature {
                merged[merged.endIndex - 1].count = Swift.min(last.count, limit) + Swift.min(entry.count, limit)
            } else {
                merged.append(entry)
            }
        }
        return merged
    }
}
