// What the bytes of a text in UTF-8 tell about its characters, without a string being made of them.

extension Span<UInt8> {
    /// How many code points the text has: each has one byte that is none of those that go on with one.
    @inlinable
    public var characterCount: Int {
        var count = 0
        for place in indices where self[place] & 0xC0 != 0x80 { count += 1 }
        return count
    }

    /// Where the text behind the first `count` code points begins.
    @inlinable
    public func offset(afterCharacters count: Int) -> Int {
        var left = count
        for place in indices where self[place] & 0xC0 != 0x80 {
            if left == 0 { return place }
            left -= 1
        }
        return self.count
    }

    @inlinable
    public func starts(with bytes: [UInt8]) -> Bool {
        guard count >= bytes.count else { return false }
        for place in bytes.indices where self[place] != bytes[place] { return false }
        return true
    }

    @inlinable
    public func ends(with bytes: [UInt8]) -> Bool {
        let start = count - bytes.count
        guard start >= 0 else { return false }
        for place in bytes.indices where self[start + place] != bytes[place] { return false }
        return true
    }

    /// Whether no character outside ASCII has to do with case: neither has it another one, nor is it what a letter of
    /// ASCII may stand for. So it is with texts of Chinese, Japanese and Korean characters and their punctuation; of
    /// others nothing is said.
    @inlinable
    public var hasOnlyASCIICase: Bool {
        var place = 0
        while place < count {
            let byte = self[place]
            if byte < 0x80 {
                place += 1
                continue
            }
            guard place + 2 < count else { return false }
            switch byte {
            // U+2000 to U+203F: dashes and quotation marks.
            case 0xE2 where self[place + 1] == 0x80: break
            // U+3000 to U+9FFF.
            case 0xE3...0xE9: break
            // U+AC00 to U+CFFF: Korean syllables.
            case 0xEB, 0xEC: break
            // Signs of full width, but for letters, U+FF21 to U+FF3A and U+FF41 to U+FF5A.
            case 0xEF:
                let (second, third) = (self[place + 1], self[place + 2])
                if second == 0xBC, !(0xA1...0xBA).contains(third) { break }
                return false
            default: return false
            }
            place += 3
        }
        return true
    }
}
