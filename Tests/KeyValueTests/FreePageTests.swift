import Primitives
import Testing

@testable import KeyValue

@Suite("The list of free pages stays short")
struct FreePageTests {
    /// LMDB's way of giving out pages, word for word (mdb_page_alloc).
    private struct Allocator {
        let records: [[UInt64]]
        private(set) var read = 0
        private var free: [UInt64] = []

        init(_ records: [[UInt64]]) { self.records = records }

        /// False when the file would have to grow.
        mutating func take(_ count: Int) -> Bool {
            var retries = count * 60
            while true {
                if free.count >= count {
                    let start = free.indices.dropLast(count - 1).first {
                        free[$0 + count - 1] == free[$0] + UInt64(count - 1)
                    }
                    if let start {
                        free.removeSubrange(start..<start + count)
                        return true
                    }
                    retries -= 1
                    if retries < 0 { return false }
                }
                guard read < records.count else { return false }
                free = (free + records[read]).sorted()
                read += 1
            }
        }
    }

    /// Records as they come about: long ones and many short ones, of pages that lie together or apart.
    private static func records(_ random: inout SplitMix64) -> [[UInt64]] {
        var pages = (2..<UInt64(Int.random(in: 10...3_000, using: &random))).filter { _ in
            Int.random(in: 0..<8, using: &random) > 0
        }
        let isMixed = Bool.random(using: &random)
        var records: [[UInt64]] = []
        while !pages.isEmpty {
            let most = Int.random(in: 0..<12, using: &random) == 0 ? 300 : 8
            let count = min(pages.count, Int.random(in: 0...most, using: &random))
            let start = isMixed ? Int.random(in: 0...pages.count - count, using: &random) : 0
            records.append(Array(pages[start..<start + count]))
            pages.removeSubrange(start..<start + count)
        }
        return records
    }

    @Test(
        "as many runs are asked for as LMDB finds, and they take it to the last records",
        arguments: 0..<60 as Range<UInt64>)
    func counting(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let records = Self.records(&random)
        var list = FreePageList()
        for record in records { list.append(record) }
        #expect(list.count == records.reduce(0) { $0 + $1.count })
        let mostLeft = Int.random(in: 0...20, using: &random)
        guard let runs = list.runs(mostRuns: 400, mostLeft: mostLeft) else { return }
        var allocator = Allocator(records)
        var found = allocator.take(1) ? 0 : -1
        for _ in 0..<runs.count where allocator.take(runs.length) { found += 1 }
        #expect(found == runs.count, "one run too many makes the file grow")
        #expect(records.count - allocator.read <= mostLeft)
    }

    @Test("there is mostly something to ask for")
    func usefulness() {
        let useful = (0..<60 as Range<UInt64>).filter { seed in
            var random = SplitMix64(seed: seed)
            var list = FreePageList()
            for record in Self.records(&random) { list.append(record) }
            return list.runs(mostRuns: 100, mostLeft: 20) != nil
        }
        #expect(useful.count >= 40)
    }

    /// The journal is full of some five hundred of them.
    private static let recordBytes = 1_900

    /// An environment whose journal is put into a tree of several hundred pages now and then.
    private static func environment(_ path: String) throws -> (Environment, Database) {
        let environment = try Environment.open(path, EnvironmentOptions(durability: .relaxed))
        let database = try environment.database("a")
        try environment.keepJournal("journal", of: [database]) { transaction, records in
            let bytes = records.flatMap { $0 }
            for key in stride(from: 0, to: bytes.count, by: recordBytes).map({ bytes[$0] }) {
                // Ten entries from all over the tree, for each that was asked for.
                for step in 0..<10 as Range<UInt8> {
                    try transaction.put(
                        [key &* 31 &+ step &* 25, step &* 7 &+ key], [UInt8](repeating: key, count: 700), in: database)
                }
            }
        }
        return (environment, database)
    }

    private static func commit(_ count: Int, to environment: Environment, _ random: inout SplitMix64) throws -> Int {
        var longLists = 0
        for _ in 0..<count {
            let key = UInt8.random(in: 0...255, using: &random)
            let isJournaled = try environment.write { $0.record([UInt8](repeating: key, count: recordBytes)) }
            #expect(isJournaled)
            if try environment.freeListDepth() > 1 { longLists += 1 }
        }
        return longLists
    }

    @Test("through thousands of small commits, and the file does not grow")
    func smallCommits() throws {
        let directory = try TemporaryDirectory()
        let (environment, _) = try Self.environment(directory.path)
        var random = SplitMix64(seed: 1)
        _ = try Self.commit(1_100, to: environment, &random)
        let (pages, free) = (try environment.statistics().usedBytes, try environment.freeBytes())
        #expect(free > 200 * 4_096, "there is a list to be kept short")
        let count = 1_000
        let longLists = try Self.commit(count, to: environment, &random)
        #expect(longLists * 4 < count, "\(longLists) of \(count) commits left a list of several pages")
        #expect(try environment.statistics().usedBytes <= pages + pages / 20)
        try environment.checkPages()
    }

    @Test("a reader keeps what it sees, and lets the file grow only as it must")
    func readers() throws {
        let directory = try TemporaryDirectory()
        let (environment, database) = try Self.environment(directory.path)
        var random = SplitMix64(seed: 2)
        _ = try Self.commit(600, to: environment, &random)
        let snapshot = try environment.snapshot()
        func entries() throws -> [[UInt8]] {
            var cursor = try snapshot.cursor(in: database)
            var found: [[UInt8]] = []
            while try cursor.next() { found.append(cursor.key.copy() + cursor.value.copy()) }
            return found
        }
        let (before, used) = (try entries(), try environment.statistics().usedBytes)
        let count = 500
        _ = try Self.commit(count, to: environment, &random)
        let after = try entries()
        #expect(after == before)
        // Seven pages or so for each commit, and those that the journal is put into.
        #expect(try environment.statistics().usedBytes - used < count * 12 * 4_096)
        try environment.checkPages()
    }
}
