import Guidelines
import Quantities
import RDF
import RDFSyntax
import Reasoning
import Testing

/// A measurement that was recorded and cannot be used is named as missing; no default stands in for it.
@Suite("Measurements that cannot be used")
struct UnusableValueTests {
    private static let below = """
        a elm:Less ; elm:operand ( [ a elm:Coalesce ; elm:operand ( [ m:observation obs:serum-creatinine ] "80 umol/L"^^m:quantity ) ] "100 umol/L"^^m:quantity )
        """

    private func step(_ facts: String) throws -> StepOutcome {
        let knowledge = try SmallKnowledge.compile(
            """
            :g a m:Guideline ; rdfs:label "G"@en , "指南"@zh ; dcterms:source [ dcterms:isPartOf :doc ] .
            :step a m:Recommendation ; rdfs:label "step"@en , "步骤"@zh ; m:partOf :g ; m:when [ m:expression [ \(Self.below) ] ] ;
                m:action [ a m:Refer ] ; dcterms:source [ dcterms:isPartOf :doc ] .
            """)
        let state = try SmallKnowledge.patient(facts, knowledge)
        return try #require(PathwayRecommendation(knowledge, state).recommend().guidelines.first?.steps.first)
    }

    private func creatinine(_ value: String) -> String {
        "[ m:observation obs:serum-creatinine ; m:on \"2026-01-10\"^^xsd:date ; m:value \"\(value)\"^^m:quantity ]"
    }

    @Test("a default stands in for what was not measured")
    func absent() throws { #expect(try step("").status == .due) }

    @Test(
        "a measurement is used where it can be",
        arguments: [("90 umol/L", PathwayStatus.due), ("2 mg/dL", .notApplicable)])
    func usable(value: String, expected: PathwayStatus) throws {
        #expect(try step(creatinine(value)).status == expected)
    }

    @Test(
        "a measurement in a unit of something else leaves the answer open and is named",
        arguments: ["90 mm[Hg]", "300 mm[Hg]"])
    func unusable(value: String) throws {
        let outcome = try step(creatinine(value))
        #expect(outcome.status == .unknown)
        #expect(outcome.proof.missingData.map(\.kind) == [.unusable])
    }
}
