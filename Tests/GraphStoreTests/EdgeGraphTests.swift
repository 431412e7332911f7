import Primitives
import Testing

@testable import GraphStore

@Suite("Edges in memory")
struct EdgeGraphTests {
    @Test(
        "ancestors are all that edges lead to, cycles and repeated edges included", arguments: 0..<20 as Range<UInt64>)
    func edgeGraph(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let edges = (0..<60).map { _ in (source: random.next() % 40 * 1_000, target: random.next() % 40 * 1_000) }
        var model: [UInt64: Set<UInt64>] = [:]
        for _ in 0..<40 {
            for edge in edges {
                model[edge.source, default: []].formUnion((model[edge.target] ?? []).union([edge.target]))
            }
        }
        var found: [[UInt64]] = []
        EdgeGraph(edges.sorted { $0 < $1 }).forEachPair { found.append([$0, $1]) }
        #expect(found == model.keys.sorted().flatMap { node in (model[node] ?? []).sorted().map { [node, $0] } })
    }
}
