// Sets of small numbers, such as those that a query gives its variables: one word of bits as long as no number is above
// 63, so that planners and parsers, which make such sets all the time, need no memory for them.

/// A set of numbers from 0 on.
public struct NumberSet: Hashable, Sendable {
    @usableFromInline var first: UInt64 = 0
    /// The bits of 64 and more; the last word is not 0, so that equal sets are equal values.
    @usableFromInline var rest: [UInt64] = []

    @inlinable
    public init() {}

    @inlinable
    public init(_ numbers: some Sequence<Int>) {
        for number in numbers { insert(number) }
    }

    @inlinable public var isEmpty: Bool { first == 0 && rest.isEmpty }

    @inlinable
    public func contains(_ number: Int) -> Bool {
        if number < 64 { return first >> UInt64(number) & 1 == 1 }
        let word = number / 64 - 1
        return word < rest.count && rest[word] >> UInt64(number % 64) & 1 == 1
    }

    @inlinable
    public mutating func insert(_ number: Int) {
        if number < 64 {
            first |= 1 << UInt64(number)
        } else {
            let word = number / 64 - 1
            while rest.count <= word { rest.append(0) }
            rest[word] |= 1 << UInt64(number % 64)
        }
    }

    @inlinable
    public mutating func formUnion(_ other: NumberSet) {
        first |= other.first
        if other.rest.isEmpty { return }
        while rest.count < other.rest.count { rest.append(0) }
        for word in other.rest.indices { rest[word] |= other.rest[word] }
    }

    @inlinable
    public func union(_ other: NumberSet) -> NumberSet {
        var result = self
        result.formUnion(other)
        return result
    }

    /// The set with one more number.
    @inlinable
    public func with(_ number: Int) -> NumberSet {
        var result = self
        result.insert(number)
        return result
    }

    @inlinable
    public func intersection(_ other: NumberSet) -> NumberSet {
        var result = NumberSet()
        result.first = first & other.first
        if !rest.isEmpty, !other.rest.isEmpty {
            result.rest = zip(rest, other.rest).map { $0 & $1 }
            while result.rest.last == 0 { result.rest.removeLast() }
        }
        return result
    }

    @inlinable
    public func isSubset(of other: NumberSet) -> Bool { intersection(other) == self }

    /// The set as 64 bits, of which one stands for all numbers with the same remainder.
    @inlinable public var folded: UInt64 { rest.isEmpty ? first : rest.reduce(first, |) }

    /// The numbers in ascending order.
    public var numbers: [Int] {
        var numbers: [Int] = []
        for (index, word) in ([first] + rest).enumerated() {
            var bits = word
            while bits != 0 {
                numbers.append(index * 64 + bits.trailingZeroBitCount)
                bits &= bits - 1
            }
        }
        return numbers
    }
}

extension NumberSet: ExpressibleByArrayLiteral {
    @inlinable
    public init(arrayLiteral numbers: Int...) { self.init(numbers) }
}
