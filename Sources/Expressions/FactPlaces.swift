/// Places of facts that a retrieve has found, certainly or possibly.
struct FactPlaces: Sendable {
    var certain: [Int32] = []
    var possible: [Int32] = []

    mutating func removeAll() {
        certain.removeAll(keepingCapacity: true)
        possible.removeAll(keepingCapacity: true)
    }

    /// Puts the places in order, each once, and keeps one fact of each source event.
    ///
    /// - Parameter isSorted: whether the places came from one run of the index, which is in order.
    mutating func finish(_ outlines: [FactOutline], isSorted: Bool) {
        if !isSorted {
            Self.sortOnce(&certain)
            Self.sortOnce(&possible)
        }
        guard hasRepetition(outlines) else { return }
        var events: Set<Int32> = []
        func isNew(_ place: Int32) -> Bool {
            let outline = outlines[Int(place)]
            return !outline.sharesEvent || events.insert(outline.event).inserted
        }
        certain = certain.filter(isNew)
        possible = possible.filter(isNew)
    }

    private func hasRepetition(_ outlines: [FactOutline]) -> Bool {
        for place in certain where outlines[Int(place)].sharesEvent { return true }
        for place in possible where outlines[Int(place)].sharesEvent { return true }
        return false
    }

    private static func sortOnce(_ places: inout [Int32]) {
        guard places.count > 1 else { return }
        places.sort()
        var kept = 1
        for index in 1..<places.count where places[index] != places[kept - 1] {
            places[kept] = places[index]
            kept += 1
        }
        places.removeLast(places.count - kept)
    }
}
