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
