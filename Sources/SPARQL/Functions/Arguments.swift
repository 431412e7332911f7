// The values that a function of SPARQL is called with. Most functions have one or two, which are kept without an array: a
// function is called for every row.

struct Arguments: RandomAccessCollection {
    private var one: Value?
    private var two: Value?
    private var others: [Value] = []
    private(set) var endIndex = 0

    var startIndex: Int { 0 }

    mutating func append(_ value: Value) {
        switch endIndex {
        case 0: one = value
        case 1: two = value
        default: others.append(value)
        }
        endIndex += 1
    }

    subscript(index: Int) -> Value {
        switch (index, one, two) {
        case (0, let value?, _), (1, _, let value?): value
        default: others[index - 2]
        }
    }
}
