import ArgumentParser
import Engine
import Guidelines
import JSON

struct GuidelineLoad: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Check guidelines and store them as releases that nobody uses yet.",
        discussion: """
            A release is one version of a guideline's document, named by its version and digest; once stored it is never \
            changed. The same content again is nothing new, however the file is laid out. `meridian load` does the same \
            and activates at once.

            Example:  meridian guideline load Guidelines/hypertension --note "2024 revision"
            """)

    @OptionGroup var data: DirectoryOption
    @OptionGroup var output: OutputOptions
    @OptionGroup var signature: SignatureOptions

    @Argument(help: "Turtle files, or folders that hold some.")
    var paths: [String]

    func run() throws {
        let stored = try data.open().loadReleases(paths, by: signature.signature)
        output.show(stored.json, lines(stored))
    }

    private func lines(_ stored: StoredReleases) -> [String] {
        var lines = stored.diagnostics.map(\.description)
        for (release, isNew, isActive) in stored.releases {
            if isActive {
                lines.append(
                    output.words(
                        "\(release.name): nothing new, this release is active.", "\(release.name)：无变化，该发布正在使用。"))
            } else if isNew {
                lines.append(output.words("\(release.name): stored, not active yet.", "\(release.name)：已存储，尚未启用。"))
            } else {
                lines.append(
                    output.words(
                        "\(release.name): nothing new, stored already, not active.", "\(release.name)：无变化，早已存储，未启用。"))
            }
        }
        return lines
    }
}
