// One normalisation of text for search, import and name matching, so that what is found at the bedside is what was
// matched at import. Full-width letters, compatibility forms and case vanish; runs of white space become one space.
// ASCII, by far the most frequent input, takes a path that never leaves Swift.

import CICU
import Synchronization

public enum TextFolding {
    /// `text` folded for comparison: NFKC, case-folded, white space collapsed and trimmed.
    public static func fold(_ text: String) -> String {
        var text = text
        let ascii = text.withUTF8 { bytes in foldASCII(bytes) }
        if let ascii { return ascii }
        return collapseSpaces(transform(text, with: cicu_fold))
    }

    /// The tone-less pinyin of `text`, one syllable per Han character, parted by spaces; Latin text is kept.
    ///
    /// Readings are kept by character: ICU reads each on its own, and takes a hundred times as long as a look-up.
    public static func pinyin(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            guard SearchTokens.isHan(scalar) else {
                result.unicodeScalars.append(scalar)
                continue
            }
            result += " " + reading(of: scalar) + " "
        }
        return collapseSpaces(result)
    }

    private static let readings = Mutex<[Unicode.Scalar: String]>([:])

    private static func reading(of scalar: Unicode.Scalar) -> String {
        if let known = readings.withLock({ $0[scalar] }) { return known }
        let reading = collapseSpaces(transform(String(scalar), with: cicu_pinyin))
        readings.withLock { $0[scalar] = reading }
        return reading
    }

    /// The first letters of the pinyin syllables: `高血压` gives `gxy`.
    public static func pinyinInitials(_ text: String) -> String {
        String(pinyin(text).split(separator: " ").compactMap(\.first))
    }

    private static func foldASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        var folded: [UInt8] = []
        folded.reserveCapacity(bytes.count)
        var pendingSpace = false
        for byte in bytes {
            if byte >= 0x80 { return nil }
            if byte <= 0x20 {
                pendingSpace = !folded.isEmpty
                continue
            }
            if pendingSpace {
                folded.append(0x20)
                pendingSpace = false
            }
            folded.append(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
        }
        return String(decoding: folded, as: UTF8.self)
    }

    private static func collapseSpaces(_ text: String) -> String {
        text.unicodeScalars.split(whereSeparator: { $0.properties.isWhitespace }).map { String($0) }
            .joined(separator: " ")
    }

    private typealias Transform = (UnsafePointer<UInt8>?, Int32, UnsafeMutablePointer<UInt8>?, Int32) -> Int32

    /// Runs one of the C transforms, growing the output once if the first guess was too small. Text that ICU refuses
    /// (it does so only when memory runs out) comes back unchanged.
    private static func transform(_ text: String, with function: Transform) -> String {
        var text = text
        return text.withUTF8 { input in
            var capacity = input.count * 3 + 64
            for _ in 0..<2 {
                var needed: Int32 = 0
                let result = String(unsafeUninitializedCapacity: capacity) { output in
                    needed = function(input.baseAddress, Int32(input.count), output.baseAddress, Int32(capacity))
                    return needed < 0 || Int(needed) > capacity ? 0 : Int(needed)
                }
                if needed >= 0 && Int(needed) <= capacity { return result }
                if needed < 0 { break }
                capacity = Int(needed)
            }
            return String(decoding: input, as: UTF8.self)
        }
    }
}
