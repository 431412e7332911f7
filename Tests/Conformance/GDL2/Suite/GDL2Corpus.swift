// A folder of GDL2 guidelines and fixtures (`guidelines/*.gdl2.json`, `fixtures/*.yml`), and what running it gives.

import Foundation
import Guidelines
import Quantities

public struct GDL2Corpus {
    public var guidelines: [GDL2.Guideline] = []
    public var refusals: [(file: String, reason: String)] = []
    public var fixtures: [(file: String, fixture: GDL2.Fixture)] = []
    public private(set) var index = GDL2.GuidelineIndex()

    public init(folder: String) throws {
        let root = URL(fileURLWithPath: folder)
        for file in try Self.files(root.appendingPathComponent("guidelines"), ending: [".json"]) {
            let name = file.lastPathComponent
            do {
                let guideline = try GDL2.Guideline(json: String(contentsOf: file, encoding: .utf8))
                _ = try GDL2.CompiledGuideline(guideline)
                index.add(guideline, file: name, number: guidelines.count)
                guidelines.append(guideline)
            } catch {
                refusals.append((name, "\(error)"))
            }
        }
        for file in try Self.files(root.appendingPathComponent("fixtures"), ending: [".yml", ".yaml"]) {
            let name = file.lastPathComponent
            do {
                fixtures.append((name, try GDL2.Fixture(text: String(contentsOf: file, encoding: .utf8))))
            } catch {
                refusals.append((name, "\(error)"))
            }
        }
    }

    private static func files(_ folder: URL, ending: [String]) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { file in ending.contains { file.lastPathComponent.hasSuffix($0) } }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
    }
}
