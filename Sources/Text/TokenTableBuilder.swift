// Makes a table of tokens from names one after the other: each token gets a number by its bytes when it first comes, and
// at the end the numbers are sorted by radix, eight bytes of each token at once.

struct TokenTableBuilder {
    private static let firstHan = 0x3400

    private var bytes: [UInt8] = []
    private var starts: [UInt32] = [0]
    /// Numbers of tokens by their hashes, with open addressing; 0 is free, else one more than the number.
    private var slots = [UInt32](repeating: 0, count: 1 << 10)
    private var hashes: [UInt32] = []
    /// Numbers of Han characters of three bytes, in the same way.
    private var hanSlots = [UInt32](repeating: 0, count: 0x9FFF - firstHan + 1)
    /// The last name of each token.
    private var lastNames: [UInt32] = []
    /// Each name of each token.
    private var pairs: [(token: UInt32, name: UInt32)] = []
    /// Labels must not be able to choose which tokens collide.
    private let seed = UInt64.random(in: .min ... .max) | 1

    var count: Int { starts.count - 1 }

    /// Adds a token, a part of an array. Names come in ascending order.
    mutating func add(_ token: Range<Int>, of text: [UInt8], name: UInt32) {
        let number: Int
        if token.count == 3, let slot = Self.hanSlot(text, token.lowerBound) {
            if hanSlots[slot] == 0 {
                hanSlots[slot] = UInt32(count + 1)
                append(token, of: text, hash: 0)
            }
            number = Int(hanSlots[slot]) - 1
        } else {
            number = self.number(of: token, in: text)
        }
        if lastNames[number] == name { return }
        lastNames[number] = name
        pairs.append((UInt32(number), name))
    }

    private static func hanSlot(_ text: [UInt8], _ place: Int) -> Int? {
        guard text[place] & 0xF0 == 0xE0 else { return nil }
        let value = Int(text[place] & 0xF) << 12 | Int(text[place + 1] & 0x3F) << 6 | Int(text[place + 2] & 0x3F)
        return value >= firstHan && value <= 0x9FFF ? value - firstHan : nil
    }

    private mutating func number(of token: Range<Int>, in text: [UInt8]) -> Int {
        var hash = seed
        for place in token { hash = (hash ^ UInt64(text[place])) &* 0x9E37_79B9_7F4A_7C15 ^ hash >> 29 }
        let short = UInt32(truncatingIfNeeded: hash >> 32)
        var slot = Int(short) & (slots.count - 1)
        while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            if hashes[number] == short, isToken(number, token, text) { return number }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = UInt32(count + 1)
        append(token, of: text, hash: short)
        if count * 2 > slots.count { grow() }
        return count - 1
    }

    private func isToken(_ number: Int, _ token: Range<Int>, _ text: [UInt8]) -> Bool {
        let start = Int(starts[number])
        guard Int(starts[number + 1]) - start == token.count else { return false }
        for offset in 0..<token.count where bytes[start + offset] != text[token.lowerBound + offset] { return false }
        return true
    }

    private mutating func append(_ token: Range<Int>, of text: [UInt8], hash: UInt32) {
        for place in token { bytes.append(text[place]) }
        starts.append(UInt32(bytes.count))
        hashes.append(hash)
        lastNames.append(.max)
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 4)
        for number in 0..<count {
            if Int(starts[number + 1]) - Int(starts[number]) == 3, Self.hanSlot(bytes, Int(starts[number])) != nil {
                continue
            }
            var slot = Int(hashes[number]) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(number + 1)
        }
    }

    // MARK: The table

    /// The table of what was added.
    consuming func table() -> TokenTable {
        let order = sortedNumbers()
        var ranks = [UInt32](repeating: 0, count: count)
        for (rank, number) in order.enumerated() { ranks[Int(number)] = UInt32(rank) }
        var sortedBytes: [UInt8] = []
        sortedBytes.reserveCapacity(bytes.count)
        var sortedStarts: [UInt32] = [0]
        sortedStarts.reserveCapacity(count + 1)
        for number in order {
            sortedBytes += bytes[Int(starts[Int(number)])..<Int(starts[Int(number) + 1])]
            sortedStarts.append(UInt32(sortedBytes.count))
        }
        var nameStarts = [UInt32](repeating: 0, count: count + 1)
        for pair in pairs { nameStarts[Int(ranks[Int(pair.token)]) + 1] += 1 }
        for rank in 0..<count { nameStarts[rank + 1] += nameStarts[rank] }
        var next = nameStarts
        var names = [UInt32](repeating: 0, count: pairs.count)
        for pair in pairs {
            let rank = Int(ranks[Int(pair.token)])
            names[Int(next[rank])] = pair.name
            next[rank] += 1
        }
        return TokenTable(bytes: sortedBytes, starts: sortedStarts, names: names, nameStarts: nameStarts)
    }

    private func token(_ number: UInt32) -> ArraySlice<UInt8> {
        bytes[Int(starts[Int(number)])..<Int(starts[Int(number) + 1])]
    }

    /// The numbers of the tokens in the order of their bytes.
    private func sortedNumbers() -> [UInt32] {
        var keys: [(start: UInt64, number: UInt32)] = []
        keys.reserveCapacity(count)
        for number in 0..<UInt32(count) {
            var start: UInt64 = 0
            for byte in token(number).prefix(8) { start = start << 8 | UInt64(byte) }
            start <<= UInt64(8 * max(0, 8 - token(number).count))
            keys.append((start, number))
        }
        sortByStart(&keys)
        // What is alike in eight bytes is few, or long.
        var first = 0
        while first < keys.count {
            var end = first + 1
            while end < keys.count, keys[end].start == keys[first].start { end += 1 }
            if end - first > 1 {
                keys[first..<end].sort { token($0.number).lexicographicallyPrecedes(token($1.number)) }
            }
            first = end
        }
        return keys.map(\.number)
    }

    private func sortByStart(_ keys: inout [(start: UInt64, number: UInt32)]) {
        var other = keys
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            var places = [Int](repeating: 0, count: 257)
            for key in keys { places[Int(key.start >> shift & 0xFF) + 1] += 1 }
            if places.contains(keys.count) { continue }
            for digit in 0..<256 { places[digit + 1] += places[digit] }
            for key in keys {
                let digit = Int(key.start >> shift & 0xFF)
                other[places[digit]] = key
                places[digit] += 1
            }
            swap(&keys, &other)
        }
    }
}
