// Folding without strings, for whoever folds a million names: ASCII, Han characters and the marks that stand between
// them in Chinese text are folded here, by rules that NFKC and case folding give them; ICU folds everything else.

extension TextFolding {
    /// Appends `fold(text)`.
    static func fold(_ text: String, into folded: inout [UInt8]) {
        var text = text
        let start = folded.count
        let isDone = text.withUTF8 { foldFrequent($0, into: &folded) }
        if isDone { return }
        folded.removeSubrange(start...)
        folded += fold(text).utf8
    }

    /// - Returns: false when there is a character that takes more than a look at it.
    private static func foldFrequent(_ bytes: UnsafeBufferPointer<UInt8>, into folded: inout [UInt8]) -> Bool {
        let start = folded.count
        var hasControls = false
        var isASCII = true
        var pendingSpace = false
        var place = 0
        while place < bytes.count {
            let byte = bytes[place]
            var unit = UInt32(byte)
            var width = 1
            if byte >= 0x80 {
                isASCII = false
                guard byte & 0xF0 == 0xE0, place + 2 < bytes.count else { return false }
                unit = (unit & 0xF) << 12 | UInt32(bytes[place + 1] & 0x3F) << 6 | UInt32(bytes[place + 2] & 0x3F)
                width = 3
                switch unit {
                case 0x3400...0x4DBF, 0x4E00...0x9FFF: break
                case 0x3001, 0x3002, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D: break
                case 0x3000: unit = 0x20
                // Full-width forms stand in the order of ASCII.
                case 0xFF01...0xFF5E: unit -= 0xFEE0
                default: return false
                }
            }
            if unit <= 0x20 {
                hasControls = hasControls || unit < 0x09 || (unit > 0x0D && unit < 0x20)
                pendingSpace = folded.count > start
                place += width
                continue
            }
            if pendingSpace {
                folded.append(0x20)
                pendingSpace = false
            }
            if unit < 0x80 {
                let letter = UInt8(unit)
                folded.append(letter >= 0x41 && letter <= 0x5A ? letter | 0x20 : letter)
            } else {
                for offset in 0..<3 { folded.append(bytes[place + offset]) }
            }
            place += width
        }
        // Controls are space in plain ASCII only.
        return isASCII || !hasControls
    }
}

/// Readings of Han characters for one thread: each is asked for once.
struct PinyinReadings {
    private static let first: UInt32 = 0x3400
    private var places = [(start: Int32, count: Int32)](repeating: (-1, 0), count: 0x9FFF - 0x3400 + 1)
    private var bytes: [UInt8] = []

    /// The tone-less reading of a Han character of three bytes, as a range of what `byte(_:)` gives.
    private mutating func place(of scalar: Unicode.Scalar) -> Range<Int> {
        let index = Int(scalar.value - Self.first)
        if places[index].start < 0 {
            let reading = TextFolding.pinyin(String(scalar)).utf8.filter { $0 != 0x20 }
            places[index] = (Int32(bytes.count), Int32(reading.count))
            bytes += reading
        }
        let place = places[index]
        return Int(place.start)..<Int(place.start + place.count)
    }

    /// Appends the syllables of folded text without spaces to one array, and their first letters to another.
    /// - Returns: false when there is a character that takes more than a look at it.
    mutating func append(
        _ text: ArraySlice<UInt8>, syllables: inout [UInt8], initials: inout [UInt8]
    ) -> Bool {
        var isAtStart = true
        var place = text.startIndex
        while place < text.endIndex {
            let byte = text[place]
            if byte < 0x80 {
                place += 1
                if byte == 0x20 {
                    isAtStart = true
                    continue
                }
                syllables.append(byte)
                if isAtStart { initials.append(byte) }
                isAtStart = false
                continue
            }
            guard byte & 0xF0 == 0xE0, place + 2 < text.endIndex else { return false }
            let value =
                UInt32(byte & 0xF) << 12 | UInt32(text[place + 1] & 0x3F) << 6 | UInt32(text[place + 2] & 0x3F)
            guard value >= Self.first, value <= 0x9FFF, let scalar = Unicode.Scalar(value), SearchTokens.isHan(scalar)
            else { return false }
            let reading = self.place(of: scalar)
            guard let first = reading.first, bytes[first] < 0x80 else { return false }
            initials.append(bytes[first])
            for index in reading { syllables.append(bytes[index]) }
            isAtStart = true
            place += 3
        }
        return true
    }
}
