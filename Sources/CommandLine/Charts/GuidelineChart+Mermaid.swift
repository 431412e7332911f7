// The flow diagram in Mermaid, for documents that draw it themselves: the same parts, questions, conditions and
// recommendations, and the arrows between parts.

import Diagrams
import Guidelines
import RDF
import Reasoning
import Text

extension GuidelineChart {
    var mermaid: String {
        let contents = StepBoxes(outline, words, abbreviating: false)
        let plan = Self.plan(outline, contents)
        var chart = MermaidFlowchart(title: outline.guideline.label[words.language], direction: "LR")
        var names: [IRI: String] = [:]
        for step in outline.steps { names[step.iri] = "s\(names.count + 1)" }

        let text = CriterionText(words: words)
        let whom = [words("For whom", "适用对象")] + text.conjuncts(outline.applicability)
        chart.node("whom", whom.joined(separator: "\n"), .rounded, class: "question")
        var arrows: [(from: String, to: String, label: String?)] = []
        for (index, panel) in plan.panels.enumerated() {
            let letter = PanelPlan.letter(index)
            chart.startSubgraph("part\(letter)", letter)
            for step in panel.steps {
                guard let name = names[step] else { continue }
                switch outline.steps.first(where: { $0.iri == step }) {
                case .decision(let decision):
                    chart.node(name, contents.question(decision).text, .hexagon, class: "question")
                    for (number, branch) in decision.point.branches.enumerated() {
                        guard let target = names[branch], let outline = outline.recommendation(branch) else { continue }
                        chart.node(
                            "\(name)b\(number + 1)", contents.condition(outline, place: number + 1).text, .rectangle,
                            class: "condition")
                        arrows.append((name, "\(name)b\(number + 1)", nil))
                        arrows.append(("\(name)b\(number + 1)", target, nil))
                    }
                case .recommendation(let recommendation):
                    let box = contents.recommendation(recommendation)
                    chart.node(name, box.text, .rounded, class: box.shape.rawValue)
                case nil: continue
                }
            }
            chart.endSubgraph()
        }
        for step in outline.steps {
            guard let name = names[step.iri] else { continue }
            let insteadOf = outline.recommendation(step.iri)?.insteadOf ?? []
            for preceding in plan.before[step.iri] ?? [] {
                guard let origin = names[preceding] else { continue }
                let label = insteadOf.contains(preceding) ? words("if that does not apply", "若前者不适用") : nil
                arrows.append((origin, name, label))
            }
        }
        for arrow in arrows { chart.arrow(arrow.from, arrow.to, label: arrow.label) }
        chart.style(class: "question", "fill:#e3edf9,stroke:#2b5c9e,color:#16202c")
        chart.style(class: "condition", "fill:#ffffff,stroke:#c3ccd6,color:#16202c")
        chart.style(class: "strong", "fill:#e6f3ea,stroke:#2e7d4f,stroke-width:2px,color:#16202c")
        chart.style(class: "conditional", "fill:#fff7e0,stroke:#b27712,stroke-dasharray:5 3,color:#16202c")
        chart.style(class: "ungraded", "fill:#f2f3f5,stroke:#8a97a5,color:#16202c")
        return chart.serialized
    }
}

extension ChartBox {
    /// The box's paragraphs, one a line.
    fileprivate var text: String { paragraphs.joined(separator: "\n") }
}
