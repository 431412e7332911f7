/// Computes exact similarities to one query from forward rows. Terms map to slots, one for each of the query's terms; all
/// others share slot 0, which is worth nothing, so the loop over a row does not branch on what is shared.
struct Scorer {
    private var slotOfTerm: [UInt32]
    /// By slot: the query's weight times the term's idf, what an ancestor contributes before division by the norm.
    private var contributions: [Double] = [0]

    init(termCount: Int) {
        slotOfTerm = Array(repeating: 0, count: termCount)
    }

    mutating func prepare(for query: QueryVector, vocabulary: Vocabulary) {
        for (term, weight) in zip(query.terms, query.weights) {
            slotOfTerm[Int(term)] = UInt32(contributions.count)
            contributions.append(weight * vocabulary.inverseDocumentFrequencies[Int(term)])
        }
    }

    /// Forgets the query.
    mutating func reset(after query: QueryVector) {
        for term in query.terms { slotOfTerm[Int(term)] = 0 }
        contributions.removeSubrange(1...)
    }

    /// For each slot, the last patient for whom it was counted: an ancestor of several terms counts once.
    struct Marks {
        fileprivate var lastPatients: [UInt32] = []
        fileprivate var patient: UInt32 = 0

        mutating func reset(slotCount: Int) {
            lastPatients.removeAll(keepingCapacity: true)
            lastPatients += repeatElement(0, count: slotCount)
            patient = 0
        }
    }

    var slotCount: Int { contributions.count }

    /// The similarity of a patient of a segment to the query.
    func score(_ member: Int, of segment: Segment, ancestors: AncestorTable, marks: inout Marks) -> Float {
        let norm = segment.norms[member]
        guard norm > 0 else { return 0 }
        marks.patient &+= 1
        let patient = marks.patient
        var marks = marks.lastPatients.mutableSpan
        let slots = slotOfTerm.span
        let contributions = contributions.span
        let countFactors = Vocabulary.countFactors
        let ancestorOffsets = ancestors.offsets.span
        let ancestorTerms = ancestors.ancestors.span
        let bytes = segment.rows.bytes.span

        var row = RowReader(patient: member, offsets: segment.rows.offsets.span)
        var sum = 0.0
        while let direct = row.next(in: bytes) {
            // A direct term may have been counted already, with factor 1, as an ancestor of one before it.
            let term = Int(direct.term)
            let slot = Int(slots[term])
            let alreadyCounted = marks[slot] == patient ? 1.0 : 0.0
            marks[slot] = patient
            sum += contributions[slot] * (countFactors[Int(direct.count)] - alreadyCounted)
            for index in Int(ancestorOffsets[term])..<Int(ancestorOffsets[term + 1]) {
                let slot = Int(slots[Int(ancestorTerms[index])])
                sum += marks[slot] == patient ? 0 : contributions[slot]
                marks[slot] = patient
            }
        }
        return Float(min(1, sum / norm))
    }
}
