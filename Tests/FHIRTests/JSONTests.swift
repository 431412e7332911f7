import FHIR
import Foundation
import Primitives
import Testing

@Suite struct JSONTests {
    @Test("numbers keep the spelling of the source")
    func spelling() throws {
        var parser = JSONParser()
        let json = try parser.parse(Array(#"{"value": [1.50, -0, 1e3, 3.0E-2, 12345678901234567890]}"#.utf8))
        var spellings: [String] = []
        json["value"].forEach { spellings.append($0.number ?? "?") }
        #expect(spellings == ["1.50", "-0", "1e3", "3.0E-2", "12345678901234567890"])
    }

    @Test("escapes, surrogate pairs and Chinese text come out as text")
    func strings() throws {
        var parser = JSONParser()
        let json = try parser.parse(Array(#"{"a\"b": "王秀兰 😀\n\/", "empty": ""}"#.utf8))
        #expect(json["a\"b"].string == "王秀兰 😀\n/")
        #expect(json["empty"].string == "")
        #expect(json["absent"]["further"].kind == .missing)
    }

    @Test("a parser is used for one document after the other")
    func reuse() throws {
        var parser = JSONParser()
        for count in [1, 1000, 3] {
            let text = "[" + (0..<count).map { "{\"n\":\($0)}" }.joined(separator: ",") + "]"
            let json = try parser.parse(Array(text.utf8))
            var sum = 0
            json.forEach { sum += $0["n"].integer ?? 0 }
            #expect(json.count == count && sum == count * (count - 1) / 2)
        }
    }

    @Test(
        "a text that is not JSON is refused where it goes wrong",
        arguments: [
            (#"{"a": 1,}"#, 8, "a member name"), (#"{"a" 1}"#, 5, "a colon"), (#"[1 2]"#, 3, "a comma or ]"),
            (#"{"a": tru}"#, 6, "did you mean true"), (#"{"a": "b"#, 6, "no closing quote"),
            ("[01]", 2, "must not begin with 0"), (#"["\x"]"#, 2, "escape"), ("", 0, "ends too early"),
            ("{} {}", 3, "after the end"), (#"{"a": 1"#, 7, "ends too early"), ("[1e999]", 1, "too large"),
        ])
    func refusals(text: String, offset: Int, words: String) {
        var parser = JSONParser()
        do {
            _ = try parser.parse(Array(text.utf8))
            Issue.record("accepted: \(text)")
        } catch {
            #expect(error.offset == offset)
            #expect(error.message.contains(words), "\(error.message)")
        }
    }

    @Test("bytes that are not UTF-8 are refused with their place")
    func invalidUTF8() {
        var parser = JSONParser()
        #expect {
            _ = try parser.parse(Array("{\"name\": \"".utf8) + [0xCD, 0xF5] + Array("\"}".utf8))
        } throws: { error in
            (error as? JSONSyntaxError)?.offset == 10 && "\(error)".contains("UTF-8")
        }
    }

    @Test("random edits of a document never crash the parser, and it agrees with Foundation", arguments: 0..<4)
    func fuzz(seed: UInt64) throws {
        let sample = Array(#"{"a":[1,-2.50,true,null,"x王A"],"b":{"c":[],"d":{}},"e":"\\\""}"#.utf8)
        var generator = SplitMix64(seed: seed)
        var parser = JSONParser()
        for _ in 0..<3000 {
            var bytes = sample
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[place] = sample.randomElement(using: &generator) ?? 0
            }
            let expected = (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
            var accepted = true
            do {
                let json = try parser.parse(bytes)
                json.forEachMember { name, value in _ = (name, value.string, value.number, value.count) }
            } catch {
                accepted = false
                #expect(error.offset <= bytes.count)
                #expect(error.message.contains("JSON") || !error.message.isEmpty)
            }
            if !expected { #expect(!accepted, "\(String(decoding: bytes, as: UTF8.self))") }
        }
    }

    @Test("what the writer writes, the parser reads")
    func roundTrip() throws {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("text", "a \"quoted\"\n\u{1} 肌酐")
            writer.member("number", number: "1.50")
            writer.member("none", nil as String?)
            writer.member("flag", true)
            writer.array("list") { writer in
                writer.number(1)
                writer.null()
                writer.object { $0.member("deep", 2) }
            }
        }
        #expect(
            writer.string == #"{"text":"a \"quoted\"\n\u0001 肌酐","number":1.50,"flag":true,"list":[1,null,{"deep":2}]}"#
        )
        var parser = JSONParser()
        #expect(try parser.parse(writer.bytes)["text"].string == "a \"quoted\"\n\u{1} 肌酐")
    }
}
