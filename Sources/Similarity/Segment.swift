// Up to 65,536 patients with consecutive numbers. Within a segment a patient is a 16-bit number, so that the running
// sums of a search stay in the cache of one core, and a new segment can be built without touching the others.
//
// Inverted: for each term the patients that have it, ascending, 3 bytes each: number (16 bits) and weight (8 bits, in
// steps of the term's largest weight / 255). Weights are rounded up, so that sums of them are upper bounds.
// By band: for each patient the norm of the terms of each frequency band, 8 bits, in steps of 1/255, rounded up too.
// Forward: for each patient the direct terms with counts (DirectRow.swift) and the norm, from which the exact score is
// computed.

struct Segment: Sendable {
    /// By term, and one more at the end.
    let lists: [PostingList]
    let postingPatients: [UInt16]
    let postingWeights: [UInt8]
    /// The norms of band b are `bandNorms[b · blockCount ..< (b + 1) · blockCount]`, sixteen patients in each block.
    let bandNorms: [Block]
    /// ‖p‖ before normalisation; 0 for a patient without features of weight.
    let norms: [Double]
    let rows: DirectRows

    var patientCount: Int { rows.count }
    /// Blocks that hold all patients; the last may be padded.
    var blockCount: Int { (rows.count + Block.scalarCount - 1) / Block.scalarCount }

    init(rows: DirectRows, vocabulary: Vocabulary, expander: inout Expander) {
        self.rows = rows
        let weighted = WeightedRows(rows: rows, vocabulary: vocabulary, expander: &expander)
        norms = weighted.norms
        bandNorms = weighted.bandNorms()

        var lists = [PostingList](repeating: PostingList(), count: vocabulary.termCount + 1)
        for entry in weighted.entries {
            lists[Int(entry.term) + 1].start += 1
            lists[Int(entry.term)].step = max(lists[Int(entry.term)].step, entry.weight / 255)
        }
        for term in 0..<vocabulary.termCount { lists[term + 1].start += lists[term].start }

        var patients = [UInt16](repeating: 0, count: weighted.entries.count)
        var weights = [UInt8](repeating: 0, count: weighted.entries.count)
        var next = lists.map { Int($0.start) }
        for patient in 0..<rows.count {
            for entry in weighted.entries[weighted.offsets[patient]..<weighted.offsets[patient + 1]] {
                let term = Int(entry.term)
                patients[next[term]] = UInt16(patient)
                weights[next[term]] = UInt8(min(255, (entry.weight / lists[term].step).rounded(.up)))
                next[term] += 1
            }
        }
        self.lists = lists
        postingPatients = patients
        postingWeights = weights
    }

    /// Where the postings of a term are.
    func postings(of term: UInt32) -> Range<Int> {
        Int(lists[Int(term)].start)..<Int(lists[Int(term) + 1].start)
    }

    /// Bytes of all arrays.
    var byteCount: Int {
        8 * lists.count + 3 * postingPatients.count + Block.scalarCount * bandNorms.count + 8 * norms.count
            + rows.byteCount
    }
}

/// The inverted list of a term.
struct PostingList {
    /// The number of postings of all terms before it.
    var start: UInt32 = 0
    /// What one unit of the weight of its postings is worth.
    var step: Float = 0
}

/// All terms of each patient of a segment, direct or not, with normalised weights. Lives only while a segment is built.
private struct WeightedRows {
    /// The terms of patient p are `entries[offsets[p] ..< offsets[p + 1]]`.
    private(set) var entries: [(term: UInt32, weight: Float)] = []
    private(set) var offsets = [0]
    private(set) var norms: [Double] = []
    /// The squared norm of each frequency band and of the rarer rest, by patient.
    private var bandSquares: [Double] = []

    init(rows: DirectRows, vocabulary: Vocabulary, expander: inout Expander) {
        var all: [UInt32] = []
        for patient in 0..<rows.count {
            let direct = rows.terms(ofPatient: patient)
            all.removeAll(keepingCapacity: true)
            for entry in direct { all.append(entry.term) }
            expander.appendAncestors(to: &all, from: vocabulary.ancestors)

            let firstBand = bandSquares.count
            bandSquares += repeatElement(0, count: Limits.bands + 1)
            let firstEntry = entries.count
            for (index, term) in all.enumerated() {
                let weight = vocabulary.weight(of: term, count: index < direct.count ? direct[index].count : 0)
                guard weight > 0 else { continue }
                entries.append((term, Float(weight)))
                bandSquares[firstBand + vocabulary.band(of: term)] += weight * weight
            }
            let norm = bandSquares[firstBand...].reduce(0, +).squareRoot()
            let scale = Float(1 / norm)
            for entry in firstEntry..<entries.count { entries[entry].weight *= scale }
            norms.append(norm)
            offsets.append(entries.count)
        }
    }

    /// The norm of each band by patient, in steps of 1/255, rounded up.
    func bandNorms() -> [Block] {
        let blockCount = (norms.count + Block.scalarCount - 1) / Block.scalarCount
        var bandNorms = [Block](repeating: .zero, count: Limits.bands * blockCount)
        for (patient, norm) in norms.enumerated() where norm > 0 {
            let (block, lane) = patient.quotientAndRemainder(dividingBy: Block.scalarCount)
            for band in 0..<Limits.bands {
                let bandNorm = bandSquares[patient * (Limits.bands + 1) + band].squareRoot() / norm
                bandNorms[band * blockCount + block][lane] = UInt8(min(255, (bandNorm * 255).rounded(.up)))
            }
        }
        return bandNorms
    }
}
