/// Looks for bytes among others, in a number of steps that grows with both lengths alone (Knuth, Morris and Pratt 1977).
public struct ByteSearch: Sendable {
    @usableFromInline let wanted: [UInt8]
    /// Of each beginning of the wanted bytes, the longest shorter one that it ends with.
    @usableFromInline let borders: [Int]

    public init(_ wanted: [UInt8]) {
        var borders = [Int](repeating: 0, count: wanted.count)
        var length = 0
        for place in 1..<max(wanted.count, 1) {
            while length > 0, wanted[place] != wanted[length] { length = borders[length - 1] }
            if wanted[place] == wanted[length] { length += 1 }
            borders[place] = length
        }
        self.wanted = wanted
        self.borders = borders
    }

    /// Where the wanted bytes first stand in a text, counted from its start.
    @inlinable
    public func firstOffset(in text: Span<UInt8>) -> Int? {
        let (wanted, borders) = (wanted.span, borders.span)
        if wanted.isEmpty { return 0 }
        var length = 0
        for place in text.indices {
            let byte = text[place]
            while length > 0, byte != wanted[length] { length = borders[length - 1] }
            if byte == wanted[length] { length += 1 }
            if length == wanted.count { return place + 1 - length }
        }
        return nil
    }
}
