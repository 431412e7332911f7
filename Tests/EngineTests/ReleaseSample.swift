import Engine
import Foundation
import Quantities

/// A guideline in two versions that differ in five places, three patients, and what both need.
enum ReleaseSample {
    static let asOf = DateTime("2026-06-30")!
    static let name = "sugar"

    static let first = """
        @base <https://w3id.org/meridian/guideline/sugar> .
        \(Planted.prefixes)
        <> a owl:Ontology ; dcterms:title "Sugar"@en , "血糖"@zh ; owl:versionInfo "1.0.0" ;
            dcterms:issued "2026-01-01"^^xsd:date ;
            dcterms:license <https://www.apache.org/licenses/LICENSE-2.0> .
        <#doc> a m:Document ; dcterms:bibliographicCitation "A document, 2024" .
        <#g> a m:Guideline ; rdfs:label "Sugar"@en , "血糖"@zh ; owl:versionInfo "1.0.0" ;
            m:applicableWhen [ m:condition icd10:E11 ] ; dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "1" ] .
        <#treat> a m:Recommendation ; m:partOf <#g> ; rdfs:label "Start metformin"@en , "起始二甲双胍"@zh ;
            m:when [ m:observation obs:glucose ; m:latestWithin "P6M"^^xsd:duration ; m:atLeast "7.0 mmol/L"^^m:quantity ] ;
            m:action [ a m:Start ; rdfs:label "Metformin"@en , "二甲双胍"@zh ; m:medication atc:A10BA02 ] ;
            m:strength m:Conditional ; m:certainty m:High ; dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "2" ] .
        <#advise> a m:Recommendation ; m:partOf <#g> ; rdfs:label "Advise on diet"@en , "饮食指导"@zh ;
            m:action [ a m:Educate ; rdfs:label "Diet"@en , "饮食"@zh ] ;
            m:strength m:Strong ; m:certainty m:Low ; dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "3" ] .

        """

    static let edits = [
        ("\"7.0 mmol/L\"", "\"6.5 mmol/L\""), ("m:strength m:Conditional", "m:strength m:Strong"),
        ("\"P6M\"", "\"P3M\""), ("\"饮食指导\"@zh", "\"给予饮食指导\"@zh"), ("m:locator \"3\"", "m:locator \"4\""),
    ]

    static let second = edits.reduce(first.replacing("1.0.0", with: "1.1.0")) { $0.replacing($1.0, with: $1.1) }

    static func signature(_ day: Int, _ note: String? = nil) -> Signature {
        Signature(author: "Li Ming", time: DateTime("2026-05-0\(day)T08:00:00+08:00"), note: note)
    }

    /// Three patients with type 2 diabetes and a glucose of 8.0, 6.7 and 5.0 mmol/L.
    private static let records: String = ["8.0", "6.7", "5.0"].enumerated().map { index, glucose in
        let id = "p\(index + 1)"
        return """
            {"resourceType":"Patient","id":"\(id)","gender":"female","birthDate":"1960-01-01","name":[{"text":"Patient \(index + 1)"}]}
            {"resourceType":"Condition","id":"\(id)-c","subject":{"reference":"Patient/\(id)"},"onsetDateTime":"2020-01-01","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10","code":"E11","display":"Type 2 diabetes"}]}}
            {"resourceType":"Observation","id":"\(id)-o","status":"final","subject":{"reference":"Patient/\(id)"},"effectiveDateTime":"2026-06-01","code":{"text":"glucose"},"valueQuantity":{"value":\(glucose),"unit":"mmol/L","system":"http://unitsofmeasure.org","code":"mmol/L"}}

            """
    }.joined()

    /// Opens a data directory with terminology, shapes and patients, and writes both versions beside it.
    static func open(_ directory: borrowing TemporaryDirectory) throws -> (
        engine: Engine, first: String, second: String
    ) {
        let engine = try Engine(directory: directory.path + "/data")
        let terms = try directory.write("terms.ttl", Planted.terminology)
        _ = try engine.load([terms, "\(root)/Graph/shapes.ttl"], by: signature(1))
        _ = try engine.importRecords(from: try directory.write("records.ndjson", records))
        return (engine, try directory.write("first.ttl", first), try directory.write("second.ttl", second))
    }
}
