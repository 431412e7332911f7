// The text of guideline and fixture files, which come from many hands: UTF-8 with or without a byte order mark, or UTF-16
// with one. Other encodings are refused rather than guessed: a wrong guess changes what is asked.

extension GDL2 {
    /// The text of a file's bytes.
    public static func text(_ bytes: [UInt8]) throws(ImportError) -> String {
        let isLittleEndian = bytes.starts(with: [0xFF, 0xFE])
        if isLittleEndian || bytes.starts(with: [0xFE, 0xFF]) {
            let units = stride(from: 2, to: bytes.count - 1, by: 2).map { index in
                let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
                return isLittleEndian ? second << 8 | first : first << 8 | second
            }
            guard bytes.count % 2 == 0, let text = String(validating: units, as: UTF16.self) else {
                throw ImportError(at: "", .notText("it begins as UTF-16 and is not"))
            }
            return text
        }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        guard let text = String(validating: bytes.dropFirst(bytes.starts(with: mark) ? 3 : 0), as: UTF8.self) else {
            throw ImportError(at: "", .notText("save it as UTF-8"))
        }
        return text
    }
}
