// `meridian guideline explain`.

import ArgumentParser
import Engine

struct GuidelineExplain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Why each recommendation of a guideline came out for a patient, did not, or cannot be told.",
        discussion: """
            Of each criterion the parts are shown that decide it, and how many others there are.

            Example:  meridian guideline explain 王秀兰 atrial-fibrillation --as-of 2026-06-30
            """)

    @OptionGroup var data: DirectoryOption
    @OptionGroup var output: OutputOptions
    @OptionGroup var asOf: MomentOption

    @Flag(help: "Show the parts of criteria that do not decide, too.")
    var all = false

    @Argument(help: "The patient: an id, an identifier, or a part of the name.")
    var patient: String

    @Argument(help: "The guideline: its name, label or IRI.")
    var guideline: String

    func run() throws {
        let engine = try data.open(readOnly: true)
        let answer = try engine.explainGuideline(
            guideline, for: PatientSource(reference: patient), asOf: asOf.moment)
        output.show(answer.json, output.renderer.lines(answer, showsAll: all))
    }
}
