// One part of the pathway as boxes and arrows, laid out.

import Diagrams
import Guidelines
import RDF
import Reasoning

struct FlowPanel {
    let boxes: [ChartBox]
    let frames: [Rectangle]
    let arrows: [(points: [Point], isDashed: Bool)]
    let size: Size

    /// - Parameters:
    ///   - steps: the decision points and recommendations of this part, in order.
    ///   - before: the steps that come before each.
    ///   - panel: the letter of the part that a step elsewhere is in.
    ///   - continuations: the letters of the parts that go on from a step.
    init(
        _ steps: [IRI], _ contents: StepBoxes, before: [IRI: [IRI]], panel: (IRI) -> String?,
        continuations: (IRI) -> [String]
    ) {
        var boxes: [ChartBox] = []
        var edges: [LayeredLayout.Edge] = []
        var dashed: Set<Int> = []
        var rows: [(condition: Int, target: Int)] = []
        var places: [IRI: Int] = [:]
        var references: [IRI: Int] = [:]
        let own = Set(steps)
        let outlines = contents.outline.steps.filter { own.contains($0.iri) }
        var branchesOf: [IRI: [IRI]] = [:]

        func add(_ box: ChartBox) -> Int {
            boxes.append(box)
            return boxes.count - 1
        }
        func connect(_ from: Int, _ to: Int, isDashed: Bool = false) {
            if isDashed { dashed.insert(edges.count) }
            edges.append(LayeredLayout.Edge(from: from, to: to))
        }
        for step in outlines {
            switch step {
            case .decision(let decision):
                places[step.iri] = add(contents.question(decision))
                branchesOf[step.iri] = decision.point.branches.filter { own.contains($0) }
            case .recommendation(let recommendation):
                places[step.iri] = add(
                    contents.recommendation(recommendation, continuation: continuations(step.iri)))
            }
        }
        for step in outlines {
            guard let place = places[step.iri] else { continue }
            var insteadOf: [IRI] = []
            switch step {
            case .decision(let decision):
                for (number, branch) in decision.point.branches.enumerated() {
                    guard let target = places[branch], let outline = contents.outline.recommendation(branch) else {
                        continue
                    }
                    let condition = add(contents.condition(outline, place: number + 1))
                    connect(place, condition)
                    connect(condition, target)
                    rows.append((condition, target))
                }
            case .recommendation(let recommendation):
                insteadOf = recommendation.insteadOf
            }
            for preceding in before[step.iri] ?? [] {
                let isAlternative = insteadOf.contains(preceding)
                if own.contains(preceding) {
                    // After a decision means after whichever branch was taken.
                    let from = (branchesOf[preceding] ?? [preceding]).filter { $0 != step.iri }
                    for origin in from.compactMap({ places[$0] }) {
                        guard isAlternative else {
                            connect(origin, place)
                            continue
                        }
                        let label = add(contents.otherwise())
                        connect(origin, label, isDashed: true)
                        connect(label, place, isDashed: true)
                    }
                } else {
                    let origin =
                        references[preceding] ?? add(contents.reference(to: preceding, panel: panel(preceding)))
                    references[preceding] = origin
                    connect(origin, place, isDashed: isAlternative)
                }
            }
        }
        // A condition and its recommendation take rows of the same height, so that they stand on one line.
        var sizes = boxes.map(\.size)
        for (condition, target) in rows {
            let height = max(sizes[condition].height, sizes[target].height)
            sizes[condition].height = height
            sizes[target].height = height
        }
        let layout = LayeredLayout(sizes, edges)
        self.boxes = boxes
        frames = zip(layout.boxes, boxes).map { row, box in
            Rectangle(Point(row.minX, row.midY - box.size.height / 2), box.size)
        }
        arrows = layout.routes.enumerated().filter { !$0.element.isEmpty }.map {
            ($0.element, dashed.contains($0.offset))
        }
        size = layout.size
    }
}
