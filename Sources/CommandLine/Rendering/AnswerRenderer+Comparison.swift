// What differs between two versions of a guideline, as a tree: what it is about, what changed there, from what to what.

import Engine
import Guidelines
import Quantities
import RDF
import Reasoning
import Text

extension AnswerRenderer {
    func lines(_ comparison: ReleaseComparison, patients: Int = 0) -> [String] {
        let sides = "\(describe(comparison.before)) → \(describe(comparison.after))"
        var lines = [style.bold("━ \(comparison.label[language])") + "  " + style.dim(sides), ""]
        for item in grouped(comparison.changes) { lines += tree(item).drawn() }
        if !comparison.changes.isEmpty { lines.append("") }
        lines.append(summary(comparison))
        if let impact = comparison.impact { lines += [""] + self.lines(impact, patients) }
        return lines
    }

    private func describe(_ side: ReleaseComparison.Side) -> String {
        let version = [side.version, "(\(side.digest.prefix(12)))"].compactMap { $0 }.joined(separator: " ")
        return side.path.map { "\($0) \(version)" } ?? version
    }

    private func summary(_ comparison: ReleaseComparison) -> String {
        let count = comparison.changes.count
        if comparison.isSameContent { return words("The same content.", "内容相同。") }
        if count == 0 { return words("No difference in meaning.", "含义上没有差别。") }
        return words("\(count) change\(count == 1 ? "" : "s")", "\(count) 处变化")
    }

    // MARK: Changes

    /// The changes of one item together, in the order of the first of each.
    private func grouped(_ changes: [ReleaseComparison.Change]) -> [[ReleaseComparison.Change]] {
        var places: [IRI: Int] = [:]
        var groups: [[ReleaseComparison.Change]] = []
        for change in changes {
            if let place = places[change.change.item] {
                groups[place].append(change)
            } else {
                places[change.change.item] = groups.count
                groups.append([change])
            }
        }
        return groups
    }

    private func tree(_ changes: [ReleaseComparison.Change]) -> Tree {
        let first = changes[0].change
        let name = first.item.fragment.map { "#\($0)" } ?? first.item.string
        let line = (first.positionAfter ?? first.positionBefore).map { ":\($0.line)" } ?? ""
        let title = "\(sign(first.kind)) \(first.label.isEmpty ? name : first.label[language])"
        let rest = first.label.isEmpty ? line : "  \(name)\(line)"
        let details = changes.filter { !$0.change.kind.isWhole || changes.count > 1 }
        if details.isEmpty { return Tree(title + style.dim("  \(words.change(first.kind)) \(name)\(line)")) }
        return Tree(title + style.dim(rest), details.map(tree))
    }

    private func sign(_ kind: GuidelineChange.Kind) -> String {
        switch kind {
        case _ where kind.isWhole && kind.rawValue.hasSuffix("-added"): style.colour("+", .green, bold: true)
        case _ where kind.isWhole: style.colour("−", .red, bold: true)
        default: style.colour("~", .yellow, bold: true)
        }
    }

    private func tree(_ change: ReleaseComparison.Change) -> Tree {
        let kind = change.change.kind
        var head = style.colour(words.change(kind), kind.colour)
        if let language = change.change.language { head += " (\(language.rawValue))" }
        var lines: [String]
        switch (change.before?[language], change.after?[language]) {
        case (let before?, let after?):
            let text = "\(before) → \(after)"
            // What does not fit one line stands below: the old, then the new.
            if words.change(kind).displayWidth + text.displayWidth <= width - 20 {
                lines = ["\(head)  \(text)"]
            } else {
                lines = [head] + below("− ", before, .red) + below("+ ", after, .green)
            }
        case (let before?, nil): lines = attached(head, "− ", before, .red)
        case (nil, let after?): lines = attached(head, "+ ", after, .green)
        case (nil, nil): lines = [head]
        }
        let place = [change.change.part.map(words.part), change.place?[language]].compactMap { $0 }
        if !place.isEmpty {
            lines += place.joined(separator: ": ").wrapped(to: width - 12).map { style.dim($0) }
        }
        return Tree(lines)
    }

    private func attached(_ head: String, _ sign: String, _ text: String, _ colour: Style.Colour) -> [String] {
        text.displayWidth <= width / 2
            ? ["\(head)  \(style.colour(sign + text, colour))"] : [head] + below(sign, text, colour)
    }

    private func below(_ sign: String, _ text: String, _ colour: Style.Colour) -> [String] {
        text.wrapped(to: width - 12).enumerated().map { number, line in
            style.colour((number == 0 ? sign : "  ") + line, colour)
        }
    }

    // MARK: Impact

    private func lines(_ impact: ReleaseImpact, _ shown: Int) -> [String] {
        let moment =
            impact.asOf.map { words("as of \($0.date)", "截至 \($0.date)") }
            ?? words("each at the last event of the record", "各取病历最后一次事件的时刻")
        let title = words(
            "For \(impact.patientsAffected) of \(impact.patients) patients something changes (\(moment)).",
            "\(impact.patients) 名患者中 \(impact.patientsAffected) 名的结果有变化（\(moment)）。")
        if impact.transitions.isEmpty { return [title] }
        var table = Table(
            [words("recommendation", "推荐"), words("before", "此前"), words("after", "此后"), words("patients", "患者")]
                + (shown > 0 ? [words("for example", "例如")] : []),
            alignments: [.left, .left, .left, .right])
        for transition in impact.transitions {
            table.add([
                transition.label[language].truncated(to: 50), status(transition.before), status(transition.after),
                "\(transition.patients.count)",
                transition.patients.prefix(shown).joined(separator: ", "),
            ])
        }
        return [title, ""] + table.drawn(style)
    }

    private func status(_ status: PathwayStatus?) -> String { status.map { words.status($0) } ?? "–" }
}

extension GuidelineChange.Kind {
    /// Whether a whole item came or went, rather than a part of it.
    fileprivate var isWhole: Bool {
        switch self {
        case .guidelineAdded, .guidelineRemoved, .recommendationAdded, .recommendationRemoved, .decisionPointAdded,
            .decisionPointRemoved, .scoreAdded, .scoreRemoved, .calculationAdded, .calculationRemoved:
            true
        default: false
        }
    }

    fileprivate var colour: Style.Colour {
        switch self {
        case .strengthened, .certaintyRaised: .green
        case .weakened, .certaintyLowered: .red
        case .reworded, .citationChanged, .documentChanged, .positionChanged: .grey
        default: .yellow
        }
    }
}
