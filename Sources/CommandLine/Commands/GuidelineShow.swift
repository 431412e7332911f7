// `meridian guideline show`.

import ArgumentParser
import Engine
import Foundation
import Guidelines
import JSON
import Reasoning
import Text

struct GuidelineShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show what a guideline says: as an outline, or as a flow diagram.",
        discussion: """
            Reads the documents themselves, or with --data what is loaded there. NAME is the name, label or IRI of a \
            guideline, or a file that holds one.

            Example:  meridian guideline show hypertension
                      meridian guideline show hypertension --format svg --output hypertension.svg --language zh
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case outline, svg, mermaid
    }

    @OptionGroup var output: OutputOptions

    @Option(help: "outline, svg or mermaid.")
    var format = Format.outline

    @Option(
        name: [.customLong("output"), .customShort("o")], help: "Where to write (default: to the screen).")
    var file: String?

    @Flag(help: "With svg: pages of A4, landscape: NAME-1.svg, NAME-2.svg …, after the name that --output gives.")
    var pages = false

    @Option(
        name: [.customLong("data"), .customShort("d")], help: "Show what is loaded in this data directory.")
    var directory: String?

    @Option(
        help: "The folder of ontology, terminology and medicines rules (default: Graph here or beside the program).")
    var knowledge: String?

    @Argument(help: "A guideline's name, label or IRI, or a file.")
    var name: String

    func validate() throws {
        if pages, format != .svg || file == nil {
            throw ValidationError("--pages needs --format svg and --output, which names the files")
        }
    }

    func run() throws {
        let outline = try self.outline()
        if output.json {
            print(String(decoding: outline.json.serialized(.pretty), as: UTF8.self))
            return
        }
        switch format {
        case .outline:
            let style = file == nil ? Style.forStandardOutput() : Style(isColoured: false)
            let renderer = AnswerRenderer(language: output.language, style: style)
            try write([renderer.lines(outline).joined(separator: "\n") + "\n"])
        case .svg: try write(GuidelineChart(outline, language: output.language).svg(inPages: pages))
        case .mermaid: try write([GuidelineChart(outline, language: output.language).mermaid])
        }
    }

    private func outline() throws -> GuidelineOutline {
        if let directory {
            var data = DirectoryOption()
            data.directory = directory
            return try data.open(readOnly: true).outline(ofGuideline: name)
        }
        return try GuidelineOutlines.find(
            name, among: [try KnowledgeFolders.guidelines(nil)], knowledge: [try KnowledgeFolders.graph(knowledge)])
    }

    private func write(_ documents: [String]) throws {
        guard let file else {
            for document in documents { print(document, terminator: "") }
            return
        }
        for (index, document) in documents.enumerated() {
            let path = documents.count > 1 || pages ? numbered(file, index + 1) : file
            try Data(document.utf8).write(to: URL(fileURLWithPath: path))
            print(path)
        }
    }

    /// `a-2.svg` for the second page of `a.svg`.
    private func numbered(_ file: String, _ number: Int) -> String {
        let url = URL(fileURLWithPath: file)
        let stem = file.hasSuffix(".\(url.pathExtension)") ? String(file.dropLast(url.pathExtension.count + 1)) : file
        return "\(stem)-\(number).\(url.pathExtension.isEmpty ? "svg" : url.pathExtension)"
    }
}
