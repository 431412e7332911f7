// A folder of GDL2 guidelines and fixtures (`guidelines/*.gdl2.json`, `fixtures/*.yml`), and what running it gives.

import Foundation
import Guidelines
import Quantities

public struct GDL2Corpus {
    public var guidelines: [GDL2.Guideline] = []
    public var refusals: [(file: String, reason: String)] = []
    public var fixtures: [(file: String, fixture: GDL2.Fixture)] = []
    /// Guidelines by identifier and by the name of their file.
    private var byName: [String: Int] = [:]
    private var byIdentifier: [String: Int] = [:]

    public init(folder: String) throws {
        let root = URL(fileURLWithPath: folder)
        for file in try Self.files(root.appendingPathComponent("guidelines"), ending: [".json"]) {
            let name = file.lastPathComponent
            do {
                let guideline = try GDL2.Guideline(json: String(contentsOf: file, encoding: .utf8))
                _ = try GDL2.CompiledGuideline(guideline)
                byName[name.replacingOccurrences(of: ".gdl2.json", with: "")] = guidelines.count
                byIdentifier[guideline.id] = guidelines.count
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

    /// The place of the guideline that a fixture names: by its identifier, else by the name of its file, in whatever
    /// case and punctuation; a fixture that names none of these stands beside the guideline whose file's name it has.
    public func place(of identifier: String, fixture: String) -> Int? {
        if let place = byIdentifier[identifier] ?? byName[identifier] { return place }
        var stem = fixture
        for ending in [".yml", ".yaml", ".test", ".fixture", ".gdl2"] where stem.hasSuffix(ending) {
            stem.removeLast(ending.count)
        }
        for wanted in [identifier, stem] {
            if let name = byName.keys.sorted().first(where: { Self.letters($0) == Self.letters(wanted) }) {
                return byName[name]
            }
        }
        return nil
    }

    /// A name without case, spaces and punctuation, which files' names lose.
    private static func letters(_ name: String) -> String {
        name.lowercased().filter { $0.isLetter || $0.isNumber }
    }
}
