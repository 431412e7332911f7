import Guidelines
import Quantities
import RDFSyntax
import Reasoning
import Testing

/// Guidelines of rules on records: archetype nodes bound to codes.
@Suite("Rule guidelines on records")
struct RuleInputTests {
    private static let guideline = """
        {"id":"test.v1","gdl_version":"2.0","concept":"gt0000","language":{"original_language":"ISO_639-1::en"},
        "definition":{"data_bindings":{
         "gt0001":{"id":"gt0001","model_id":"lab","type":"INPUT","elements":{
           "gt0002":{"id":"gt0002","path":"/creatinine"},"gt0003":{"id":"gt0003","path":"/fibrillation"},
           "gt0004":{"id":"gt0004","path":"/age"},"gt0005":{"id":"gt0005","path":"/hba1c"}}}},
        "rules":{}},"ontology":{"term_definitions":{}}}
        """

    private static let bindings = """
        @prefix m: <https://w3id.org/meridian/ns#> .
        @prefix obs: <https://w3id.org/meridian/observation/> .
        @prefix icd10: <http://hl7.org/fhir/sid/icd-10/> .
        [] m:archetype "lab" ; m:path "/creatinine" ; m:observation obs:serum-creatinine ; m:resultUnit "mg/dL" .
        [] m:archetype "lab" ; m:path "/fibrillation" ; m:condition icd10:I48 ;
            m:value "local::at0001|Yes|" ; m:absentValue "local::at0002|No|" .
        [] m:archetype "lab" ; m:path "/age" ; m:patientProperty "age" .
        [] m:archetype "lab" ; m:path "/hba1c" ; m:observation obs:hba1c ; m:resultUnit "%" .
        [] m:archetype "other" ; m:path "/age" ; m:patientProperty "birthDate" .
        """

    private func values(_ facts: String, notRecorded: String = "") throws -> [String: String] {
        let knowledge = try SmallKnowledge.compile("")
        let state = try SmallKnowledge.patient(facts, notRecorded: notRecorded, knowledge)
        let bindings = try GDL2.RecordBinding.all(in: RDFReader(.turtle).readGraph(Self.bindings))
        let inputs = knowledge.inputs(of: try GDL2.Guideline(json: Self.guideline), bindings, for: state)
        #expect(inputs.count == 4, "a binding of another archetype gives nothing")
        for input in inputs { #expect((input.value == nil) == (input.reason != nil)) }
        return Dictionary(uniqueKeysWithValues: inputs.map { ($0.element, $0.value?.description ?? "-") })
    }

    @Test("values come in the unit of the binding, conditions as the values for yes and no")
    func values() throws {
        let creatinine =
            "[ m:observation obs:serum-creatinine ; m:on \"2026-01-10\"^^xsd:date ; m:value \"113.12 umol/L\"^^m:quantity ]"
        let values = try values(creatinine)
        #expect(values["gt0002"].map { GDL2.DataValue(fixture: $0) } != nil)
        #expect(values["gt0002"]?.hasPrefix("1.27") == true && values["gt0002"]?.hasSuffix(",mg/dL") == true)
        #expect(values["gt0003"] == "local::at0002|No|")
        #expect(values["gt0005"] == "-")
        #expect(values["gt0004"]?.hasSuffix(",a") == true)
        #expect(try self.values("[ m:condition icd10:I48 ]")["gt0003"] == "local::at0001|Yes|")
    }

    @Test("what the record does not cover is not taken for absent")
    func coverage() throws {
        #expect(try values("", notRecorded: "m:Conditions")["gt0003"] == "-")
    }

    @Test("a binding that says too little is refused with its place")
    func refusal() throws {
        let graph = try RDFReader(.turtle, source: "b.ttl").readGraph(
            "@prefix m: <https://w3id.org/meridian/ns#> .\n[] m:archetype \"a\" ; m:path \"/b\" .")
        let error = try #require(throws: GDL2.ImportError.self) { _ = try GDL2.RecordBinding.all(in: graph) }
        #expect(error.description(in: "b.ttl").hasPrefix("b.ttl:2:"))
    }
}
