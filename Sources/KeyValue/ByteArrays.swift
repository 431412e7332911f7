// The same operations for keys and values that are byte arrays, which is how most callers build them.

extension Transaction {
    @inlinable
    @_lifetime(borrow self)
    public borrowing func value(of key: [UInt8], in database: Database) throws(StorageError) -> RawSpan? {
        try value(of: key.span.bytes, in: database)
    }

    @inlinable
    public borrowing func contains(_ key: [UInt8], in database: Database) throws(StorageError) -> Bool {
        try contains(key.span.bytes, in: database)
    }
}

extension Transaction where Access == Writing {
    @inlinable
    public mutating func put(
        _ key: [UInt8], _ value: [UInt8], in database: Database, mode: PutMode = .replace
    ) throws(StorageError) {
        try put(key.span.bytes, value.span.bytes, in: database, mode: mode)
    }

    @inlinable
    @discardableResult
    public mutating func delete(_ key: [UInt8], in database: Database) throws(StorageError) -> Bool {
        try delete(key.span.bytes, in: database)
    }

    @inlinable
    @discardableResult
    public mutating func delete(_ key: [UInt8], _ value: [UInt8], in database: Database) throws(StorageError) -> Bool {
        try delete(key.span.bytes, value.span.bytes, in: database)
    }
}

extension Cursor {
    @inlinable
    public mutating func seek(_ key: [UInt8]) throws(StorageError) -> Bool { try seek(key.span.bytes) }

    @inlinable
    public mutating func seek(atLeast key: [UInt8]) throws(StorageError) -> Bool {
        try seek(atLeast: key.span.bytes)
    }

    @inlinable
    public mutating func seek(atMost key: [UInt8]) throws(StorageError) -> Bool { try seek(atMost: key.span.bytes) }

    @inlinable
    public mutating func seek(_ key: [UInt8], duplicateAtLeast value: [UInt8]) throws(StorageError) -> Bool {
        try seek(key.span.bytes, duplicateAtLeast: value.span.bytes)
    }

    @inlinable
    public mutating func seek(_ key: [UInt8], duplicate value: [UInt8]) throws(StorageError) -> Bool {
        try seek(key.span.bytes, duplicate: value.span.bytes)
    }
}

extension Cursor where Access == Writing {
    @inlinable
    public mutating func put(_ key: [UInt8], _ value: [UInt8], mode: PutMode = .replace) throws(StorageError) {
        try put(key.span.bytes, value.span.bytes, mode: mode)
    }
}
