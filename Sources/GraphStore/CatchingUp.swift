// What has changed in a file between two of its snapshots, put into a copy whose blocks begin and end elsewhere.
import KeyValue
import Primitives

extension StoreFile {
    /// Brings this copy of `old` from one snapshot of it to a later one. The time goes with what has changed, but for
    /// a glance at every entry.
    func catchUp(
        _ old: StoreFile, from before: borrowing Transaction<Reading>, to after: borrowing Transaction<Reading>
    ) throws {
        for (source, target) in old.plainDatabases(self) {
            let changes = try Self.entryChanges(of: source, from: before, to: after)
            if changes.isEmpty { continue }
            try environment.write { writing in
                for (key, value) in changes {
                    if let value {
                        try writing.put(key, value, in: target)
                    } else {
                        try writing.delete(key, in: target)
                    }
                }
            }
        }
        for (source, target) in old.tupleIndexes(self) {
            let changes = try Self.tupleChanges(of: source, from: before, to: after)
            if changes.isEmpty { continue }
            try environment.write { writing in _ = try target.apply(changes, in: &writing) }
        }
    }

    /// Keys with their new values; nil for those that are gone.
    private static func entryChanges(
        of database: Database, from before: borrowing Transaction<Reading>, to after: borrowing Transaction<Reading>
    ) throws -> [(key: [UInt8], value: [UInt8]?)] {
        var changes: [(key: [UInt8], value: [UInt8]?)] = []
        var difference = try SnapshotDifference(of: database, from: before, to: after)
        while let change = try difference.next() {
            changes.append((difference.key.copy(), change == .removed ? nil : difference.newValue.copy()))
        }
        return changes
    }

    /// Tuples that only one of the snapshots has: those of the blocks that differ, without those that were merely moved
    /// to another block.
    private static func tupleChanges(
        of index: TupleIndex, from before: borrowing Transaction<Reading>, to after: borrowing Transaction<Reading>
    ) throws -> [TupleChange] {
        var removed: [IDTuple] = []
        var added: [IDTuple] = []
        var difference = try SnapshotDifference(of: index.database, from: before, to: after)
        while let change = try difference.next() {
            if change != .added { removed += try index.decode(difference.key, difference.oldValue) }
            if change != .removed { added += try index.decode(difference.key, difference.newValue) }
        }
        var changes: [TupleChange] = []
        var (left, right) = (removed[...], added[...])
        while let old = left.first, let new = right.first {
            if old == new {
                left.removeFirst()
                right.removeFirst()
            } else if old < new {
                changes.append(TupleChange(tuple: left.removeFirst(), isInsert: false))
            } else {
                changes.append(TupleChange(tuple: right.removeFirst(), isInsert: true))
            }
        }
        changes += left.map { TupleChange(tuple: $0, isInsert: false) }
        changes += right.map { TupleChange(tuple: $0, isInsert: true) }
        return changes
    }
}
