// Answers as a clinician reads them on a terminal: what it is, what to do, why, says who.

import Engine
import Expressions
import Guidelines
import Quantities
import Reasoning
import Text

struct AnswerRenderer {
    let language: Language
    let style: Style
    let width: Int

    init(language: Language, style: Style = .forStandardOutput(), width: Int = 100) {
        self.language = language
        self.style = style
        self.width = width
    }

    var words: Words { Words(language: language) }

    // MARK: The patient

    /// One line that says who and when.
    func heading(_ state: PatientState) -> String {
        var parts = [style.bold(state.name ?? state.identifier)]
        switch state.sex {
        case .female: parts.append(words("female", "女"))
        case .male: parts.append(words("male", "男"))
        default: break
        }
        if let age = state.age { parts.append(words("\(age) years", "\(age) 岁")) }
        if state.isDeceased { parts.append(words("deceased", "已故")) }
        parts.append(style.dim(words("as of \(state.asOf.date)", "截至 \(state.asOf.date)")))
        return parts.joined(separator: words(", ", "，"))
    }

    // MARK: Proofs

    func tree(_ whole: Proof, _ state: PatientState) -> Tree {
        let proof = whole.folded
        var line = "\(proof.verdict.sign(style)) \(proof.statement[language])"
        if let note = proof.note { line += style.dim(words(" (\(note[language]))", "（\(note[language])）")) }
        if proof.leftOut > 0 {
            let verb = proof.leftOut == 1 ? "does" : "do"
            line += style.dim(words(" (\(proof.leftOut) more \(verb) not decide)", "（另有 \(proof.leftOut) 项不影响结论）"))
        }
        let evidence = proof.evidence.map { Tree(style.dim(describe(state.evidence[$0]))) }
        return Tree(hanging(wrap(line, indent: 8)), evidence + proof.children.map { tree($0, state) })
    }

    /// A fact with its date and the document it comes from.
    func describe(_ evidence: Evidence) -> String {
        var parts = [evidence.text]
        if let value = evidence.valueText { parts[0] += " \(value)" }
        if let start = evidence.start {
            parts.append(start.date.description + (evidence.end.map { " – \($0.date)" } ?? ""))
        }
        parts.append(evidence.source)
        return parts.joined(separator: " · ")
    }

    func describe(_ citation: Citation) -> String {
        [citation.document, citation.locator].compactMap { $0 }.joined(separator: " — ")
    }

    func sources(_ citations: [Citation], indent: String) -> [String] {
        citations.flatMap { citation in
            labelled(words("source", "来源"), describe(citation), indent: indent, dim: true)
        }
    }

    /// `label  text`, wrapped under itself.
    func labelled(_ label: String, _ text: String, indent: String, dim: Bool = false) -> [String] {
        let head = label.padded(to: language == .english ? 11 : 6)
        let room = max(30, width - indent.displayWidth - head.displayWidth)
        return text.wrapped(to: room).enumerated().map { number, line in
            let start = number == 0 ? style.dim(head) : String(repeating: " ", count: head.displayWidth)
            return indent + start + (dim ? style.dim(line) : line)
        }
    }

    /// Lines after the first, indented to stand under the words behind a sign.
    func hanging(_ lines: [String]) -> [String] {
        lines.enumerated().map { $0 == 0 ? $1 : "  " + $1 }
    }

    func wrap(_ text: String, indent: Int) -> [String] {
        // Escape sequences take no room but would be counted; coloured lines are left to the terminal.
        style.isColoured ? [text] : text.wrapped(to: max(40, width - indent))
    }
}
