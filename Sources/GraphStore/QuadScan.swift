// A scan of one index, a block at a time: the executor gets columns of ids, in the index's order, and can jump ahead.
// Unsafe: fills arrays of a block's length, of which it sets exactly the rows that were decoded.
import KeyValue

/// Ids of quads, by column. Reuse one batch for a whole scan: its memory is kept.
public struct QuadBatch: Sendable {
    /// The order that the quads are sorted in.
    public internal(set) var order = IndexOrder.spo
    private var first: [TermID] = []
    private var second: [TermID] = []
    private var third: [TermID] = []
    private var fourth: [TermID] = []

    public init() {}

    public var count: Int { first.count }
    public var isEmpty: Bool { first.isEmpty }

    /// The column of a part.
    public subscript(_ part: QuadPart) -> [TermID] { column(order.column(of: part)) }

    /// A column by its place in the order.
    public func column(_ index: Int) -> [TermID] {
        switch index {
        case 0: first
        case 1: second
        case 2: third
        default: fourth
        }
    }

    mutating func removeAll() {
        first.removeAll(keepingCapacity: true)
        second.removeAll(keepingCapacity: true)
        third.removeAll(keepingCapacity: true)
        fourth.removeAll(keepingCapacity: true)
    }

    mutating func reserve(_ count: Int) {
        first.reserveCapacity(count)
        second.reserveCapacity(count)
        third.reserveCapacity(count)
        fourth.reserveCapacity(count)
    }

    @inline(__always)
    mutating func append(_ tuple: IDTuple) {
        first.append(TermID(raw: tuple.first))
        second.append(TermID(raw: tuple.second))
        third.append(TermID(raw: tuple.third))
        fourth.append(TermID(raw: tuple.fourth))
    }

    /// Puts the tuples of a whole block in the place of what was there; false when the block is damaged.
    ///
    /// Four arrays of known length are made anew: for a block that is cheaper than to test an array for each append.
    mutating func fill(_ key: RawSpan, _ value: RawSpan) -> Bool {
        let count = TupleBlock.count(value) ?? 0
        var isSound = false
        first = [TermID](unsafeUninitializedCapacity: count) { first, firstCount in
            second = [TermID](unsafeUninitializedCapacity: count) { second, secondCount in
                third = [TermID](unsafeUninitializedCapacity: count) { third, thirdCount in
                    fourth = [TermID](unsafeUninitializedCapacity: count) { fourth, fourthCount in
                        var row = 0
                        isSound = TupleBlock.forEach(key, value) { tuple in
                            first.initializeElement(at: row, to: TermID(raw: tuple.first))
                            second.initializeElement(at: row, to: TermID(raw: tuple.second))
                            third.initializeElement(at: row, to: TermID(raw: tuple.third))
                            fourth.initializeElement(at: row, to: TermID(raw: tuple.fourth))
                            row += 1
                            return true
                        }
                        (firstCount, secondCount, thirdCount, fourthCount) = (row, row, row, row)
                    }
                }
            }
        }
        return isSound
    }

    /// Keeps the rows from `lower` to `upper`.
    fileprivate mutating func keep(from lower: IDTuple, through upper: IDTuple) {
        let rows = 0..<count
        let start = rows.partitioningIndex { !(tuple($0) < lower) }
        let end = rows[start...].partitioningIndex { upper < tuple($0) }
        guard start > 0 || end < count else { return }
        Self.trim(&first, to: start..<end)
        Self.trim(&second, to: start..<end)
        Self.trim(&third, to: start..<end)
        Self.trim(&fourth, to: start..<end)
    }

    private static func trim(_ column: inout [TermID], to rows: Range<Int>) {
        column.removeLast(column.count - rows.upperBound)
        column.removeFirst(rows.lowerBound)
    }

    var last: IDTuple? { isEmpty ? nil : tuple(count - 1) }

    @inline(__always)
    func tuple(_ row: Int) -> IDTuple {
        IDTuple(first: first[row].raw, second: second[row].raw, third: third[row].raw, fourth: fourth[row].raw)
    }

    fileprivate mutating func filter(_ isWanted: (IDTuple) -> Bool) {
        var kept = 0
        for row in 0..<count where isWanted(tuple(row)) {
            if kept != row {
                first[kept] = first[row]
                second[kept] = second[row]
                third[kept] = third[row]
                fourth[kept] = fourth[row]
            }
            kept += 1
        }
        let excess = count - kept
        first.removeLast(excess)
        second.removeLast(excess)
        third.removeLast(excess)
        fourth.removeLast(excess)
    }
}

/// Quads that match a pattern, in the order of an index. Lives inside one snapshot.
public struct QuadScan: ~Copyable {
    public let order: IndexOrder
    private let index: TupleIndex
    private var cursor: Cursor<Reading>
    private var lower: IDTuple
    private let bounds: ScanBounds
    private let prefix: Int
    private var hasStarted = false
    private var isFinished = false

    init(
        _ pattern: QuadPattern, _ order: IndexOrder, range: ClosedRange<TermID>?, _ index: TupleIndex,
        in transaction: borrowing Transaction<Reading>
    ) throws {
        self.init(pattern, order, range: range, index, try transaction.cursor(in: index.database))
    }

    /// - Parameter cursor: of the index.
    init(
        _ pattern: QuadPattern, _ order: IndexOrder, range: ClosedRange<TermID>?, _ index: TupleIndex,
        _ cursor: consuming Cursor<Reading>
    ) {
        self.order = order
        self.index = index
        self.cursor = cursor
        bounds = ScanBounds(pattern, order, range: range)
        lower = bounds.lower
        prefix = pattern.prefixLength(in: order)
    }

    /// The scan's cursor, for the next one.
    consuming func takeCursor() -> Cursor<Reading> { cursor }

    /// Fills `batch` with the next quads, up to a block of them; false when there are no more.
    public mutating func next(into batch: inout QuadBatch) throws -> Bool {
        batch.order = order
        batch.removeAll()
        while !isFinished {
            guard try advance() else { break }
            try decode(into: &batch)
            if !batch.isEmpty { return true }
        }
        isFinished = true
        return false
    }

    /// Passes over everything whose first open column is below `id`: the next batch begins there. Only goes forward.
    public mutating func skip(to id: TermID) {
        var target = bounds.lower
        switch prefix {
        case 0: target = IDTuple(first: id.raw, second: 0, third: 0, fourth: 0)
        case 1: target = IDTuple(first: target.first, second: id.raw, third: 0, fourth: 0)
        case 2: target = IDTuple(first: target.first, second: target.second, third: id.raw, fourth: 0)
        default: target.fourth = id.raw
        }
        if lower < target {
            lower = target
            hasStarted = false
        }
    }

    private mutating func advance() throws -> Bool {
        if hasStarted { return try cursor.next() }
        hasStarted = true
        return try cursor.seek(atMost: TupleBlock.key(lower).span.bytes) || cursor.first()
    }

    /// Adds what the block at the cursor holds within bounds.
    private mutating func decode(into batch: inout QuadBatch) throws {
        let (lower, upper) = (lower, bounds.upper)
        if prefix < 2 {
            guard batch.fill(cursor.key, cursor.value), let last = batch.last else { throw index.damage }
            isFinished = upper < last
            batch.keep(from: lower, through: upper)
        } else {
            // Few tuples are wanted: no more of the block is decoded than must be.
            var isBeyond = false
            let isSound = TupleBlock.forEach(cursor.key, cursor.value, from: lower) { tuple in
                isBeyond = upper < tuple
                if !isBeyond { batch.append(tuple) }
                return !isBeyond
            }
            if !isSound { throw index.damage }
            isFinished = isBeyond
        }
        if !bounds.checks.isEmpty || bounds.leavesOutDefaultGraph {
            let bounds = bounds
            batch.filter { tuple in
                bounds.checks.allSatisfy { tuple.word($0.column) == $0.id }
                    && !(bounds.leavesOutDefaultGraph && tuple.fourth == 0)
            }
        }
    }
}

extension TupleIndex {
    /// The number of tuples within bounds. Headers tell it for whole blocks; only the blocks at the ends, and those
    /// where more must be checked, are decoded.
    func count(_ bounds: ScanBounds, in transaction: borrowing Transaction<Reading>) throws -> Int {
        var cursor = try transaction.cursor(in: database)
        guard try cursor.seek(atMost: TupleBlock.key(bounds.lower).span.bytes) || cursor.first() else { return 0 }
        let mustDecode = !bounds.checks.isEmpty || bounds.leavesOutDefaultGraph
        var total = 0
        while true {
            guard let first = TupleBlock.tuple(cursor.key), let blockCount = TupleBlock.count(cursor.value) else {
                throw damage
            }
            if bounds.upper < first { return total }
            let tuples = mustDecode || first < bounds.lower ? try decode(cursor.key, cursor.value) : nil
            // The last block of the range is known only by the one after it.
            let next = try cursor.next() ? TupleBlock.tuple(cursor.key) : nil
            let isInside = next.map { !(bounds.upper < $0) } ?? false
            if let tuples {
                total += count(tuples, bounds)
            } else if isInside {
                total += blockCount
            } else {
                total += try countBlock(first, bounds, in: transaction)
            }
            if !isInside { return total }
        }
    }

    private func countBlock(
        _ first: IDTuple, _ bounds: ScanBounds, in transaction: borrowing Transaction<Reading>
    ) throws -> Int {
        var cursor = try transaction.cursor(in: database)
        guard try cursor.seek(TupleBlock.key(first).span.bytes) else { return 0 }
        return count(try decode(cursor.key, cursor.value), bounds)
    }

    private func count(_ tuples: [IDTuple], _ bounds: ScanBounds) -> Int {
        tuples.reduce(0) { total, tuple in
            let isWanted =
                !(tuple < bounds.lower) && !(bounds.upper < tuple)
                && bounds.checks.allSatisfy { tuple.word($0.column) == $0.id }
                && !(bounds.leavesOutDefaultGraph && tuple.fourth == 0)
            return total + (isWanted ? 1 : 0)
        }
    }
}
