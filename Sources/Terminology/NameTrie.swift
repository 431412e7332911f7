// Names as a trie over tokens: words for Latin script, single characters for Chinese. Scanning a text for the longest
// names in it is one walk per position, so `Acetaminophen 325 MG / oxyCODONE 5 MG` and `阿司匹林肠溶片` give up their
// ingredients without any list of strengths, salts or dose forms.

import Text

struct NameTrie: Sendable {
    private struct Node {
        var children: [SearchToken: Int] = [:]
        var concepts: [ConceptID] = []
    }

    private var nodes: [Node] = [Node()]

    mutating func insert(_ name: String, _ concepts: some Sequence<ConceptID>) {
        let tokens = SearchTokens.tokens(of: name)
        guard !tokens.isEmpty else { return }
        var node = 0
        for token in tokens {
            if let child = nodes[node].children[token] {
                node = child
            } else {
                nodes.append(Node())
                nodes[node].children[token] = nodes.count - 1
                node = nodes.count - 1
            }
        }
        for concept in concepts where !nodes[node].concepts.contains(concept) { nodes[node].concepts.append(concept) }
    }

    /// The longest names found from left to right, without overlap, in the order of the text.
    func matches(in tokens: [SearchToken]) -> [[ConceptID]] {
        var found: [[ConceptID]] = []
        var position = 0
        while position < tokens.count {
            var node = 0
            var end = position
            var best: (end: Int, concepts: [ConceptID])?
            while end < tokens.count, let child = nodes[node].children[tokens[end]] {
                node = child
                end += 1
                if !nodes[node].concepts.isEmpty { best = (end, nodes[node].concepts) }
            }
            if let best {
                found.append(best.concepts)
                position = best.end
            } else {
                position += 1
            }
        }
        return found
    }
}
