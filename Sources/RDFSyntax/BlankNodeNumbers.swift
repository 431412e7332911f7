import Primitives
import RDF

/// What becomes of the labels of blank nodes in canonical Turtle and TriG.
public enum BlankNodeNaming: Hashable, Sendable {
    /// They stay.
    case kept
    /// Those that are needed become `b0`, `b1` and so on in the order of the labels, shorter ones first: a document that
    /// is loaded, which puts something before each label, and written again stays the same.
    case numbered
}

/// New labels for some blank nodes.
struct BlankNodeNumbers {
    private let numbers: [BlankNode: BlankNode]

    init(_ nodes: Set<BlankNode>) {
        let sorted = nodes.sorted { left, right in
            let lengths = (left.label.utf8.count, right.label.utf8.count)
            return lengths.0 == lengths.1 ? left < right : lengths.0 < lengths.1
        }
        // All numbers have as many digits as the last, so that they sort as numbers.
        let digits = String(max(sorted.count - 1, 0)).utf8.count
        numbers = Dictionary(
            uniqueKeysWithValues: sorted.enumerated().map { number, node in
                let text = String(number)
                return (node, BlankNode("b" + String(repeating: "0", count: digits - text.utf8.count) + text))
            })
    }

    var isEmpty: Bool { numbers.isEmpty }

    func rename(_ quad: Quad) -> Quad {
        Quad(rename(quad.subject), quad.predicate, rename(quad.object), graph: quad.graph.map { rename($0) })
    }

    private func rename(_ term: Term) -> Term {
        switch term {
        // What gets no number is written without a label; it must not take one that has been given away.
        case .blank(let node): .blank(numbers[node] ?? BlankNode("anonymous-" + node.label))
        case .triple(let triple):
            .triple(Triple(rename(triple.subject), triple.predicate, rename(triple.object)))
        case .iri, .literal: term
        }
    }
}
