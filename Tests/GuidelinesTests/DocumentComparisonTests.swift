import Guidelines
import RDF
import RDFSyntax
import Testing

@Suite("Comparing guidelines")
struct DocumentComparisonTests {
    /// A recommendation, its parts replaced as asked.
    private static let step = """
        <#treat> a m:Recommendation ; m:partOf <#g> ; rdfs:label "Treat"@en , "治疗"@zh ;
            rdfs:comment "Because."@en , "因为。"@zh ;
            m:when [ m:all ( [ m:condition icd10:E11 ]
                [ m:observation obs:hba1c ; m:latestWithin "P6M"^^xsd:duration ; m:atLeast "7.0 %"^^m:quantity ]
                [ m:not [ m:allergy atc:A10BA02 ] ] ) ] ;
            m:action [ a m:Start ; m:medication atc:A10BA02 ; m:dose "500 mg"^^m:quantity ; m:frequency "BID" ] ;
            m:within "P14D"^^xsd:duration ; m:strength m:Conditional ; m:certainty m:Moderate ;
            dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "Section 9" ] .
        <#set> <http://www.w3.org/2004/02/skos/core#member> atc:A10BA02 , atc:A10BB .
        <#risk> a m:Score ; m:partOf <#g> ; rdfs:label "Risk"@en , "风险"@zh ;
            m:item ( [ rdfs:label "Old"@en , "高龄"@zh ; m:points 1 ; m:when [ m:age [ m:atLeast 65 ] ] ]
                [ rdfs:label "Ill"@en , "患病"@zh ; m:points 2 ; m:when [ m:condition icd10:I50 ] ] ) ;
            m:band ( [ m:atLeast 0 ; m:atMost 1 ; rdfs:label "Low"@en , "低"@zh ]
                [ m:atLeast 2 ; rdfs:label "High"@en , "高"@zh ] ) .

        """

    private func changes(_ edits: [(String, String)]) throws -> [GuidelineChange] {
        var text = Self.step
        for (old, new) in edits {
            try #require(text.contains(old), "\(old)")
            text = text.replacing(old, with: new)
        }
        return DocumentComparison.changes(try document(Self.step), try document(text))
    }

    @Test(
        "each kind of edit is told as what it is, and as nothing else",
        arguments: [
            ("\"7.0 %\"", "\"6.5 %\"", [GuidelineChange.Kind.thresholdMoved]),
            ("m:atLeast \"7.0 %\"", "m:greaterThan \"7.0 %\"", [.comparisonChanged]),
            ("m:atLeast \"7.0 %\"", "m:lessThan \"7.0 %\"", [.comparisonChanged]),
            ("; m:atLeast \"7.0 %\"", "; m:atMost \"9 %\"^^m:quantity ; m:atLeast \"7.0 %\"", [.boundAdded]),
            ("\"P6M\"", "\"P3M\"", [.windowChanged]),
            ("[ m:not [ m:allergy atc:A10BA02 ] ]", "[ m:not [ m:allergy atc:A10B ] ]", [.conceptsChanged]),
            ("[ m:not [ m:allergy atc:A10BA02 ] ]", "[ m:allergy atc:A10BA02 ]", [.logicChanged]),
            ("[ m:not [ m:allergy atc:A10BA02 ] ]", "", [.criterionRemoved]),
            ("[ m:condition icd10:E11 ]", "[ m:condition icd10:E11 ] [ m:age [ m:atLeast 18 ] ]", [.criterionAdded]),
            ("[ m:condition icd10:E11 ]", "[ m:condition icd10:E11 , icd10:E14 ]", [.conceptsChanged]),
            ("m:when [ m:all (", "m:when [ m:any (", [.logicChanged]),
            ("m:strength m:Conditional", "m:strength m:Strong", [.strengthened]),
            ("m:certainty m:Moderate", "m:certainty m:Low", [.certaintyLowered]),
            ("a m:Start ; m:medication atc:A10BA02", "a m:Start ; m:medication atc:A10BB", [.substanceChanged]),
            ("a m:Start ;", "a m:Avoid ;", [.actionChanged]),
            ("\"500 mg\"", "\"850 mg\"", [.doseChanged]),
            ("\"BID\"", "\"QD\"", [.frequencyChanged]),
            ("\"P14D\"", "\"P7D\"", [.deadlineChanged]),
            ("\"治疗\"@zh", "\"开始治疗\"@zh", [.reworded]),
            ("\"Because.\"@en", "\"For a reason.\"@en", [.reworded]),
            ("\"Section 9\"", "\"Section 10\"", [.citationChanged]),
            (", atc:A10BB .", ", atc:A10BG .", [.valueSetChanged]),
            ("m:points 2", "m:points 3", [.pointsChanged]),
            ("m:atLeast 65", "m:atLeast 75", [.thresholdMoved]),
            ("m:atMost 1 ;", "m:atMost 0 ;", [.bandsChanged]),
            (
                "[ m:age [ m:atLeast 65 ] ]", "[ m:any ( [ m:age [ m:atLeast 65 ] ] [ m:sex m:Male ] ) ]",
                [.criterionAdded]
            ),
        ])
    func edit(old: String, new: String, kinds: [GuidelineChange.Kind]) throws {
        #expect(try changes([(old, new)]).map(\.kind) == kinds)
    }

    @Test("a moved threshold names both values with their unit, the criterion and the line")
    func threshold() throws {
        let change = try #require(try changes([("\"7.0 %\"", "\"6.5 %\"")]).first)
        guard case .comparisons(let before) = change.before, case .comparisons(let after) = change.after else {
            Issue.record("\(change)")
            return
        }
        #expect("\(before[0].value) → \(after[0].value)" == "7.0 % → 6.5 %")
        #expect(change.part == .when)
        #expect(change.item.string.hasSuffix("#treat"))
        #expect(change.positionAfter?.line == firstBodyLine)
        guard case .criterion(let place) = change.place else { return #expect(change.place != nil) }
        #expect(place.concepts.map(\.string) == ["https://w3id.org/meridian/observation/hba1c"])
    }

    @Test("several edits of one recommendation are told one by one")
    func several() throws {
        let found = try changes([("\"7.0 %\"", "\"6.5 %\""), ("\"P6M\"", "\"P1Y\""), ("m:Conditional", "m:Strong")])
        #expect(Set(found.map(\.kind)) == [.thresholdMoved, .windowChanged, .strengthened])
        #expect(found.count == 3)
    }

    @Test("a recommendation that comes is added, one that goes is removed")
    func wholeSteps() throws {
        let (with, without) = (try document(Self.step), try document(""))
        #expect(
            DocumentComparison.changes(without, with).map(\.kind) == [
                .recommendationAdded, .scoreAdded, .valueSetChanged,
            ])
        #expect(
            DocumentComparison.changes(with, without).map(\.kind)
                == [.recommendationRemoved, .scoreRemoved, .valueSetChanged])
    }

    @Test("7.0 % and 7.00 % mean the same, and so does another order of the parts")
    func spelling() throws {
        #expect(try changes([("\"7.0 %\"", "\"7.00 %\"")]).isEmpty)
        let observation =
            "[ m:observation obs:hba1c ; m:latestWithin \"P6M\"^^xsd:duration ; m:atLeast \"7.0 %\"^^m:quantity ]"
        let swapped = try changes([
            (observation, ""), ("[ m:condition icd10:E11 ]", observation + "[ m:condition icd10:E11 ]"),
        ])
        #expect(swapped.isEmpty)
    }

    @Test("what no part of a guideline says is told as a statement")
    func others() throws {
        let found = try changes([
            ("<#set> ", "<#set> <http://www.w3.org/2000/01/rdf-schema#seeAlso> <https://example.org/> . <#set> ")
        ])
        #expect(found.map(\.kind) == [.statementAdded])
    }
}
