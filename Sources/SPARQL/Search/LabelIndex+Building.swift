// Making the index: labels are read predicate by predicate, sorted by their things as indexes give them, so that what is
// needed is a merge; their texts are read in the order of the dictionary.
import GraphStore
import Primitives
import RDF
import Synchronization
import Text

extension LabelIndex {
    /// ATC's classes share the names of their medicines, which are what charts name.
    private static let classification = "http://www.whocc.no/atc/"

    /// The shares of the work that reading the labels, and reading their texts, are.
    private static let shares = (labels: 0.1, texts: 0.4)

    private struct Pair {
        let thing: TermID
        let label: TermID
        let kind: NameIndex.Name.Kind
        let graph: TermID

        static func < (left: Pair, right: Pair) -> Bool {
            if left.thing != right.thing { return left.thing < right.thing }
            if left.label != right.label { return left.label < right.label }
            return left.kind != right.kind ? left.kind < right.kind : left.graph < right.graph
        }
    }

    /// - Parameter check: is called now and then with the share of the work that is done, and throws when there is no use
    ///   in going on.
    convenience init(_ snapshot: borrowing Snapshot, check: @Sendable (_ done: Double) throws -> Void) throws {
        let pairs = try Self.pairs(snapshot) { try check(0) }
        try check(Self.shares.labels)
        let texts = try Self.texts(of: pairs, snapshot, check)
        let isClass = try Self.classes(pairs, snapshot, check)
        var things: [TermID] = []
        var labels: [TermID] = []
        var names: [NameIndex.Name] = []
        names.reserveCapacity(pairs.count)
        var graphs: [Int] = []
        var graphSets = GraphSets()
        var next = 0
        while next < pairs.count {
            if next % Limits.checkedLabels == 0 { try check(0) }
            let first = pairs[next]
            let text = texts[next]
            if text != nil, things.last != first.thing { things.append(first.thing) }
            // One label may stand in several graphs and be of several kinds, of which the best counts in each graph.
            var known: [TermID] = []
            while next < pairs.count, pairs[next].thing == first.thing, pairs[next].label == first.label {
                let kind = pairs[next].kind
                var own: [TermID] = []
                while next < pairs.count, pairs[next].thing == first.thing, pairs[next].label == first.label,
                    pairs[next].kind == kind
                {
                    let graph = pairs[next].graph
                    if own.last != graph, !known.contains(graph) { own.append(graph) }
                    next += 1
                }
                guard let text, !own.isEmpty else { continue }
                known += own
                labels.append(first.label)
                graphs.append(graphSets.number(of: own))
                names.append(
                    NameIndex.Name(
                        item: UInt32(things.count - 1), text: text, kind: kind,
                        isClass: isClass.contains(first.thing)))
            }
        }
        self.init(
            things, labels: labels, graphs: graphs, graphSets: graphSets.sets, names: try Self.index(names, check))
    }

    private static func index(
        _ names: [NameIndex.Name], _ check: @Sendable (_ done: Double) throws -> Void
    ) throws -> NameIndex {
        let failure = Mutex<(any Error)?>(nil)
        let index = NameIndex(names) { done in
            do {
                try check(shares.texts + (1 - shares.texts) * done)
                return true
            } catch {
                failure.withLock { [error] in $0 = error }
                return false
            }
        }
        if let index { return index }
        throw failure.withLock { $0 } ?? QueryError.cancelled
    }

    private static func pairs(_ snapshot: borrowing Snapshot, _ check: () throws -> Void) throws -> [Pair] {
        var all: [Pair] = []
        var run: [Pair] = []
        for (iri, kind) in predicates {
            run.removeAll(keepingCapacity: true)
            var isSorted = true
            try forEachLabel(of: iri, in: snapshot, check) { thing, label, graph in
                let pair = Pair(thing: thing, label: label, kind: kind, graph: graph)
                if let last = run.last, pair < last { isSorted = false }
                run.append(pair)
            }
            if !isSorted { run.sort(by: <) }
            all = all.isEmpty ? run : merged(all, run)
        }
        return all
    }

    private static func merged(_ left: [Pair], _ right: [Pair]) -> [Pair] {
        if right.isEmpty { return left }
        var all: [Pair] = []
        all.reserveCapacity(left.count + right.count)
        var next = 0
        for pair in left {
            while next < right.count, right[next] < pair {
                all.append(right[next])
                next += 1
            }
            all.append(pair)
        }
        return all + right[next...]
    }

    /// The text of each pair's label; nil where it is no literal.
    private static func texts(
        of pairs: [Pair], _ snapshot: borrowing Snapshot, _ check: (Double) throws -> Void
    ) throws -> [String?] {
        var order = pairs.enumerated().map { (label: $0.element.label, place: UInt32($0.offset)) }
        order.sort { $0.label != $1.label ? $0.label < $1.label : $0.place < $1.place }
        var texts = [String?](repeating: nil, count: pairs.count)
        var start = 0
        while start < order.count {
            try check(shares.labels + (shares.texts - shares.labels) * Double(start) / Double(order.count))
            let end = min(start + Limits.checkedLabels, order.count)
            var found: [Term?] = []
            try snapshot.appendTerms(of: order[start..<end].map(\.label), to: &found)
            for (place, term) in zip(start..<end, found) {
                texts[Int(order[place].place)] = term?.literal?.lexicalForm
            }
            start = end
        }
        return texts
    }

    /// The things that are classes of a classification.
    private static func classes(
        _ pairs: [Pair], _ snapshot: borrowing Snapshot, _ check: (Double) throws -> Void
    ) throws -> Set<TermID> {
        var things: [TermID] = []
        for pair in pairs where things.last != pair.thing { things.append(pair.thing) }
        var classes: Set<TermID> = []
        var start = 0
        while start < things.count {
            try check(shares.texts)
            let end = min(start + Limits.checkedLabels, things.count)
            var found: [Term?] = []
            try snapshot.appendTerms(of: Array(things[start..<end]), to: &found)
            for (thing, term) in zip(things[start..<end], found)
            where term?.iri?.string.hasPrefix(classification) == true {
                classes.insert(thing)
            }
            start = end
        }
        return classes
    }
}

/// Numbers for sets of graphs, of which there are few.
private struct GraphSets {
    private(set) var sets: [[TermID]] = []
    private var numbers: [[TermID]: Int] = [:]

    mutating func number(of graphs: [TermID]) -> Int {
        if let number = numbers[graphs] { return number }
        numbers[graphs] = sets.count
        sets.append(graphs)
        return sets.count - 1
    }
}
