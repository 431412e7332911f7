import DifferentialSuite
import Foundation
import Synchronization

/// Many random graphs, each with its queries; seeds are taken one after the other by as many threads as there are cores.
struct Campaign {
    static let queriesPerGraph = 50
    let seeds: Range<UInt64>

    init(queries: Int, firstSeed: UInt64) {
        seeds = firstSeed..<firstSeed + UInt64((queries + Self.queriesPerGraph - 1) / Self.queriesPerGraph)
    }

    func compare() async throws -> DifferentialOutcome {
        let next = Counter(seeds)
        return try await withThrowingTaskGroup(of: DifferentialOutcome.self) { group in
            for _ in 0..<ProcessInfo.processInfo.activeProcessorCount {
                group.addTask {
                    var outcome = DifferentialOutcome()
                    while let seed = next.take() {
                        outcome.add(try Self.withRun(seed) { try $0.compare(queries: Self.queriesPerGraph) })
                    }
                    return outcome
                }
            }
            return try await group.reduce(into: DifferentialOutcome()) { $0.add($1) }
        }
    }

    func export(to path: String) throws {
        try Data().write(to: URL(filePath: path))
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        for seed in seeds {
            let run = try Self.withRun(seed) { try $0.export(queries: Self.queriesPerGraph) }
            try file.write(contentsOf: try JSONEncoder().encode(run) + Data("\n".utf8))
        }
        try file.close()
    }

    private static func withRun<Result>(_ seed: UInt64, _ body: (inout DifferentialRun) throws -> Result) throws
        -> Result
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: "differential-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var run = try DifferentialRun(seed: seed, folder: folder.path)
        return try body(&run)
    }

    /// Hands out seeds to threads.
    private final class Counter: Sendable {
        private let seeds: Range<UInt64>
        private let taken = Atomic<UInt64>(0)

        init(_ seeds: Range<UInt64>) { self.seeds = seeds }

        func take() -> UInt64? {
            let seed = seeds.lowerBound + taken.add(1, ordering: .relaxed).oldValue
            return seeds.contains(seed) ? seed : nil
        }
    }
}
