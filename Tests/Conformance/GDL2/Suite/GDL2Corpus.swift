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
                let guideline = try GDL2.Guideline(json: Self.text(file))
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
                fixtures.append((name, try GDL2.Fixture(text: Self.text(file))))
            } catch {
                refusals.append((name, "\(error)"))
            }
        }
    }

    /// A case with the guidelines that it runs on.
    public struct RunnableCase {
        let testCase: GDL2.TestCase
        let guidelines: [String: GDL2.CompiledGuideline]
        let clock: DateTime?

        /// Whether it passes.
        /// - Parameter clock: what `$currentDateTime` is where its fixture does not say.
        public func run(clock: DateTime) -> Bool { testCase.run(guidelines, clock: self.clock ?? clock).passed }
    }

    /// Every case whose guidelines are there, ready to run.
    public func compiledCases() throws -> [RunnableCase] {
        let compiled = try guidelines.map { try GDL2.CompiledGuideline($0) }
        var cases: [RunnableCase] = []
        for (file, fixture) in fixtures {
            let places = fixture.guidelines.compactMapValues { index.number(of: $0, fixture: file) }
            guard places.count == fixture.guidelines.count else { continue }
            let own = places.mapValues { compiled[$0] }
            cases += fixture.cases.map { RunnableCase(testCase: $0, guidelines: own, clock: fixture.clock) }
        }
        return cases
    }

    private static func text(_ file: URL) throws -> String { try GDL2.text([UInt8](Data(contentsOf: file))) }

    private static func files(_ folder: URL, ending: [String]) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { file in !file.hasDirectoryPath && ending.contains { file.lastPathComponent.hasSuffix($0) } }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
    }
}
