// Canonical labels for blank nodes: RDF Dataset Canonicalization (W3C Recommendation, 21 May 2024), algorithm RDFC-1.0
// with SHA-256, for one graph.
//
// A node that no other resembles in its own statements is labelled by the order of their hash. The others are told apart
// by walking to their neighbours, trying every order where neighbours look alike; the walk that gives the least text wins.
import Primitives

struct CanonicalLabelling {
    /// A statement that a blank node stands in.
    private struct Mention {
        var triple: Triple
        var predicate: String
        /// Blank nodes at the other places, with the letter of the place.
        var subject: BlankNode?
        var object: BlankNode?
    }

    private var mentions: [BlankNode: [Mention]] = [:]
    private var firstDegree: [BlankNode: String] = [:]
    private var canonical = Issuer(prefix: "c14n")
    private let mostSteps: Int
    private var steps = 0
    private let hasHiddenNodes: Bool

    init(_ graph: Graph, mostSteps: Int) {
        self.mostSteps = mostSteps
        var hasHiddenNodes = false
        for triple in graph.triples {
            if case .triple(let inner) = triple.object, !Term.triple(inner).blankNodes.isEmpty { hasHiddenNodes = true }
            let (subject, object) = (triple.subject.blankNode, triple.object.blankNode)
            guard subject != nil || object != nil else { continue }
            let mention = Mention(
                triple: triple, predicate: triple.predicate.string, subject: subject, object: object)
            if let subject { mentions[subject, default: []].append(mention) }
            if let object, object != subject { mentions[object, default: []].append(mention) }
        }
        self.hasHiddenNodes = hasHiddenNodes
    }

    /// The canonical label of every blank node.
    mutating func labels() throws(CanonicalizationError) -> [BlankNode: BlankNode] {
        if hasHiddenNodes { throw .blankNodeInTripleTerm }
        var alike: [String: [BlankNode]] = [:]
        for (node, statements) in mentions {
            let hash = Self.hash(node, statements)
            firstDegree[node] = hash
            alike[hash, default: []].append(node)
        }
        let hashes = alike.keys.sorted { $0.precedesInBytes($1) }
        for hash in hashes {
            guard let nodes = alike[hash], nodes.count == 1 else { continue }
            _ = canonical.issue(nodes[0])
        }
        for hash in hashes {
            guard let nodes = alike[hash], nodes.count > 1 else { continue }
            var paths: [(hash: String, issuer: Issuer)] = []
            for node in nodes where canonical.issued[node] == nil {
                var issuer = Issuer(prefix: "b")
                _ = issuer.issue(node)
                paths.append(try walk(from: node, issuer))
            }
            paths.sort { $0.hash.precedesInBytes($1.hash) }
            for path in paths {
                for node in path.issuer.order { _ = canonical.issue(node) }
            }
        }
        return canonical.issued.mapValues { BlankNode($0) }
    }

    // MARK: Hashing (sections 4.6 to 4.8)

    /// What a node's own statements say, other blank nodes left open.
    private static func hash(_ node: BlankNode, _ statements: [Mention]) -> String {
        let lines = statements.map { mention in
            var line = ""
            let triple = mention.triple.renamingBlankNodes { BlankNode($0 == node ? "a" : "z") }
            NTriplesNotation.writeLine(Quad(triple), to: &line)
            return line
        }
        return SHA256.hexadecimal(of: lines.sorted { $0.precedesInBytes($1) }.joined())
    }

    private func hash(related node: BlankNode, _ place: String, _ predicate: String, _ issuer: Issuer) -> String {
        let label =
            (canonical.issued[node] ?? issuer.issued[node]).map { "_:" + $0 } ?? firstDegree[node] ?? ""
        return SHA256.hexadecimal(of: "\(place)<\(predicate)>\(label)")
    }

    /// What the neighbours of a node say, and theirs, with the labels given on the way.
    private mutating func walk(
        from node: BlankNode, _ start: Issuer
    ) throws(CanonicalizationError) -> (hash: String, issuer: Issuer) {
        steps += 1
        if steps > mostSteps { throw .tooSymmetric(steps: mostSteps) }
        var issuer = start
        var neighbours: [String: [BlankNode]] = [:]
        for mention in mentions[node] ?? [] {
            if let subject = mention.subject, subject != node {
                neighbours[hash(related: subject, "s", mention.predicate, issuer), default: []].append(subject)
            }
            if let object = mention.object, object != node {
                neighbours[hash(related: object, "o", mention.predicate, issuer), default: []].append(object)
            }
        }
        var data = ""
        for hash in neighbours.keys.sorted(by: { $0.precedesInBytes($1) }) {
            data += hash
            var chosen: (path: String, issuer: Issuer)?
            var orders = Permutations(neighbours[hash] ?? [])
            while let order = orders.next() {
                guard let path = try path(through: order, issuer, shorterThan: chosen?.path) else { continue }
                if let chosen, !path.text.precedesInBytes(chosen.path) { continue }
                chosen = (path.text, path.issuer)
            }
            data += chosen?.path ?? ""
            issuer = chosen?.issuer ?? issuer
        }
        return (SHA256.hexadecimal(of: data), issuer)
    }

    /// The path through neighbours in one order; nil once it can no longer be the least.
    private mutating func path(
        through order: [BlankNode], _ start: Issuer, shorterThan chosen: String?
    ) throws(CanonicalizationError) -> (text: String, issuer: Issuer)? {
        steps += 1
        if steps > mostSteps { throw .tooSymmetric(steps: mostSteps) }
        func isBeaten(_ path: String) -> Bool {
            guard let chosen else { return false }
            return path.utf8.count >= chosen.utf8.count && chosen.precedesInBytes(path)
        }
        var issuer = start
        var path = ""
        var unseen: [BlankNode] = []
        for node in order {
            if let label = canonical.issued[node] {
                path += "_:" + label
            } else {
                if issuer.issued[node] == nil { unseen.append(node) }
                path += "_:" + issuer.issue(node)
            }
            if isBeaten(path) { return nil }
        }
        for node in unseen {
            let result = try walk(from: node, issuer)
            path += "_:" + issuer.issue(node) + "<" + result.hash + ">"
            issuer = result.issuer
            if isBeaten(path) { return nil }
        }
        return (path, issuer)
    }

    // MARK: Labels and orders

    /// Gives out labels in order (section 4.4).
    private struct Issuer {
        let prefix: String
        var issued: [BlankNode: String] = [:]
        var order: [BlankNode] = []

        init(prefix: String) { self.prefix = prefix }

        mutating func issue(_ node: BlankNode) -> String {
            if let label = issued[node] { return label }
            let label = prefix + String(order.count)
            issued[node] = label
            order.append(node)
            return label
        }
    }

    /// All orders of some nodes, one at a time (Heap's algorithm).
    private struct Permutations {
        private var nodes: [BlankNode]
        private var counters: [Int]
        private var index = 0
        private var isFirst = true

        init(_ nodes: [BlankNode]) {
            self.nodes = nodes
            counters = Array(repeating: 0, count: nodes.count)
        }

        mutating func next() -> [BlankNode]? {
            if isFirst {
                isFirst = false
                return nodes
            }
            while index < nodes.count {
                if counters[index] < index {
                    nodes.swapAt(index.isMultiple(of: 2) ? 0 : counters[index], index)
                    counters[index] += 1
                    index = 0
                    return nodes
                }
                counters[index] = 0
                index += 1
            }
            return nil
        }
    }
}
