import Expressions
import Guidelines
import Quantities
import RDF
import RDFSyntax
import Testing
import Text

/// A document in the guideline vocabulary, with the prefixes that every test uses.
func document(_ body: String) throws -> Graph {
    let prefixes = """
        @base <https://w3id.org/meridian/guideline/test> .
        @prefix m: <https://w3id.org/meridian/ns#> .
        @prefix obs: <https://w3id.org/meridian/observation/> .
        @prefix icd10: <http://hl7.org/fhir/sid/icd-10/> .
        @prefix atc: <http://www.whocc.no/atc/> .
        @prefix elm: <urn:hl7-org:elm:r1/> .
        @prefix dcterms: <http://purl.org/dc/terms/> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <#doc> a m:Document ; dcterms:bibliographicCitation "A guideline, 2024" ; dcterms:issued "2024"^^xsd:gYear .
        <#g> a m:Guideline ; rdfs:label "Test"@en , "测试"@zh ; dcterms:source [ dcterms:isPartOf <#doc> ] .

        """
    return try RDFReader(.turtle, source: "test.ttl").readGraph(prefixes + body)
}

/// The line of the document that `body` starts at.
let firstBodyLine = 12

@Suite("Reading guidelines")
struct DocumentReaderTests {
    @Test("a recommendation comes back as it was written")
    func recommendation() throws {
        var reader = DocumentReader(
            try document(
                """
                <#start> a m:Recommendation ; m:partOf <#g> ;
                    rdfs:label "Start metformin"@en , "起始二甲双胍"@zh ; m:after <#confirm> ;
                    m:when [ m:all ( [ m:condition icd10:E11 ]
                        [ m:observation obs:hba1c ; m:latestWithin "P6M"^^xsd:duration ; m:atLeast "6.5 %"^^m:quantity ]
                        [ m:not [ m:medication atc:A10BA02 ] ] ) ] ;
                    m:action [ a m:Start ; m:medication atc:A10BA02 ; m:dose "500 mg"^^m:quantity ; m:frequency "BID" ] ;
                    m:within "P14D"^^xsd:duration ; m:strength m:Strong ; m:certainty m:High ;
                    dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "Section 9" ] .
                <#confirm> a m:Recommendation ; m:partOf <#g> ; rdfs:label "Confirm"@en , "确认"@zh ;
                    m:action [ a m:Measure ; m:observation obs:hba1c ] ;
                    dcterms:source [ dcterms:isPartOf <#doc> ] .
                """))
        let guidelines = reader.guidelines()
        #expect(reader.diagnostics.isEmpty)
        let start = try #require(guidelines.first?.recommendations.first)
        #expect(start.label.chinese == "起始二甲双胍")
        #expect(start.after.map(\.string) == ["https://w3id.org/meridian/guideline/test#confirm"])
        #expect(start.within == CalendarDuration("P14D"))
        #expect(start.strength == .strong)
        #expect(start.actions.first?.dose?.description == "500 mg")
        #expect(start.citations.first?.locator == "Section 9")
        guard case .all(let parts)? = start.when?.form, case .observation(let observation) = parts[1].form,
            case .not(let negated) = parts[2].form, case .event(let medication) = negated.form
        else {
            Issue.record("the criterion lost its form")
            return
        }
        #expect(observation.comparisons.first?.value.description == "6.5 %")
        #expect(observation.window == CalendarDuration("P6M"))
        #expect(medication.kind == .medication)
    }

    @Test(
        "a mistake is told with its line and how to mend it",
        arguments: [
            (
                "<#r> a m:Recommendation ; m:partOf <#g> ; rdfs:label \"R\"@en , \"荐\"@zh ; m:whn [ m:condition icd10:E11 ] ;",
                0, "unknown property m:whn", "did you mean m:when?"
            ),
            (
                "<#r> a m:Recommendation ; m:partOf <#g> ; m:when [ m:observation obs:hba1c ;\n m:atLeast \"6.5 mgg\"^^m:quantity ] ;",
                1, "mgg", "UCUM"
            ),
            ("<#r> a m:Recommendation ; m:partOf <#g> ; m:strength m:Storng ;", 0, "m:Storng", "m:Strong"),
            (
                "<#r> a m:Recommendation ; m:partOf <#g> ; m:when [ m:latestWithin \"P6M\"^^xsd:duration ] ;", 0,
                "asks nothing", "m:condition"
            ),
            (
                "<#r> a m:Recommendation ; m:partOf <#g> ; m:within \"6 months\"^^xsd:duration ;", 0,
                "is not a duration", "P6M"
            ),
            ("<#r> a m:Recommendation ; m:partOf <#nowhere> ;", 0, "belongs to no guideline", "m:partOf"),
            ("<#r> a m:Recommendation ; m:partOf <#g> ; m:after <#rr> ;", 0, "which is not there", ""),
        ])
    func mistakes(text: String, line: Int, message: String, advice: String) throws {
        var reader = DocumentReader(
            try document(
                text + " m:action [ a m:Refer ] ; dcterms:source [ dcterms:isPartOf <#doc> ] ."))
        reader.checkVocabulary()
        _ = reader.guidelines()
        let found = reader.diagnostics.filter { $0.severity == .error && $0.description.contains(message) }
        let diagnostic = try #require(found.first, "no error says \(message): \(reader.diagnostics)")
        #expect(diagnostic.source == "test.ttl")
        #expect(diagnostic.position?.line == firstBodyLine + line)
        #expect(diagnostic.description.contains(advice))
    }

    @Test("steps that wait for one another are named")
    func circle() throws {
        let step = { (name: String, after: String) in
            """
            <#\(name)> a m:Recommendation ; m:partOf <#g> ; rdfs:label "x"@en , "x"@zh ; m:after <#\(after)> ;
                m:action [ a m:Refer ] ; dcterms:source [ dcterms:isPartOf <#doc> ] .

            """
        }
        var reader = DocumentReader(try document(step("a", "b") + step("b", "c") + step("c", "a")))
        _ = reader.guidelines()
        #expect(reader.diagnostics.contains { $0.message.contains("steps wait for one another") })
    }

    @Test("a criterion that contains itself is refused, not followed")
    func selfContained() throws {
        var reader = DocumentReader(
            try document(
                """
                _:c m:not _:c .
                <#r> a m:Recommendation ; m:partOf <#g> ; m:when _:c ; m:action [ a m:Refer ] ;
                    dcterms:source [ dcterms:isPartOf <#doc> ] .
                """))
        _ = reader.guidelines()
        #expect(reader.diagnostics.contains { $0.message.contains("in a circle") })
    }

    @Test("a rule without a source or a second medicine is refused")
    func rules() throws {
        var reader = DocumentReader(
            try document(
                """
                <#good> a m:Interaction ; rdfs:label "A"@en , "甲"@zh ; m:medication atc:B01AA03 ;
                    m:interactsWith atc:M01A ; m:severity m:Serious ; dcterms:source [ dcterms:isPartOf <#doc> ] .
                <#alone> a m:Interaction ; m:medication atc:B01AA03 ; dcterms:source [ dcterms:isPartOf <#doc> ] .
                <#uncited> a m:Interaction ; m:medication atc:B01AA03 ; m:interactsWith atc:M01A .
                """))
        #expect(reader.medicationRules().map { $0.iri.string.split(separator: "#").last } == ["good"])
        #expect(reader.diagnostics.contains { $0.message.contains("names no second medicine") })
        #expect(reader.diagnostics.contains { $0.message.contains("cites no source") })
    }
}
