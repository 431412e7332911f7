import KeyValue
import Primitives
import RDF
import Testing

@testable import GraphStore

@Suite("Encodings")
struct EncodingTests {
    @Test(
        "a literal goes inline only if it comes back byte for byte",
        arguments: [
            (
                "integer", ["0", "7", "-7", "99999999999999999", "-99999999999999999"],
                ["", "-", "+7", "007", "-0", "7.0", "100000000000000000", "1e3", " 7"]
            ),
            (
                "decimal", ["0.0", "5.0", "5.00", "5.000000", "-0.5", "-12.25", "7", "9999999999.999999"],
                ["5.", ".5", "+5.0", "-0.0", "5.0000000", "05.0", "10000000000.0", "-", "1.2.3"]
            ),
            (
                "date",
                [
                    "1970-01-01", "0001-01-01", "9999-12-31", "2024-02-29Z", "2020-01-01+14:00", "2020-01-01-08:30",
                    "1900-02-28", "2020-01-01+00:00",
                ],
                [
                    "2023-02-29", "1900-02-29", "0000-01-01", "-2020-01-01", "2020-1-1", "2020-01-01-00:00",
                    "2020-01-01+14:01", "2020-13-01", "2020-01-01z", "12020-01-01",
                ]
            ),
            (
                "dateTime",
                [
                    "1970-01-01T00:00:00", "2020-02-29T23:59:59.999Z", "1955-07-01T00:00:00.5-11:30",
                    "2020-01-01T00:30:00.10+01:00", "1692-01-01T00:00:00Z",
                ],
                [
                    "2020-01-01T24:00:00", "2020-01-01T00:00:60", "2020-01-01T00:00:00.", "2020-01-01T00:00:00.1234",
                    "2020-01-01", "1600-01-01T00:00:00Z", "2020-01-01T00:00", "2020-01-01T00:00:00.12-00:00",
                ]
            ),
            ("boolean", ["true", "false"], ["1", "0", "TRUE"]),
            ("string", ["", "a", "1234567", "é", "\u{0}\u{0}"], ["12345678", "éééé"]),
        ])
    func inlineValues(datatype: String, inline: [String], stored: [String]) {
        let datatype = Vocabulary.xsd[datatype]
        var bytes: [UInt8] = []
        for text in inline {
            let id = TermEncoding.encode(Literal(text, datatype: datatype), into: &bytes)
            let literal = id.flatMap { InlineValue.literal($0) }
            #expect(literal?.lexicalForm == text)
            #expect(literal?.datatype.iri == datatype)
        }
        for text in stored {
            let literal = Literal(text, datatype: datatype)
            #expect(TermEncoding.encode(literal, into: &bytes) == nil, "\(text)")
            #expect(TermEncoding.decode(bytes[...]) == .literal(literal))
        }
    }

    @Test("whatever is written inline is read back as it was", arguments: 1...3 as ClosedRange<UInt64>)
    func randomInlineValues(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        func padded(_ range: ClosedRange<Int>, _ width: Int) -> String {
            let digits = String(Int.random(in: range, using: &random))
            return String(repeating: "0", count: width - digits.count) + digits
        }
        func zone() -> String {
            let zones = ["", "Z", "+08:00", "-03:30", "+\(padded(0...13, 2)):\(padded(0...59, 2))"]
            return zones[Int.random(in: zones.indices, using: &random)]
        }
        func date(_ years: ClosedRange<Int>) -> String {
            "\(padded(years, 4))-\(padded(1...12, 2))-\(padded(1...28, 2))"
        }
        var bytes: [UInt8] = []
        for _ in 0..<2_000 {
            let digits = Int.random(in: 1...6, using: &random)
            let fraction = padded(0...Int("999999".prefix(digits))!, digits)
            let sign = Bool.random(using: &random) ? "-" : ""
            let time = "\(padded(0...23, 2)):\(padded(0...59, 2)):\(padded(0...59, 2))"
            let texts: [(String, IRI)] = [
                ("\(sign)\(Int.random(in: 1...9_999_999_999, using: &random)).\(fraction)", Vocabulary.XSD.decimal),
                (date(1...9_999) + zone(), Vocabulary.XSD.date),
                (
                    date(1_700...2_200) + "T\(time)" + (digits > 3 ? "" : ".\(fraction)") + zone(),
                    Vocabulary.XSD.dateTime
                ),
                (String("aé \u{0}血z".shuffled(using: &random).prefix(3)), Vocabulary.XSD.string),
            ]
            for (text, datatype) in texts {
                let id = TermEncoding.encode(Literal(text, datatype: datatype), into: &bytes)
                #expect(id.flatMap { InlineValue.literal($0) }?.lexicalForm == text, "\(text)")
            }
        }
    }

    @Test(
        "a number or a short text that was computed has the id of the literal", arguments: 1...3 as ClosedRange<UInt64>)
    func computedValues(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var bytes: [UInt8] = []
        for _ in 0..<2_000 {
            let digits = Int.random(in: 0...7, using: &random)
            let size = Int.random(in: 0...18, using: &random)
            var most = 1
            for _ in 0..<size { most *= 10 }
            let coefficient = Int.random(in: -most...most, using: &random)
            var text = String(coefficient.magnitude)
            while text.count <= digits { text = "0" + text }
            if digits > 0 { text.insert(".", at: text.index(text.endIndex, offsetBy: -digits)) }
            if coefficient < 0 { text = "-" + text }
            let encoded = TermEncoding.encode(Literal(text, datatype: Vocabulary.XSD.decimal), into: &bytes)
            #expect(TermID(decimal: coefficient, fractionDigits: digits) == encoded, "\(text)")
            let word = String("aé \u{0}血压z12".shuffled(using: &random).prefix(Int.random(in: 0...8, using: &random)))
            #expect(TermID(shortString: word) == TermEncoding.encode(Literal(word), into: &bytes), "\(word)")
        }
    }

    @Test("inline ids sort as their values do")
    func order() {
        func ids(_ texts: [String], _ datatype: IRI) -> [TermID?] {
            var bytes: [UInt8] = []
            return texts.map { TermEncoding.encode(Literal($0, datatype: datatype), into: &bytes) }
        }
        let orders: [([String], IRI)] = [
            (["-100", "-1", "0", "1", "9", "10"], Vocabulary.XSD.integer),
            (["-2.5", "-2.25", "0.0", "0.1", "0.10", "0.11", "3"], Vocabulary.XSD.decimal),
            (["0001-01-01", "1969-12-31", "1970-01-01", "2020-06-01"], Vocabulary.XSD.date),
            (
                ["1950-01-01T00:00:00Z", "2020-01-01T02:00:00+02:00", "2020-01-01T00:00:00.001Z"],
                Vocabulary.XSD.dateTime
            ),
            (["", "a", "ab", "b", "z", "é"], Vocabulary.XSD.string),
        ]
        for (texts, datatype) in orders {
            let ids = ids(texts, datatype).compactMap { $0 }
            #expect(ids.count == texts.count)
            #expect(ids == ids.sorted())
        }
    }

    @Test("a number that does not end within ten bytes is damage, at the end of a block and far from it")
    func endlessNumber() {
        let key = TupleBlock.key(.smallest)
        for bytesBehind in [0, 100] {
            let tuple: [UInt8] = [3] + [UInt8](repeating: 0x80, count: 10)
            let value = [TupleBlock.codecVersion, 2, 0] + tuple + [UInt8](repeating: 0, count: bytesBehind)
            var decoded = 0
            let isSound = TupleBlock.forEach(key.span.bytes, value.span.bytes) { _ in
                decoded += 1
                return true
            }
            #expect(!isSound && decoded == 1)
        }
    }

    @Test("tuple blocks give back the tuples that went in", arguments: 0..<50 as Range<UInt64>)
    func tupleBlocks(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        var tuples = (0..<500).map { _ in
            func word() -> UInt64 {
                let bits = [1, 4, 12, 30, 43, 55, 57, 64].randomElement(using: &generator)!
                return generator.next() >> (64 - UInt64(bits)) | [0, 1 << 60, 5 << 60].randomElement(using: &generator)!
            }
            return IDTuple(first: word(), second: word(), third: word(), fourth: word())
        }
        tuples = Set(tuples).sorted()
        var expected = tuples[...]
        var builder = TupleBlockBuilder(limit: Limits.blockBytes)
        func check() {
            let first = builder.first
            let value = builder.finish()
            #expect(value.count <= Limits.blockBytes)
            var decoded: [IDTuple] = []
            let key = TupleBlock.key(first)
            let isSound = TupleBlock.forEach(key.span.bytes, value.span.bytes) { tuple in
                decoded.append(tuple)
                return true
            }
            #expect(isSound)
            #expect(decoded == Array(expected.prefix(decoded.count)))
            let beyond = IDTuple(first: .max, second: .max, third: .max, fourth: .max)
            for lower in [first, decoded[decoded.count / 2], decoded[decoded.count - 1], beyond] {
                var found: [IDTuple] = []
                let isSound = TupleBlock.forEach(key.span.bytes, value.span.bytes, from: lower) { tuple in
                    found.append(tuple)
                    return true
                }
                #expect(isSound)
                #expect(found == decoded.filter { !($0 < lower) })
            }
            expected = expected.dropFirst(decoded.count)
            // Cut short or with a byte changed, a block is refused or read as something else, but never overrun.
            for length in stride(from: 0, to: value.count, by: 37) {
                #expect(!TupleBlock.forEach(key.span.bytes, Array(value[..<length]).span.bytes) { _ in true })
            }
            for _ in 0..<20 {
                var damaged = value
                damaged[Int.random(in: 0..<damaged.count, using: &generator)] ^= UInt8.random(
                    in: 1...255, using: &generator)
                _ = TupleBlock.forEach(key.span.bytes, damaged.span.bytes) { _ in true }
            }
        }
        for tuple in tuples where !builder.add(tuple) {
            check()
            let isFirst = builder.add(tuple)
            #expect(isFirst)
        }
        check()
        #expect(expected.isEmpty)
    }

    @Test("radix sort agrees with the standard library's sort")
    func radixSort() {
        var generator = SplitMix64(seed: 5)
        for count in [0, 1, 2, 3, 100, 5_000] {
            var tuples = (0..<count).map { _ in
                IDTuple(
                    first: generator.next() % 5, second: generator.next() >> 40, third: generator.next(),
                    fourth: 5 << 60)
            }
            let expected = tuples.sorted()
            tuples.radixSort()
            #expect(tuples == expected)
        }
    }
    @Test("places are sorted as the standard library does, whichever bits vary", arguments: [0, 1, 2, 40, 5_000])
    func sortedPlaces(count: Int) {
        var generator = SplitMix64(seed: UInt64(count))
        let masks: [UInt64] = [0, 1, 0x8000_0000_0000_0001, 0x0F0F_0F0F_0F0F_0F0F, 0x3FF8, 0x5555_5555_5555_5555, .max]
        for mask in masks {
            let fixed = generator.next()
            let words = (0..<count).map { _ in generator.next() & mask | fixed & ~mask }
            var places = SortedPlaces(count: count)
            places.sort { words[$0] }
            // The standard library's sort is stable too.
            #expect((0..<count).map { places[$0] } == words.indices.sorted { words[$0] < words[$1] })
        }
    }
}
