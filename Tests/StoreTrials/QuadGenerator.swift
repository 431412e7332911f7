import Primitives
import RDF

/// Random quads from a small world, so that they meet: few subjects, predicates and graphs, literals of every kind.
public struct QuadGenerator: Sendable {
    public var generator: SplitMix64

    public init(seed: UInt64) {
        generator = SplitMix64(seed: seed)
    }

    public mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }

    public mutating func quad() -> Quad {
        Quad(subject(), predicate(), object(depth: 0), graph: graph())
    }

    public mutating func graph() -> Term? {
        switch pick(5) {
        case 0...2: nil
        case 3: .blank(BlankNode("g\(pick(2))"))
        default: .iri(IRI("urn:graph:\(pick(3))"))
        }
    }

    private mutating func subject() -> Term {
        pick(4) == 0 ? .blank(BlankNode("b\(pick(20))")) : .iri(IRI("http://example.org/subject/\(pick(60))"))
    }

    private mutating func predicate() -> IRI { IRI("http://example.org/vocabulary#p\(pick(8))") }

    private mutating func object(depth: Int) -> Term {
        switch pick(12) {
        case 0...2: return subject()
        case 3:
            return .literal(
                Literal(
                    ["0", "-7", "007", "+1", "123456789012345678901", "-0"][pick(6)],
                    datatype: Vocabulary.XSD.integer))
        case 4:
            return .literal(
                Literal(
                    ["5.0", "5.00", "-0.5", "1.", ".5", "5", "0.0000001", "-0.0"][pick(8)],
                    datatype: Vocabulary.XSD.decimal))
        case 5:
            return .literal(
                Literal(
                    ["2020-02-29", "2020-02-30", "1969-12-31Z", "2020-01-01-00:00"][pick(4)],
                    datatype: Vocabulary.XSD.date))
        case 6: return .literal(Literal(String(repeating: "long text ", count: pick(400))))
        case 7: return .string(["", "short", "\u{0}", "é", "e\u{301}", "seven77", "eight888"][pick(7)])
        case 8:
            return .literal(
                Literal(
                    "text \(pick(5))", language: ["en", "EN", "zh"][pick(3)],
                    direction: [nil, .leftToRight, .rightToLeft][pick(3)]))
        case 9: return .literal(Literal("\(pick(9)) mg", datatype: IRI("urn:quantity")))
        case 10 where depth < 2: return .triple(Triple(subject(), predicate(), object(depth: depth + 1)))
        default: return .literal(Literal(Bool.random(using: &generator)))
        }
    }
}
