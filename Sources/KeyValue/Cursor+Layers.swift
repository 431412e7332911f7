// A cursor over a tree with a journal over it: two sorted sequences read as one, in which the journal's entries hide the
// tree's of the same key. A reading cursor moves both along. A writing cursor, under which the overlay changes, finds
// its place anew by the key where it stands.
// Unsafe: entries are pointers into LMDB's pages or into records, both alive as long as the transaction.

import CLMDB

/// Where a cursor stands in the journal's entries, beside its place in the tree.
struct CursorLayer {
    /// How the places in the tree and in the journal relate to the entry where the cursor stands.
    enum Bearing {
        /// It stands nowhere, or has gone beyond one of the ends.
        case none, beforeFirst, afterLast
        /// Both places are at that entry or at the next that there is.
        case forward
        /// Both are at that entry or at the last before it.
        case backward
        /// It stands at `key`, and the places have to be found.
        case lost
    }

    fileprivate let database: Database
    fileprivate var entries: [Overlay.Entry]
    let isNeeded: Bool
    fileprivate let isWriting: Bool
    fileprivate var bearing = Bearing.none
    /// The place among `entries`; -1 before the first.
    fileprivate var index = 0
    fileprivate var treeKey = MDB_val()
    fileprivate var treeValue = MDB_val()
    fileprivate var isInTree = false
    fileprivate var takesTree = false
    fileprivate var takesEntry = false
    fileprivate var key: [UInt8] = []

    init(_ handle: TransactionHandle, _ database: Database, isWriting: Bool) throws(StorageError) {
        self.database = database
        self.isWriting = isWriting
        entries = handle.isLayered ? try handle.table(of: database) : []
        let takesChanges = isWriting && handle.isLayered ? try handle.prepareChange(of: database) : false
        isNeeded = !entries.isEmpty || takesChanges
    }

    /// Stands nowhere, as in the beginning.
    mutating func displace() {
        bearing = .none
        (treeKey, treeValue, isInTree) = (MDB_val(), MDB_val(), false)
    }
}

extension Cursor {
    @usableFromInline
    mutating func firstOfLayers() throws(StorageError) -> Bool {
        try refresh()
        layer.index = 0
        try moveTree(MDB_FIRST)
        return try settleForward()
    }

    @usableFromInline
    mutating func lastOfLayers() throws(StorageError) -> Bool {
        try refresh()
        layer.index = layer.entries.count - 1
        try moveTree(MDB_LAST)
        return try settleBackward()
    }

    @usableFromInline
    mutating func nextOfLayers() throws(StorageError) -> Bool {
        if isDisplaced { try renew() }
        switch layer.bearing {
        case .none, .beforeFirst: return try firstOfLayers()
        case .afterLast: return false
        case .forward where !layer.isWriting:
            if layer.takesTree { try moveTree(MDB_NEXT) }
            if layer.takesEntry { layer.index += 1 }
            return try settleForward()
        default:
            let key = standingKey
            try place(atLeast: key.span.bytes)
            let isThere = try settleForward() && self.key.isEqual(to: key.span.bytes)
            if !isThere { return entryKey.mv_size > 0 }
            if layer.takesTree { try moveTree(MDB_NEXT) }
            if layer.takesEntry { layer.index += 1 }
            return try settleForward()
        }
    }

    @usableFromInline
    mutating func previousOfLayers() throws(StorageError) -> Bool {
        if isDisplaced { try renew() }
        switch layer.bearing {
        case .none, .afterLast: return try lastOfLayers()
        case .beforeFirst: return false
        case .backward where !layer.isWriting: break
        default:
            let key = standingKey
            try place(atMost: key.span.bytes)
            let isThere = try settleBackward() && self.key.isEqual(to: key.span.bytes)
            if !isThere { return entryKey.mv_size > 0 }
        }
        if layer.takesTree { try moveTree(MDB_PREV) }
        if layer.takesEntry { layer.index -= 1 }
        return try settleBackward()
    }

    @usableFromInline
    mutating func seekInLayers(_ key: RawSpan) throws(StorageError) -> Bool {
        if try seekInLayers(atLeast: key), self.key.isEqual(to: key) { return true }
        return standNowhere(.none)
    }

    @usableFromInline
    mutating func seekInLayers(atLeast key: RawSpan) throws(StorageError) -> Bool {
        try place(atLeast: key)
        return try settleForward()
    }

    @usableFromInline
    mutating func seekInLayers(atMost key: RawSpan) throws(StorageError) -> Bool {
        try place(atMost: key)
        return try settleBackward()
    }

    // MARK: Places

    /// A writing cursor looks at the overlay as it is now.
    private mutating func refresh() throws(StorageError) {
        if layer.isWriting { layer.entries = try handle.table(of: layer.database) }
    }

    private mutating func place(atLeast key: RawSpan) throws(StorageError) {
        try refresh()
        layer.index = key.withUnsafeBytes { Overlay.lowerBound(layer.entries, $0) }
        try moveTree(atLeast: key)
    }

    private mutating func place(atMost key: RawSpan) throws(StorageError) {
        try refresh()
        layer.index = key.withUnsafeBytes { key in
            let index = Overlay.lowerBound(layer.entries, key)
            let isEqual = index < layer.entries.count && Overlay.compare(layer.entries[index].key, key) == 0
            return isEqual ? index : index - 1
        }
        try moveTree(atLeast: key)
        let isEqual = key.withUnsafeBytes { Overlay.compare(UnsafeRawBufferPointer(layer.treeKey), $0) == 0 }
        if !isEqual || !layer.isInTree { try moveTree(layer.isInTree ? MDB_PREV : MDB_LAST) }
    }

    /// The key where the cursor stands, to find it again.
    private var standingKey: [UInt8] {
        layer.bearing == .lost ? layer.key : Array(UnsafeRawBufferPointer(entryKey))
    }

    private mutating func moveTree(_ operation: MDB_cursor_op) throws(StorageError) {
        try handle.checkAge()
        if isDisplaced { try renew() }
        try settleTree(mdb_cursor_get(pointer, &layer.treeKey, &layer.treeValue, operation))
    }

    private mutating func moveTree(atLeast key: RawSpan) throws(StorageError) {
        try handle.checkAge()
        if isDisplaced { try renew() }
        let code = key.withUnsafeBytes { bytes in
            layer.treeKey = MDB_val(bytes)
            return mdb_cursor_get(pointer, &layer.treeKey, &layer.treeValue, MDB_SET_RANGE)
        }
        try settleTree(code)
    }

    private mutating func settleTree(_ code: Int32) throws(StorageError) {
        layer.isInTree = try handle.found(code, "read from")
    }

    // MARK: Settling

    /// Stands on the smaller of the two entries at hand that is not removed.
    private mutating func settleForward() throws(StorageError) -> Bool {
        while true {
            let entry = layer.index < layer.entries.count ? layer.entries[layer.index] : nil
            switch (layer.isInTree, entry) {
            case (false, nil): return standNowhere(.afterLast)
            case (true, nil): return standOnTree(.forward)
            case (let isInTree, let entry?):
                let order = isInTree ? Overlay.compare(UnsafeRawBufferPointer(layer.treeKey), entry.key) : 1
                if order < 0 { return standOnTree(.forward) }
                if entry.value != nil { return stand(on: entry, alsoTree: order == 0, .forward) }
                if order == 0 { try moveTree(MDB_NEXT) }
                layer.index += 1
            }
        }
    }

    /// Stands on the greater of the two entries at hand that is not removed.
    private mutating func settleBackward() throws(StorageError) -> Bool {
        while true {
            let entry = layer.index >= 0 ? layer.entries[layer.index] : nil
            switch (layer.isInTree, entry) {
            case (false, nil): return standNowhere(.beforeFirst)
            case (true, nil): return standOnTree(.backward)
            case (let isInTree, let entry?):
                let order = isInTree ? Overlay.compare(UnsafeRawBufferPointer(layer.treeKey), entry.key) : -1
                if order > 0 { return standOnTree(.backward) }
                if entry.value != nil { return stand(on: entry, alsoTree: order == 0, .backward) }
                if order == 0 { try moveTree(MDB_PREV) }
                layer.index -= 1
            }
        }
    }

    private mutating func standNowhere(_ bearing: CursorLayer.Bearing) -> Bool {
        (entryKey, entryValue) = (MDB_val(), MDB_val())
        layer.bearing = bearing
        return false
    }

    private mutating func standOnTree(_ bearing: CursorLayer.Bearing) -> Bool {
        (entryKey, entryValue) = (layer.treeKey, layer.treeValue)
        (layer.takesTree, layer.takesEntry, layer.bearing) = (true, false, bearing)
        return true
    }

    private mutating func stand(
        on entry: Overlay.Entry, alsoTree: Bool, _ bearing: CursorLayer.Bearing
    ) -> Bool {
        entryKey = MDB_val(entry.key)
        entryValue = entry.value.map { MDB_val($0) } ?? MDB_val()
        (layer.takesTree, layer.takesEntry, layer.bearing) = (alsoTree, true, bearing)
        return true
    }
}

extension Cursor where Access == Writing {
    @usableFromInline
    mutating func putInLayer(_ key: RawSpan, _ value: RawSpan) throws(StorageError) -> Bool {
        guard try handle.overlay(key, value, in: layer.database) else { return false }
        lose(standingAt: key.copy())
        return true
    }

    mutating func deleteInLayer() throws(StorageError) -> Bool {
        let key = self.key.copy()
        guard try handle.overlay(key.span.bytes, nil, in: layer.database) else { return false }
        lose(standingAt: key)
        return true
    }

    private mutating func lose(standingAt key: [UInt8]) {
        (entryKey, entryValue) = (MDB_val(), MDB_val())
        layer.key = key
        layer.bearing = .lost
    }
}

extension UnsafeRawBufferPointer {
    init(_ value: MDB_val) {
        self.init(start: UnsafeRawPointer(value.mv_data), count: value.mv_size)
    }
}
