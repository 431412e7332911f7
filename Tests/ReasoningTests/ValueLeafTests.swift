import Guidelines
import Reasoning
import Testing
import Text

/// Trends and doses: leaves that compute a value of several facts.
@Suite("Trends and doses")
struct ValueLeafTests {
    /// Whether a criterion holds for a patient: due is yes, not applicable no.
    private func status(
        _ criterion: String, _ facts: String, notRecorded: String = "", knowing more: String = ""
    ) throws -> PathwayStatus? {
        try step(criterion, facts, notRecorded: notRecorded, knowing: more)?.status
    }

    private func proof(_ criterion: String, _ facts: String, knowing more: String = "") throws -> Proof? {
        try step(criterion, facts, knowing: more)?.proof
    }

    /// Why a criterion is unknown.
    private func note(_ criterion: String, _ facts: String, knowing more: String = "") throws -> BilingualText? {
        try proof(criterion, facts, knowing: more)?.note
    }

    private func step(
        _ criterion: String, _ facts: String, notRecorded: String = "", knowing more: String = ""
    ) throws -> StepOutcome? {
        let knowledge = try SmallKnowledge.compile(
            """
            :g a m:Guideline ; rdfs:label "G"@en , "指南"@zh ; dcterms:source [ dcterms:isPartOf :doc ] .
            :step a m:Recommendation ; rdfs:label "step"@en , "步骤"@zh ; m:partOf :g ; m:when [ \(criterion) ] ;
                m:action [ a m:Refer ] ; dcterms:source [ dcterms:isPartOf :doc ] .
            \(more)
            """)
        let state = try SmallKnowledge.patient(facts, notRecorded: notRecorded, knowledge)
        return PathwayRecommendation(knowledge, state).recommend().guidelines.first?.steps.first
    }

    private func creatinine(_ values: (day: String, value: String)...) -> String {
        values.map {
            "[ m:observation obs:serum-creatinine ; m:on \"\($0.day)\"^^xsd:date ; m:value \"\($0.value)\"^^m:quantity ]"
        }
        .joined(separator: " , ")
    }

    private func takes(
        _ medicine: String, _ dose: String = "", _ frequency: String = "", by route: String = ""
    ) -> String {
        "[ m:medication \(medicine)" + (dose.isEmpty ? "" : " ; m:dose \"\(dose)\"^^m:quantity")
            + (frequency.isEmpty ? "" : " ; m:frequency \"\(frequency)\"")
            + (route.isEmpty ? "" : " ; m:route \(route)") + " ]"
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

    private func condition(_ code: String, _ days: String...) -> String {
        days.map { "[ m:condition icd10:\(code) ; m:on \"\($0)\"^^xsd:date ; m:status m:Inactive ]" }
            .joined(separator: " , ")
    }

    @Test("events are counted in their window, also those that are over")
    func counting() throws {
        let twice = "m:condition icd10:I48 ; m:occurrences 2 ; m:within \"P1Y\"^^xsd:duration"
        #expect(try status(twice, condition("I48", "2025-06-01", "2025-09-01")) == .due)
        #expect(try status(twice, condition("I48", "2024-06-01", "2025-09-01")) == .notApplicable)
        #expect(try status(twice, condition("I48", "2025-09-01"), notRecorded: "m:Conditions") == .unknown)
    }

    @Test("what follows what, and after how long, is told from the record")
    func sequence() throws {
        let progress = """
            m:event [ m:condition icd10:I48 ] ; m:followedBy [ m:condition icd10:N18 ] ; m:within "P90D"^^xsd:duration
            """
        #expect(try status(progress, condition("I48", "2025-06-01") + " , " + condition("N18", "2025-08-01")) == .due)
        #expect(
            try status(progress, condition("I48", "2025-08-01") + " , " + condition("N18", "2025-06-01"))
                == .notApplicable)
        let chronic = """
            m:event [ m:observation obs:serum-creatinine ; m:atLeast "1 mg/dL"^^m:quantity ] ;
            m:followedBy [ m:observation obs:serum-creatinine ; m:atLeast "1 mg/dL"^^m:quantity ] ;
            m:apart "P3M"^^xsd:duration
            """
        #expect(try status(chronic, creatinine(("2025-06-01", "90 umol/L"), ("2025-09-01", "1.2 mg/dL"))) == .due)
        #expect(
            try status(chronic, creatinine(("2025-06-01", "90 umol/L"), ("2025-08-01", "1.2 mg/dL"))) == .notApplicable)
        #expect(try status(chronic, "") == .unknown)
    }

    @Test("a value without a unit is never taken for one in per cent, nor a useless one for a missing one")
    func unusable() throws {
        func haemoglobin(_ value: String) -> String {
            "[ m:observation obs:hba1c ; m:on \"2026-01-14\"^^xsd:date ; m:value \(value) ]"
        }
        let high = "m:observation obs:hba1c ; m:atLeast \"7 %\"^^m:quantity"
        #expect(try status(high, haemoglobin("\"7.5 %\"^^m:quantity")) == .due)
        #expect(try status(high, haemoglobin("7.5")) == .unknown)
        #expect(try status(high, haemoglobin("0.5")) == .unknown)
        // The author's default is for what was not measured.
        let filled = """
            m:expression [ a elm:GreaterOrEqual ; elm:operand (
                [ a elm:Coalesce ; elm:operand ( [ m:observation obs:hba1c ] "5 %"^^m:quantity ) ] "7 %"^^m:quantity ) ]
            """
        #expect(try status(filled, "") == .notApplicable)
        #expect(try status(filled, haemoglobin("\"7.5 %\"^^m:quantity")) == .due)
        #expect(try status(filled, haemoglobin("\"7.5 g\"^^m:quantity")) == .unknown)
        #expect(try status(filled, haemoglobin("7.5")) == .unknown)
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

    private static let oral = "route:26643006"
    private static let intravenous = "route:47625008"

    @Test("a dose at a time is that of any one medicine, in any unit that converts")
    func singleDose() throws {
        let high = "m:singleDose atc:M01A ; m:greaterThan \"400 mg\"^^m:quantity"
        #expect(try status(high, takes("rx:ibuprofen", "400 mg", "TID")) == .notApplicable)
        #expect(try status(high, takes("rx:ibuprofen", "0.6 g", "TID")) == .due)
        #expect(try status(high, takes("rx:ibuprofen", "600 mg")) == .due, "how often does not matter")
        let both = takes("rx:ibuprofen", "400 mg", "TID") + " , " + takes("rx:naproxen", "250 mg", "BID")
        #expect(try status(high, both) == .notApplicable, "doses at a time do not add up")
        #expect(try status(high, takes("rx:metformin", "1 g")) == .notApplicable)
        #expect(try status(high, "") == .notApplicable)
        #expect(try status(high, "", notRecorded: "m:Medications") == .unknown)
    }

    @Test("a dose that is missing, or in a unit that does not convert, leaves the answer open and says why")
    func undecidedDose() throws {
        let high = "m:singleDose atc:M01A ; m:greaterThan \"400 mg\"^^m:quantity"
        #expect(try status(high, takes("rx:ibuprofen")) == .unknown)
        #expect(try note(high, takes("rx:ibuprofen"))?.english == "recorded without a dose")
        #expect(try note(high, takes("rx:ibuprofen"))?.chinese == "有用药记录但无剂量")
        let volume = takes("rx:ibuprofen", "10 mL")
        #expect(try status(high, volume) == .unknown)
        #expect(try note(high, volume)?.english?.contains("mL") == true)
        // Another medicine that certainly meets it decides.
        #expect(try status(high, volume + " , " + takes("rx:naproxen", "500 mg")) == .due)
    }

    @Test("a route is asked with its kinds, and one that is not recorded leaves the answer open")
    func route() throws {
        let injected = "m:medication atc:J01C ; m:route set:injection-routes"
        #expect(try status(injected, takes("rx:amoxicillin", by: Self.intravenous)) == .due)
        #expect(try status(injected, takes("rx:amoxicillin", by: Self.oral)) == .notApplicable)
        #expect(try status(injected, takes("rx:amoxicillin")) == .unknown)
        #expect(try note(injected, takes("rx:amoxicillin"))?.english == "recorded without a route")
        #expect(try status(injected, "") == .notApplicable)
        let high = "m:singleDose atc:J01C ; m:route \(Self.oral) ; m:atLeast \"1 g\"^^m:quantity"
        #expect(try status(high, takes("rx:amoxicillin", "1 g", by: Self.oral)) == .due)
        #expect(try status(high, takes("rx:amoxicillin", "2 g", by: Self.intravenous)) == .notApplicable)
        #expect(try status(high, takes("rx:amoxicillin", "0.5 g")) == .notApplicable, "too little by any route")
        #expect(try status(high, takes("rx:amoxicillin", "2 g")) == .unknown)
        let daily = "m:dailyDose atc:J01C ; m:route \(Self.oral) ; m:atLeast \"3 g\"^^m:quantity"
        #expect(try status(daily, takes("rx:amoxicillin", "1 g", "TID", by: Self.oral)) == .due)
        let mixed =
            takes("rx:amoxicillin", "1 g", "BID", by: Self.oral) + " , "
            + takes("rx:amoxicillin", "2 g", "TID", by: Self.intravenous)
        #expect(try status(daily, mixed) == .notApplicable, "what is injected is not counted")
        #expect(try status(daily, takes("rx:amoxicillin", "1 g", "TID")) == .unknown)
    }

    @Test("doses and routes read like sentences in both languages")
    func words() throws {
        let statement = try proof(
            "m:singleDose atc:M01A ; m:route \(Self.oral) ; m:greaterThan \"400 mg\"^^m:quantity", ""
        )?.statement
        #expect(statement?.english == "takes NSAIDs by the oral route, at a time > 400 mg")
        #expect(statement?.chinese == "正在使用非甾体抗炎药（口服），单次剂量 > 400 mg")
    }

    @Test(
        "codes are asked for their system, their kind and a set's members",
        arguments: [
            ("a elm:InCodeSystem ; elm:operand ( icd10:I10 <http://hl7.org/fhir/sid/icd-10> )", PathwayStatus.due),
            ("a elm:InCodeSystem ; elm:operand ( icd10:I10 <http://loinc.org> )", .notApplicable),
            ("a elm:InCodeSystem ; elm:operand ( rx:metformin <http://loinc.org> )", .unknown),
            (
                """
                a elm:AnyInCodeSystem ; elm:operand
                    ( [ a elm:List ; elm:operand ( rx:metformin icd10:I10 ) ] <http://hl7.org/fhir/sid/icd-10> )
                """, .due
            ),
            ("a elm:SubsumedBy ; elm:operand ( rx:ibuprofen atc:M01A )", .due),
            ("a elm:SubsumedBy ; elm:operand ( rx:warfarin atc:M01A )", .notApplicable),
            (
                """
                a elm:Contains ; elm:operand
                    ( [ a elm:ExpandValueSet ; elm:operand set:injection-routes ] route:47625008 )
                """, .due
            ),
            ("a elm:Exists ; elm:operand [ a elm:ExpandValueSet ; elm:operand set:injection-routes ]", .due),
        ])
    func terminology(operation: String, expected: PathwayStatus) throws {
        let systems = """
            <http://loinc.org> a skos:ConceptScheme ; skos:prefLabel "LOINC"@en , "LOINC"@zh .
            icd10:I10 skos:inScheme <http://hl7.org/fhir/sid/icd-10> .
            """
        #expect(try status("m:expression [ \(operation) ]", "", knowing: systems) == expected)
    }

    @Test("what the terminology does not know is said to be so")
    func unknownSystem() throws {
        let asked = "m:expression [ a elm:InCodeSystem ; elm:operand ( rx:metformin <http://loinc.org> ) ]"
        let note = try note(asked, "", knowing: "<http://loinc.org> a skos:ConceptScheme .")
        #expect(note?.english == "the terminology does not say of which code system metformin is")
    }
}
