/// Levenshtein distance, given up (as `limit + 1`) once it must exceed `limit`.
public func editDistance(_ left: [UInt8], _ right: [UInt8], limit: Int) -> Int {
    var previous = Array(0...right.count)
    for (row, letter) in left.enumerated() {
        var current = [row + 1]
        var smallest = row + 1
        for (column, other) in right.enumerated() {
            let cost = min(
                previous[column] + (letter == other ? 0 : 1), previous[column + 1] + 1, current[column] + 1)
            current.append(cost)
            smallest = min(smallest, cost)
        }
        if smallest > limit { return limit + 1 }
        previous = current
    }
    return previous[right.count]
}

/// The name among `candidates` that is nearest to `name` by edit distance, if any is near enough to be meant.
public func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
    let limit = max(1, min(3, name.utf8.count / 3))
    let letters = Array(name.utf8)
    var best: (distance: Int, name: String)?
    for candidate in candidates {
        let distance = editDistance(letters, Array(candidate.utf8), limit: limit)
        guard distance <= limit else { continue }
        if let best, (best.distance, best.name) <= (distance, candidate) { continue }
        best = (distance, candidate)
    }
    return best?.name
}
