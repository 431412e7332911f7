// `meridian guideline activate`, `retire` and `rollback`: the three changes of what is active.

import ArgumentParser
import Engine
import JSON
import RDF

struct GuidelineActivate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "activate",
        abstract: "Let stored releases answer from now on.",
        discussion: """
            One transaction: before it, everybody gets the old answers, after it, everybody the new ones, running servers \
            included. NAME means the release loaded last, NAME@VERSION or NAME@DIGEST a certain one.

            Example:  meridian guideline activate hypertension
                      meridian guideline activate hypertension@1.0.0 --note "approved by the drug committee"
            """)

    @OptionGroup var data: DirectoryOption
    @OptionGroup var output: OutputOptions
    @OptionGroup var signature: SignatureOptions

    @Argument(help: "Releases.")
    var releases: [String]

    func run() throws {
        let engine = try data.open()
        try output.showEvents(engine.activate(releases, by: signature.signature), engine)
    }
}

struct GuidelineRetire: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire",
        abstract: "Take guidelines out of the answers.",
        discussion: "Their releases stay stored.\n\nExample:  meridian guideline retire hypertension")

    @OptionGroup var data: DirectoryOption
    @OptionGroup var output: OutputOptions
    @OptionGroup var signature: SignatureOptions

    @Argument(help: "Guidelines.")
    var guidelines: [String]

    func run() throws {
        let engine = try data.open()
        try output.showEvents(engine.retire(guidelines, by: signature.signature), engine)
    }
}

struct GuidelineRollback: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Take back the last change of a guideline: what was active before is active again.",
        discussion: """
            Answers are then what they were, byte for byte. Again, it takes back the change before that.

            Example:  meridian guideline rollback hypertension --note "wrong threshold"
            """)

    @OptionGroup var data: DirectoryOption
    @OptionGroup var output: OutputOptions
    @OptionGroup var signature: SignatureOptions

    @Argument(help: "The guideline.")
    var guideline: String

    func run() throws {
        let engine = try data.open()
        try output.showEvents([engine.rollBack(guideline, by: signature.signature)], engine)
    }
}

extension OutputOptions {
    fileprivate func showEvents(_ events: [ReleaseEvent], _ engine: Engine) throws {
        let releases = try engine.releaseHistory().releases
        show(
            .array(events.map(\.json)),
            events.isEmpty
                ? [words("Nothing to do: it is so already.", "无需更改：现状已是如此。")]
                : events.map { line($0, releases) })
    }

    private func line(_ event: ReleaseEvent, _ releases: [IRI: Release]) -> String {
        let before = event.replaced.flatMap { releases[$0]?.name }
        guard let now = event.release.flatMap({ releases[$0]?.name }) else {
            return words(
                "\(event.guideline) is not active any more\(before.map { "; \($0) was" } ?? "").",
                "\(event.guideline) 不再使用\(before.map { "；此前为 \($0)" } ?? "")。")
        }
        return words(
            "\(now) is active\(before.map { "; it replaced \($0)" } ?? "").",
            "\(now) 已启用\(before.map { "，取代 \($0)" } ?? "")。")
    }
}
