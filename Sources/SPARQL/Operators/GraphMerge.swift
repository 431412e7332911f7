// The matches of one pattern in the merge of several graphs (FROM): each graph is read by itself, in one order, and a triple
// that stands in several comes once.
import GraphStore

final class GraphMerge: Operator {
    /// What has been read of a graph and not been handed on.
    private struct Head {
        var batch: Batch
        var row = 0
        var isOver = false

        @inline(__always)
        mutating func isReady(_ input: Operator) throws -> Bool {
            if row < batch.count { return true }
            if isOver { return false }
            row = 0
            isOver = try !input.next(&batch)
            if isOver { batch.count = 0 }
            return !isOver
        }
    }

    private var heads: [Head]
    /// The row that was handed on last.
    private var last: [TermID]?

    /// - Parameter scans: of the pattern in each graph, all with the same columns, which they are sorted by.
    init(_ context: QueryContext, _ scans: [Operator]) {
        let schema = scans[0].schema
        heads = scans.map { _ in Head(batch: Batch(width: schema.count)) }
        super.init(context, schema: schema, inputs: scans)
        order = schema
        estimate = scans.reduce(0) { $0 + $1.estimate }
    }

    override func produce(_ batch: inout Batch) throws -> Bool {
        var columns = [[TermID]](repeating: [], count: schema.count)
        var count = 0
        while count < Limits.batchRows {
            var (least, second): (Int?, Int?)
            for place in heads.indices where try heads[place].isReady(inputs[place]) {
                if let other = least, !isBefore(heads[place], heads[other]) {
                    if second.map({ isBefore(heads[place], heads[$0]) }) ?? true { second = place }
                } else {
                    (least, second) = (place, least)
                }
            }
            guard let least else { break }
            // Up to the first row of another graph; a graph has each triple once.
            let other = second.map { heads[$0] }
            var head = heads[least]
            if let last, last == head.batch.row(head.row) { head.row += 1 }
            let start = head.row
            while head.row < head.batch.count, count + head.row - start < Limits.batchRows,
                other.map({ isBefore(head, $0) }) ?? true
            {
                head.row += 1
            }
            // A row that another graph has as well is this graph's, and is passed over there.
            if start == head.row, start < head.batch.count, start == heads[least].row { head.row += 1 }
            for column in columns.indices {
                columns[column].append(contentsOf: head.batch.columns[column][start..<head.row])
            }
            if start < head.row { last = head.batch.row(head.row - 1) }
            count += head.row - start
            heads[least].row = head.row
        }
        if count == 0 { return false }
        batch = Batch(columns: columns, count: count)
        return true
    }

    private func isBefore(_ left: Head, _ right: Head) -> Bool {
        for column in schema.indices {
            let (leftID, rightID) = (left.batch.columns[column][left.row], right.batch.columns[column][right.row])
            if leftID != rightID { return leftID < rightID }
        }
        return false
    }

    override func reset() {
        super.reset()
        for place in heads.indices {
            heads[place].batch.count = 0
            heads[place].row = 0
            heads[place].isOver = false
        }
        last = nil
    }

    override var title: String { "merge of \(inputs.count) graphs" }
}
