import ArgumentParser
import Engine
import Foundation
import JSON
import Records
import Terminology

struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Import patients' records: FHIR R4 NDJSON and Bundles, also .gz, .xz and .zst.",
        discussion: """
            The whole import is one transaction, and importing the same resources again changes nothing. A record that \
            cannot be read stops the import; --skip-invalid counts it and goes on.

            Example:  meridian import fhir-export/
            """)

    @OptionGroup var data: DirectoryOption
    @OptionGroup var output: OutputOptions

    @Argument(help: "A FHIR file, or a folder of them.")
    var path: String

    @Flag(help: "Leave out what cannot be read, and say how much and why.")
    var skipInvalid = false

    @Flag(help: "The files are a feed of changes: absence in them says nothing.")
    var partial = false

    func run() throws {
        let engine = try data.open(creating: true)
        let line = ProgressLine()
        let report = try engine.importRecords(
            from: path, options: ImportOptions(skipInvalid: skipInvalid, isComplete: !partial)
        ) { progress in
            let percent = progress.totalBytes == 0 ? 0 : progress.bytes * 100 / progress.totalBytes
            line.update(
                "\(percent) %  \(progress.resources) resources, \(Int(progress.rate)) a second  \(progress.file)")
        }
        line.clear()
        output.show(report.json, report.lines(output))
    }
}

extension ImportReport {
    var json: JSONValue {
        var object: JSONObject = [
            "files": .number(JSONNumber(summary.files)), "resources": .number(JSONNumber(summary.resources)),
            "seconds": .number(JSONNumber(summary.seconds) ?? JSONNumber(0)),
            "patients": summary.patients.json, "records": summary.records.json,
            "patientsOnRecord": .number(JSONNumber(patientsOnRecord)), "bytesOnDisk": .number(JSONNumber(bytesOnDisk)),
        ]
        object["events"] = .object(
            JSONObject(
                uniqueMembers: EventKind.allCases.compactMap { kind in
                    summary.events[kind].map { ("\(kind)", .number(JSONNumber($0))) }
                }))
        object["mappings"] = .array(mappings.map(\.json))
        object["units"] = .array(
            units.map {
                [
                    "spelling": .string($0.spelling), "readAs": $0.code.map { JSONValue.string($0) } ?? .null,
                    "events": .number(JSONNumber($0.events)),
                ]
            })
        object["leftOut"] = .object(
            JSONObject(
                uniqueMembers: LeftOutReason.allCases.compactMap { reason in
                    summary.leftOut[reason].map { (reason.rawValue, .number(JSONNumber($0))) }
                }))
        object["refused"] = .object(
            JSONObject(
                uniqueMembers: RefusalReason.allCases.compactMap { reason in
                    summary.refused[reason].map { (reason.rawValue, .number(JSONNumber($0))) }
                }))
        object["problems"] = .array(summary.problems.map { .string($0.description) })
        return .object(object)
    }

    func lines(_ output: OutputOptions) -> [String] {
        let words = output.words
        let style = output.renderer.style
        var lines = [
            words(
                "\(summary.resources) resources of \(summary.files) files in \(String(format: "%.1f", summary.seconds)) s; \(patientsOnRecord) patients on record, \(bytesOnDisk / 1024) kB on disk.",
                "读取 \(summary.files) 个文件、\(summary.resources) 条资源，用时 \(String(format: "%.1f", summary.seconds)) 秒；现有患者 \(patientsOnRecord) 名，占用 \(bytesOnDisk / 1024) kB。"
            ),
            words(
                "Patients: \(summary.patients.text); records: \(summary.records.text).",
                "患者：\(summary.patients.chinese)；记录：\(summary.records.chinese)。"),
            "",
        ]
        lines += Self.table(mappings, output).drawn(style)
        lines += unitLines(words)
        for (reason, count) in summary.leftOut.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            lines.append(words("Left out, \(reason.rawValue): \(count)", "略去（\(reason.rawValue)）：\(count)"))
        }
        for (reason, count) in summary.refused.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            lines.append(words("Refused, \(reason.rawValue): \(count)", "拒收（\(reason.rawValue)）：\(count)"))
        }
        lines += summary.problems.map { "  \($0)" }
        return lines
    }

    /// Units that were read as another spelling of UCUM's, that cannot be read, and values without any.
    private func unitLines(_ words: (String, String) -> String) -> [String] {
        let read = units.compactMap { unit in
            unit.code.map { words("\(unit.spelling) as \($0)", "\(unit.spelling) 读作 \($0)") + " (\(unit.events))" }
        }
        let unread = units.filter { $0.code == nil && !$0.spelling.isEmpty }.map { "\($0.spelling) (\($0.events))" }
        var lines: [String] = []
        func add(_ list: [String], _ title: String) {
            guard !list.isEmpty else { return }
            let rest = list.count > 8 ? words(" and \(list.count - 8) more", " 等 \(list.count) 种") : ""
            lines.append(title + list.prefix(8).joined(separator: words(", ", "、")) + rest)
        }
        add(read, words("Units read: ", "单位归一："))
        add(unread, words("Units that nobody can read, whose values are not compared: ", "无法识别的单位（其数值不参与比较）："))
        if let bare = units.first(where: \.spelling.isEmpty) {
            lines.append(words("Values without a unit: \(bare.events)", "无单位的数值：\(bare.events)"))
        }
        return lines
    }

    /// How the codes of each kind of event were understood.
    static func table(_ mappings: [Mapping], _ output: OutputOptions) -> Table {
        let words = output.words
        var table = Table(
            [
                words("kind", "类别"), words("events", "事件"), words("by code", "按编码"), words("by prefix", "按上级编码"),
                words("by name", "按名称"), words("by ingredient", "按成分"), words("not understood", "未识别"),
                words("most frequent of these", "其中最多"),
            ], alignments: [.left, .right, .right, .right, .right, .right, .right, .left])
        for mapping in mappings {
            let count = { (basis: Int?) in basis.map { "\($0)" } ?? "–" }
            table.add([
                words("\(mapping.kind)", mapping.kind.chinese), "\(mapping.events)", count(mapping.byBasis[.code]),
                count(mapping.byBasis[.codePrefix]), count(mapping.byBasis[.name]),
                count(mapping.byBasis[.ingredientName]),
                String(format: "%.1f %%", mapping.unmappedShare * 100),
                mapping.unmapped.first.map { "\($0.name.truncated(to: 40)) (\($0.events))" } ?? "",
            ])
        }
        return table
    }
}

extension ImportReport.Mapping {
    var json: JSONValue {
        [
            "kind": .string("\(kind)"), "events": .number(JSONNumber(events)),
            "byBasis": .object(
                JSONObject(
                    uniqueMembers: byBasis.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                        ($0.key.rawValue, .number(JSONNumber($0.value)))
                    })),
            "unmapped": .array(
                unmapped.map { ["name": .string($0.name), "events": .number(JSONNumber($0.events))] }),
        ]
    }
}

extension ImportTally {
    var json: JSONValue {
        [
            "new": .number(JSONNumber(new)), "updated": .number(JSONNumber(updated)),
            "unchanged": .number(JSONNumber(unchanged)), "removed": .number(JSONNumber(removed)),
        ]
    }

    var text: String { "\(new) new, \(updated) updated, \(unchanged) unchanged" }
    var chinese: String { "新增 \(new)，更新 \(updated)，未变 \(unchanged)" }
}

extension EventKind {
    var chinese: String {
        switch self {
        case .condition: "诊断"
        case .medication: "用药"
        case .observation: "检验检查"
        case .procedure: "操作"
        case .allergy: "过敏"
        case .immunization: "接种"
        case .encounter: "就诊"
        case .carePlan: "照护计划"
        case .goal: "目标"
        case .report: "报告"
        case .death: "死亡"
        }
    }
}
