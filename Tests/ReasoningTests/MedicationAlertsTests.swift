import Guidelines
import RDF
import Reasoning
import Testing
import Text

@Suite("Medication alerts")
struct MedicationAlertsTests {
    private static let rules = """
        :bleeding a m:Interaction ; rdfs:label "Bleeding"@en , "出血"@zh ; m:medication atc:B01AA ;
            m:interactsWith atc:M01A ; m:severity m:Serious ; dcterms:source [ dcterms:isPartOf :doc ] .
        :bleeding-too a m:Interaction ; rdfs:label "Less about bleeding"@en , "出血（次要）"@zh ; m:medication rx:warfarin ;
            m:interactsWith rx:ibuprofen ; m:severity m:Moderate ; dcterms:source [ dcterms:isPartOf :doc ] .
        :two-nsaids a m:DuplicateTherapy ; rdfs:label "Two NSAIDs"@en , "两种非甾体抗炎药"@zh ; m:medication atc:M01A ;
            m:maximum 1 ; m:severity m:Moderate ; dcterms:source [ dcterms:isPartOf :doc ] .
        :metformin-kidney a m:RenalDosing ; rdfs:label "Metformin and kidney"@en , "二甲双胍与肾功能"@zh ;
            m:medication rx:metformin ; m:severity m:Contraindicated ;
            m:when [ m:observation obs:egfr ; m:latestWithin "P1Y"^^xsd:duration ; m:lessThan "30 mL/min/{1.73_m2}"^^m:quantity ] ;
            dcterms:source [ dcterms:isPartOf :doc ] .
        :nsaid-creatinine a m:LaboratoryRule ; rdfs:label "NSAID and creatinine"@en , "非甾体抗炎药与肌酐"@zh ;
            m:medication atc:M01A ; m:severity m:Serious ; m:unless [ m:condition icd10:I48 ] ;
            m:when [ m:observation obs:serum-creatinine ; m:latestWithin "P1Y"^^xsd:duration ; m:greaterThan "133 umol/L"^^m:quantity ] ;
            dcterms:source [ dcterms:isPartOf :doc ] .
        :side-chain a m:CrossReactivity ; rdfs:label "Penicillin and cephalosporin"@en , "青霉素与头孢菌素"@zh ;
            m:allergen atc:J01C ; m:medication atc:J01D ; m:severity m:Moderate ; dcterms:source [ dcterms:isPartOf :doc ] .
        """

    private func report(_ facts: String, draft: String, notRecorded: String = "") throws -> AlertReport {
        let knowledge = try SmallKnowledge.compile(Self.rules)
        let state = try SmallKnowledge.patient(
            facts, drafts: "[ m:medication \(draft) ]", notRecorded: notRecorded, knowledge)
        return MedicationAlerts(knowledge, state).check()
    }

    private func names(_ alerts: [Alert]) -> [String] {
        alerts.map { $0.rule.map { String($0.string.split(separator: "#").last ?? "") } ?? $0.kind.rawValue }
    }

    @Test("of two alerts on the same medicines the worse is shown and the other kept with its reason")
    func covered() throws {
        let report = try report("[ m:medication rx:warfarin ]", draft: "rx:ibuprofen")
        #expect(names(report.shown) == ["bleeding"])
        #expect(report.suppressed.map(\.disposition) == [.suppressed(.coveredByWorse)])
    }

    @Test("the order may stand on either side of an interaction")
    func symmetric() throws {
        #expect(try names(report("[ m:medication rx:naproxen ]", draft: "rx:warfarin").shown) == ["bleeding"])
    }

    @Test("a medicine that was stopped does not interact")
    func stopped() throws {
        let fact = #"[ m:medication rx:warfarin ; m:until "2025-12-31"^^xsd:date ]"#
        #expect(try report(fact, draft: "rx:ibuprofen").shown.isEmpty)
    }

    @Test("a laboratory value in another unit is converted by molar mass: 1.6 mg/dL is 141 umol/L")
    func units() throws {
        let high =
            #"[ m:observation obs:serum-creatinine ; m:value "1.6 mg/dL"^^m:quantity ; m:on "2026-01-01"^^xsd:date ]"#
        let low =
            #"[ m:observation obs:serum-creatinine ; m:value "1.4 mg/dL"^^m:quantity ; m:on "2026-01-01"^^xsd:date ]"#
        #expect(try names(report(high, draft: "rx:ibuprofen").shown) == ["nsaid-creatinine"])
        #expect(try report(low, draft: "rx:ibuprofen").shown.isEmpty)
    }

    @Test("urea nitrogen of 20 mg/dL is 7.1 mmol/L of urea, not the 3.3 of as much urea")
    func ureaNitrogen() throws {
        let knowledge = try SmallKnowledge.compile(
            """
            obs:urea a skos:Concept ; skos:prefLabel "Urea"@en , "尿素"@zh ; m:canonicalUnit "mmol/L"^^m:unit ;
                m:molarMass "60.06 g/mol"^^m:quantity .
            obs:urea-nitrogen a skos:Concept ; skos:prefLabel "Urea nitrogen"@en , "尿素氮"@zh ; skos:broader obs:urea ;
                m:canonicalUnit "mmol/L"^^m:unit ; m:molarMass "28.01 g/mol"^^m:quantity .
            :urea-rule a m:LaboratoryRule ; rdfs:label "U"@en , "尿素"@zh ; m:medication atc:M01A ; m:severity m:Serious ;
                m:when [ m:observation obs:urea ; m:greaterThan "7 mmol/L"^^m:quantity ] ;
                dcterms:source [ dcterms:isPartOf :doc ] .
            """)
        let shown = { (concept: String) in
            let fact =
                "[ m:observation obs:\(concept) ; m:value \"20 mg/dL\"^^m:quantity ; m:on \"2026-01-01\"^^xsd:date ]"
            let state = try SmallKnowledge.patient(fact, drafts: "[ m:medication rx:ibuprofen ]", knowledge)
            return MedicationAlerts(knowledge, state).check().shown.count
        }
        #expect(try shown("urea-nitrogen") == 1)
        #expect(try shown("urea") == 0)
    }

    @Test("without the laboratory value there is no alert, and what is missing is named")
    func missing() throws {
        let report = try report("[ m:condition icd10:I10 ]", draft: "rx:metformin")
        #expect(report.shown.isEmpty)
        #expect(report.undecided.first?.missing.map(\.name.english) == ["eGFR"])
    }

    @Test("a value in a unit that does not convert is unknown, never a number")
    func unlikeUnits() throws {
        let fact = #"[ m:observation obs:egfr ; m:value "12 kg"^^m:quantity ; m:on "2026-01-01"^^xsd:date ]"#
        let report = try report(fact, draft: "rx:metformin")
        #expect(report.shown.isEmpty)
        #expect(report.undecided.count == 1)
    }

    @Test("a circumstance that lifts a rule silences it; not knowing of it does not")
    func lifted() throws {
        let creatinine =
            #"[ m:observation obs:serum-creatinine ; m:value "200 umol/L"^^m:quantity ; m:on "2026-01-01"^^xsd:date ]"#
        #expect(try report(creatinine + " , [ m:condition icd10:I48 ]", draft: "rx:ibuprofen").shown.isEmpty)
        #expect(try report(creatinine, draft: "rx:ibuprofen", notRecorded: "m:Conditions").shown.count == 1)
    }

    @Test("a recorded allergy warns of the class, and of what reacts with it")
    func allergy() throws {
        #expect(try names(report("[ m:allergy atc:J01C ]", draft: "rx:amoxicillin").shown) == ["allergy"])
        #expect(try names(report("[ m:allergy atc:J01C ]", draft: "rx:cefazolin").shown) == ["side-chain"])
        #expect(try report("[ m:allergy atc:J01D ]", draft: "rx:amoxicillin").shown.isEmpty)
    }

    @Test("an order that continues what is taken is not told again that it duplicates")
    func continued() throws {
        let facts = "[ m:medication rx:ibuprofen ] , [ m:medication rx:naproxen ]"
        let report = try report(facts, draft: "rx:ibuprofen")
        #expect(report.shown.isEmpty)
        #expect(report.suppressed.map(\.disposition) == [.suppressed(.continuedTherapy)])
        #expect(try names(self.report("[ m:medication rx:naproxen ]", draft: "rx:ibuprofen").shown) == ["two-nsaids"])
    }

    @Test("what the record does not cover is said: no allergies on record is not no allergies")
    func uncovered() throws {
        let report = try report("", draft: "rx:amoxicillin", notRecorded: "m:Allergies")
        #expect(report.uncovered.map(\.name.english) == ["allergies"])
        #expect(try self.report("", draft: "rx:amoxicillin").uncovered.isEmpty)
    }

    @Test("every alert carries a proof with the facts that it rests on")
    func proof() throws {
        let alert = try #require(try report("[ m:medication rx:warfarin ]", draft: "rx:ibuprofen").shown.first)
        #expect(alert.proof.verdict == .met)
        #expect(alert.proof.allEvidence.count == 2)
        #expect(alert.citations.first?.document == "A source, 2024")
    }
}
