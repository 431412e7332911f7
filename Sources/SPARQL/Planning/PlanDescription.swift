// A plan as a tree of lines, the result on top.
struct PlanDescription {
    private let root: Operator
    private let isRun: Bool

    init(_ root: Operator, isRun: Bool) {
        self.root = root
        self.isRun = isRun
    }

    var text: String {
        var lines: [String] = []
        add(root, depth: 0, to: &lines)
        return lines.joined(separator: "\n") + "\n"
    }

    private func add(_ node: Operator, depth: Int, to lines: inout [String]) {
        var line = String(repeating: "  ", count: depth) + node.title
        if !node.details.isEmpty { line += " " + node.details }
        line += "  ~\(Self.rounded(node.estimate)) rows"
        if isRun {
            let own = node.inputs.reduce(node.trace.time) { $0 - $1.trace.time }
            line += ", \(node.trace.rows) found in \(node.trace.batches) batches, \(Self.milliseconds(own)) ms"
            if node.readCount > 0 { line += ", \(node.readCount) quads read" }
        }
        lines.append(line)
        for input in node.inputs { add(input, depth: depth + 1, to: &lines) }
    }

    private static func rounded(_ estimate: Double) -> String {
        estimate < 1e15 ? String(Int(estimate.rounded(.up))) : "\(estimate)"
    }

    private static func milliseconds(_ duration: Duration) -> String {
        let microseconds = duration / .microseconds(1)
        return String(Double(Int(max(0, microseconds))) / 1_000)
    }
}
