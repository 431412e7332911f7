// What planning a query found out: ids of its terms, sizes of its patterns, the order of its joins. A query that is asked
// again is planned from memory, as long as no commit has changed the store.
import GraphStore
import RDF

struct PlanMemory: Sendable {
    /// The state of the store that all of it is true of.
    let version: SnapshotVersion
    /// Whether this was found before, so that the joins are taken from here in the order in which they were planned.
    var isComplete = false
    private var ids = SmallDictionary<Term, TermID>()
    private var counts = SmallDictionary<QuadPlaces, Double>()
    private var tops = SmallDictionary<Top, ClosedRange<TermID>>()
    private var joins: [[JoinStep]] = []
    private var next = 0

    init(version: SnapshotVersion) { self.version = version }

    func id(of term: Term) -> TermID? { ids[term] }

    mutating func record(_ id: TermID, of term: Term) {
        if !isComplete, !TermOverlay.isOverlaid(id) { ids.put(id, for: term) }
    }

    /// The number of quads of a pattern, when it was counted before.
    func count(of places: QuadPlaces) -> Double? { counts[places] }

    /// The patterns whose quads were counted.
    var counted: [(places: QuadPlaces, count: Double)] { counts.entries.map { (places: $0.key, count: $0.value) } }

    mutating func record(_ count: Double, of places: QuadPlaces) { counts.put(count, for: places) }

    /// A pattern of whose solutions only the first or last by their objects are wanted.
    struct Top: Hashable, Sendable {
        let places: QuadPlaces
        let limit: Int
        let isDescending: Bool
    }

    /// The objects of the wanted solutions, when they were looked for before.
    func objects(of top: Top) -> ClosedRange<TermID>? { tops[top] }

    mutating func record(_ objects: ClosedRange<TermID>, of top: Top) { tops.put(objects, for: top) }

    /// The steps of the next group, when the query was planned before.
    mutating func nextSteps(members: Int) -> [JoinStep]? {
        guard isComplete, next < joins.count, joins[next].count == members else { return nil }
        next += 1
        return joins[next - 1]
    }

    mutating func record(_ steps: [JoinStep]) {
        if !isComplete { joins.append(steps) }
    }
}
