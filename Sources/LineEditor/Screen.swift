import CEdit

/// What fits on the terminal.
public enum Screen {
    /// Columns and rows of the terminal that standard output is, or those of the classic one.
    public static var size: (columns: Int, rows: Int) {
        var columns: Int32 = 0
        var rows: Int32 = 0
        cedit_screen(&columns, &rows)
        return (columns > 0 ? Int(columns) : 80, rows > 0 ? Int(rows) : 24)
    }

    /// The columns that a text takes.
    public static func width(of text: String) -> Int { Int(cedit_width(text)) }

    /// The rows that lines take on a terminal of this width.
    public static func rows(of lines: some Sequence<String>, columns: Int) -> Int {
        lines.reduce(0) { $0 + max(1, (width(of: $1) + columns - 1) / max(columns, 1)) }
    }

    /// Words side by side, in columns that are read downwards.
    public static func columns(of words: [String], width: Int) -> [String] {
        let widest = (words.map { self.width(of: $0) }.max() ?? 0) + 2
        let columns = max(1, width / widest)
        let rows = (words.count + columns - 1) / columns
        return (0..<rows).map { row in
            var line = ""
            for (place, index) in stride(from: row, to: words.count, by: rows).enumerated() {
                line += String(repeating: " ", count: max(0, place * widest - self.width(of: line))) + words[index]
            }
            return line
        }
    }
}
