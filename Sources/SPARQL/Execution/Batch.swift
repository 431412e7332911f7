// Solutions on their way from operator to operator: columns of ids, one for each variable of the operator's schema.
import GraphStore

extension TermID {
    /// Stands for no value in a column of solutions. It is the default graph's id, which no term has.
    static let unbound = TermID.defaultGraph

    @inline(__always)
    var isUnbound: Bool { raw == 0 }
}

/// Some solutions. Columns are as long as there are rows.
struct Batch {
    var columns: [[TermID]]
    var count: Int

    init(width: Int) {
        columns = Array(repeating: [], count: width)
        count = 0
    }

    init(columns: [[TermID]], count: Int) {
        self.columns = columns
        self.count = count
    }

    /// Keeps the rows for which `isWanted` holds.
    mutating func keep(_ isWanted: (Int) throws -> Bool) rethrows {
        var rows: [Int] = []
        rows.reserveCapacity(count)
        for row in 0..<count where try isWanted(row) { rows.append(row) }
        if rows.count < count { self = selecting(rows) }
    }

    /// The rows with these numbers, in this order.
    func selecting(_ rows: [Int]) -> Batch {
        Batch(columns: columns.map { $0.gathering(rows) }, count: rows.count)
    }

    /// Sorts the rows by a column, unless they are few or sorted.
    mutating func sort(by column: Int) {
        let ids = columns[column]
        if count < Limits.sortedTerms || ids.isAscending { return }
        let rows = ids.enumerated().sorted { $0.element.raw < $1.element.raw }
        self = selecting(rows.map(\.offset))
    }

    func slice(_ rows: Range<Int>) -> Batch {
        rows == 0..<count ? self : Batch(columns: columns.map { Array($0[rows]) }, count: rows.count)
    }

    mutating func append(_ other: Batch) {
        for column in columns.indices { columns[column].append(contentsOf: other.columns[column]) }
        count += other.count
    }

    func row(_ row: Int) -> [TermID] { columns.map { $0[row] } }
}

extension [TermID] {
    /// Whether no id is less than the one before it.
    var isAscending: Bool {
        for row in 1..<Swift.max(count, 1) where self[row] < self[row - 1] { return false }
        return true
    }

    /// The ids at these places.
    @inline(__always)
    func gathering(_ rows: [Int]) -> [TermID] {
        [TermID](unsafeUninitializedCapacity: rows.count) { output, count in
            for (place, row) in rows.enumerated() { output.initializeElement(at: place, to: self[row]) }
            count = rows.count
        }
    }
}

/// The variables of an operator's columns: numbers of the query's `VariableTable`.
typealias Schema = [Int]
