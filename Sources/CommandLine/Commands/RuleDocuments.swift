// Files of openEHR GDL2 as commands get them: guidelines as JSON or as imported graphs, fixtures as YAML.

import ArgumentParser
import Foundation
import Guidelines
import RDF
import RDFSyntax

struct RuleDocuments {
    var guidelines: [(file: String, guideline: GDL2.Guideline)] = []
    var fixtures: [(file: String, fixture: GDL2.Fixture)] = []
    var refusals: [(file: String, reason: String)] = []

    /// Everything that the paths are or hold; nil when there is nothing of GDL2.
    init?(_ paths: [String]) throws {
        var found = false
        for path in try paths.flatMap(Self.files) {
            do {
                if path.hasSuffix(".gdl2.json") {
                    found = true
                    guidelines.append((path, try GDL2.Guideline(json: Self.text(path))))
                } else if path.hasSuffix(".yml") || path.hasSuffix(".yaml") {
                    found = true
                    fixtures.append((path, try GDL2.Fixture(text: Self.text(path))))
                }
            } catch let error as GDL2.ImportError {
                refusals.append((path, error.description(in: path)))
            }
        }
        guard found else { return nil }
        guard !fixtures.isEmpty else { return }
        for path in try paths.flatMap(Self.files) where path.hasSuffix(".ttl") {
            guidelines += try Self.graph(path).map { (path, $0) }
        }
    }

    /// The guidelines of one file, JSON or graph.
    static func guidelines(_ path: String) throws -> [GDL2.Guideline] {
        if RDFFormat(path: path) != nil {
            let guidelines = try graph(path)
            if guidelines.isEmpty { throw CommandError("\(path) holds no m:RuleGuideline") }
            return guidelines
        }
        if try GuidelineEval.library(path) != nil {
            throw CommandError(
                "\(path) is a library in ELM's JSON form; run `meridian guideline eval \(path) --patient NAME`")
        }
        do {
            return [try GDL2.Guideline(json: text(path))]
        } catch let error as GDL2.ImportError {
            throw CommandError(located(error, path))
        }
    }

    /// Where elements stand in records, by a graph of bindings.
    static func bindings(_ path: String) throws -> [GDL2.RecordBinding] {
        do {
            let base = IRI(URL(fileURLWithPath: path).absoluteString)
            let graph = try RDFReader(RDFFormat(path: path) ?? .turtle, base: base).readGraph(contentsOf: path)
            return try GDL2.RecordBinding.all(in: graph)
        } catch let error as GDL2.ImportError {
            throw CommandError(error.description(in: path))
        }
    }

    private static func graph(_ path: String) throws -> [GDL2.Guideline] {
        do {
            let base = IRI(URL(fileURLWithPath: path).absoluteString)
            return try GDL2.Guideline.all(
                in: RDFReader(RDFFormat(path: path) ?? .turtle, base: base).readGraph(contentsOf: path))
        } catch let error as GDL2.ImportError {
            throw CommandError(located(error, path))
        }
    }

    /// What was refused, with the place in the file that it was read from.
    static func located(_ error: GDL2.ImportError, _ path: String) -> String {
        error.located(in: (try? text(path)) ?? "").description(in: path)
    }

    private static func text(_ path: String) throws -> String {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw CommandError("\(path) cannot be read")
        }
        return try GDL2.text([UInt8](bytes))
    }

    /// The file, or the files of the folder and its folders, in order.
    static func files(_ path: String) throws -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw CommandError("there is no file or folder \(path)")
        }
        guard isFolder.boolValue else { return [path] }
        let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return names.sorted().map { "\(path)/\($0)" }.filter {
            FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder) && !isFolder.boolValue
        }
    }
}
