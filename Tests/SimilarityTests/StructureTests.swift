import Testing

@testable import Similarity

@Suite("Structures of the index")
struct StructureTests {
    @Test("a row of direct terms comes back as it was written", arguments: 0..<100 as Range<UInt64>)
    func rowsRoundTrip(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var rows = DirectRows()
        var written: [[DirectTerm]] = []
        for _ in 0..<5 {
            let limit: UInt32 = [100, 70_000, .max - 1].randomElement(using: &random) ?? 100
            let terms = Set(
                (0..<Int.random(in: 0...80, using: &random)).map { _ in UInt32.random(in: 0...limit, using: &random) })
            let row = terms.sorted().map { DirectTerm(term: $0, count: UInt8.random(in: 1...255, using: &random)) }
            written.append(row)
            rows.append(row)
        }
        #expect(written.indices.map { rows.terms(ofPatient: $0) } == written)
    }

    @Test("a patient set behaves as a set of numbers", arguments: 0..<50 as Range<UInt64>)
    func patientSetAgainstSet(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var model: Set<UInt32> = []
        var patients = PatientSet()
        for _ in 0..<200 {
            let patient = UInt32.random(in: 0..<300, using: &random)
            if Bool.random(using: &random) {
                model.insert(patient)
                patients.insert(patient)
            } else {
                model.remove(patient)
                patients.remove(patient)
            }
            #expect(patients.contains(patient) == model.contains(patient))
        }
        #expect(Array(patients) == model.sorted())
        #expect(patients.count == model.count)
        #expect(patients == PatientSet(model))
    }

    @Test("the heap keeps the best, ties by number", arguments: 0..<50 as Range<UInt64>)
    func heapKeepsTheBest(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let offered = (0..<60 as Range<UInt32>).shuffled(using: &random).map {
            SimilarityIndex.Match(patient: $0, score: Float(Int.random(in: 0...5, using: &random)) / 5)
        }
        var best = TopMatches(capacity: 10)
        for match in offered { best.offer(match) }
        let expected = offered.filter { $0.score > 0 }.sorted { $0.precedes($1) }.prefix(10)
        #expect(best.sorted() == Array(expected))
    }

    @Test("a bound in fixed point is never below the contribution that it bounds", arguments: 0..<200 as Range<UInt64>)
    func contributionsRoundUp(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let queryWeight = Double.random(in: 0...1, using: &random)
        let step = Float.random(in: 0...1, using: &random) / 255
        let factor = FixedPoint.factor(queryWeight: queryWeight, weightStep: step)
        for weight in 0...255 as ClosedRange<UInt32> {
            let contribution = Double((weight * factor + 0xffff) >> 16) / FixedPoint.one
            #expect(contribution >= queryWeight * Double(step) * Double(weight))
        }
    }

    @Test("a threshold lets pass every bound that could reach the score", arguments: 0..<200 as Range<UInt64>)
    func thresholdsRoundDown(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        // Whole units and what lies just beside them are the cases where rounding could go wrong.
        let unit = Double(Int.random(in: 1...16_384, using: &random)) / FixedPoint.one
        let exact = [unit, unit.nextUp, unit.nextDown, unit * 0.999_97].randomElement(using: &random) ?? unit
        let smallestBound = Int16((exact * FixedPoint.one).rounded(.up))
        #expect(FixedPoint.threshold(score: Float(exact)) <= max(1, smallestBound))
        #expect(FixedPoint.threshold(score: 0) == 1)
    }

    @Test("a residual is never below the sum that it bounds, and fits 16 bits", arguments: 0..<200 as Range<UInt64>)
    func residualsRoundUp(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let squares = (0..<Limits.bands).map { _ in Double.random(in: 0...1, using: &random) }
        let total = squares.reduce(0, +)
        let norms = squares.map { ($0 / total).squareRoot() }
        let residual = Residual(bandNorms: norms[...])
        let patient = norms.map { _ in UInt8.random(in: 0...255, using: &random) }
        let sum = zip(residual.multipliers, patient).reduce(UInt16(residual.roundUp)) { $0 + $1.0 * UInt16($1.1) }
        let exact = zip(norms, patient).reduce(0.0) { $0 + $1.0 * Double($1.1) / 255 }
        #expect(Double(sum >> residual.shift) / FixedPoint.one >= exact)
    }
}
