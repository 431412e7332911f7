import JSON
import Testing

@Suite("Reading JSON")
struct ParsingTests {
    @Test(
        "every kind of value is read",
        arguments: [
            ("null", nil), ("true", true), (" false\n", false), ("0", 0), ("-12", -12), ("\"\"", ""),
            ("[]", []), ("{}", [:]), ("[1, [2], {\"a\": null}]", [1, [2], ["a": nil]]),
            ("{\"b\":1,\"a\":{\"c\":[true]}}", ["b": 1, "a": ["c": [true]]]),
            ("\"肌酐 µmol/L \u{1F600}\"", "肌酐 µmol/L \u{1F600}"),
        ] as [(String, JSONValue)])
    func reads(text: String, expected: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == expected)
    }

    @Test(
        "escapes become the characters that they stand for",
        arguments: [
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u00e9\u808C""#, "é肌"),
            (#""a\ud83d\ude00b""#, "a\u{1F600}b"), (#""\u0000""#, "\0"), (#""µ\u00b5""#, "µµ"),
        ])
    func unescapes(text: String, expected: String) throws {
        #expect(try JSONValue(parsing: text).stringValue == expected)
    }

    @Test(
        "numbers keep their spelling",
        arguments: ["1.50", "-0", "0.0", "1e2", "1E+02", "12345678901234567890123", "-1.0e-10"])
    func keepsSpelling(text: String) throws {
        let value = try JSONValue(parsing: text)
        #expect(value.numberValue?.spelling == text)
        #expect(value.description == text)
    }

    @Test("numbers are read as integers only when they are integers in range")
    func numberAccessors() throws {
        #expect(try JSONValue(parsing: "1.50").doubleValue == 1.5)
        #expect(try JSONValue(parsing: "3.0").integerValue == 3)
        #expect(try JSONValue(parsing: "3e2").integerValue == 300)
        #expect(try JSONValue(parsing: "9223372036854775807").integerValue == Int.max)
        #expect(try JSONValue(parsing: "9223372036854775808").integerValue == nil)
        #expect(try JSONValue(parsing: "1.5").integerValue == nil)
        #expect(try JSONValue(parsing: "1e999").integerValue == nil)
        #expect(JSONNumber(Double.infinity) == nil)
        #expect(JSONNumber(2.0)?.spelling == "2")
        #expect(JSONNumber(spelling: "01") == nil)
        #expect(JSONNumber(spelling: " 1") == nil)
        #expect(JSONNumber(spelling: "1.50")?.spelling == "1.50")
    }

    @Test(
        "what is not JSON is refused with its place and what was expected",
        arguments: [
            ("", "line 1, column 1: expected a value, found the end of the text"),
            ("[1,]", "line 1, column 4: expected a value, found ']'"),
            ("[1 2]", "line 1, column 4: expected ',' or ']' in an array, found '2'"),
            ("{\"a\":1,}", "line 1, column 8: expected a member's name in double quotes, found '}'"),
            ("{\n  \"a\" 1}", "line 2, column 7: expected ':' after \"a\", found '1'"),
            ("{\"a\":1 \"b\"", "line 1, column 8: expected ',' or '}' in an object, found '\"'"),
            ("nul", "line 1, column 4: expected 'null', found the end of the text"),
            ("trUe", "line 1, column 3: expected 'true', found 'U'"),
            ("1 x", "line 1, column 3: expected the end of the text, found 'x'"),
            ("-", "line 1, column 2: expected a digit in a number, found the end of the text"),
            ("1.", "line 1, column 3: expected a digit in the decimal point, found the end of the text"),
            ("1e+", "line 1, column 4: expected a digit in the exponent, found the end of the text"),
            ("+1", "line 1, column 1: expected a value, found '+'"),
            ("NaN", "line 1, column 1: expected a value, found 'N'"),
            ("'a'", "line 1, column 1: expected a value, found '''"),
            ("\"肌酐", "line 1, column 4: expected '\"' to close the string, found the end of the text"),
            ("\"a\\", "line 1, column 4: expected '\"' to close the string, found the end of the text"),
            ("\u{FEFF}1", "line 1, column 1: expected a value, found 'byte 0xef'"),
        ])
    func explains(text: String, expected: String) {
        #expect(message(of: text) == expected)
    }

    @Test(
        "what RFC 8259 forbids or leaves open is refused",
        arguments: [
            ("007", JSONError.Problem.leadingZero), ("-01", .leadingZero),
            ("\"a\tb\"", .controlCharacter(9)), ("\"a\nb\"", .controlCharacter(10)),
            (#""\x41""#, .unknownEscape(#"\x"#)), (#""\ud83d""#, .loneSurrogate),
            (#""\ud83dx""#, .loneSurrogate), (#""\ud83d\u0041""#, .loneSurrogate), (#""\ude00""#, .loneSurrogate),
            (#""\u12g4""#, .unknownEscape(#"\u without four hexadecimal digits"#)),
            (#"{"a":1,"a":2}"#, .duplicateName("a")), (#"{"a":1,"\u0061":2}"#, .duplicateName("a")),
        ])
    func refuses(text: String, problem: JSONError.Problem) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
        do {
            _ = try JSONValue(parsing: text)
        } catch {
            #expect(error.problem == problem)
        }
    }

    @Test(
        "bytes that are not UTF-8 are refused at the first bad byte",
        arguments: [
            ([0x22, 0x61, 0xff, 0x22], 2), ([0x22, 0xc0, 0x80, 0x22], 1), ([0x22, 0x5c, 0x6e, 0x61, 0xe8, 0x22], 4),
            ([0x22, 0xed, 0xa0, 0x80, 0x22], 1),
        ] as [([UInt8], Int)])
    func refusesInvalidUTF8(bytes: [UInt8], offset: Int) {
        do {
            _ = try JSONValue(parsing: bytes)
            Issue.record("accepted \(bytes)")
        } catch {
            #expect(error.problem == .invalidUTF8)
            #expect(error.offset == offset)
        }
    }

    @Test("a name that occurs twice among thousands is found")
    func findsLateDuplicate() {
        let members = (0..<5000).map { "\"name\($0)\":\($0)" } + ["\"name17\":0"]
        do {
            _ = try JSONValue(parsing: "{" + members.joined(separator: ",") + "}")
            Issue.record("accepted a duplicate")
        } catch {
            #expect(error.problem == .duplicateName("name17"))
        }
    }

    @Test("two spellings of one Unicode name are one name, among few members and among many", arguments: [0, 100])
    func canonicalDuplicate(others: Int) {
        let members = (0..<others).map { "\"name\($0)\":0" } + ["\"\u{e9}\":1", "\"e\u{301}\":2"]
        #expect(throws: JSONError.self) { try JSONValue(parsing: "{" + members.joined(separator: ",") + "}") }
    }

    @Test("depth and length are limited")
    func limits() throws {
        let limits = JSONLimits(depth: 3, bytes: 20)
        #expect(try JSONValue(parsing: Array("[[[1]]]".utf8), limits: limits) == [[[1]]])
        #expect(throws: JSONError.self) { try JSONValue(parsing: Array("[[[[1]]]]".utf8), limits: limits) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: Array("[1,2,3,4,5,6,7,8,9,0]".utf8), limits: limits) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: String(repeating: "[", count: 1_000_000)) }
    }

    private func message(of text: String) -> String {
        do {
            return "accepted as \(try JSONValue(parsing: text))"
        } catch {
            return error.description
        }
    }
}
