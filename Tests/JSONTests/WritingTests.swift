import JSON
import Testing

@Suite("Writing JSON")
struct WritingTests {
    @Test("compact text has no white space and keeps the order of members")
    func compact() {
        let value: JSONValue = [
            "z": [1, -2.5, nil], "a": ["text": "line\nbreak \"quoted\" \\ \u{1} 肌酐"], "e": [:], "f": [],
        ]
        #expect(
            value.description
                == #"{"z":[1,-2.5,null],"a":{"text":"line\nbreak \"quoted\" \\ \u0001 肌酐"},"e":{},"f":[]}"#)
    }

    @Test("pretty text has a member a line")
    func pretty() {
        let value: JSONValue = ["a": [1, ["b": true]], "c": [], "d": [:]]
        let expected = """
            {
              "a": [
                1,
                {
                  "b": true
                }
              ],
              "c": [],
              "d": {}
            }
            """
        #expect(String(decoding: value.serialized(.pretty), as: UTF8.self) == expected)
    }

    @Test("text is appended to a buffer that is reused")
    func appends() {
        var output = Array("x".utf8)
        JSONValue.bool(true).write(to: &output)
        #expect(output == Array("xtrue".utf8))
    }

    @Test("reading what was written gives the value back, in both layouts", arguments: 0..<300 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var generator = SplitMix64(state: seed)
        let value = randomValue(depth: 5, using: &generator)
        let compact = value.serialized()
        #expect(try JSONValue(parsing: compact) == value)
        #expect(try JSONValue(parsing: value.serialized(.pretty)) == value)
        #expect(try JSONValue(parsing: compact).serialized() == compact)
    }

    @Test(
        "no mutilated text crashes the parser, and what it accepts it writes and reads again",
        arguments: 0..<300 as Range<UInt64>)
    func survivesMutilation(seed: UInt64) throws {
        var generator = SplitMix64(state: seed)
        var bytes = randomValue(depth: 4, using: &generator).serialized()
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: bytes.indices, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes.remove(at: place)
            case 1: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 2: bytes.insert(Array("{}[],:\"\\u0".utf8).randomElement(using: &generator) ?? 0, at: place)
            default: bytes.removeSubrange(place...)
            }
        }
        guard let value = try? JSONValue(parsing: bytes) else { return }
        #expect(try JSONValue(parsing: value.serialized()) == value)
    }
}

@Suite("Objects")
struct ObjectTests {
    @Test("setting keeps the place of a member, nil removes it")
    func subscripts() {
        var object: JSONObject = ["a": 1, "b": 2]
        object["a"] = 3
        object["c"] = 4
        object["b"] = nil
        object["absent"] = nil
        #expect(object.keys == ["a", "c"])
        #expect(JSONValue.object(object) == ["a": 3, "c": 4])
    }

    @Test("equality and hash do not look at the order of members")
    func equality() {
        let one: JSONObject = ["a": 1, "b": [true]]
        let other: JSONObject = ["b": [true], "a": 1]
        #expect(one == other)
        #expect(one.hashValue == other.hashValue)
        #expect(one != ["a": 1, "b": [false]])
        #expect(one != ["a": 1])
    }

    @Test("access to what is not there is nil, not an error")
    func accessors() {
        let value: JSONValue = ["a": ["b": ["text", 7, 1.5, true]]]
        #expect(value["a"]?["b"]?[0]?.stringValue == "text")
        #expect(value["a"]?["b"]?[1]?.integerValue == 7)
        #expect(value["a"]?["b"]?[2]?.doubleValue == 1.5)
        #expect(value["a"]?["b"]?[3]?.boolValue == true)
        #expect(value["a"]?["b"]?[4] == nil)
        #expect(value["a"]?["b"]?[-1] == nil)
        #expect(value["x"]?["b"] == nil)
        #expect(value["a"]?.stringValue == nil)
        #expect(value["a"]?.kind == "an object")
    }
}

private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

private func randomValue(depth: Int, using generator: inout SplitMix64) -> JSONValue {
    switch Int.random(in: 0..<(depth == 0 ? 5 : 7), using: &generator) {
    case 0: return nil
    case 1: return .bool(Bool.random(using: &generator))
    case 2: return .number(JSONNumber(Int.random(in: Int.min...Int.max, using: &generator)))
    case 3: return JSONNumber(Double.random(in: -1e9...1e9, using: &generator)).map(JSONValue.number) ?? nil
    case 4: return .string(randomText(using: &generator))
    case 5:
        return .array(
            (0..<Int.random(in: 0..<5, using: &generator)).map { _ in randomValue(depth: depth - 1, using: &generator) }
        )
    default:
        var object = JSONObject()
        for _ in 0..<Int.random(in: 0..<25, using: &generator) {
            object[randomText(using: &generator)] = randomValue(depth: depth - 2 < 0 ? 0 : depth - 2, using: &generator)
        }
        return .object(object)
    }
}

private func randomText(using generator: inout SplitMix64) -> String {
    let scalars = (0..<Int.random(in: 0..<20, using: &generator)).compactMap { _ -> Unicode.Scalar? in
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: Unicode.Scalar(UInt8.random(in: 0..<0x80, using: &generator))
        case 1: Unicode.Scalar(UInt32.random(in: 0x4e00..<0x9fff, using: &generator))
        case 2: Unicode.Scalar(UInt32.random(in: 0..<0x11_0000, using: &generator))
        default: "abc".unicodeScalars.randomElement(using: &generator)
        }
    }
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    return text
}
