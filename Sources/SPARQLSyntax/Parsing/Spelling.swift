/// Finds the word that a slip of the pen was meant to be.
enum Spelling {
    /// The candidate with the fewest slips (a letter left out, added, changed, or two swapped), if they are few for the
    /// length of the word.
    static func nearest(to word: String, in candidates: [String]) -> String? {
        let letters = Array(word.uppercased().utf8)
        guard (2...32).contains(letters.count) else { return nil }
        let bound = letters.count < 4 ? 1 : letters.count < 8 ? 2 : 3
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let distance = distance(letters, Array(candidate.uppercased().utf8))
            if distance <= bound && distance < best?.distance ?? Int.max { best = (candidate, distance) }
        }
        return best?.candidate
    }

    /// Optimal string alignment distance.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in 1...left.count {
            var current = [row]
            for column in 0..<right.count {
                let isSame = left[row - 1] == right[column]
                var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (isSame ? 0 : 1))
                if row > 1, column > 0, left[row - 1] == right[column - 1], left[row - 2] == right[column] {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
