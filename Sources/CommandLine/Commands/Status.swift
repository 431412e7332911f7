import ArgumentParser
import Engine
import GraphStore
import JSON
import RDF
import Reasoning
import Text

struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "What the data directory holds.")

    @OptionGroup var data: DirectoryOption
    @OptionGroup var output: OutputOptions

    func run() throws {
        let report = try data.open(readOnly: true).status()
        output.show(report.json, report.lines(output))
    }
}

extension StoreStatus {
    fileprivate var json: JSONValue {
        var json: JSONObject = [
            "bytes": .number(JSONNumber(fileBytes)), "freeBytes": .number(JSONNumber(freeBytes)),
            "readers": .number(JSONNumber(activeReaders)),
        ]
        if let oldestReader {
            json["oldestReader"] = [
                "process": .number(JSONNumber(oldestReader.process)),
                "commitsBehind": .number(JSONNumber(oldestReader.lag)),
            ]
        }
        return .object(json)
    }

    fileprivate func lines(_ output: OutputOptions) -> [String] {
        var lines = [
            output.words(
                "\(fileBytes / 1024) kB, of which \(freeBytes / 1024) kB are free",
                "\(fileBytes / 1024) kB，其中空闲 \(freeBytes / 1024) kB")
        ]
        if let oldestReader {
            lines.append(
                output.words(
                    "oldest reader: process \(oldestReader.process), \(oldestReader.lag) commits behind",
                    "最早的读取者：进程 \(oldestReader.process)，落后 \(oldestReader.lag) 次提交"))
        }
        return lines
    }
}

extension StatusReport {
    var json: JSONValue {
        [
            "directory": .string(directory), "quads": .number(JSONNumber(graph.quads)), "graphStore": graph.json,
            "concepts": .number(JSONNumber(concepts)), "guidelines": .number(JSONNumber(guidelines)),
            "recommendations": .number(JSONNumber(recommendations)),
            "medicationRules": .number(JSONNumber(medicationRules)), "knowledge": .string(knowledgeDigest),
            "patients": .number(JSONNumber(patients)), "recordBytes": .number(JSONNumber(recordBytes)),
            "sources": .array(
                sources.map {
                    [
                        "graph": .string($0.graph.string), "title": .string($0.title[.english]),
                        "version": .string($0.version ?? ""),
                    ]
                }),
            "mappings": .array(mappings.map(\.json)),
        ]
    }

    func lines(_ output: OutputOptions) -> [String] {
        let (words, style) = (output.words, output.renderer.style)
        var lines = [
            style.bold(words("Knowledge", "知识")) + "  \(directory)/graph",
            words(
                "\(graph.quads) quads in \(sources.count) graphs; \(concepts) concepts, \(guidelines) guidelines, \(recommendations) recommendations, \(medicationRules) medicines rules; digest \(knowledgeDigest)",
                "\(sources.count) 个图、\(graph.quads) 条四元组；概念 \(concepts) 个，指南 \(guidelines) 部，推荐 \(recommendations) 条，用药规则 \(medicationRules) 条；校验和 \(knowledgeDigest)"
            ),
        ]
        var table = Table([words("graph", "图"), words("title", "名称"), words("version", "版本")])
        for source in sources {
            table.add([source.graph.string, source.title[output.language].truncated(to: 50), source.version ?? ""])
        }
        lines += table.drawn(style) + graph.lines(output) + [""]
        lines.append(style.bold(words("Records", "病历")) + "  \(directory)/records")
        lines.append(
            words("\(patients) patients, \(recordBytes / 1024) kB", "患者 \(patients) 名，\(recordBytes / 1024) kB"))
        if !mappings.isEmpty { lines += ImportReport.table(mappings, output).drawn(style) }
        return lines
    }
}
