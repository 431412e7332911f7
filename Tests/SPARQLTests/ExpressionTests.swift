import RDF
import SPARQL
import SPARQLSyntax
import Testing

@Suite("Expressions")
struct ExpressionTests {
    /// The value of an expression as a term, "-" for an error.
    private func value(_ expression: String) throws -> String {
        var settings = EvaluationSettings()
        settings.secondsSince1970 = 1_700_000_000
        settings.randomSeed = 1
        let prefix = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
        return try TemporaryStore().lines(prefix + "SELECT (\(expression) AS ?value) {}", settings)[0]
    }

    private func typed(_ text: String, _ type: String) -> String {
        "\"\(text)\"^^<http://www.w3.org/2001/XMLSchema#\(type)>"
    }

    @Test(
        "decimals are exact, and integers become decimals only by division",
        arguments: [
            ("0.1 + 0.2", "0.3", "decimal"), ("1 + 2", "3", "integer"), ("1 / 4", "0.25", "decimal"),
            ("6 / 2", "3", "decimal"), ("1.5 * 2", "3", "decimal"), ("1 + 1.0e0", "2.0E0", "double"),
            ("9223372036854775807 + 1", "9223372036854775808", "integer"),
            ("0.1 * 3 - 0.3", "0", "decimal"), ("-5 / 3.0", "-1.666666666666666666666666666666667", "decimal"),
            ("ROUND(-2.5)", "-2", "decimal"), ("CEIL(1.2)", "2", "decimal"), ("ABS(-3)", "3", "integer"),
            ("xsd:integer(\"12\")", "12", "integer"), ("xsd:decimal(1.5e1)", "15", "decimal"),
        ])
    func arithmetic(expression: String, text: String, type: String) throws {
        #expect(try value(expression) == typed(text, type))
    }

    @Test(
        "type errors leave the value unbound",
        arguments: [
            "1 / 0", "1 + \"1\"", "xsd:integer(\"1.5\")", "xsd:byte(200)", "STRLEN(1)", "UCASE(<urn:a>)",
            "REPLACE(\"abc\", \"x*\", \"-\")", "REGEX(\"a\", \"[\")", "YEAR(\"2020\")", "<urn:unknown>(1)",
        ])
    func errors(expression: String) throws {
        #expect(try value(expression) == "-")
    }

    @Test(
        "strings are counted and cut by code points and keep their language",
        arguments: [
            ("STRLEN(\"高血压😀\")", "\"4\"^^<http://www.w3.org/2001/XMLSchema#integer>"),
            ("SUBSTR(\"foobar\"@en, 4)", "\"bar\"@en"), ("SUBSTR(\"𝒜bc\", 2, 1)", "\"b\""),
            ("STRBEFORE(\"abc\"@en, \"b\")", "\"a\"@en"), ("STRAFTER(\"abc\", \"z\")", "\"\""),
            ("CONCAT(\"a\"@en, \"b\"@en)", "\"ab\"@en"), ("CONCAT(\"a\"@en, \"b\")", "\"ab\""),
            ("ENCODE_FOR_URI(\"药 a\")", "\"%E8%8D%AF%20a\""), ("UCASE(\"straße\")", "\"STRASSE\""),
        ])
    func strings(expression: String, expected: String) throws {
        #expect(try value(expression) == expected)
    }

    @Test(
        "regular expressions are XPath's",
        arguments: [
            ("REGEX(\"a\\nb\", \"^b$\", \"m\")", "true"), ("REGEX(\"a\\n\", \"a$\")", "false"),
            ("REGEX(\"AbC\", \"abc\", \"i\")", "true"), ("REGEX(\"a.c\", \"a.c\", \"q\")", "true"),
            ("REGEX(\"abc\", \"a.c\", \"q\")", "false"), ("REGEX(\"abc\", \"a b c\", \"x\")", "true"),
            ("REGEX(\"b\", \"^[a-z-[aeiou]]$\")", "true"), ("REGEX(\"e\", \"^[a-z-[aeiou]]$\")", "false"),
        ])
    func regularExpressions(expression: String, expected: String) throws {
        #expect(try value(expression) == typed(expected, "boolean"))
    }

    @Test("replacements name groups")
    func replacement() throws {
        #expect(try value("REPLACE(\"abcb\", \"(b)\", \"[$1]\")") == "\"a[b]c[b]\"")
        #expect(try value("REPLACE(\"a.b\", \".\", \"$\", \"q\")") == "\"a$b\"")
    }

    @Test("moments and durations calculate by the calendar")
    func time() throws {
        #expect(
            try value("\"2024-01-31\"^^xsd:date + \"P1M\"^^xsd:yearMonthDuration") == typed("2024-02-29", "date"))
        #expect(
            try value("\"2024-03-01T00:00:00Z\"^^xsd:dateTime - \"2024-02-28T23:00:00-01:00\"^^xsd:dateTime")
                == typed("P1D", "dayTimeDuration"))
        #expect(try value("NOW()") == typed("2023-11-14T22:13:20Z", "dateTime"))
        #expect(
            try value("\"2020-01-01T12:00:00\"^^xsd:dateTime < \"2020-01-03T00:00:00Z\"^^xsd:dateTime")
                == typed("true", "boolean"))
    }

    @Test(
        "digests are those of the text's UTF-8",
        arguments: [
            ("MD5(\"abc\")", "900150983cd24fb0d6963f7d28e17f72"),
            ("SHA1(\"abc\")", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            ("SHA256(\"\")", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ])
    func digests(expression: String, expected: String) throws {
        #expect(try value(expression) == "\"\(expected)\"")
    }
}
