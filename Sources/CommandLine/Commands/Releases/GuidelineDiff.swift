import ArgumentParser
import Engine
import Foundation
import JSON

struct GuidelineDiff: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "What differs between two versions of a guideline, by meaning.",
        discussion: """
            A and B are releases (NAME is the one loaded last, NAME@VERSION or NAME@DIGEST a certain one), Turtle files, \
            or `active`: the release in force of the guideline that the other is of. Two files need no data directory.

            --impact evaluates every patient on record under both and counts for how many each recommendation changes: all \
            at one moment, or with --last-event each at the last event of the record, for records that ended long ago.

            Example:  meridian guideline diff active hypertension.ttl
                      meridian guideline diff hypertension@1.0.0 hypertension@1.1.0 --impact --patients 3
            """)

    @OptionGroup var data: DirectoryOption
    @OptionGroup var output: OutputOptions
    @OptionGroup var asOf: MomentOption

    @Flag(help: "Count for whom the differences change what.")
    var impact = false

    @Flag(help: "With --impact: take each patient at the last event of the record while alive.")
    var lastEvent = false

    @Option(help: ArgumentHelp("Name so many patients for each change.", valueName: "count"))
    var patients = 0

    @Option(help: "For two files: the folder that names the concepts (default: Graph here or beside the program).")
    var knowledge: String?

    @Argument(help: "The version before.")
    var before: String

    @Argument(help: "The version after.")
    var after: String

    func validate() throws {
        if patients < 0 { throw ValidationError("--patients must not be negative") }
        if lastEvent && !impact { throw ValidationError("--last-event goes with --impact") }
        if lastEvent && asOf.text != nil { throw ValidationError("give either --last-event or --as-of") }
        if patients > 0 && !impact { throw ValidationError("--patients goes with --impact") }
    }

    func run() throws {
        let comparison = try compared()
        output.show(comparison.json(patients: patients), output.renderer.lines(comparison, patients: patients))
    }

    private func compared() throws -> ReleaseComparison {
        let areFiles = [before, after].allSatisfy { $0.hasSuffix(".ttl") }
        if areFiles && !impact && !FileManager.default.fileExists(atPath: data.path + "/graph") {
            return try .compare(before, after, knowledge: [KnowledgeFolders.graph(knowledge)])
        }
        let engine = try data.open(readOnly: true)
        guard impact else { return try engine.compareReleases(before, after) }
        let line = ProgressLine()
        Interruption.watch()
        let words = output.words("patients", "名患者")
        let comparison = try engine.compareReleases(
            before, after,
            impact: ImpactRequest(asOf: lastEvent ? nil : asOf.moment) { done, all in
                try Interruption.check()
                line.update("\(done)/\(all) \(words)  \(done * 100 / max(all, 1)) %")
            })
        line.clear()
        return comparison
    }
}
