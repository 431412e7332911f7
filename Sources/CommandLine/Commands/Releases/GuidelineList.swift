// `meridian guideline list` and `history`.

import ArgumentParser
import Engine
import JSON
import Quantities
import RDF

struct GuidelineList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "The releases that are stored, and which are active.",
        discussion: """
            Each is read and its digest made anew: one whose content is not what was loaded is shown as damaged.

            Example:  meridian guideline list hypertension
            """)

    @OptionGroup var data: DirectoryOption
    @OptionGroup var output: OutputOptions

    @Argument(help: "The guideline (default: all).")
    var guideline: String?

    func run() throws {
        let listed = try data.open(readOnly: true).listReleases(of: guideline)
        output.show(.array(listed.map(\.json)), lines(listed))
        if listed.contains(where: { $0.damage != nil }) { throw ExitCode.failure }
    }

    private func lines(_ listed: [ListedRelease]) -> [String] {
        if listed.isEmpty { return [output.words("No release is stored.", "没有已存储的发布。")] }
        let words = output.words
        var table = Table([
            words("guideline", "指南"), words("version", "版本"), words("digest", "摘要"), words("state", "状态"),
            words("loaded", "载入时间"), words("by", "载入者"), words("note", "备注"),
        ])
        for entry in listed.sorted(by: {
            ($0.release.guideline, $0.release.number) < ($1.release.guideline, $1.release.number)
        }) {
            let release = entry.release
            var state = entry.isActive ? words("active", "使用中") : "–"
            if entry.damage != nil { state += words(", DAMAGED", "，已损坏") }
            table.add([
                release.guideline, release.version ?? "", release.shortDigest, state, release.time.description,
                release.author, (release.note ?? "").truncated(to: 40),
            ])
        }
        let damage = listed.compactMap { entry in entry.damage.map { "\(entry.release.name): \($0)" } }
        return table.drawn(output.renderer.style) + damage
    }
}

struct GuidelineHistory: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Who changed what is active, when and why.",
        discussion: """
            A history that was changed or cut off is told as damaged. A store from before the end was kept is mended by \
            --record-end, once somebody has seen that no event is missing.

            Example:  meridian guideline history hypertension
            """)

    @OptionGroup var data: DirectoryOption
    @OptionGroup var output: OutputOptions

    @Flag(help: "Record which event is the last, in a store from before that was kept.")
    var recordEnd = false

    @Argument(help: "The guideline (default: all).")
    var guideline: String?

    func run() throws {
        if recordEnd {
            let last = try data.open().recordEndOfReleaseHistory()
            output.show(
                last.json,
                [
                    output.words(
                        "Recorded: event \(last.number) is the last of the history.",
                        "已记录：事件 \(last.number) 是历史记录的最后一条。")
                ])
            return
        }
        let history = try data.open(readOnly: true).releaseHistory(of: guideline)
        output.show(.array(history.events.map(\.json)), lines(history.events, history.releases))
        guard history.problems.isEmpty else {
            throw CommandError(
                output.words("the history is damaged: ", "历史记录已损坏：") + history.problems.joined(separator: "; "))
        }
    }

    private func lines(_ events: [ReleaseEvent], _ releases: [IRI: Release]) -> [String] {
        if events.isEmpty { return [output.words("Nothing was activated yet.", "尚未启用任何发布。")] }
        let words = output.words
        func name(_ iri: IRI?) -> String {
            guard let iri, let release = releases[iri] else { return "–" }
            return [release.version, release.shortDigest].compactMap { $0 }.joined(separator: " ")
        }
        var table = Table(
            [
                "#", words("time", "时间"), words("by", "操作者"), words("change", "操作"), words("guideline", "指南"),
                words("before", "此前"), words("after", "此后"), words("note", "备注"),
            ], alignments: [.right])
        for event in events {
            let kind =
                switch event.kind {
                case .activation: words("activate", "启用")
                case .retirement: words("retire", "停用")
                case .rollback: words("rollback", "回退")
                }
            table.add([
                "\(event.number)", event.time.description, event.author, kind, event.guideline, name(event.replaced),
                name(event.release), (event.note ?? "").truncated(to: 40),
            ])
        }
        return table.drawn(output.renderer.style)
    }
}
