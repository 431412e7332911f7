// Trees as people draw them, for proofs: a node is a text of one or more lines and its children hang below.

struct Tree {
    var lines: [String]
    var children: [Tree]

    init(_ lines: [String], _ children: [Tree] = []) {
        self.lines = lines
        self.children = children
    }

    init(_ line: String, _ children: [Tree] = []) { self.init([line], children) }

    /// The drawing, one element a line, each line starting with `indent`.
    func drawn(indent: String = "") -> [String] {
        lines.map { indent + $0 } + drawnChildren(indent: indent)
    }

    private func drawnChildren(indent: String) -> [String] {
        children.enumerated().flatMap { index, child -> [String] in
            let isLast = index == children.count - 1
            let stem = indent + (isLast ? "   " : "│  ")
            var drawing: [String] = []
            for (number, line) in child.lines.enumerated() {
                drawing.append((number == 0 ? indent + (isLast ? "└─ " : "├─ ") : stem) + line)
            }
            return drawing + child.drawnChildren(indent: stem)
        }
    }
}
