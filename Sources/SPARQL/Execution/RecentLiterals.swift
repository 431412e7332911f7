// The ids of the literals that expressions made last: of many rows they are often the same.
import GraphStore
import Primitives
import RDF

struct RecentLiterals {
    private var entries: [(literal: Literal, id: TermID)?] = []
    private var asked = 0
    private var found = 0

    /// Whether literals have come again often enough so far for it to be worth looking for them.
    var areRepeated: Bool { asked < Limits.triedLiterals || found * 4 > asked }

    /// The id of a literal, which `make` gives unless it was among the last ones.
    mutating func id(of literal: Literal, _ make: () throws -> TermID) rethrows -> TermID {
        try id(literal.lexicalForm.byteHash(seed: 0), { $0 == literal }, or: { (literal, try make()) })
    }

    /// The id of a string, with the language tag that it has or none, which `make` gives unless it was among the last
    /// ones.
    mutating func id(
        of text: ArraySlice<UInt8>, language: ArraySlice<UInt8>, _ make: (Literal) throws -> TermID
    ) rethrows -> TermID {
        func isSame(_ known: Literal) -> Bool {
            known.lexicalForm.hasSameBytes(as: text) && known.direction == nil
                && (language.isEmpty ? known.isString : known.language?.hasSameBytes(as: language) == true)
        }
        return try id(
            text.byteHash(seed: 0), isSame,
            or: {
                let literal = Literal(text, language: language)
                return (literal, try make(literal))
            })
    }

    @inline(__always)
    private mutating func id(
        _ hash: UInt64, _ isSame: (Literal) -> Bool, or make: () throws -> (Literal, TermID)
    ) rethrows -> TermID {
        if entries.isEmpty { entries = Array(repeating: nil, count: Limits.recentLiterals) }
        let place = Int(truncatingIfNeeded: hash) & (Limits.recentLiterals - 1)
        asked += 1
        if let known = entries[place], isSame(known.literal) {
            found += 1
            return known.id
        }
        let (literal, id) = try make()
        entries[place] = (literal, id)
        return id
    }
}

extension Literal {
    /// A string of texts in UTF-8, with the language tag that it has or none.
    init(_ text: ArraySlice<UInt8>, language: ArraySlice<UInt8>) {
        let form = String(decoding: text, as: UTF8.self)
        self = language.isEmpty ? Literal(form) : Literal(form, language: String(decoding: language, as: UTF8.self))
    }
}
