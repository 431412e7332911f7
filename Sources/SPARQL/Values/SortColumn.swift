// The keys of one condition of ORDER BY, row by row. As long as all values are inline and of one kind, they are compared as
// the numbers that they are; from the first other value on every row has a `SortKey`.
import GraphStore
import Quantities

struct SortColumn {
    let isDescending: Bool
    private(set) var isInline: Bool
    /// Of the rows so far; nil while there are none.
    private(set) var kind: InlineRank.Kind?
    /// Numbers that ascend in the order that is asked for; empty unless `isInline`.
    private(set) var ranks: [Int] = []
    private var keys: [SortKey] = []
    private var textBytes = 0

    init(isDescending: Bool, isInline: Bool) {
        self.isDescending = isDescending
        self.isInline = isInline
    }

    /// The rank of a value that can stand among the ranks so far.
    @inline(__always)
    func rank(_ id: TermID, _ kind: inout InlineRank.Kind?) -> Int? {
        guard let rank = InlineRank(id), kind == nil || kind == rank.kind else { return nil }
        kind = rank.kind
        return isDescending ? -rank.value : rank.value
    }

    /// Adds values that are all inline and of the kind so far; else adds nothing and returns false.
    mutating func append(inline values: [TermID]) -> Bool {
        guard isInline else { return false }
        let count = ranks.count
        ranks.reserveCapacity(count + values.count)
        var kind = kind
        for id in values {
            guard let rank = rank(id, &kind) else {
                ranks.removeLast(ranks.count - count)
                return false
            }
            ranks.append(rank)
        }
        self.kind = kind
        return true
    }

    /// Goes over to keys; `keys` are those of the rows so far.
    mutating func leaveInline(_ keys: [SortKey]) {
        isInline = false
        ranks = []
        append(keys)
    }

    mutating func append(_ more: [SortKey]) {
        keys += more
        textBytes += more.reduce(0) { $0 + $1.textBytes }
    }

    func key(_ row: Int) -> SortKey { keys[row] }

    /// The order of two keys as it is asked for.
    func order(_ left: SortKey, _ right: SortKey) -> Ordering {
        isDescending ? right.compare(left) : left.compare(right)
    }

    /// The order of two rows as it is asked for.
    @inline(__always)
    func order(_ left: Int, _ right: Int) -> Ordering {
        isInline ? Ordering(ranks[left], ranks[right]) : order(keys[left], keys[right])
    }

    /// Keeps these rows, in this order.
    mutating func select(_ rows: [Int]) {
        if isInline {
            ranks = rows.map { ranks[$0] }
        } else {
            keys = rows.map { keys[$0] }
            textBytes = keys.reduce(0) { $0 + $1.textBytes }
        }
    }

    var byteCount: Int { ranks.count * 8 + keys.count * MemoryLayout<SortKey>.stride + textBytes }
}
