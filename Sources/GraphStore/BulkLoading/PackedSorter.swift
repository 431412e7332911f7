// A stable radix sort of packed tuples by one column at a time, from the least significant digit. A column costs a pass
// for each 11 bits by which its numbers differ, none where it is sorted already; what goes together is moved from one
// array to another, so that every pass reads one stream and writes some.
// Unsafe: moves tuples by pointer; counts of digits add up to the number of tuples.

/// Tuples that are sorted again and again.
struct PackedSorter {
    private(set) var tuples: [PackedTuple]
    private var scratch: [PackedTuple] = []

    init(_ tuples: [PackedTuple]) {
        self.tuples = tuples
    }

    /// Sorts by one column; tuples with the same number there keep their order.
    mutating func sort(by column: Int) {
        makeScratch()
        let isElsewhere = tuples.withUnsafeMutableBufferPointer { tuples in
            scratch.withUnsafeMutableBufferPointer { Self.sort(tuples, $0, by: column) }
        }
        if isElsewhere { swap(&tuples, &scratch) }
    }

    /// Sorts by all columns what is sorted by the first already: cheap where few tuples have the same number there.
    mutating func sortWithinFirst() {
        forEachRun(of: 0) { run, scratch in
            if run.count <= Self.fewTuples {
                Self.insertionSort(run) { $0 < $1 }
            } else {
                for column in (1...3).reversed() { Self.sortInPlace(run, scratch, by: column) }
            }
        }
    }

    /// Sorts by `column` what has the same number in another one, by which all is sorted already.
    mutating func sort(by column: Int, within outer: Int) {
        forEachRun(of: outer) { run, scratch in
            if run.count <= Self.fewTuples {
                Self.insertionSort(run) { $0.words[column] < $1.words[column] }
            } else {
                Self.sortInPlace(run, scratch, by: column)
            }
        }
    }

    @inline(__always)
    private mutating func forEachRun(
        of column: Int,
        _ body: (UnsafeMutableBufferPointer<PackedTuple>, UnsafeMutableBufferPointer<PackedTuple>) -> Void
    ) {
        makeScratch()
        tuples.withUnsafeMutableBufferPointer { tuples in
            scratch.withUnsafeMutableBufferPointer { scratch in
                var start = 0
                while start < tuples.count {
                    let number = tuples[start].words[column]
                    var end = start + 1
                    while end < tuples.count, tuples[end].words[column] == number { end += 1 }
                    if end - start > 1 { body(tuples.extracting(start..<end), scratch.extracting(start..<end)) }
                    start = end
                }
            }
        }
    }

    /// Leaves one of equal tuples, which stand side by side.
    mutating func removeRepeated() {
        var kept = min(tuples.count, 1)
        tuples.withUnsafeMutableBufferPointer { tuples in
            for index in tuples.indices.dropFirst() where tuples[index] != tuples[kept - 1] {
                if index != kept { tuples[kept] = tuples[index] }
                kept += 1
            }
        }
        tuples.removeLast(tuples.count - kept)
    }

    private mutating func makeScratch() {
        if scratch.count == tuples.count { return }
        scratch = []
        scratch = [PackedTuple](unsafeUninitializedCapacity: tuples.count) { buffer, count in
            buffer.initialize(repeating: PackedTuple(.zero))
            count = tuples.count
        }
    }

    // MARK: Runs

    /// So few that counting digits costs more than comparing.
    private static let fewTuples = 32

    private static func sortInPlace(
        _ run: UnsafeMutableBufferPointer<PackedTuple>, _ scratch: UnsafeMutableBufferPointer<PackedTuple>,
        by column: Int
    ) {
        if sort(run, scratch, by: column) { _ = run.update(fromContentsOf: scratch) }
    }

    @inline(__always)
    private static func insertionSort(
        _ run: UnsafeMutableBufferPointer<PackedTuple>, _ isBefore: (PackedTuple, PackedTuple) -> Bool
    ) {
        for end in 1..<run.count {
            let tuple = run[end]
            var place = end
            while place > 0, isBefore(tuple, run[place - 1]) {
                run[place] = run[place - 1]
                place -= 1
            }
            if place < end { run[place] = tuple }
        }
    }

    // MARK: Digits

    /// 2,048 places to write to are what the second cache holds.
    private static let digitBits = 11

    /// Sorts by one column; whether the outcome is in `scratch`.
    private static func sort(
        _ tuples: UnsafeMutableBufferPointer<PackedTuple>, _ scratch: UnsafeMutableBufferPointer<PackedTuple>,
        by column: Int
    ) -> Bool {
        var (least, greatest, previous) = (UInt32.max, UInt32.min, UInt32.min)
        var isSorted = true
        for tuple in tuples {
            let number = tuple.words[column]
            isSorted = isSorted && previous <= number
            previous = number
            least = min(least, number)
            greatest = max(greatest, number)
        }
        if isSorted { return false }
        let bits = UInt32.bitWidth - (greatest - least).leadingZeroBitCount
        let passes = (bits + digitBits - 1) / digitBits
        let width = (bits + passes - 1) / passes
        var (source, target) = (tuples, scratch)
        for pass in 0..<passes {
            distribute(source, to: target, by: column, above: least, Digit(shift: pass * width, width: width))
            swap(&source, &target)
        }
        return passes % 2 == 1
    }

    private struct Digit {
        let shift: UInt32
        let count: Int
        let mask: UInt32

        init(shift: Int, width: Int) {
            self.shift = UInt32(shift)
            count = 1 << width
            mask = (1 << UInt32(width)) - 1
        }

        @inline(__always)
        func value(_ number: UInt32) -> Int { Int((number &>> shift) & mask) }
    }

    private static func distribute(
        _ source: UnsafeMutableBufferPointer<PackedTuple>, to target: UnsafeMutableBufferPointer<PackedTuple>,
        by column: Int, above least: UInt32, _ digit: Digit
    ) {
        withUnsafeTemporaryAllocation(of: Int.self, capacity: digit.count + 1) { places in
            places.initialize(repeating: 0)
            for tuple in source { places[digit.value(tuple.words[column] &- least) + 1] += 1 }
            for value in 1...digit.count { places[value] += places[value - 1] }
            for tuple in source {
                let value = digit.value(tuple.words[column] &- least)
                target[places[value]] = tuple
                places[value] += 1
            }
        }
    }
}
