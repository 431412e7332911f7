import Guidelines
import Reasoning
import Testing

/// Trends and daily doses: leaves that compute a value of several facts.
@Suite("Trends and daily doses")
struct ValueLeafTests {
    /// Whether a criterion holds for a patient: due is yes, not applicable no.
    private func status(_ criterion: String, _ facts: String, notRecorded: String = "") throws -> PathwayStatus? {
        let knowledge = try SmallKnowledge.compile(
            """
            :g a m:Guideline ; rdfs:label "G"@en , "指南"@zh ; dcterms:source [ dcterms:isPartOf :doc ] .
            :step a m:Recommendation ; rdfs:label "step"@en , "步骤"@zh ; m:partOf :g ; m:when [ \(criterion) ] ;
                m:action [ a m:Refer ] ; dcterms:source [ dcterms:isPartOf :doc ] .
            """)
        let state = try SmallKnowledge.patient(facts, notRecorded: notRecorded, knowledge)
        return PathwayRecommendation(knowledge, state).recommend().guidelines.first?.steps.first?.status
    }

    private func creatinine(_ values: (day: String, value: String)...) -> String {
        values.map {
            "[ m:observation obs:serum-creatinine ; m:on \"\($0.day)\"^^xsd:date ; m:value \"\($0.value)\"^^m:quantity ]"
        }
        .joined(separator: " , ")
    }

    private func takes(_ medicine: String, _ dose: String = "", _ frequency: String = "") -> String {
        "[ m:medication \(medicine)" + (dose.isEmpty ? "" : " ; m:dose \"\(dose)\"^^m:quantity")
            + (frequency.isEmpty ? "" : " ; m:frequency \"\(frequency)\"") + " ]"
    }

    @Test(
        "a trend compares the latest value of a window with the first",
        arguments: [
            ("m:atLeast \"26.5 umol/L\"^^m:quantity", PathwayStatus.due),
            ("m:atLeast \"0.3 mg/dL\"^^m:quantity", .due), ("m:greaterThan \"40 umol/L\"^^m:quantity", .notApplicable),
            ("m:relative true ; m:atLeast \"50 %\"^^m:quantity", .due),
            ("m:relative true ; m:atLeast 0.51", .notApplicable),
            ("m:lessThan \"0 umol/L\"^^m:quantity", .notApplicable),
        ])
    func trend(bounds: String, expected: PathwayStatus) throws {
        let values = creatinine(
            ("2025-12-01", "200 umol/L"), ("2026-01-10", "80 umol/L"), ("2026-01-11", "1 mg/dL"),
            ("2026-01-14", "0.12 mmol/L"))
        let criterion = "m:trend obs:serum-creatinine ; m:within \"P7D\"^^xsd:duration ; \(bounds)"
        #expect(try status(criterion, values) == expected)
    }

    @Test(
        "an expression has lists, intervals and precisions",
        arguments: [
            ("a elm:In ; elm:operand ( [ m:age [] ] [ a elm:Interval ; elm:operand ( 65 80 ) ] )", PathwayStatus.due),
            ("a elm:In ; elm:operand ( [ m:age [] ] [ a elm:List ; elm:operand ( 65 80 ) ] )", .notApplicable),
            (
                """
                a elm:SameAs ; elm:precision "Month" ;
                    elm:operand ( "2026-01-02"^^xsd:date [ a elm:Today ] )
                """, .due
            ),
            (
                """
                a elm:Greater ; elm:operand ( [ a elm:DurationBetween ; elm:precision "Day" ;
                    elm:operand ( "2026-01-02"^^xsd:date [ a elm:Today ] ) ] 13 )
                """, .notApplicable
            ),
        ])
    func expression(operation: String, expected: PathwayStatus) throws {
        #expect(try status("m:expression [ \(operation) ]", "") == expected)
    }

    @Test("one value is no trend, and the answer is unknown")
    func noTrend() throws {
        let criterion = """
            m:trend obs:serum-creatinine ; m:within "P7D"^^xsd:duration ; m:atLeast "1 umol/L"^^m:quantity
            """
        let old = creatinine(("2025-12-01", "80 umol/L"), ("2026-01-14", "200 umol/L"))
        #expect(try status(criterion, old) == .unknown)
        #expect(try status(criterion, "") == .unknown)
    }

    @Test("a daily dose adds up what is taken, and is unknown where the dose is")
    func dailyDose() throws {
        let high = "m:dailyDose atc:M01A ; m:greaterThan \"1.2 g\"^^m:quantity"
        #expect(try status(high, takes("rx:ibuprofen", "400 mg", "TID")) == .notApplicable)
        #expect(try status(high, takes("rx:ibuprofen", "600 mg", "TID")) == .due)
        let both = takes("rx:ibuprofen", "400 mg", "TID") + " , " + takes("rx:naproxen", "250 mg", "BID")
        #expect(try status(high, both) == .due)
        #expect(try status(high, takes("rx:ibuprofen")) == .unknown)
        #expect(try status(high, takes("rx:ibuprofen", "400 mg", "PRN")) == .unknown)
        #expect(try status(high, takes("rx:metformin", "1 g", "BID")) == .notApplicable)
        #expect(try status(high, "", notRecorded: "m:Medications") == .unknown)
        let low = "m:dailyDose rx:metformin ; m:atMost \"1 g\"^^m:quantity"
        #expect(try status(low, "") == .notApplicable, "who does not take it takes no small dose")
    }
}
