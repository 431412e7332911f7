import Guidelines
import RDF
import RDFSyntax
import Reasoning
import Testing
import Text

/// A small knowledge base for tests that are about the reasoner, not about medicine.
enum SmallKnowledge {
    static let prefixes = """
        @prefix : <https://w3id.org/meridian/guideline/small#> .
        @prefix m: <https://w3id.org/meridian/ns#> .
        @prefix obs: <https://w3id.org/meridian/observation/> .
        @prefix icd10: <http://hl7.org/fhir/sid/icd-10/> .
        @prefix atc: <http://www.whocc.no/atc/> .
        @prefix rx: <http://www.nlm.nih.gov/research/umls/rxnorm/> .
        @prefix route: <http://snomed.info/id/> .
        @prefix loinc: <http://loinc.org/> .
        @prefix set: <https://w3id.org/meridian/set/> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix elm: <urn:hl7-org:elm:r1/> .
        @prefix dcterms: <http://purl.org/dc/terms/> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

        """

    static let terminology = """
        icd10:I10 a skos:Concept ; skos:prefLabel "Hypertension"@en , "高血压"@zh .
        icd10:I48 a skos:Concept ; skos:prefLabel "Atrial fibrillation"@en , "心房颤动"@zh .
        icd10:N18 a skos:Concept ; skos:prefLabel "Chronic kidney disease"@en , "慢性肾脏病"@zh .
        obs:serum-creatinine a skos:Concept ; skos:prefLabel "Creatinine"@en , "肌酐"@zh ;
            m:canonicalUnit "umol/L"^^m:unit ; m:molarMass "113.12 g/mol"^^m:quantity .
        obs:egfr a skos:Concept ; skos:prefLabel "eGFR"@en , "估算肾小球滤过率"@zh ;
            m:canonicalUnit "mL/min/{1.73_m2}"^^m:unit .
        obs:hba1c a skos:Concept ; skos:prefLabel "HbA1c"@en , "糖化血红蛋白"@zh ; m:canonicalUnit "%"^^m:unit .
        atc:M01A a skos:Concept ; skos:prefLabel "NSAIDs"@en , "非甾体抗炎药"@zh .
        atc:B01AA a skos:Concept ; skos:prefLabel "Vitamin K antagonists"@en , "维生素K拮抗剂"@zh .
        atc:J01C a skos:Concept ; skos:prefLabel "Penicillins"@en , "青霉素类"@zh .
        atc:J01D a skos:Concept ; skos:prefLabel "Cephalosporins"@en , "头孢菌素类"@zh .
        rx:ibuprofen a m:Ingredient ; skos:prefLabel "ibuprofen"@en , "布洛芬"@zh ; skos:broader atc:M01A .
        rx:naproxen a m:Ingredient ; skos:prefLabel "naproxen"@en , "萘普生"@zh ; skos:broader atc:M01A .
        rx:warfarin a m:Ingredient ; skos:prefLabel "warfarin"@en , "华法林"@zh ; skos:broader atc:B01AA .
        rx:metformin a m:Ingredient ; skos:prefLabel "metformin"@en , "二甲双胍"@zh .
        rx:amoxicillin a m:Ingredient ; skos:prefLabel "amoxicillin"@en , "阿莫西林"@zh ; skos:broader atc:J01C .
        rx:cefazolin a m:Ingredient ; skos:prefLabel "cefazolin"@en , "头孢唑林"@zh ; skos:broader atc:J01D .
        route:284009009 a skos:Concept ; skos:prefLabel "Route of administration"@en , "给药途径"@zh .
        route:26643006 a skos:Concept ; skos:prefLabel "Oral route"@en , "口服"@zh ; skos:broader route:284009009 .
        route:47625008 a skos:Concept ; skos:prefLabel "Intravenous route"@en , "静脉给药"@zh ;
            skos:broader route:284009009 .
        set:injection-routes a skos:Collection ; skos:prefLabel "Injection"@en , "注射给药"@zh ;
            skos:member route:47625008 .
        :doc a m:Document ; dcterms:bibliographicCitation "A source, 2024" .

        """

    static func compile(_ body: String) throws -> KnowledgeBase {
        let text = "@base <https://w3id.org/meridian/guideline/small> .\n" + prefixes + terminology + body
        let graph = try RDFReader(.turtle, source: "small.ttl").readGraph(text)
        let compilation = try KnowledgeCompiler.compile([
            NamedGraph(name: IRI("https://w3id.org/meridian/guideline/small"), graph: graph)
        ])
        try #require(compilation.errors.isEmpty, "\(compilation.errors)")
        return compilation.knowledge
    }

    /// The state of a patient written as a case.
    static func patient(_ facts: String, drafts: String = "", notRecorded: String = "", _ knowledge: KnowledgeBase)
        throws
        -> PatientState
    {
        let text =
            "@base <https://w3id.org/meridian/guideline/small.cases> .\n" + prefixes
                + """
                :case a m:Case ; m:asOf "2026-01-15"^^xsd:date ; rdfs:label "case"@en , "病例"@zh ;
                    m:patient [ m:sex m:Female ; m:birthDate "1950-03-01"^^xsd:date \(facts.isEmpty ? "" : "; m:fact \(facts)")
                        \(notRecorded.isEmpty ? "" : "; m:notRecorded \(notRecorded)") ] ;
                    \(drafts.isEmpty ? "" : "m:draft \(drafts) ;")
                    m:expect [ m:noAlerts true ] .
                """
        var reader = DocumentReader(try RDFReader(.turtle, source: "case.ttl").readGraph(text))
        let cases = reader.cases()
        try #require(reader.diagnostics.allSatisfy { $0.severity != .error }, "\(reader.diagnostics)")
        return PatientState.make(knowledge, try #require(cases.first))
    }
}
