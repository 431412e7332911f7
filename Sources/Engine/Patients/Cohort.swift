// The patients of the record store as a similarity index over one knowledge snapshot.

import FHIR
import Records
import Similarity
import Terminology

struct Cohort: Sendable {
    let space: FeatureSpace
    let index: SimilarityIndex
}

extension Engine {
    /// The index of the records as they are now; built when first asked for, and again after an import or a load.
    func cohort(of snapshot: KnowledgeSnapshot) throws -> Cohort {
        if let cohort = snapshot.codings.cohort { return cohort }
        var latestValues: [ConceptID: [Double]] = [:]
        try records.forEachTimeline { _, events in
            for measurement in FeatureSpace.measurements(events, snapshot.codings, snapshot.knowledge) {
                latestValues[measurement.measure, default: []].append(measurement.value)
            }
        }
        let space = FeatureSpace(snapshot.knowledge, latestValues: latestValues)
        var builder = SimilarityIndex.Builder { feature in space.ancestors(feature) }
        try records.forEachTimeline { number, events in
            builder.add(patient: number.rawValue, features: space.features(events, snapshot.codings))
        }
        let cohort = Cohort(space: space, index: builder.build())
        snapshot.codings.keep(cohort)
        return cohort
    }
}
