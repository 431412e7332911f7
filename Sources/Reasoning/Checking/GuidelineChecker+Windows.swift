// Times that cannot be: nothing or less than nothing, a deadline after the criterion has lapsed.

import Guidelines
import Quantities
import RDF
import Text

extension GuidelineChecker {
    private static let durations = ["within", "latestWithin", "every", "duration"].map { Vocabulary.meridian[$0] }

    mutating func checkDurations(in graph: Graph) {
        for property in Self.durations {
            for triple in graph.triples(predicate: property) {
                guard let text = triple.object.literal?.lexicalForm, let duration = CalendarDuration(text),
                    duration.compared(to: CalendarDuration()) != .greater
                else { continue }
                report(
                    .error, .impossibleWindow, graph.source, graph.position(of: triple),
                    "\"\(text)\" is no time at all",
                    advice: "write a duration above zero, such as \"P6M\"^^xsd:duration")
            }
        }
    }

    /// A step due within a time that is longer than its criterion holds lapses before its deadline.
    mutating func checkWindows(of guideline: Guideline) {
        for step in guideline.recommendations {
            guard let within = step.within, let when = step.when else { continue }
            for (leaf, window) in when.necessaryWindows where within.compared(to: window) == .greater {
                report(
                    .warning, .impossibleWindow, guideline.source, leaf.position ?? step.position,
                    "\(name(step.iri)) is to be done within \(words(within)), but applies no longer than "
                        + "\(words(window)): \(words(leaf))",
                    advice: "shorten m:within of the recommendation, or widen the window of the criterion")
            }
        }
    }

    private func words(_ duration: CalendarDuration) -> String { duration.words[.english] }
}

extension Criterion {
    /// The windows of events that must all be met: those not below an alternative or a negation.
    fileprivate var necessaryWindows: [(leaf: Criterion, window: CalendarDuration)] {
        switch form {
        case .all(let parts): parts.flatMap(\.necessaryWindows)
        case .event(let event): event.window.map { [(self, $0)] } ?? []
        default: []
        }
    }
}
