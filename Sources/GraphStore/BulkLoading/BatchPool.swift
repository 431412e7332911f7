// The first step of a bulk load on all cores: each worker gathers statements into a batch of its own and spills it when
// it is large. N-Triples and N-Quads are cut into chunks of lines, which the workers parse while the next chunks are
// read; the other formats are parsed front to back by one.
import Dispatch
import Glibc
import KeyValue
import Primitives
import RDFSyntax
import Synchronization

/// The workers. Each call uses all of them and returns when they are done.
struct BatchPool {
    private let workers: [BatchWorker]

    init(in directory: String, _ budget: MemoryBudget) throws {
        let count = max(1, min(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 8))
        workers = try (0..<count).map { _ in
            BatchWorker(BatchGatherer(file: try TemporaryFile(in: directory), budget: budget, workers: count))
        }
    }

    func withChanges(_ body: (inout ChangeSet) throws -> Void) throws {
        try workers[0].state.withLock { try $0.gatherer.withChanges(body) }
    }

    /// Loads a document; the number of its statements.
    func load(
        from source: inout some ByteSource & ~Copyable, _ format: RDFFormat, number: UInt64, source name: String?,
        _ options: LoadOptions
    ) throws -> Int {
        guard format == .nTriples || format == .nQuads else {
            return try workers[0].state.withLock { state in
                try DocumentLoader.load(
                    from: &source, format, number: number, source: name, options, into: &state.gatherer
                ).statements
            }
        }
        let (reader, prefix) = DocumentLoader.reader(format, number: number, source: name, options)
        for worker in workers {
            worker.state.withLock { $0.loader = LineLoader(reader, prefix: prefix, graph: options.graph) }
        }
        var lines = LineChunks()
        var chunks = workers.map { _ in [UInt8]() }
        /// Fills chunks, one after the other; how many there was text for.
        func readChunks() throws -> Int {
            var count = 0
            while count < chunks.count, try lines.next(from: &source, into: &chunks[count]) { count += 1 }
            return count
        }
        var lineCount = 0
        var count = try readChunks()
        while count > 0 {
            let busy = workers.prefix(count)
            for (index, worker) in busy.enumerated() { worker.state.withLock { swap(&$0.chunk, &chunks[index]) } }
            let group = DispatchGroup()
            for worker in busy {
                DispatchQueue.global().async(group: group) { worker.run { try $0.loadChunk() } }
            }
            let next = Result { try readChunks() }
            group.wait()
            // Chunks are in the order of the document, so the first error is that of the document.
            for worker in busy { try worker.finishRound(&lineCount) }
            count = try next.get()
        }
        return workers.reduce(0) { sum, worker in
            sum + worker.state.withLock { $0.loader?.report.statements ?? 0 }
        }
    }

    /// All batches; there will be no more.
    func finish() throws -> [BatchRun] {
        DispatchQueue.concurrentPerform(iterations: workers.count) { number in
            workers[number].run { try $0.gatherer.spill() }
        }
        for worker in workers { try worker.state.withLock { try $0.throwError() } }
        return workers.flatMap { worker in worker.state.withLock { $0.gatherer.runs } }
    }
}

/// Gathers what one thread at a time parses.
private final class BatchWorker: Sendable {
    struct State {
        var gatherer: BatchGatherer
        var loader: LineLoader?
        var chunk: [UInt8] = []
        var error: (any Error)?

        mutating func loadChunk() throws {
            try gatherer.withChanges { try loader?.load(&chunk, into: &$0) }
        }

        func throwError() throws {
            if let error { throw error }
        }
    }

    let state: Mutex<State>

    init(_ gatherer: BatchGatherer) {
        state = Mutex(State(gatherer: gatherer))
    }

    /// Throws what went wrong; else adds the lines that have been read.
    ///
    /// - Parameter lineCount: of the document before this round.
    func finishRound(_ lineCount: inout Int) throws {
        try state.withLock { state in
            if let error = state.error as? RDFSyntaxError { throw error.moved(byLines: lineCount) }
            try state.throwError()
            lineCount += state.loader?.lineCount ?? 0
            state.loader?.lineCount = 0
        }
    }

    /// Keeps what `body` throws.
    func run(_ body: (inout State) throws -> Void) {
        state.withLock { state in
            do { try body(&state) } catch { state.error = error }
        }
    }
}

/// Spills a batch whenever it is large.
private struct BatchGatherer: ChangeReceiver {
    private let file: TemporaryFile
    private let budget: MemoryBudget
    private let workers: Int
    private var changes = ChangeSet()
    private(set) var runs: [BatchRun] = []

    init(file: TemporaryFile, budget: MemoryBudget, workers: Int) {
        self.file = file
        self.budget = budget
        self.workers = workers
        // A chunk goes beyond the budget.
        changes.reserveCapacity(budget.gatheredQuads / workers + 1 << 15)
    }

    mutating func withChanges<Result>(_ body: (inout ChangeSet) throws -> Result) throws -> Result {
        let result = try body(&changes)
        if changes.isLarge(for: budget, sharedBy: workers) { try spill() }
        return result
    }

    mutating func spill() throws {
        if changes.interner.count > 0 || !changes.isEmpty { runs.append(try changes.spill(to: file)) }
        changes.removeAll()
    }
}
