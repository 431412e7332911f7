// Loading from nothing, or together with what a store has (`Rebuilding.swift`), in steps that never hold more than a part
// in memory:
//
//   earlier      what the store has becomes batches of statements, as if it were read from a document
//   reading      documents become batches of statements, on all cores; each is spilled with its terms sorted (`BatchRun`)
//   dictionary   the terms of all batches are merged, numbered in order and written (`DictionaryMerge`)
//   sorting      the statements get their final ids and are sorted for each index (`IndexRuns`)
//   indexes      each index is written front to back with full blocks; what is counted is counted on the way
//
// All goes into a new file beside the store's directory, which is flushed and put in place in one step. Whoever looks
// sees what was there or the whole of the new store.
import Compression
import Glibc
import KeyValue
import Primitives
import RDF
import RDFSyntax

extension GraphStore {
    /// Builds a store in `directory`, which must not hold one yet, from documents in any format, compressed or not.
    ///
    /// - Parameter options: where each document goes; `replacesGraph` has no meaning here. What `progress` throws ends
    ///   the load and leaves nothing behind.
    @discardableResult
    public static func bulkLoad(
        _ paths: [String], into directory: String, _ options: LoadOptions = LoadOptions()
    ) throws -> LoadReport {
        if access(directory + "/data.mdb", F_OK) == 0 { throw GraphStoreError.alreadyExists(path: directory) }
        let unfinished = directory + ".loading"
        try removeStore(in: unfinished)
        defer { try? removeStore(in: unfinished) }
        let report = try build(paths, in: unfinished, options)
        try moveStore(from: unfinished, to: directory)
        return report
    }

    static func build(
        _ paths: [String], in directory: String, _ options: LoadOptions, after start: BulkLoadStart = BulkLoadStart()
    ) throws -> LoadReport {
        let environment = try Environment.open(directory, Options(durability: .temporary).environment)
        let loader = BulkLoader(try StoreFile(environment, isCopy: true), directory, options, start)
        let (report, runs) = try loader.read(paths)
        var tables = try loader.mergeTerms(runs)
        var indexes = try loader.sort(runs, &tables)
        let counts = try loader.write(&indexes)
        try loader.finish(counts, documents: paths.count)
        try start.finish(loader.store)
        try environment.synchronize()
        return report
    }
}

/// What a bulk load begins with; nothing, when it makes a new store.
struct BulkLoadStart {
    var transitivePredicates = FileFormat.transitivePredicates
    /// The number of the first document.
    var documents: UInt64 = 0
    /// Gathers the statements that are there before the first document.
    var gather: (BatchPool) throws -> Void = { _ in }
    /// Handed the file that has everything.
    var finish: (StoreFile) throws -> Void = { _ in }
}

private struct BulkLoader {
    let store: StoreFile
    /// Where temporary files go.
    private let directory: String
    private let options: LoadOptions
    private let start: BulkLoadStart
    private let budget: MemoryBudget

    init(_ store: StoreFile, _ directory: String, _ options: LoadOptions, _ start: BulkLoadStart) {
        self.store = store
        self.directory = directory
        self.options = options
        self.start = start
        budget = MemoryBudget(bytes: options.memoryBytes)
    }

    private func show(_ step: LoadProgress.Step, _ done: Int, of total: Int) throws {
        try options.progress?(LoadProgress(step: step, path: nil, done: done, total: total))
    }

    // MARK: Reading

    func read(_ paths: [String]) throws -> (LoadReport, [BatchRun]) {
        var report = LoadReport()
        let pool = try BatchPool(in: directory, budget)
        // They have to be in the dictionary; nothing hinders them from being in a batch without statements.
        try pool.withChanges { changes in
            for predicate in start.transitivePredicates { _ = changes.reference(.iri(predicate)) }
        }
        try start.gather(pool)
        for (path, number) in zip(paths, start.documents...) {
            guard let format = options.format ?? RDFFormat(path: path) else {
                throw GraphStoreError.unknownFormat(path: path)
            }
            var file = CompressedFileSource(reader: try FileReader(path), progress: options.progress)
            report.statements += try pool.load(from: &file, format, number: number, source: path, options)
        }
        return (report, try pool.finish())
    }

    // MARK: Dictionary

    func mergeTerms(_ runs: [BatchRun]) throws -> IDTables {
        let total = runs.reduce(0) { $0 + $1.numberCount }
        let bufferBytes = budget.readerBytes(runs: runs.count)
        var state = DictionaryMerge.State(
            tables: try IDTables(runs, in: directory), hashes: TupleSorter(in: directory, budget))
        func merge(_ readers: [SpillReader]) throws {
            var merge = try DictionaryMerge(store.dictionary, readers, state)
            try merge.run(store.environment, sliceBytes: budget.sliceBytes) { try show(.dictionary, $0, of: total) }
            state = merge.state
        }
        try merge(runs.map { SpillReader($0.file, $0.terms, bufferBytes: bufferBytes) })
        for level in 0..<(runs.map(\.triples.count).max() ?? 0) {
            let file = try TemporaryFile(in: directory)
            let ranges = try runs.indices.map { run in
                try encodeTriples(of: runs[run], level, state.tables.table(of: run), to: file)
            }
            try merge(ranges.map { SpillReader(file, $0, bufferBytes: bufferBytes) })
        }
        let nextTerm = state.next
        try store.environment.write { writing in
            try writing.put(FileFormat.MetaKey.nextTerm, StoredNumber.bytes(nextTerm), in: store.meta)
        }
        var hashes = state.hashes
        state.hashes = TupleSorter(in: directory, budget)
        try fill(store.dictionary.hashIndex, from: &hashes)
        return state.tables
    }

    /// Writes the triple terms of a level in the form of the dictionary's terms.
    private func encodeTriples(
        of run: BatchRun, _ level: Int, _ table: IDTable, to file: TemporaryFile
    ) throws -> Range<Int> {
        guard level < run.triples.count else { return 0..<0 }
        let reader = SpillReader(run.file, run.triples[level], bufferBytes: 1 << 16)
        var writer = SpillWriter(file)
        let start = writer.position
        var bytes: [UInt8] = []
        while !reader.isAtEnd {
            let triple = table.translate(try reader.tuple())
            TermEncoding.encodeTriple(
                TermID(raw: triple.first), TermID(raw: triple.second), TermID(raw: triple.third), into: &bytes)
            try writer.append(UInt64(bytes.count))
            try bytes.withUnsafeBytes { try writer.append($0) }
        }
        try writer.flush()
        return start..<writer.position
    }

    /// Fills an index with tuples of a sorter, which is empty afterwards.
    private func fill(_ index: TupleIndex, from sorter: inout TupleSorter) throws {
        if let tuples = try sorter.inMemory() {
            var writer = IndexWriter(index, tuples, NoObserver())
            try writer.run(store.environment, sliceBytes: budget.sliceBytes)
        } else if let tuples = try sorter.onDisk() {
            var writer = IndexWriter(index, tuples, NoObserver())
            try writer.run(store.environment, sliceBytes: budget.sliceBytes)
        }
    }

    // MARK: Sorting and indexes

    func sort(_ runs: [BatchRun], _ tables: inout IDTables) throws -> IndexRuns {
        let total = runs.reduce(0) { $0 + $1.statementCount }
        var indexes = IndexRuns(in: directory, budget)
        var start = 0
        while start < runs.count {
            try show(.sorting, indexes.count, of: total)
            var end = start + 1
            var count = runs[start].statementCount
            while end < runs.count, count + runs[end].statementCount <= budget.sortedStatements {
                count += runs[end].statementCount
                end += 1
            }
            try indexes.add(runs[start..<end], (start..<end).map { try tables.ids(of: runs[$0], number: $0) })
            start = end
        }
        try show(.sorting, total, of: total)
        return indexes
    }

    func write(_ indexes: inout IndexRuns) throws -> CountDifferences {
        var counter = StatisticsCounter()
        let total = indexes.count * IndexOrder.allCases.count
        var before = 0
        func fill<Observer: TupleObserver>(
            _ order: IndexOrder, _ source: consuming some TupleSource, _ observer: Observer
        ) throws -> Observer {
            var writer = IndexWriter(store.index(order), source, observer)
            try writer.run(store.environment, sliceBytes: budget.sliceBytes) {
                try show(.indexes, before + $0, of: total)
            }
            before += writer.written
            return writer.observer
        }
        func fill(_ order: IndexOrder, _ source: consuming some TupleSource) throws {
            switch order {
            case .spo: counter.subjects = try fill(order, source, counter.subjects)
            case .pos: counter.objects = try fill(order, source, counter.objects)
            case .gspo: counter.graphs = try fill(order, source, counter.graphs)
            default: _ = try fill(order, source, NoObserver())
            }
        }
        if try indexes.areInMemory() {
            try indexes.forEachOrder { try fill($0, $1) }
        } else {
            for order in IndexOrder.allCases { try fill(order, indexes.merged(order)) }
        }
        return counter.finish()
    }

    // MARK: What follows from the quads

    func finish(_ counts: CountDifferences, documents: Int) throws {
        let predicates = try store.environment.read { transaction in
            try start.transitivePredicates.compactMap { predicate in
                var bytes: [UInt8] = []
                TermEncoding.encode(predicate, into: &bytes)
                return try store.dictionary.id(of: bytes, TermDictionary.Cursors(), in: transaction)?.raw
            }
        }
        var (upward, downward) = (TupleSorter(in: directory, budget), TupleSorter(in: directory, budget))
        try store.environment.read { transaction in
            for predicate in predicates {
                try store.closure.forEachPair(predicate, edges: store.index(.pso), in: transaction) { node, ancestor in
                    try upward.add(IDTuple(first: predicate, second: node, third: ancestor, fourth: 0))
                    try downward.add(IDTuple(first: predicate, second: ancestor, third: node, fourth: 0))
                }
            }
        }
        try fill(store.closure.up, from: &upward)
        try fill(store.closure.down, from: &downward)
        try store.environment.write { writing in
            try counts.apply(to: store.counts, in: &writing)
            let declared = predicates.flatMap { StoredNumber.bytes($0) }
            for (key, value) in [
                (FileFormat.MetaKey.version, StoredNumber.bytes(FileFormat.version)),
                (FileFormat.MetaKey.nextDocument, StoredNumber.bytes(start.documents + UInt64(documents))),
                (FileFormat.MetaKey.transitive, declared),
            ] {
                try writing.put(key, value, in: store.meta)
            }
        }
    }
}
