// Guidelines with planted mistakes. A comment `#! code` marks the line where a check of that code must report, as often
// as it stands there; all other lines are sound.

struct Planted: Sendable, CustomStringConvertible {
    let description: String
    let text: String

    init(_ description: String, _ body: String, isWhole: Bool = false) {
        self.description = description
        text = isWhole ? body : Self.head + body
    }

    static let prefixes = """
        @prefix m: <https://w3id.org/meridian/ns#> .
        @prefix obs: <https://w3id.org/meridian/observation/> .
        @prefix icd10: <http://hl7.org/fhir/sid/icd-10/> .
        @prefix atc: <http://www.whocc.no/atc/> .
        @prefix elm: <urn:hl7-org:elm:r1/> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix dcterms: <http://purl.org/dc/terms/> .
        @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

        """

    static let terminology = """
        @base <https://w3id.org/meridian/terms> .
        \(prefixes)
        icd10:E11 a skos:Concept ; skos:prefLabel "Type 2 diabetes"@en , "2型糖尿病"@zh .
        icd10:E10 a skos:Concept ; skos:prefLabel "Type 1 diabetes"@en , "1型糖尿病"@zh ; skos:altLabel "Diabetes" .
        icd10:E14 a skos:Concept ; skos:prefLabel "Unspecified diabetes"@en , "糖尿病"@zh ; skos:altLabel "Diabetes" .
        icd10:I10 a skos:Concept ; skos:prefLabel "Hypertension"@en , "高血压"@zh .
        icd10:I11 a skos:Concept ; skos:prefLabel "Hypertensive heart disease"@en , "高血压性心脏病"@zh ;
            owl:deprecated true ; dcterms:isReplacedBy icd10:I10 .
        atc:A10BA a skos:Concept ; skos:prefLabel "Biguanides"@en , "双胍类"@zh .
        atc:A10BA02 a skos:Concept ; skos:broader atc:A10BA ; skos:prefLabel "metformin"@en , "二甲双胍"@zh .
        obs:glucose a skos:Concept ; skos:prefLabel "glucose"@en , "血糖"@zh ;
            m:canonicalUnit "mmol/L"^^m:unit ; m:molarMass "180.16 g/mol"^^m:quantity .
        obs:potassium a skos:Concept ; skos:prefLabel "potassium"@en , "血钾"@zh ; m:canonicalUnit "mmol/L"^^m:unit .
        """

    private static let head = """
        @base <https://w3id.org/meridian/guideline/planted> .
        \(prefixes)
        <> a owl:Ontology ; dcterms:title "Planted"@en , "植入"@zh ; owl:versionInfo "1" ; dcterms:issued "2026-01-01"^^xsd:date ;
            dcterms:license <https://www.apache.org/licenses/LICENSE-2.0> .
        <#doc> a m:Document ; dcterms:bibliographicCitation "A document, 2024" .
        <#g> a m:Guideline ; rdfs:label "Planted"@en , "植入"@zh ; owl:versionInfo "1" ;
            m:applicableWhen [ m:any ( [ m:condition icd10:E11 , icd10:I10 ] [ m:age [ m:atLeast 40 ] ] ) ] ;
            dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "1" ] .

        """

    /// A sound recommendation, with further properties.
    private static func step(_ name: String, _ properties: String, action: String = "a m:Educate") -> String {
        """
        <#\(name)> a m:Recommendation ; rdfs:label "A step"@en , "一步"@zh ; m:partOf <#g> ; m:strength m:Strong ; m:certainty m:High ; dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "1" ] ; m:action [ \(action) ; rdfs:label "Act"@en , "行动"@zh ] ;
            \(properties)
            .

        """
    }

    static let all = [sound, concepts, circles, logic, steps, completeness, contradiction, syntax, form]

    static let sound = Planted(
        "sound",
        step("a", "m:when [ m:condition icd10:E11 ] ; m:doneWhen [ m:medication atc:A10BA02 ]")
            + step(
                "b",
                """
                m:after <#a> ; m:within "P14D"^^xsd:duration ;
                    m:when [ m:all ( [ m:condition icd10:E11 ; m:within "P3M"^^xsd:duration ]
                        [ m:observation obs:glucose ; m:latestWithin "P6M"^^xsd:duration ; m:atLeast "126 mg/dL"^^m:quantity ]
                        [ m:not [ m:observation obs:glucose ; m:latestWithin "P1Y"^^xsd:duration ; m:atLeast "20 mmol/L"^^m:quantity ] ] ) ]
                """))

    static let concepts = Planted(
        "concepts and units",
        step("a", "m:when [ m:condition icd10:E99 ] #! unknown-concept\n")
            + step("b", "m:when [ m:condition icd10:I11 ] #! retired-concept\n")
            + step("c", "m:when [ m:condition \"Diabetes\" ] #! ambiguous-concept\n")
            + step("d", "m:when [ m:condition \"Diabetis\" ] #! unknown-concept\n")
            + step(
                "e",
                """
                m:when [ m:any (
                    [ m:observation obs:glucose ; m:atLeast "126 mg/DL"^^m:quantity ] #! unknown-unit
                    [ m:observation obs:glucose ;
                        m:atLeast "7 mmHg"^^m:quantity ] #! unknown-unit
                    ) ]
                """)
            + step(
                "f",
                """
                m:when [ m:all (
                    [ m:observation obs:potassium ;
                        m:atLeast "6 mm[Hg]"^^m:quantity ] #! wrong-unit
                    [ m:age [ m:atLeast "6 mg"^^m:quantity ] ] #! wrong-unit
                    [ m:calculation <#double> ; m:atLeast "6 kg"^^m:quantity ] #! wrong-unit
                    [ m:score <#s> ; m:atLeast "1 d"^^m:quantity ] #! wrong-unit
                    [ m:singleDose atc:A10BA02 ; m:atLeast "2 d"^^m:quantity ] #! wrong-unit
                    [ m:dailyDose atc:A10BA02 ; m:atLeast "2 g/d"^^m:quantity ] #! wrong-unit
                    ) ]
                """)
                + """
                <#double> a m:Calculation ; rdfs:label "Double"@en , "两倍"@zh ; m:partOf <#g> ; m:resultUnit "mmol/L"^^m:unit ; dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "1" ] ;
                    m:expression [ a elm:Multiply ; elm:operand ( 2 [ m:observation obs:glucose ] ) ] .
                <#s> a m:Score ; rdfs:label "Score"@en , "评分"@zh ; m:partOf <#g> ; dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "1" ] ;
                    m:item ( [ rdfs:label "I"@en , "一"@zh ; m:points 1 ; m:when [ m:condition icd10:E11 ] ] [ rdfs:label "II"@en , "二"@zh ; m:points 2 ; m:when [ m:condition icd10:I10 ] ] ) .
                <#half> a m:Calculation ; rdfs:label "Half"@en , "一半"@zh ; m:partOf <#g> ; dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "1" ] ;
                    m:resultUnit "mmol/l/"^^m:unit ; #! unknown-unit
                    m:expression [ a elm:Divide ; elm:operand ( [ m:observation obs:glucose ] 2 ) ] .
                <#wrong> a m:Calculation ; #! formula
                    rdfs:label "Wrong"@en , "错误"@zh ; m:partOf <#g> ; dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "1" ] ;
                    m:expression [ a elm:Multiplie ; elm:operand ( [ m:observation obs:glucose ] 2 ) ] .

                """)

    static let circles = Planted(
        "scores and calculations that refer to themselves",
        step("a", "m:when [ m:any ( [ m:score <#s> ; m:atLeast 2 ] [ m:calculation <#c> ; m:atLeast 1 ] ) ]")
            + """
            <#s> a m:Score ; rdfs:label "Score"@en , "评分"@zh ; m:partOf <#g> ; dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "1" ] ;
                m:item ( [ rdfs:label "I"@en , "一"@zh ; m:points 1 ; m:when [ m:condition icd10:E11 ] ]
                    [ rdfs:label "II"@en , "二"@zh ; m:points 2 ; m:when [ m:score <#t> ; m:atLeast 1 ] ] ) . #! formula
            <#t> a m:Score ; rdfs:label "Score"@en , "评分"@zh ; m:partOf <#g> ; dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "1" ] ;
                m:item ( [ rdfs:label "I"@en , "一"@zh ; m:points 1 ; m:when [ m:score <#s> ; m:atLeast 1 ] ] ) . #! formula
            <#c> a m:Calculation ; #! formula
                rdfs:label "C"@en , "计算"@zh ; m:partOf <#g> ; dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "1" ] ;
                m:expression [ a elm:Add ; elm:operand ( [ m:calculation <#c> ] 1 ) ] .

            """)

    static let logic = Planted(
        "logic",
        step(
            "a",
            """
            m:when [ m:all ( #! never-holds
                [ m:observation obs:glucose ; m:latestWithin "P6M"^^xsd:duration ; m:atLeast "126 mg/dL"^^m:quantity ]
                [ m:observation obs:glucose ; m:latestWithin "P1Y"^^xsd:duration ; m:lessThan "6.5 mmol/L"^^m:quantity ] ) ]
            """)
            + step("b", "m:when [ m:age [ m:atLeast 65 ; m:lessThan 18 ] ] #! never-holds\n")
            + step(
                "c", "m:when [ m:any ( [ m:age [ m:lessThan 65 ] ] [ m:age [ m:greaterThan 60 ] ] ) ] #! always-holds\n"
            )
            + step(
                "d",
                """
                m:when [ m:all (
                    [ m:condition icd10:E11 ]
                    [ m:any ( [ m:age [ m:atLeast 65 ] ]
                        [ m:not [ m:condition icd10:E11 , icd10:I10 ] ] ) ] ) ] #! never-holds
                """)
            + step(
                "e",
                """
                m:when [ m:all ( #! never-holds
                    [ m:score <#s> ; m:greaterThan 3 ] [ m:condition icd10:I10 ] ) ]
                """)
            + step(
                "f",
                """
                m:when [ m:all ( #! never-holds
                    [ m:medication atc:A10BA02 ] [ m:not [ m:medication atc:A10BA ] ] ) ]
                """)
            + step("h", "m:when [ m:all ( [ m:score <#s> ; m:atLeast 3 ] [ m:score <#s> ; m:atMost 3 ] ) ]")
                + """
                <#s> a m:Score ; rdfs:label "Score"@en , "评分"@zh ; m:partOf <#g> ; dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "1" ] ;
                    m:item ( [ rdfs:label "I"@en , "一"@zh ; m:points 1 ; m:when [ m:condition icd10:E11 ] ] [ rdfs:label "II"@en , "二"@zh ; m:points 2 ; m:when [ m:condition icd10:I10 ] ]
                        [ rdfs:label "III"@en , "三"@zh ; m:points 4 ; m:when [ m:not [ m:condition icd10:I10 ] ] ] ) .

                """)

    static let steps = Planted(
        "steps",
        """
        <#unreached> a m:Recommendation ; #! unreachable-step
            rdfs:label "A step"@en , "一步"@zh ; m:partOf <#g> ; m:strength m:Strong ; m:certainty m:High ; dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "1" ] ; m:action [ a m:Refer ; rdfs:label "Act"@en , "行动"@zh ] ;
            m:when [ m:all ( [ m:age [ m:lessThan 18 ] ] [ m:not [ m:condition icd10:I10 , icd10:E11 ] ] ) ] .
        <#choice> a m:DecisionPoint ; rdfs:label "Choice"@en , "选择"@zh ; m:partOf <#g> ; m:branch ( <#old> <#diabetic> <#oldest> ) .
        <#oldest> a m:Recommendation ; #! unreachable-step
            rdfs:label "A step"@en , "一步"@zh ; m:partOf <#g> ; m:strength m:Strong ; m:certainty m:High ; dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "1" ] ; m:action [ a m:Refer ; rdfs:label "Act"@en , "行动"@zh ] ;
            m:when [ m:age [ m:atLeast 80 ] ] .

        """
            + step("old", "m:when [ m:age [ m:atLeast 65 ] ]") + step("diabetic", "m:when [ m:condition icd10:E11 ]")
                + """
                <#end> a m:Recommendation ; #! dead-end
                    rdfs:label "A step"@en , "一步"@zh ; m:partOf <#g> ; m:strength m:Strong ; m:certainty m:High ; dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "1" ] ; m:action [ a m:Refer ; rdfs:label "Act"@en , "行动"@zh ] ;
                    m:when [ m:condition icd10:E11 ] .
                <#else-1> a m:Recommendation ; #! circle
                    rdfs:label "A step"@en , "一步"@zh ; m:partOf <#g> ; m:strength m:Strong ; m:certainty m:High ; dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "1" ] ; m:action [ a m:Refer ; rdfs:label "Act"@en , "行动"@zh ] ;
                    m:when [ m:condition icd10:E11 ] ; m:orElse <#else-2> .

                """
            + step("follower", "m:after <#end>")
            + step("else-2", "m:when [ m:condition icd10:I10 ] ; m:orElse <#else-1>")
                + """
                <#late> a m:Recommendation ;
                    rdfs:label "A step"@en , "一步"@zh ; m:partOf <#g> ; m:strength m:Strong ; m:certainty m:High ; dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "1" ] ; m:action [ a m:Refer ; rdfs:label "Act"@en , "行动"@zh ] ;
                    m:after <#nowhere> ; #! unknown-reference
                m:within "P1Y"^^xsd:duration ;
                    m:when [ m:condition icd10:E11 ; m:within "P3M"^^xsd:duration ] . #! impossible-window
                <#hasty> a m:Recommendation ; rdfs:label "A step"@en , "一步"@zh ; m:partOf <#g> ; m:strength m:Strong ; m:certainty m:High ; dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "1" ] ; m:action [ a m:Refer ; rdfs:label "Act"@en , "行动"@zh ] ;
                    m:within "P0D"^^xsd:duration . #! impossible-window
                <#first> a m:Recommendation ; #! circle
                    rdfs:label "A step"@en , "一步"@zh ; m:partOf <#g> ; m:strength m:Strong ; m:certainty m:High ; dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "1" ] ; m:action [ a m:Refer ; rdfs:label "Act"@en , "行动"@zh ] ;
                    m:when [ m:age [ m:atLeast 1 ; m:lessThan 90 ] ] ; m:after <#second> ; m:doneWhen [ m:condition icd10:I10 ] .

                """ + step("second", "m:after <#first> ; m:doneWhen [ m:condition icd10:I10 ]"))

    static let completeness = Planted(
        "completeness",
        """
        <#a> a m:Recommendation ; #! missing-strength
            rdfs:label "A step"@en , "一步"@zh ; m:partOf <#g> ; m:certainty m:High ; dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "1" ] ;
            m:action [ a m:Educate ; rdfs:label "Act"@en ] . #! missing-translation
        <#b> a m:Recommendation ; #! missing-citation
            rdfs:label "A step"@en , "一步"@zh ; m:partOf <#g> ; m:strength m:Strong ; m:certainty m:High ;
            rdfs:comment "仅中文"@zh ; #! missing-translation
            m:action [ a m:Educate ; rdfs:label "Act"@en , "行动"@zh ] .
        <#s> a m:Score ; #! missing-citation
            rdfs:label "Score"@en , "评分"@zh ; m:partOf <#g> ;
            m:item ( [ rdfs:label "I"@en , "一"@zh ; m:points 1 ; m:when [ m:condition icd10:E11 ] ] ) .

        """)

    static let contradiction = Planted(
        "contradiction",
        """
        <#start-metformin> a m:Recommendation ; #! contradiction
            rdfs:label "Start"@en , "起始"@zh ; m:partOf <#g> ; m:strength m:Strong ; m:certainty m:High ; dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "1" ] ;
            m:when [ m:condition icd10:E11 ] ; m:action [ a m:Start ; rdfs:label "Metformin"@en , "二甲双胍"@zh ; m:medication atc:A10BA02 ] .
        <#avoid-metformin> a m:Recommendation ; rdfs:label "Avoid"@en , "避免"@zh ; m:partOf <#g> ; m:strength m:Strong ; m:certainty m:High ; dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "1" ] ;
            m:when [ m:observation obs:potassium ; m:latestWithin "P6M"^^xsd:duration ; m:greaterThan "5.4 mmol/L"^^m:quantity ] ;
            m:action [ a m:Avoid ; rdfs:label "Biguanides"@en , "双胍类"@zh ; m:medication atc:A10BA ] .
        <#avoid-in-type-1> a m:Recommendation ; rdfs:label "Avoid"@en , "避免"@zh ; m:partOf <#g> ; m:strength m:Strong ; m:certainty m:High ; dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "1" ] ;
            m:when [ m:not [ m:condition icd10:E11 ] ] ; m:action [ a m:Avoid ; rdfs:label "Biguanides"@en , "双胍类"@zh ; m:medication atc:A10BA ] .

        """)

    /// A guideline that starts metformin in type 2 diabetes.
    static let starting = guideline(
        "first", "First",
        """
        <#start-metformin> a m:Recommendation ; rdfs:label "Start"@en , "起始"@zh ; m:partOf <#g> ; m:strength m:Strong ; m:certainty m:High ; dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "1" ] ;
            m:when [ m:condition icd10:E11 ] ; m:action [ a m:Start ; rdfs:label "Metformin"@en , "二甲双胍"@zh ; m:medication atc:A10BA02 ] .
        """)

    /// One that stops it in hypertension, but for those with the exceptions.
    static func stopping(exceptions: String) -> Planted {
        guideline(
            "second", "Second",
            """
            <#stop-in-hypertension> a m:Recommendation ; rdfs:label "Stop"@en , "停用"@zh ; m:partOf <#g> ; m:strength m:Strong ; m:certainty m:High ; dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "1" ] ;
                m:when [ m:all ( [ m:condition icd10:I10 ] [ m:age [ m:atLeast 18 ] ]
                    \(exceptions.isEmpty ? "" : "[ m:not [ m:condition \(exceptions) ] ]") ) ] ;
                m:action [ a m:Stop ; rdfs:label "Biguanides"@en , "双胍类"@zh ; m:medication atc:A10BA ] .
            """)
    }

    private static func guideline(_ name: String, _ label: String, _ steps: String) -> Planted {
        Planted(
            label,
            """
            @base <https://w3id.org/meridian/guideline/\(name)> .
            \(prefixes)
            <> a owl:Ontology ; dcterms:title "\(label)"@en , "指南"@zh ; owl:versionInfo "1" ; dcterms:issued "2026-01-01"^^xsd:date ;
                dcterms:license <https://www.apache.org/licenses/LICENSE-2.0> .
            <#doc> a m:Document ; dcterms:bibliographicCitation "A document, 2024" .
            <#g> a m:Guideline ; rdfs:label "\(label)"@en , "指南"@zh ; owl:versionInfo "1" ;
                m:applicableWhen [ m:age [ m:atLeast 16 ] ] ; dcterms:source [ dcterms:isPartOf <#doc> ; m:locator "1" ] .
            \(steps)

            """, isWhole: true)
    }

    static let syntax = Planted(
        "syntax",
        "@base <https://w3id.org/meridian/guideline/broken> .\n<#a> a <#b> ;; . <#c> <#d> \"open . #! syntax\n",
        isWhole: true)

    static let form = Planted(
        "form",
        step("a", "m:whenn [ m:condition icd10:E11 ] #! unknown-property\n")
            + step("b", "m:when [ m:condition icd10:E11 ; m:ever \"yes\" ] #! unreadable\n")
            + step("c", "m:frequency 5 ; m:within \"P1M\" #! shape\n"))

    static let cases = Planted(
        "cases",
        """
        @base <https://w3id.org/meridian/guideline/planted.cases> .
        \(prefixes)
        <> a owl:Ontology ; dcterms:title "Cases"@en , "病例"@zh ; owl:versionInfo "1" ; dcterms:issued "2026-01-01"^^xsd:date ; dcterms:license <https://www.apache.org/licenses/LICENSE-2.0> .
        <#one> a m:Case ; rdfs:label "One"@en , "一"@zh ; m:tests <https://w3id.org/meridian/guideline/planted> ; m:asOf "2026-01-01"^^xsd:date ;
            m:patient [ m:birthDate "1960-01-01"^^xsd:date ; m:fact [ m:condition icd10:E11 ; m:on "2020-13-01"^^xsd:date ] ] ; #! unreadable
            m:expect [ m:recommendation <https://w3id.org/meridian/guideline/planted#a> ; m:status m:Due ] .

        """, isWhole: true)
}
