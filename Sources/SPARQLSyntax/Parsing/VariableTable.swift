// Variables of one text, numbered in order of appearance, so that scopes are sets of bits and a variable's name is made
// into a string once.
import Primitives

struct VariableTable {
    private(set) var variables: [Variable] = []
    /// Where each name stands first in the text.
    private var ranges: [Range<Int>] = []
    /// Open addressing: a number plus one, or 0; twice as many slots as variables at least.
    private var slots = [Int32](repeating: 0, count: 32)

    /// The number of the variable whose name stands at `range` of `bytes`, which are the same in every call.
    mutating func number(at range: Range<Int>, in bytes: [UInt8]) -> Int {
        var slot = hash(range, bytes)
        while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            if isSame(ranges[number], range, bytes) { return number }
            slot = (slot + 1) & (slots.count - 1)
        }
        variables.append(Variable(String(decoding: bytes[range], as: UTF8.self)))
        ranges.append(range)
        slots[slot] = Int32(variables.count)
        if variables.count * 2 > slots.count { grow(bytes) }
        return variables.count - 1
    }

    private func isSame(_ left: Range<Int>, _ right: Range<Int>, _ bytes: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        for offset in 0..<left.count where bytes[left.lowerBound + offset] != bytes[right.lowerBound + offset] {
            return false
        }
        return true
    }

    private mutating func grow(_ bytes: [UInt8]) {
        slots = [Int32](repeating: 0, count: slots.count * 2)
        for (number, range) in ranges.enumerated() {
            var slot = hash(range, bytes)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(number + 1)
        }
    }

    /// FNV-1a, down to a slot.
    private func hash(_ range: Range<Int>, _ bytes: [UInt8]) -> Int {
        var hash: UInt32 = 2_166_136_261
        for index in range { hash = (hash ^ UInt32(bytes[index])) &* 16_777_619 }
        return Int(hash ^ hash >> 15) & (slots.count - 1)
    }
}
