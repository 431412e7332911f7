import Engine
import Foundation
import Guidelines
import JSON
import Quantities
import Reasoning
import Testing
import Text

@testable import CommandLine

@Suite("A guideline explained for a patient")
struct GuidelineExplanationTests {
    @Test("says first whether the guideline is for the patient, and why")
    func applicability() throws {
        let lines = try Loaded.lines("Margaret Hill", "type-2-diabetes", .english)
        #expect(
            lines == [
                "Margaret Hill, female, 67 years, as of 2026-06-30", "",
                "━ Type 2 diabetes in adults  1.0.0", "  The guideline is not for this patient.",
                "  ✗ has Type 2 diabetes mellitus (2 more do not decide)",
                "  change     applies if has Type 2 diabetes mellitus",
            ])
    }

    @Test("criteria that do not decide are counted, and shown when all are asked for")
    func all() throws {
        let lines = try Loaded.lines("Margaret Hill", "type-2-diabetes", .english, showsAll: true)
        #expect(
            lines.dropFirst(5).prefix(3) == [
                "  ├─ ✓ age ≥ 18 years", "  ├─ ✗ has Type 2 diabetes mellitus",
                "  └─ ✓ does not have Type 1 diabetes mellitus or Diabetes mellitus in pregnancy",
            ])
        let short = try Loaded.lines("王秀兰", "hypertension", .chinese)
        let long = try Loaded.lines("王秀兰", "hypertension", .chinese, showsAll: true)
        #expect(short.contains { $0.hasSuffix("项不影响结论）") })
        #expect(!long.contains { $0.contains("项不影响结论") })
        #expect(short.count * 4 < long.count * 3)
    }

    @Test("shows the path through a decision point: what was asked, what was taken, what was passed over")
    func path() throws {
        let lines = try Loaded.lines("王秀兰", "atrial-fibrillation", .chinese)
        let start = try #require(lines.firstIndex(of: "  ◇ 是否需要口服抗凝，选用哪种？"))
        #expect(
            lines[(start + 1)...(start + 5)] == [
                "  ├─ ✗ 1 机械瓣或中重度二尖瓣狭窄：华法林  条件不满足",
                "  ├─ ✗ 2 终末期肾病或透析：权衡使用华法林或阿哌沙班  条件不满足",
                "  ├─ ✓ 3 卒中高危：直接口服抗凝药  采用：已做", "  ├─ – 4 卒中中危：考虑直接口服抗凝药  已取前面的分支",
                "  └─ ✗ 5 卒中低危：不为预防卒中使用抗凝或抗血小板药  条件不满足",
            ])
    }

    @Test("a recommendation that came out shows the facts: value, date and record")
    func facts() throws {
        let text = try Loaded.lines("王秀兰", "atrial-fibrillation", .chinese).joined(separator: "\n")
        #expect(
            text.contains(
                """
                      已完成
                      ✓ 血红蛋白已检测
                      └─ 血红蛋白 118 g/L · 2026-06-08 · Observation/sample-0001-o55
                """))
    }

    @Test("a recommendation that did not come out says what would bring it, with the value as it is now")
    func changes() throws {
        let lines = try Loaded.lines("王秀兰", "atrial-fibrillation", .english)
        let start = try #require(
            lines.firstIndex { $0.contains("Apixaban with two of three") || $0.contains("apixaban") })
        #expect(lines[start...].contains { $0.contains("change") && $0.contains("applies if takes apixaban") })
    }

    @Test("what cannot be told names what is missing and how far back it was looked for")
    func missing() throws {
        let lines = try Loaded.lines("李建国", "lipid-lowering", .english, showsAll: true)
        let group = try #require(lines.firstIndex { $0.hasPrefix("Cannot be told (") })
        let title = "  ? unknown  High risk up to 75 years, LDL cholesterol above goal: statin"
        let start = try #require(lines[group...].firstIndex { $0.hasPrefix(title) })
        let statin = lines[start...].prefix(17).map { String($0.drop { $0 == " " }) }
        #expect(statin.contains("├─ ✓ age ≤ 75 years"))
        #expect(statin.contains("missing    no LDL cholesterol within 1 year"))
        #expect(statin.contains("change     applies if LDL cholesterol ≥ 2.6 mmol/L (last 1 year)"))
        let chinese = try Loaded.lines("李建国", "lipid-lowering", .chinese)
        #expect(chinese.contains("      缺少  近 1 年内无低密度脂蛋白胆固醇"))
    }

    @Test("every recommendation stands in exactly one of the three groups", arguments: Loaded.guidelines)
    func groups(name: String) throws {
        for patient in ["王秀兰", "李建国", "Margaret Hill"] {
            let answer = try Loaded.engine.explainGuideline(
                name, for: PatientSource(reference: patient), asOf: DateTime("2026-06-30")!)
            let outcome = try #require(answer.outcome)
            guard outcome.applicability.verdict != .unmet else { continue }
            let grouped = GuidelineExplanation.Group.allCases.flatMap { answer.steps($0).map(\.recommendation.iri) }
            #expect(Set(grouped) == Set(answer.outline.guideline.recommendations.map(\.iri)))
            #expect(grouped.count == answer.outline.guideline.recommendations.count)
            for step in outcome.steps where step.proof.verdict == .unmet {
                #expect(!step.nearestChanges.isEmpty, "\(step.recommendation.iri)")
            }
        }
    }

    @Test("the lines of a tree are aligned whatever the width of their letters", arguments: Language.allCases)
    func widths(language: Language) throws {
        for line in try Loaded.lines("王秀兰", "hypertension", language) where line.contains("├─ ") {
            // Guides stand on multiples of three columns from the indent.
            let guide = line.range(of: "├─ ").map { line[..<$0.lowerBound].displayWidth } ?? 0
            let indent = line.prefix { $0 == " " }.count
            #expect((guide - indent).isMultiple(of: 3), "\(line)")
        }
    }
}

@Suite("A guideline in outline")
struct GuidelineOutlineTests {
    private static func lines(_ name: String, _ language: Language) throws -> [String] {
        AnswerRenderer(language: language, style: Style(isColoured: false)).lines(try Loaded.outline(name))
    }

    @Test("every recommendation has its place once, and no line is wider than the page", arguments: Loaded.guidelines)
    func completeness(name: String) throws {
        let outline = try Loaded.outline(name)
        #expect(outline.steps.count == Set(outline.steps.map(\.iri)).count)
        #expect(
            Set(outline.steps.map(\.iri))
                == Set(outline.guideline.recommendations.map(\.iri) + outline.guideline.decisionPoints.map(\.iri)))
        for language in Language.allCases {
            for line in try Self.lines(name, language) { #expect(line.displayWidth <= 101, "\(line)") }
        }
    }

    @Test("branches stand under their question in order, with actions, times and short citations")
    func branches() throws {
        let lines = try Self.lines("community-acquired-pneumonia", .english)
        let question = try #require(lines.firstIndex(of: "├─ ◇ Which antibiotic first?"))
        let places = (1...8).compactMap { place in
            lines.firstIndex { $0.hasPrefix("│  ├─ \(place) ") || $0.hasPrefix("│  └─ \(place) ") }
        }
        #expect(places.count == 8 && places == places.sorted() && places[0] > question)
        let severe = try #require(lines.firstIndex(of: "│  ├─ 3 Severe: beta-lactam with macrolide or quinolone"))
        let body = lines[(severe + 1)..<places[3]].joined(separator: "\n")
        #expect(body.contains("if         CURB-65 score ≥ 3 (High: hospital, consider intensive care)"))
        #expect(body.contains("do         start: Ceftriaxone, cefotaxime"))
        #expect(body.contains("grade      strong, moderate certainty, within 1 day"))
    }

    @Test("what all branches ask is said once, at the question")
    func common() throws {
        let outline = try Loaded.outline("community-acquired-pneumonia")
        let decision = outline.steps.compactMap { if case .decision(let decision) = $0 { decision } else { nil } }[0]
        #expect(decision.common.count == 2)
        for case .recommendation(let step) in outline.steps where step.branch != nil {
            #expect(decision.common.allSatisfy { !step.conditions.contains($0) })
        }
    }

    @Test("a guideline is found by name, label in either language and IRI; else near names are offered")
    func names() throws {
        for name in [
            "hypertension", "Hypertension in adults", "成人高血压", "https://w3id.org/meridian/guideline/hypertension",
        ] {
            #expect(try Loaded.outline(name).guideline.label.english == "Hypertension in adults")
        }
        func message(_ name: String) -> String {
            do {
                _ = try Loaded.outline(name)
                return ""
            } catch { return "\(error)" }
        }
        #expect(message("hypertenson") == "no guideline \"hypertenson\": did you mean hypertension?")
        #expect(message("糖尿病") == "no guideline \"糖尿病\": did you mean type-2-diabetes?")
        #expect(message("qqqqqqqqqq").contains("there are antibiotic-stewardship, asthma"))
    }

    @Test("a file is shown without any data directory, and one without a guideline is refused in plain words")
    func files() throws {
        let graph = "\(Loaded.root)/Graph"
        let outline = try GuidelineOutlines.find(
            "\(Loaded.root)/Guidelines/copd/copd.ttl", among: [], knowledge: [graph])
        #expect(outline.guideline.label.english == "Chronic obstructive pulmonary disease")
        #expect(throws: EngineError.self) {
            try GuidelineOutlines.find("\(graph)/shapes.ttl", among: [], knowledge: [graph])
        }
    }

    @Test("remote procedures give the outline, the diagram and the explanation")
    func procedures() throws {
        let procedures = EngineProcedures(engine: try Loaded.engine)
        let outline = try procedures.call("guidelines.show", ["guideline": "copd"])
        #expect(outline["steps"]?.arrayValue?.count == 40)
        let svg = try procedures.call("guidelines.show", ["guideline": "copd", "format": "svg", "language": "zh"])
        #expect(svg["svg"]?.stringValue?.contains("慢性阻塞性肺疾病") == true)
        let explanation = try procedures.call(
            "guidelines.explain", ["guideline": "hypertension", "patient": "王秀兰", "asOf": "2026-06-30"])
        #expect(explanation["applies"]?.stringValue == "met")
        #expect(explanation["didNotComeOut"]?.arrayValue?.first?["wouldChange"]?.arrayValue?.isEmpty == false)
        #expect(throws: (any Error).self) {
            try procedures.call("guidelines.show", ["guideline": "copd", "format": "png"])
        }
    }
}
