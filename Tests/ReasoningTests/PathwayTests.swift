import Guidelines
import RDF
import Reasoning
import Testing
import Text

@Suite("Pathway recommendations")
struct PathwayTests {
    private static let source = "dcterms:source [ dcterms:isPartOf :doc ]"

    private static func step(_ name: String, _ body: String) -> String {
        """
        :\(name) a m:Recommendation ; rdfs:label "\(name)"@en , "\(name)"@zh ; m:partOf :g ; \(body) ; \(source) .

        """
    }

    private static let guideline =
        """
        :g a m:Guideline ; rdfs:label "G"@en , "指南"@zh ; m:applicableWhen [ m:condition icd10:I48 ] ; \(source) .

        """
        + step(
            "measure",
            #"m:action [ a m:Measure ; m:observation obs:egfr ; m:every "P1Y"^^xsd:duration ] ; m:within "P30D"^^xsd:duration ; m:when [ m:condition icd10:I48 ]"#
        )
        + step(
            "treat",
            "m:after :measure ; m:action [ a m:Start ; m:medication rx:warfarin ] ; m:when [ m:condition icd10:I48 ]")
        + step(
            "adjust",
            #"m:action [ a m:Stop ; m:medication rx:metformin ] ; m:when [ m:observation obs:egfr ; m:latestWithin "P1Y"^^xsd:duration ; m:lessThan "30 mL/min/{1.73_m2}"^^m:quantity ]"#
        )
        + step("first", "m:orElse :second ; m:action [ a m:Refer ] ; m:when [ m:condition icd10:N18 ]")
        + step("second", "m:action [ a m:Refer ] ; m:when [ m:condition icd10:I48 ]")
            + """
            :never-with a m:Interaction ; rdfs:label "Never with ibuprofen"@en , "禁与布洛芬合用"@zh ; m:medication rx:warfarin ;
                m:interactsWith rx:ibuprofen ; m:severity m:Serious ; \(source) .
            """

    private func statuses(_ facts: String, notRecorded: String = "") throws -> [String: PathwayStatus] {
        let knowledge = try SmallKnowledge.compile(Self.guideline)
        let state = try SmallKnowledge.patient(facts, notRecorded: notRecorded, knowledge)
        let steps = PathwayRecommendation(knowledge, state).recommend().guidelines.flatMap(\.steps)
        return Dictionary(
            uniqueKeysWithValues: steps.map {
                (String($0.recommendation.iri.string.split(separator: "#").last ?? ""), $0.status)
            })
    }

    private let atrialFibrillation = #"[ m:condition icd10:I48 ; m:on "2026-01-10"^^xsd:date ]"#
    private let egfr =
        #"[ m:observation obs:egfr ; m:value "60 mL/min/{1.73_m2}"^^m:quantity ; m:on "2026-01-12"^^xsd:date ]"#

    @Test("a guideline that is not for the patient says nothing")
    func notApplicable() throws {
        #expect(try statuses("[ m:condition icd10:I10 ]").isEmpty)
    }

    @Test("what is not done comes first, and what follows it waits")
    func next() throws {
        let statuses = try statuses(atrialFibrillation)
        #expect(statuses["measure"] == .due)
        #expect(statuses["treat"] == .next)
    }

    @Test("done is told from the record, and opens the way")
    func done() throws {
        let statuses = try statuses(atrialFibrillation + " , " + egfr)
        #expect(statuses["measure"] == .done)
        #expect(statuses["treat"] == .due)
        let treated = try self.statuses(
            [atrialFibrillation, egfr, "[ m:medication rx:warfarin ]"].joined(separator: " , "))
        #expect(treated["treat"] == .done)
    }

    @Test("past its time it is overdue")
    func overdue() throws {
        #expect(try statuses(#"[ m:condition icd10:I48 ; m:on "2025-06-01"^^xsd:date ]"#)["measure"] == .overdue)
    }

    @Test("a medicine that would raise a serious alert is blocked")
    func blocked() throws {
        let facts = [atrialFibrillation, egfr, "[ m:medication rx:ibuprofen ]"].joined(separator: " , ")
        #expect(try statuses(facts)["treat"] == .blocked)
    }

    @Test("what blocks a medicine rests on the record: the order that was only supposed is no evidence")
    func blockEvidence() throws {
        let knowledge = try SmallKnowledge.compile(Self.guideline)
        let facts = [atrialFibrillation, egfr, "[ m:medication rx:ibuprofen ]"].joined(separator: " , ")
        let state = try SmallKnowledge.patient(facts, knowledge)
        let steps = PathwayRecommendation(knowledge, state).recommend().guidelines.flatMap(\.steps)
        let evidence = steps.flatMap(\.blocks).flatMap(\.proof.allEvidence)
        #expect(evidence.map { state.evidence[$0].text } == ["ibuprofen"])
    }

    @Test("a missing measurement makes a step unknown, not inapplicable")
    func unknown() throws {
        #expect(try statuses(atrialFibrillation)["adjust"] == .unknown)
        #expect(try statuses(atrialFibrillation + " , " + egfr)["adjust"] == .notApplicable)
    }

    @Test("an alternative is for those to whom the first choice does not apply")
    func alternatives() throws {
        let with = try statuses(atrialFibrillation + " , [ m:condition icd10:N18 ]")
        #expect(with["first"] == .due)
        #expect(with["second"] == .notApplicable)
        let without = try statuses(atrialFibrillation)
        #expect(without["first"] == .notApplicable)
        #expect(without["second"] == .due)
    }

    @Test("where conditions are not covered, nobody is told that a guideline does not apply")
    func uncovered() throws {
        let knowledge = try SmallKnowledge.compile(Self.guideline)
        let state = try SmallKnowledge.patient("", notRecorded: "m:Conditions", knowledge)
        let outcome = try #require(PathwayRecommendation(knowledge, state).recommend().guidelines.first)
        #expect(outcome.applicability.verdict == .unknown)
        #expect(outcome.steps.allSatisfy { $0.status == .unknown || $0.status == .notApplicable })
    }

    @Test("the missing datum that decides most is named first")
    func ranking() throws {
        let knowledge = try SmallKnowledge.compile(Self.guideline)
        let report = PathwayRecommendation(knowledge, try SmallKnowledge.patient(atrialFibrillation, knowledge))
            .recommend()
        #expect(report.missingData.first?.datum.name.english == "eGFR")
    }

    @Test("a score with unknown items is a range, and its bands are those that the range reaches")
    func score() throws {
        let knowledge = try SmallKnowledge.compile(
            Self.guideline
                + """
                :s a m:Score ; rdfs:label "S"@en , "评分"@zh ; m:partOf :g ; \(Self.source) ;
                    m:item ( [ rdfs:label "a"@en , "甲"@zh ; m:points 2 ; m:when [ m:condition icd10:I48 ] ]
                             [ rdfs:label "b"@en , "乙"@zh ; m:points 1 ; m:when [ m:observation obs:egfr ; m:lessThan "60 mL/min/{1.73_m2}"^^m:quantity ] ] ) ;
                    m:band ( [ m:atLeast 0 ; m:atMost 1 ; rdfs:label "low"@en , "低"@zh ] [ m:atLeast 2 ; rdfs:label "high"@en , "高"@zh ] ) .
                """)
        let state = try SmallKnowledge.patient(atrialFibrillation, knowledge)
        let score = try #require(PathwayRecommendation(knowledge, state).recommend().guidelines.first?.scores.first)
        #expect(score.range == 2...3)
        #expect(score.bands.map(\.english) == ["high"])
    }
}
