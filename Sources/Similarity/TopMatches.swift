/// The best `capacity` matches offered so far: a binary heap with the worst of them at the root.
struct TopMatches {
    let capacity: Int
    private var heap: [SimilarityIndex.Match] = []

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// The score that another match must have to be among the best, or lower-numbered equals; 0 while there is room.
    var threshold: Float { heap.count < capacity ? 0 : heap[0].score }

    mutating func offer(_ match: SimilarityIndex.Match) {
        guard match.score > 0 else { return }
        if heap.count < capacity {
            heap.append(match)
            siftUp()
        } else if match.precedes(heap[0]) {
            heap[0] = match
            siftDown()
        }
    }

    /// The matches, best first.
    func sorted() -> [SimilarityIndex.Match] { heap.sorted { $0.precedes($1) } }

    private mutating func siftUp() {
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[parent].precedes(heap[child]) else { return }
            heap.swapAt(parent, child)
            child = parent
        }
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            var worst = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[worst].precedes(heap[child])
            {
                worst = child
            }
            guard worst != parent else { return }
            heap.swapAt(parent, worst)
            parent = worst
        }
    }
}

extension SimilarityIndex.Match {
    /// Whether this match comes before another in an answer.
    func precedes(_ other: Self) -> Bool {
        score > other.score || (score == other.score && patient < other.patient)
    }
}
