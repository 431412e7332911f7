import ArgumentParser
import Engine
import Foundation
import Guidelines
import JSON
import Quantities
import RDF
import Reasoning
import Text

struct GuidelineEval: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract:
            "Run a guideline of rules on values given here, a library of clinical logic or all guidelines on patients.",
        discussion: """
            Values are written as in fixtures: 30,kg for a quantity, 5 for a count, 1|local::at0009|Yes| for an ordinal, \
            local::at0005|Male| for a code, true, a date and time, any text.

            With --bindings and --patient values are taken from the patient's record: a Turtle file names, for nodes of \
            archetypes, what records know them by ([] m:archetype "…" ; m:path "…" ; m:observation obs:body-weight ; \
            m:resultUnit "kg" .). Values given by --input go before.

            A library in ELM's JSON form, as translators of CQL write it, is evaluated for --patient: each definition \
            with its value, or why it is unknown or refused. Give the libraries that it includes by --library; the \
            conversions of FHIRHelpers are known.

            With --all-patients every patient on record is evaluated against the loaded guidelines, each at the last \
            event of the record while alive unless --as-of gives a moment, and counted by recommendation.

            Example:  meridian guideline eval BMI.v1.gdl2.json --input gt0002=70,kg --input gt0003=175,cm
                      meridian guideline eval DiabetesReview.json --patient 王秀兰 --parameter "HbA1c target=7.5 '%'"
                      meridian guideline eval --all-patients --guideline hypertension
            """)

    @OptionGroup var data: DirectoryOption
    @OptionGroup var output: OutputOptions
    @OptionGroup var moment: MomentOption

    @Option(name: [.customLong("input"), .customShort("i")], help: "An element's value: CODE=VALUE. May be repeated.")
    var inputs: [String] = []

    @Option(help: "Which of the guideline's languages texts are taken in (default: English, else the original).")
    var textLanguage: String?

    @Flag(help: "Evaluate every patient on record and count.")
    var allPatients = false

    @Option(name: .customLong("guideline"), help: "With --all-patients: only this guideline; may be repeated.")
    var guidelines: [String] = []

    @Option(help: "With --all-patients --json: name so many patients of each recommendation and status.")
    var examples = 0

    @Option(help: "With rules: a file that says where the guideline's elements stand in records.")
    var bindings: String?

    @Option(help: "With a library or --bindings: the patient, by an id, an identifier, or a part of the name.")
    var patient: String?

    @Option(name: .customLong("library"), help: "With a library: one that it includes; may be repeated.")
    var libraries: [String] = []

    @Option(
        name: .customLong("parameter"),
        help: "With a library: a parameter, NAME=VALUE, such as \"target=7 '%'\"; may be repeated.")
    var parameters: [String] = []

    @Argument(help: "A guideline: NAME.gdl2.json, or a graph with one; or a library: NAME.json.")
    var path: String?

    func validate() throws {
        if (path == nil) != allPatients { throw ValidationError("give a guideline's file, or --all-patients") }
    }

    func run() throws {
        guard let path else {
            let line = ProgressLine()
            let engine = try data.open(readOnly: true)
            let review = try engine.reviewGuidelines(
                guidelines, asOf: moment.text.map { _ in moment.moment }, examples: examples
            ) { done, all in line.update("\(done) of \(all) patients") }
            line.clear()
            output.show(review.json, output.renderer.lines(review))
            return
        }
        if let library = try Self.library(path) {
            guard let patient else { throw CommandError("\(path) is a library: give a --patient to evaluate it for") }
            return try evaluate(library, at: path, for: patient)
        }
        let guidelines = try RuleDocuments.guidelines(path)
        guard guidelines.count == 1 else {
            throw CommandError("\(path) holds \(guidelines.count) guidelines; give a file with one")
        }
        let guideline = guidelines[0]
        let known = Set(guideline.bindings.flatMap(\.elements).map(\.id))
        var values: [String: GDL2.DataValue] = [:]
        for input in inputs {
            guard let mark = input.firstIndex(of: "=") else {
                throw CommandError("\"\(input)\" is not CODE=VALUE, such as gt0002=70,kg")
            }
            let code = String(input[..<mark])
            guard known.contains(code) else {
                let readable = known.sorted().map { "\($0) (\(text(guideline, $0)))" }.joined(separator: ", ")
                throw CommandError("\(guideline.id) has no element \(code); it has \(readable)")
            }
            values[code] = GDL2.DataValue(fixture: String(input[input.index(after: mark)...]))
        }
        let recorded = try recordedValues(guideline)
        if let recorded { values.merge(recorded.values) { given, _ in given } }
        let outcome: GDL2.Outcome
        let unset: [(element: String, obstacle: GDL2.Obstacle?)]
        do {
            let compiled = try GDL2.CompiledGuideline(guideline, language: textLanguage)
            outcome = try compiled.run(values, clock: moment.moment)
            unset = try compiled.obstacles(values, clock: moment.moment)
        } catch let error as GDL2.ImportError {
            throw CommandError(RuleDocuments.located(error, path))
        }
        output.show(
            [
                "guideline": .string(guideline.iri.string), "inputs": recorded?.json ?? .null,
                "values": .array(
                    outcome.values.map {
                        [
                            "element": .string($0.element), "label": .string(text(guideline, $0.element)),
                            "value": .string($0.value.description),
                        ]
                    }),
                "fired": .array(outcome.fired.map { .string($0) }),
                "unset": .array(
                    unset.map {
                        [
                            "element": .string($0.element), "label": .string(text(guideline, $0.element)),
                            "reason": $0.obstacle.map { .string($0.description) } ?? .null,
                        ]
                    }),
            ], lines(recorded, guideline) + lines(outcome, guideline) + lines(unset, guideline))
    }

    /// What the patient's record gives, where it is asked for.
    private func recordedValues(_ guideline: GDL2.Guideline) throws -> RuleInputs? {
        guard let bindings else {
            if patient != nil { throw CommandError("rules need --bindings to find their values in a patient's record") }
            return nil
        }
        guard let patient else { throw CommandError("--bindings needs a --patient") }
        return try data.open(readOnly: true).ruleInputs(
            of: guideline, try RuleDocuments.bindings(bindings), for: PatientSource(reference: patient),
            asOf: moment.moment)
    }

    private func lines(_ recorded: RuleInputs?, _ guideline: GDL2.Guideline) -> [String] {
        guard let recorded else { return [] }
        let renderer = output.renderer
        return [renderer.heading(recorded.state)]
            + recorded.inputs.flatMap { input -> [String] in
                let reason = input.reason.map { output.words(", because: ", "，因为：") + $0[output.language] } ?? ""
                let value = input.value?.description ?? output.words("not recorded", "无记录") + reason
                return ["  \(text(guideline, input.element)) (\(input.element)): \(value)"]
                    + input.evidence.map {
                        "      " + renderer.style.dim(renderer.describe(recorded.state.evidence[$0]))
                    }
            } + [""]
    }

    private func text(_ guideline: GDL2.Guideline, _ code: String) -> String {
        guideline.text(of: code, language: textLanguage) ?? code
    }

    private func lines(
        _ unset: [(element: String, obstacle: GDL2.Obstacle?)], _ guideline: GDL2.Guideline
    ) -> [String] {
        unset.map { element, obstacle in
            let reason = obstacle.map { output.words(", because ", "，因为：") + "\($0)" } ?? ""
            return "\(text(guideline, element)) (\(element)): " + output.words("no value", "无结果") + reason
        }
    }

    private func lines(_ outcome: GDL2.Outcome, _ guideline: GDL2.Guideline) -> [String] {
        if outcome.fired.isEmpty, outcome.values.isEmpty {
            return [
                output.words("no rule fired: values are missing or do not meet the conditions", "没有规则触发：数据缺失或不满足条件")
            ]
        }
        let values = outcome.values.map { "\(text(guideline, $0.element)) (\($0.element)): \($0.value)" }
        let rules = outcome.fired.map { "\($0) \(text(guideline, $0))" }.joined(separator: ", ")
        return values + [output.words("rules fired: ", "触发的规则：") + rules]
    }
}
