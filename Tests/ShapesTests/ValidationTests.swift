import RDF
import RDFSyntax
import Shapes
import Testing

@Suite("Validation")
struct ValidationTests {
    @Test("numbers compare by value across their types, and exactly where doubles are equal")
    func numbers() throws {
        let shapes = "ex:s sh:targetObjectsOf ex:p ; sh:maxExclusive 9007199254740993.0 ."
        let data = """
            ex:a ex:p 9007199254740992 , 9007199254740993 , 9007199254740992.9 , "9e15"^^xsd:double , "NaN"^^xsd:double ,
                "1"^^xsd:byte , "text" .
            """
        #expect(
            try validate(data, against: shapes) == [
                "9007199254740993 maxExclusive 9007199254740993", "NaN maxExclusive NaN", "text maxExclusive text",
            ])
    }

    @Test("moments compare only where both or neither have a zone, fractions of a second included")
    func moments() throws {
        let shapes = """
            ex:s sh:targetObjectsOf ex:p ; sh:minInclusive "2026-03-01T00:30:00.25+02:00"^^xsd:dateTime .
            """
        let data = """
            ex:a ex:p "2026-02-28T22:30:00.25Z"^^xsd:dateTime , "2026-02-28T22:30:00.2Z"^^xsd:dateTime ,
                "2026-03-02T00:00:00"^^xsd:dateTime , "2026-02-30T00:00:00Z"^^xsd:dateTime .
            """
        #expect(
            try validate(data, against: shapes) == [
                "2026-02-28T22:30:00.2Z minInclusive 2026-02-28T22:30:00.2Z",
                "2026-02-30T00:00:00Z minInclusive 2026-02-30T00:00:00Z",
                "2026-03-02T00:00:00 minInclusive 2026-03-02T00:00:00",
            ])
    }

    @Test(
        "a datatype asks for a well-formed literal",
        arguments: [
            ("integer", "-07", true), ("integer", "1.0", false), ("byte", "-129", false), ("unsignedByte", "255", true),
            ("positiveInteger", "0", false), ("decimal", ".5", true), ("decimal", "1e3", false),
            ("double", "1e3", true), ("double", "INF", true), ("double", "inf", false), ("boolean", "1", true),
            ("boolean", "yes", false), ("date", "2024-02-29", true), ("date", "2023-02-29", false),
            ("date", "2024-2-9", false), ("dateTime", "2024-02-29T24:00:00Z", true), ("dateTime", "2024-02-29", false),
            ("time", "23:59:60", false), ("gYear", "-0044", true), ("gYearMonth", "2024-13", false),
            ("gMonthDay", "--02-29", true), ("gDay", "---32", false), ("duration", "P1Y2M3DT4H5M6.7S", true),
            ("duration", "P1M1Y", false), ("duration", "P", false), ("duration", "PT", false),
            ("dayTimeDuration", "P1M", false), ("yearMonthDuration", "P1Y1M", true), ("hexBinary", "0fB7", true),
            ("hexBinary", "0f7", false), ("base64Binary", "TWVyaQ==", true), ("base64Binary", "TW=yaQ==", false),
            ("anyURI", "../a b", false), ("anyURI", "../a", true),
        ])
    func wellFormed(datatype: String, text: String, isWellFormed: Bool) throws {
        let found = try validate(
            "ex:a ex:p \"\(text)\"^^xsd:\(datatype) .",
            against: "ex:s sh:targetObjectsOf ex:p ; sh:datatype xsd:\(datatype) .")
        #expect(found.isEmpty == isWellFormed)
    }

    @Test("a language range matches its subtags, and languages compare without case")
    func languages() throws {
        let shapes = """
            ex:s sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:languageIn ( "zh" "EN" ) ; sh:uniqueLang true ] .
            """
        let data = #"ex:a ex:p "一"@zh-Hant , "two"@en , "deux"@fr , "Two"@EN , "zwei" ."#
        #expect(try validate(data, against: shapes) == ["a languageIn deux", "a languageIn zwei", "a uniqueLang"])
    }

    @Test("routes repeat without end in circles, and each value counts once")
    func circles() throws {
        let shapes = """
            ex:s sh:targetNode ex:a ;
                sh:property [ sh:path [ sh:oneOrMorePath ex:next ] ; sh:maxCount 2 ; sh:minCount 3 ] .
            """
        let data = "ex:a ex:next ex:b . ex:b ex:next ex:c , ex:a . ex:c ex:next ex:b ."
        #expect(try validate(data, against: shapes) == ["a maxCount"])
    }

    @Test("shapes that contain themselves end")
    func recursion() throws {
        let shapes = """
            ex:s sh:targetNode ex:a ; sh:property [ sh:path ex:next ; sh:node ex:s ] ; sh:nodeKind sh:IRI .
            """
        #expect(try validate("ex:a ex:next ex:b . ex:b ex:next ex:a .", against: shapes) == [])
        #expect(try validate("ex:a ex:next ex:b . ex:b ex:next 1 .", against: shapes) == ["a node b"])
    }

    @Test("a pattern is tried on IRIs and literals, never on blank nodes")
    func patterns() throws {
        let shapes = #"ex:s sh:targetObjectsOf ex:p ; sh:pattern "^[a-z]+ \\d{2}$" ; sh:flags "ix" ."#
        #expect(
            try validate(#"ex:a ex:p "Ward12" , "ward 12" , [] ."#, against: shapes) == [
                "_ pattern _", "ward 12 pattern ward 12",
            ])
    }

    @Test("results carry the shape's severity and messages")
    func severity() throws {
        let shapes = """
            ex:s sh:targetNode ex:a ; sh:property ex:q .
            ex:q sh:path ex:p ; sh:minCount 1 ; sh:severity sh:Warning ; sh:message "missing"@en , "缺失"@zh .
            """
        var validator = Validator(try ShapesGraph(graph(shapes)), data: Graph())
        let result = try #require(validator.validate().results.first)
        #expect(result.severity == Vocabulary.SHACL.warning)
        #expect(result.messages.map(\.lexicalForm) == ["missing", "缺失"])
        #expect(result.sourceShape == example("q"))
    }

    @Test(
        "what a shape says wrongly is reported where it stands",
        arguments: [
            ("ex:s sh:targetNode ex:a ; sh:minCount 1 .", "without a path"),
            ("ex:s sh:targetNode ex:a ; sh:property [ sh:minCount 1 ] .", "no sh:path"),
            ("ex:s sh:targetNode ex:a ; sh:property [ sh:path [ sh:inversePath \"p\" ] ] .", "not a path"),
            ("ex:s sh:targetNode ex:a ; sh:pattern \"(\" .", "regular expression"),
            ("ex:s sh:targetNode ex:a ; sh:in ex:b .", "a list"),
            ("ex:s sh:targetNode ex:a ; sh:nodeKind ex:b .", "node kinds"),
        ])
    func errors(shapes: String, message: String) throws {
        let graph = try graph(shapes)
        let error = #expect(throws: ShapesError.self) { try ShapesGraph(graph) }
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
        #expect(error?.position?.line == 6)
    }

    @Test("on request a result of sh:node says what the value fails, however deep")
    func details() throws {
        let shapes = """
            ex:s sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:node ex:inner ] .
            ex:inner sh:property [ sh:path ex:q ; sh:node [ sh:nodeKind sh:IRI ] ] .
            """
        var validator = Validator(try ShapesGraph(graph(shapes)), data: try graph("ex:a ex:p ex:b . ex:b ex:q 1 ."))
        validator.includesDetails = true
        let report = validator.validate()
        #expect(report.results.first?.details.first?.details.first?.component == .nodeKind)
        #expect(report.graph().triples(predicate: Vocabulary.SHACL.detail).count == 2)
        #expect(report.results.count == 1)
    }

    @Test("a report as a graph is itself a valid report")
    func report() throws {
        let shapes =
            "ex:s sh:targetNode ex:a ; sh:property [ sh:path ( ex:p [ sh:inversePath ex:q ] ) ; sh:minCount 1 ] ."
        var validator = Validator(try ShapesGraph(graph(shapes)), data: Graph())
        let report = validator.validate().graph()
        let reportShape = """
            ex:r sh:targetClass sh:ValidationResult ;
                sh:property [ sh:path sh:focusNode ; sh:minCount 1 ; sh:maxCount 1 ] ,
                    [ sh:path sh:resultSeverity ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
                    [ sh:path ( sh:resultPath rdf:rest rdf:first sh:inversePath ) ; sh:hasValue ex:q ] .
            """
        var second = Validator(try ShapesGraph(graph(reportShape)), data: report)
        #expect(second.validate().conforms)
        #expect(second.checkedCount == 1)
    }
}
