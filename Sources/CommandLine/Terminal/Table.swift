// Tables with columns as wide as their contents, aligned by display width so that Chinese lines up.

struct Table {
    enum Alignment { case left, right }

    private let headings: [String]
    private let alignments: [Alignment]
    private var rows: [[String]] = []

    init(_ headings: [String], alignments: [Alignment] = []) {
        self.headings = headings
        self.alignments = headings.indices.map { $0 < alignments.count ? alignments[$0] : .left }
    }

    mutating func add(_ cells: [String]) { rows.append(cells) }

    /// The lines of the table: headings, a rule, the rows.
    func drawn(_ style: Style, indent: String = "") -> [String] {
        let widths = headings.indices.map { column in
            ([headings] + rows).map { column < $0.count ? $0[column].displayWidth : 0 }.max() ?? 0
        }
        func line(_ cells: [String]) -> String {
            let parts = headings.indices.map { column in
                let cell = column < cells.count ? cells[column] : ""
                let space = String(repeating: " ", count: widths[column] - cell.displayWidth)
                return alignments[column] == .left ? cell + space : space + cell
            }
            var text = parts.joined(separator: "  ")
            while text.last == " " { text.removeLast() }
            return indent + text
        }
        let rule = indent + widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
        return [style.bold(line(headings)), style.dim(rule)] + rows.map(line)
    }
}
