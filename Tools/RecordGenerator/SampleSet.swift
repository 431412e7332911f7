// The sample records as files in memory.

import FHIR
import Primitives

struct SampleSet {
    static let patients = 120
    static let seed: UInt64 = 20_260_630

    /// Name and content of each file, by name.
    let files: [(name: String, bytes: [UInt8])]

    init(patients: Int = SampleSet.patients, seed: UInt64 = SampleSet.seed) {
        var resources = ResourceFiles()
        for chart in [NamedPatients.wangXiulan, NamedPatients.liJianguo, NamedPatients.margaretHill] {
            chart.write(to: &resources)
        }
        for number in 3..<max(3, patients) {
            // A generator for each patient: adding one changes no other.
            var life = Life(number: number, random: SampleRandom(seed: seed &+ UInt64(number) &* 1_000_003))
            life.run()
            life.chart.write(to: &resources)
        }
        files = resources.files
    }
}

/// NDJSON by resource type.
struct ResourceFiles {
    private var writers: [String: JSONWriter] = [:]

    mutating func add(_ type: String, id: String, _ members: (inout JSONWriter) -> Void) {
        writers[type, default: JSONWriter()].object { writer in
            writer.member("resourceType", type)
            writer.member("id", id)
            members(&writer)
        }
        writers[type]?.newline()
    }

    var files: [(name: String, bytes: [UInt8])] {
        writers.sorted { $0.key < $1.key }.map { ("\($0.key).ndjson", $0.value.bytes) }
    }
}

/// Chance, the same for the same seed on every machine: no function of the C library takes part.
struct SampleRandom {
    private var generator: SplitMix64

    init(seed: UInt64) { generator = SplitMix64(seed: seed) }

    mutating func integer(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    /// Evenly between 0 and 1.
    mutating func unit() -> Double { Double(generator.next() >> 11) * 0x1p-53 }

    mutating func chance(_ probability: Double) -> Bool { unit() < probability }

    /// Close to a normal distribution: the sum of twelve even ones.
    mutating func normal(_ mean: Double, _ deviation: Double) -> Double {
        let sum = (0..<12).reduce(0.0) { sum, _ in sum + unit() }
        return mean + (sum - 6) * deviation
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[integer(0...elements.count - 1)] }
}
