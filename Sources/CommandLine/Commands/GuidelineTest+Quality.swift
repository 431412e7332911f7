// `meridian guideline test --coverage --mutate --suggest`: how good the cases are.

import ArgumentParser
import Engine
import Guidelines
import JSON
import RDF
import Reasoning
import Text

extension GuidelineTest {
    func qualityLines(_ report: GuidelineTestReport) -> [String] {
        guard !report.quality.isEmpty else { return [] }
        var lines: [String] = []
        for quality in report.quality {
            let place = quality.source ?? quality.guideline.string
            for gap in quality.coverage?.gaps ?? [] {
                let isNeverSeen = gap.neverUnmet && (gap.neverMet || gap.neverUnknown)
                let state = isNeverSeen ? "seen" : gap.neverMet ? "met" : gap.neverUnknown ? "unknown" : "not met"
                let position = gap.position.map { ":\($0)" } ?? ""
                lines.append("\(place)\(position): never \(state): \(fragment(gap.step)) \(gap.words)")
            }
            for survivor in quality.mutation?.survivors ?? [] {
                let position = survivor.position.map { ":\($0)" } ?? ""
                lines.append("\(place)\(position): unnoticed: \(survivor.change) in \(survivor.place.words)")
            }
        }
        lines.append("")
        var table = Table(["guideline", "cases", "criteria", "branches", "mutants", "killed", "equivalent"])
        for quality in report.quality {
            table.add([
                quality.label[output.language], "\(quality.cases)",
                quality.coverage.map { percent($0.criterionCoverage) } ?? "–",
                quality.coverage.map { percent($0.branchCoverage) } ?? "–",
                quality.mutation.map { "\($0.total)" } ?? "–", quality.mutation.map { percent($0.score) } ?? "–",
                quality.mutation.map { "\($0.equivalent)" } ?? "–",
            ])
        }
        table.add(total(report.quality))
        return lines + table.drawn(output.renderer.style)
    }

    private func total(_ qualities: [GuidelineQuality]) -> [String] {
        let coverage = qualities.compactMap(\.coverage)
        let mutation = qualities.compactMap(\.mutation)
        func sum(_ numbers: [Int]) -> Int { numbers.reduce(0, +) }
        func share(_ parts: [Int], _ wholes: [Int]) -> String {
            percent(sum(wholes) == 0 ? 1 : Double(sum(parts)) / Double(sum(wholes)))
        }
        return [
            output.words("all \(qualities.count)", "共 \(qualities.count) 项"), "\(sum(qualities.map(\.cases)))",
            coverage.isEmpty ? "–" : share(coverage.map(\.criteriaSeen), coverage.map(\.criteriaStates)),
            coverage.isEmpty ? "–" : share(coverage.map(\.branchesSeen), coverage.map(\.branchStates)),
            mutation.isEmpty ? "–" : "\(sum(mutation.map(\.total)))",
            mutation.isEmpty ? "–" : share(mutation.map(\.killed), mutation.map(\.total)),
            mutation.isEmpty ? "–" : "\(sum(mutation.map(\.equivalent)))",
        ]
    }

    /// Rounded down, so that only what is whole reads 100 %.
    private func percent(_ share: Double) -> String {
        let tenths = Int(share * 1_000)
        return "\(tenths / 10).\(tenths % 10) %"
    }

    private func fragment(_ iri: IRI) -> String {
        iri.string.lastIndex(of: "#").map { String(iri.string[$0...]) } ?? iri.string
    }
}

extension GuidelineMutant.Place {
    fileprivate var words: String {
        func name(_ iri: IRI) -> String {
            iri.string.lastIndex(of: "#").map { String(iri.string[$0...]) } ?? iri.string
        }
        return switch self {
        case .applicability: "m:applicableWhen"
        case .when(let iri): "m:when of \(name(iri))"
        case .doneWhen(let iri): "m:doneWhen of \(name(iri))"
        case .blockedWhen(let iri): "m:blockedWhen of \(name(iri))"
        case .item(let score, let number): "item \(number + 1) of \(name(score))"
        case .calculation(let iri): name(iri)
        case .order(let iri): "the order of \(name(iri))"
        }
    }
}

extension GuidelineQuality {
    var json: JSONValue {
        [
            "guideline": .string(guideline.string), "cases": .number(JSONNumber(cases)),
            "coverage": coverage.map { coverage in
                [
                    "criteria": .number(JSONNumber(coverage.criteriaSeen)),
                    "ofCriteria": .number(JSONNumber(coverage.criteriaStates)),
                    "branches": .number(JSONNumber(coverage.branchesSeen)),
                    "ofBranches": .number(JSONNumber(coverage.branchStates)),
                ]
            } ?? .null,
            "mutation": mutation.map { mutation in
                [
                    "mutants": .number(JSONNumber(mutation.total)), "killed": .number(JSONNumber(mutation.killed)),
                    "equivalent": .number(JSONNumber(mutation.equivalent)),
                ]
            } ?? .null,
        ]
    }
}
