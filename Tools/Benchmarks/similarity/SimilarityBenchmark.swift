// Builds an index of the records that prepare.py wrote, asks it for the like of each query, and compares answers and
// CPU time with the peer's. Called by `run`; prints one line of JSON.

import Foundation
import Similarity

@main
struct SimilarityBenchmark {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 4, let queryCount = Int(arguments[2]), let k = Int(arguments[3]) else {
            print("usage: SimilarityBenchmark RECORDS.bin QUERIES K [PEER-ANSWERS.bin]")
            exit(64)
        }
        let records = try Records(contentsOf: URL(filePath: arguments[1]))
        let start = cpuMilliseconds()
        let index = records.index()
        let build = (cpuMilliseconds() - start) / 1_000

        var milliseconds: [Double] = []
        var answers: [[SimilarityIndex.Match]] = []
        for query in records.queries.prefix(queryCount) {
            let start = cpuMilliseconds()
            let matches = index.mostSimilar(to: .features(query), k: k)
            milliseconds.append(cpuMilliseconds() - start)
            answers.append(matches)
        }
        milliseconds.sort()
        var report = [
            "\"name\": \"Meridian\"", "\"build\": \(build)", "\"bytes\": \(index.byteCount)",
            "\"median\": \(milliseconds[milliseconds.count / 2])",
            "\"p99\": \(milliseconds[milliseconds.count * 99 / 100])",
        ]
        if arguments.count > 4 {
            let peer = try PeerAnswers(contentsOf: URL(filePath: arguments[4]), k: k)
            report.append("\"recall\": \(peer.recall(of: answers))")
        }
        print("{" + report.joined(separator: ", ") + "}")
    }

    private static func cpuMilliseconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
    }
}

/// What prepare.py writes; its head gives the layout.
struct Records {
    private let parents: [Int32]
    private let patients: [[SimilarityIndex.CountedFeature]]
    let queries: [[SimilarityIndex.CountedFeature]]

    init(contentsOf url: URL) throws {
        var reader = LittleEndianReader(data: try Data(contentsOf: url))
        let header = reader.read(Int64.self, count: 3).map { Int($0) }
        parents = reader.read(Int32.self, count: header[1])
        patients = Self.rows(header[0], from: &reader)
        queries = Self.rows(header[2], from: &reader)
    }

    private static func rows(
        _ count: Int, from reader: inout LittleEndianReader
    ) -> [[SimilarityIndex.CountedFeature]] {
        let offsets = reader.read(Int64.self, count: count + 1).map { Int($0) }
        let codes = reader.read(UInt32.self, count: offsets[count])
        let counts = reader.read(UInt32.self, count: offsets[count])
        return (0..<count).map { row in
            (offsets[row]..<offsets[row + 1]).map { .init(codes[$0], count: counts[$0]) }
        }
    }

    func index() -> SimilarityIndex {
        let parents = parents
        var builder = SimilarityIndex.Builder { feature in
            var ancestors: [UInt32] = []
            var parent = parents[Int(feature)]
            while parent >= 0 {
                ancestors.append(UInt32(parent))
                parent = parents[Int(parent)]
            }
            return ancestors
        }
        for (patient, features) in patients.enumerated() {
            builder.add(patient: UInt32(patient), features: features)
        }
        return builder.build()
    }
}

/// The peer's matches: for each query k patients, then k scores.
struct PeerAnswers {
    private let k: Int
    private var reader: LittleEndianReader

    init(contentsOf url: URL, k: Int) throws {
        self.k = k
        reader = LittleEndianReader(data: try Data(contentsOf: url))
    }

    /// The share of the peer's matches that were found. Where the peer's rounding decides between near equals, a match
    /// of the same score counts as found.
    func recall(of answers: [[SimilarityIndex.Match]]) -> Double {
        var reader = reader
        var found = 0
        for matches in answers {
            let patients = reader.read(UInt32.self, count: k)
            let scores = reader.read(Float.self, count: k)
            let ours = Set(matches.map(\.patient))
            for (rank, patient) in patients.enumerated() {
                let isTie = rank < matches.count && abs(matches[rank].score - scores[rank]) < 1e-5
                if ours.contains(patient) || isTie { found += 1 }
            }
        }
        return Double(found) / Double(k * answers.count)
    }
}

/// Reads arrays one after the other.
struct LittleEndianReader {
    private let data: Data
    private var position = 0

    init(data: Data) {
        self.data = data
    }

    mutating func read<Value: BitwiseCopyable>(_ type: Value.Type, count: Int) -> [Value] {
        let size = count * MemoryLayout<Value>.stride
        defer { position += size }
        return data.subdata(in: position..<position + size).withUnsafeBytes { Array($0.bindMemory(to: type)) }
    }
}
