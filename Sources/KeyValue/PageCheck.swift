// Checks the pages of a file before LMDB trusts them. LMDB keeps no checksums and follows whatever a page says, so a
// damaged page number or node offset would crash the process. What is checked is the structure only: every page number
// lies within the file, every page is of the kind that its place calls for and is reached once, every node lies within
// its page. At opening that is done for the pages that lead to others (about one in a hundred), by `verify` for all.
//
// The layout is that of LMDB 0.9 (lmdb.h, mdb.c: MDB_page, MDB_node, MDB_meta, MDB_db); pages are read with pread, so
// that damage of the disk is an error, and inside a read transaction, so that a writer does not reuse them meanwhile.
// Unsafe: reads numbers from a page buffer; every offset is checked against its end.

import CLMDB
import Glibc

struct PageCheck {
    enum Depth {
        /// Pages that lead to others, and those of the two root databases.
        case branches
        case all
    }

    private let descriptor: Int32
    private let depth: Depth
    private var pageBytes = 0
    private var lastPage: UInt64 = 0
    private var seen: [Bool] = []

    /// Whether the pages that the last commit as `transaction` sees it stand in order; nil when two commits have come
    /// since, so that its first page is another's.
    static func isSound(_ environment: OpaquePointer, _ transaction: OpaquePointer, _ depth: Depth) -> Bool? {
        var descriptor: Int32 = -1
        var pages = MDB_stat()
        var information = MDB_envinfo()
        guard mdb_env_get_fd(environment, &descriptor) == MDB_SUCCESS,
            mdb_env_stat(environment, &pages) == MDB_SUCCESS,
            mdb_env_info(environment, &information) == MDB_SUCCESS
        else { return false }
        var check = PageCheck(descriptor: descriptor, depth: depth)
        check.pageBytes = Int(pages.ms_psize)
        return check.run(UInt64(mdb_txn_id(transaction)))
    }

    private init(descriptor: Int32, depth: Depth) {
        self.descriptor = descriptor
        self.depth = depth
    }

    private mutating func run(_ transaction: UInt64) -> Bool? {
        // LMDB itself has no pages before the first commit.
        if transaction == 0 { return true }
        var isLater = true
        for number in 0..<2 as Range<UInt64> {
            guard let meta = page(number) else { return false }
            let start = 16
            guard meta.number(start, 4) == 0xBEEF_C0DE else { continue }
            isLater = isLater && meta.number(start + 128, 8) > transaction
            guard meta.number(start + 128, 8) == transaction else { continue }
            var status = stat()
            lastPage = meta.number(start + 120, 8)
            guard fstat(descriptor, &status) == 0, lastPage >= 1,
                lastPage < UInt64(max(0, Int(status.st_size))) / UInt64(pageBytes) + 1
            else { return false }
            seen = [Bool](repeating: false, count: Int(lastPage) + 1)
            (seen[0], seen[1]) = (true, true)
            return tree(meta, at: start + 24, isRoot: true, .pageList)
                && tree(meta, at: start + 72, isRoot: true, .databases)
        }
        return isLater ? nil : false
    }

    /// What the leaves of a tree hold.
    private enum Content { case pageList, databases, entries }

    private struct Page {
        let bytes: [UInt8]

        func number(_ offset: Int, _ count: Int) -> UInt64 {
            var number: UInt64 = 0
            for index in stride(from: count - 1, through: 0, by: -1) {
                number = number << 8 | UInt64(bytes[offset + index])
            }
            return number
        }
    }

    private func page(_ number: UInt64) -> Page? {
        let bytes = [UInt8](unsafeUninitializedCapacity: pageBytes) { buffer, count in
            count = max(0, pread(descriptor, buffer.baseAddress, pageBytes, Int(number) * pageBytes))
        }
        return bytes.count == pageBytes ? Page(bytes: bytes) : nil
    }

    /// Checks the tree that an MDB_db record describes: flags at 4, depth at 6, root at 40.
    private mutating func tree(_ record: Page, at offset: Int, isRoot: Bool, _ content: Content) -> Bool {
        let root = record.number(offset + 40, 8)
        if root == .max { return true }
        // No database here has sorted duplicates in trees of their own, but that of the free pages has whole keys.
        let depth = Int(record.number(offset + 6, 2))
        guard depth >= 1, depth <= 32 else { return false }
        return node(root, depth: depth, isRoot: isRoot, content)
    }

    private mutating func take(_ number: UInt64) -> Bool {
        guard number >= 2, number <= lastPage, !seen[Int(number)] else { return false }
        seen[Int(number)] = true
        return true
    }

    private mutating func node(_ number: UInt64, depth: Int, isRoot: Bool, _ content: Content) -> Bool {
        guard take(number) else { return false }
        let isLeaf = depth == 1
        if isLeaf && !isRoot && self.depth == .branches { return true }
        guard let page = page(number), page.number(0, 8) == number else { return false }
        let flags = page.number(10, 2) & 0x6F
        let (lower, upper) = (Int(page.number(12, 2)), Int(page.number(14, 2)))
        guard flags == (isLeaf ? 2 : 1), lower >= 16, lower % 2 == 0, lower <= upper, upper <= pageBytes else {
            return false
        }
        let count = (lower - 16) / 2
        if count == 0 || (!isLeaf && count < 2) { return false }
        for index in 0..<count {
            let start = Int(page.number(16 + index * 2, 2))
            guard start >= upper, start % 2 == 0, start + 8 <= pageBytes else { return false }
            let keyBytes = Int(page.number(start + 6, 2))
            guard keyBytes <= StorageLimits.keyBytes, start + 8 + keyBytes <= pageBytes else { return false }
            if isLeaf {
                guard entry(page, start, keyBytes, content) else { return false }
            } else {
                let child = page.number(start, 4) | page.number(start + 4, 2) << 32
                guard node(child, depth: depth - 1, isRoot: isRoot, content) else { return false }
            }
        }
        return true
    }

    private mutating func entry(_ page: Page, _ start: Int, _ keyBytes: Int, _ content: Content) -> Bool {
        let flags = page.number(start + 4, 2)
        let length = Int(page.number(start, 4))
        let data = start + 8 + keyBytes
        guard keyBytes > 0 else { return false }
        switch flags {
        case 0:
            guard data + length <= pageBytes else { return false }
            return content != .pageList || isPageList(page.bytes[data..<data + length])
        case 1:
            guard data + 8 <= pageBytes else { return false }
            return overflow(page.number(data, 8), length, content)
        case 2:
            guard content == .databases, length == 48, data + 48 <= pageBytes else { return false }
            return tree(page, at: data, isRoot: false, .entries)
        default: return false
        }
    }

    /// A value with pages of its own: their number stands at 12 of the first.
    private mutating func overflow(_ number: UInt64, _ length: Int, _ content: Content) -> Bool {
        let pages = (16 + length + pageBytes - 1) / pageBytes
        for offset in 0..<UInt64(pages) where !take(number &+ offset) { return false }
        guard let first = page(number), first.number(0, 8) == number, first.number(10, 2) & 0x6F == 4,
            first.number(12, 4) == UInt64(pages)
        else { return false }
        guard content == .pageList else { return true }
        var bytes = Array(first.bytes[16...])
        for offset in 1..<UInt64(max(1, pages)) {
            guard let next = page(number + offset) else { return false }
            bytes += next.bytes
        }
        return bytes.count >= length && isPageList(bytes[..<length])
    }

    /// Free pages: how many, then their numbers, each smaller than the one before.
    private mutating func isPageList(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count >= 8, bytes.count % 8 == 0 else { return false }
        let list = Page(bytes: Array(bytes))
        guard list.number(0, 8) <= UInt64(bytes.count / 8 - 1) else { return false }
        var previous = UInt64.max
        for index in 0..<Int(list.number(0, 8)) {
            let number = list.number(8 + index * 8, 8)
            guard number < previous, take(number) else { return false }
            previous = number
        }
        return true
    }
}

extension Environment {
    /// Checks the structure of every page of the last commit; throws ``StorageError`` of kind `corrupted`. Only for
    /// environments without sorted duplicates.
    public func checkPages() throws(StorageError) {
        try check(.all)
    }

    /// The same for the pages that lead to others: quick enough for every opening.
    public func checkBranches() throws(StorageError) {
        try check(.branches)
    }

    private func check(_ depth: PageCheck.Depth) throws(StorageError) {
        while true {
            if let isSound = isSound(depth) {
                if isSound { return }
                throw StorageError(.corrupted, operation: "check the pages of", path: path)
            }
        }
    }

    private func isSound(_ depth: PageCheck.Depth) -> Bool? {
        var transaction: OpaquePointer?
        // What keeps a transaction from beginning is told to whoever begins the next.
        guard mdb_txn_begin(pointer, nil, UInt32(MDB_RDONLY), &transaction) == MDB_SUCCESS, let transaction else {
            return true
        }
        defer { mdb_txn_abort(transaction) }
        return PageCheck.isSound(pointer, transaction, depth)
    }
}
