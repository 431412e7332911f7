// The commands that look after the graph store itself: its soundness, its copies.

import ArgumentParser
import Engine
import Foundation
import GraphStore
import JSON
import RDF

extension DirectoryOption {
    /// The store of the knowledge, which must be there.
    var graphDirectory: String {
        get throws {
            let directory = path + "/graph"
            guard FileManager.default.fileExists(atPath: directory + "/data.mdb") else {
                throw CommandError("\(path) holds no knowledge yet: run `meridian load Graph --data \(path)` first")
            }
            return directory
        }
    }
}

struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: """
            Read the whole graph store and check every invariant, every release against its digest and their history; \
            fails when something is wrong.
            """)

    @OptionGroup var data: DirectoryOption
    @OptionGroup var output: OutputOptions

    func run() throws {
        let meter = WorkMeter(output, ("checking", "检查"), .entries)
        defer { meter.clear() }
        let store = try GraphStore.open(data.graphDirectory, .init(isReadOnly: true))
        var report = try store.verify(meter.show)
        // Releases can only be read from a store that is sound itself.
        if report.isSound { report.problems = try ReleaseVerification.problems(in: store) }
        meter.clear()
        output.show(
            [
                "quads": .number(JSONNumber(report.quads)), "terms": .number(JSONNumber(report.terms)),
                "sound": .bool(report.isSound), "problems": .array(report.problems.map { .string($0) }),
            ],
            [
                report.isSound
                    ? output.words(
                        "\(report.quads) quads, \(report.terms) terms: sound.",
                        "四元组 \(report.quads) 条，词项 \(report.terms) 个：完好。")
                    : output.words(
                        "\(report.quads) quads, \(report.terms) terms: damaged. Restore a backup or load the documents again.",
                        "四元组 \(report.quads) 条，词项 \(report.terms) 个：已损坏。请恢复备份或重新载入文档。")
            ] + report.problems.prefix(20))
        if !report.isSound { throw ExitCode.failure }
    }
}

struct Backup: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy the graph store to a new file while it is in use.",
        discussion: """
            The file appears only when it is complete and on disk. To restore it, put it as graph/data.mdb into an empty \
            data directory.

            Example:  meridian backup knowledge.mdb
            """)

    @OptionGroup var data: DirectoryOption
    @OptionGroup var output: OutputOptions

    @Argument(help: "The file to write; one of that name is replaced.")
    var file: String

    func run() throws {
        let meter = WorkMeter(output, ("copying", "备份"), .bytes)
        defer { meter.clear() }
        try GraphStore.open(data.graphDirectory, .init(isReadOnly: true)).backUp(to: file, progress: meter.show)
        meter.clear()
        let bytes = try StoreFiles.size(file)
        output.show(
            ["file": .string(file), "bytes": .number(JSONNumber(bytes))],
            [output.words("Wrote \(file), \(bytes / 1024) kB.", "已写入 \(file)，\(bytes / 1024) kB。")])
    }
}

struct Compact: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the graph store anew without the gaps that many changes leave.",
        discussion: """
            Readers and writers, a running server among them, go on meanwhile. Needs room for a second file beside the \
            first. A crash leaves the old file or the new one, both whole and with every change. A server compacts by \
            itself when more than half of a file of 64 MB or more is free.
            """)

    @OptionGroup var data: DirectoryOption
    @OptionGroup var output: OutputOptions

    func run() throws {
        let directory = try data.graphDirectory
        let before = try StoreFiles.size(directory + "/data.mdb")
        let meter = WorkMeter(output, ("compacting", "压缩"), .entries)
        defer { meter.clear() }
        try GraphStore.open(directory).compact(meter.show)
        meter.clear()
        let after = try StoreFiles.size(directory + "/data.mdb")
        output.show(
            ["bytesBefore": .number(JSONNumber(before)), "bytes": .number(JSONNumber(after))],
            [
                output.words(
                    "\(before / 1024) kB before, \(after / 1024) kB now.",
                    "压缩前 \(before / 1024) kB，现为 \(after / 1024) kB。")
            ])
    }
}

private enum StoreFiles {
    static func size(_ path: String) throws -> Int {
        (try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    }
}
