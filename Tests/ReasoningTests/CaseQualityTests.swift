import Guidelines
import Quantities
import RDF
import RDFSyntax
import Reasoning
import Testing

@Suite("How good cases are")
struct CaseQualityTests {
    private static let guideline = """
        :g a m:Guideline ; rdfs:label "G"@en , "指南"@zh ; m:applicableWhen [ m:condition icd10:N18 ] ;
            dcterms:source [ dcterms:isPartOf :doc ; m:locator "1" ] .
        :start a m:Recommendation ; rdfs:label "Start"@en , "起始"@zh ; m:partOf :g ;
            m:when [ m:all ( [ m:observation obs:egfr ; m:latestWithin "P6M"^^xsd:duration ; m:atLeast "30 mL/min/{1.73_m2}"^^m:quantity ]
                [ m:not [ m:medication rx:ibuprofen ] ] ) ] ;
            m:action [ a m:Start ; m:medication rx:metformin ] ;
            dcterms:source [ dcterms:isPartOf :doc ; m:locator "1" ] .
        :double a m:Calculation ; rdfs:label "Double"@en , "两倍"@zh ; m:partOf :g ; m:resultUnit "umol/L"^^m:unit ;
            m:expression [ a <urn:hl7-org:elm:r1/Multiply> ; <urn:hl7-org:elm:r1/operand> ( [ m:observation obs:serum-creatinine ] 2 ) ] ;
            dcterms:source [ dcterms:isPartOf :doc ; m:locator "1" ] .

        """

    private func patient(_ name: String, _ facts: String, _ expect: String) -> String {
        """
        :\(name) a m:Case ; rdfs:label "case"@en , "病例"@zh ; m:tests <https://w3id.org/meridian/guideline/small> ; m:asOf "2026-01-15"^^xsd:date ;
            m:patient [ m:birthDate "1950-03-01"^^xsd:date ; m:fact [ m:condition icd10:N18 ; m:on "2020-01-01"^^xsd:date ] \(facts) ] ;
            m:expect [ \(expect) ] .

        """
    }

    private func egfr(_ value: Int, on date: String = "2026-01-10") -> String {
        ", [ m:observation obs:egfr ; m:value \"\(value) mL/min/{1.73_m2}\"^^m:quantity ; m:on \"\(date)\"^^xsd:date ]"
    }

    private func cases(_ texts: String...) throws -> [PatientCase] {
        let text =
            "@base <https://w3id.org/meridian/guideline/small.cases> .\n" + SmallKnowledge.prefixes + texts.joined()
        var reader = DocumentReader(try RDFReader(.turtle, source: "case.ttl").readGraph(text))
        let cases = reader.cases()
        try #require(reader.diagnostics.allSatisfy { $0.severity != .error }, "\(reader.diagnostics)")
        return cases
    }

    private func survivors(_ cases: [PatientCase]) throws -> Set<String> {
        let knowledge = try SmallKnowledge.compile(Self.guideline)
        let guideline = try #require(knowledge.guidelines.first?.guideline)
        var test = MutationTest(knowledge, guideline)
        test.add(cases)
        return Set(test.report.survivors.map(\.change))
    }

    @Test("a patient between two thresholds tells them apart, one far away does not")
    func thresholds() throws {
        let shifted = "≥ 30 mL/min/{1.73_m2} to ≥ 33.0 mL/min/{1.73_m2}"
        let far = patient("far", egfr(80), "m:recommendation :start ; m:status m:Due")
        let near = patient("near", egfr(31), "m:recommendation :start ; m:status m:Due")
        #expect(try survivors(cases(far)).contains(shifted))
        #expect(try !survivors(cases(near)).contains(shifted))
    }

    @Test("a value at three quarters of a window notices that it was halved")
    func windows() throws {
        let old = patient("old", egfr(80, on: "2025-09-01"), "m:recommendation :start ; m:status m:Due")
        #expect(try !survivors(cases(old)).contains("window halved"))
    }

    @Test("formulas are told from wrong ones only where a case expects their value")
    func formulas() throws {
        let creatinine =
            ", [ m:observation obs:serum-creatinine ; m:value \"100 umol/L\"^^m:quantity ; m:on \"2026-01-10\"^^xsd:date ]"
        let silent = patient("silent", creatinine, "m:recommendation :start ; m:status m:Unknown")
        let spoken = patient("spoken", creatinine, "m:calculation :double ; m:equalTo \"200 umol/L\"^^m:quantity")
        #expect(try survivors(cases(silent)).contains("Multiply to Divide"))
        #expect(try !survivors(cases(spoken)).contains("Multiply to Divide"))
    }

    @Test("a wrong expectation of a calculated value fails with what came out")
    func calculation() throws {
        let knowledge = try SmallKnowledge.compile(Self.guideline)
        let creatinine =
            ", [ m:observation obs:serum-creatinine ; m:value \"100 umol/L\"^^m:quantity ; m:on \"2026-01-10\"^^xsd:date ]"
        let wrong = try cases(
            patient("wrong", creatinine, "m:calculation :double ; m:equalTo \"201 umol/L\"^^m:quantity"))
        let outcome = CaseRunner(knowledge).run(try #require(wrong.first))
        #expect(outcome.failures.map(\.message) == ["double: expected 201 umol/L, came out 200 umol/L"])
    }

    @Test("suggested patients notice what survived")
    func suggestions() throws {
        let knowledge = try SmallKnowledge.compile(Self.guideline)
        let guideline = try #require(knowledge.guidelines.first?.guideline)
        let known = try cases(patient("far", egfr(80), "m:recommendation :start ; m:status m:Due"))
        var test = MutationTest(knowledge, guideline)
        test.add(known)
        let before = test.report
        let suggested = test.suggestions().map(\.patientCase)
        var again = MutationTest(knowledge, guideline)
        again.add(known + suggested)
        #expect(!suggested.isEmpty)
        #expect(again.report.killed > before.killed)
        let criteria = again.report.survivors.filter { $0.original != nil }
        #expect(criteria.isEmpty, "\(criteria.map(\.change))")
        for patient in suggested { #expect(CaseRunner(knowledge).run(patient).passed) }
    }

    @Test("a criterion is covered when cases have seen it met and not met")
    func coverage() throws {
        let knowledge = try SmallKnowledge.compile(Self.guideline)
        let compiled = try #require(knowledge.guidelines.first)
        var test = CoverageTest(knowledge, compiled)
        test.add(try cases(patient("far", egfr(80), "m:recommendation :start ; m:status m:Due")))
        #expect(test.report.gaps.map(\.neverUnmet) == [true, true, false, true])
        let ibuprofen = egfr(20) + ", [ m:medication rx:ibuprofen ; m:on \"2025-01-01\"^^xsd:date ]"
        let outside = """
            :outside a m:Case ; rdfs:label "case"@en , "病例"@zh ; m:asOf "2026-01-15"^^xsd:date ;
                m:patient [ m:birthDate "1950-03-01"^^xsd:date ] ; m:expect [ m:recommendation :start ; m:status m:NotApplicable ] .

            """
        test.add(
            try cases(patient("low", ibuprofen, "m:recommendation :start ; m:status m:NotApplicable"), outside))
        #expect(test.report.gaps.isEmpty)
        #expect(test.report.criterionCoverage == 1)
        #expect(test.report.branchCoverage == 1)
    }

    @Test("a criterion that is there to leave a question open is covered by being unknown and not met")
    func openQuestion() throws {
        let text = """
            :g a m:Guideline ; rdfs:label "G"@en , "指南"@zh ; dcterms:source [ dcterms:isPartOf :doc ; m:locator "1" ] ;
                m:applicableWhen [ rdfs:label "Kind"@en , "类型"@zh ; m:expression [ a elm:If ;
                    elm:condition [ m:condition icd10:I10 ] ; elm:then [ a elm:Null ] ; elm:else false ] ] .
            """
        let knowledge = try SmallKnowledge.compile(text)
        let guideline = try #require(knowledge.guidelines.first)
        func report(_ facts: String...) throws -> CoverageReport {
            var test = CoverageTest(knowledge, guideline)
            for (number, fact) in facts.enumerated() {
                test.add(try cases(patient("p\(number)", fact, "m:recommendation :start ; m:status m:Unknown")))
            }
            return test.report
        }
        let hypertension = ", [ m:condition icd10:I10 ; m:on \"2020-01-01\"^^xsd:date ]"
        #expect(try report("", hypertension).criterionCoverage == 1)
        let gap = try #require(try report("").gaps.first)
        #expect(gap.neverUnknown && !gap.neverUnmet && !gap.neverMet)
        #expect(try report(hypertension).gaps.first?.neverUnmet == true)
    }
}
