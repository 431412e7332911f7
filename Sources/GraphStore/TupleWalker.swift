// Reads many short ranges of one index in ascending order: a block that several ranges fall into is decoded once.
import KeyValue

struct TupleWalker: ~Copyable {
    private let index: TupleIndex
    private var cursor: Cursor<Reading>
    private var block: [IDTuple] = []

    init(_ index: TupleIndex, _ transaction: borrowing Transaction<Reading>) throws {
        let cursor = try transaction.cursor(in: index.database)
        self.index = index
        self.cursor = cursor
    }

    /// Hands the tuples from `lower` to `upper` to `body`, until it returns false.
    mutating func forEach(
        from lower: IDTuple, through upper: IDTuple, _ body: (IDTuple) throws -> Bool
    ) throws {
        if let first = block.first, let last = block.last, !(lower < first), !(last < lower) {
            // The range begins in the block at hand.
        } else {
            guard try cursor.seek(atMost: TupleBlock.key(lower).span.bytes) || cursor.first() else { return }
            block = try index.decode(cursor.key, cursor.value)
        }
        var position = block.partitioningIndex { !($0 < lower) }
        while true {
            while position < block.count {
                if upper < block[position] { return }
                guard try body(block[position]) else { return }
                position += 1
            }
            guard try cursor.next() else {
                block = []
                return
            }
            block = try index.decode(cursor.key, cursor.value)
            position = 0
        }
    }

    /// Hands the tuples with this first column, and second if given, to `body`.
    mutating func forEach(
        first: UInt64, second: UInt64? = nil, _ body: (IDTuple) throws -> Bool
    ) throws {
        let lower = IDTuple(first: first, second: second ?? 0, third: 0, fourth: 0)
        let upper = IDTuple(first: first, second: second ?? .max, third: .max, fourth: .max)
        try forEach(from: lower, through: upper, body)
    }
}
