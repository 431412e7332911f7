import Primitives
import RDF
import Testing

@testable import GraphStore

@Suite("Terms of a commit")
struct TermInternerTests {
    /// Terms with long beginnings in common, some of them the beginning of others, some with zeros.
    private func terms(_ count: Int, _ random: inout SplitMix64) -> [[UInt8]] {
        var terms: [[UInt8]] = [[1]]
        for _ in 0..<count {
            var term = terms[Int(random.next() % UInt64(terms.count))]
            term.removeLast(min(term.count - 1, Int(random.next() % 4)))
            for _ in 0..<random.next() % 12 { term.append([0, 0, 1, 0x61, 0xFF][Int(random.next() % 5)]) }
            terms.append(term)
        }
        return terms
    }

    @Test("a term keeps its number, also when others have come or the memory is used again")
    func numbers() {
        var random = SplitMix64(seed: 1)
        var interner = TermInterner()
        for _ in 0..<3 {
            var model: [[UInt8]: Int] = [:]
            for term in terms(3_000, &random) {
                let expected = model[term] ?? model.count
                model[term] = expected
                let number = interner.intern(term)
                #expect(number == expected)
                #expect(Array(interner.bytes(number)) == term)
            }
            #expect(interner.count == model.count)
            interner.removeAll()
            #expect(interner.count == 0)
        }
    }

    @Test("terms are sorted by their bytes", arguments: [1, 2, 20, 300, 5_000])
    func order(count: Int) {
        var random = SplitMix64(seed: UInt64(count))
        var interner = TermInterner()
        for term in terms(count, &random) { _ = interner.intern(term) }
        let numbers = (0..<interner.count).filter { _ in random.next() % 4 > 0 }
        let expected = numbers.sorted { interner.bytes($0).lexicographicallyPrecedes(interner.bytes($1)) }
        #expect(interner.sorted(numbers) == expected)
    }

    @Test("stored hashes are those of the bytes one by one", arguments: 0...40)
    func stableHash(count: Int) {
        var random = SplitMix64(seed: UInt64(count))
        let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
            let product = left.multipliedFullWidth(by: right)
            return product.high ^ product.low ^ left
        }
        let (first, second): (UInt64, UInt64) = (0x9E37_79B9_7F4A_7C15, 0xE703_7ED1_A0B4_28DB)
        var state = mix(first ^ UInt64(count), second)
        for start in stride(from: 0, through: count - 8, by: 8) {
            state = mix(state ^ bytes[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }, first)
        }
        state = mix(state ^ bytes[(count / 8 * 8)...].reduce(0) { $0 << 8 | UInt64($1) }, second)
        #expect(bytes.withUnsafeBytes { StableHash.hash($0) } == state)
    }

    @Test("a datatype with a code is known by its whole IRI")
    func knownDatatypes() {
        func known(_ iri: String) -> KnownDatatype? { Array(iri.utf8).withUnsafeBufferPointer { KnownDatatype($0) } }
        for datatype in KnownDatatype.allCases {
            #expect(known(datatype.iri.string) == datatype)
            #expect(known(datatype.iri.string + "s") == nil)
            #expect(known(String(datatype.iri.string.dropLast())) == nil)
        }
        #expect(known("") == nil)
        #expect(known("http://www.w3.org/2001/XMLSchema/integer") == nil)
        #expect(known("http://www.w3.org/2001/XMLSchema#integers") == nil)
        #expect(known("http://www.w3.org/2001/XMLSchema#" + String(repeating: "x", count: 300)) == nil)
    }
}
