// Guidelines that nobody wrote: renamed, reordered, with parts dropped or spoilt. They are refused by name or run; they
// never crash, and what does not change the meaning does not change a result.

import Foundation
import GDL2Suite
import Guidelines
import JSON
import Quantities
import Testing

@Suite(
    "GDL2 guidelines, altered",
    .enabled(
        if: isRequired || FileManager.default.fileExists(atPath: folder),
        "there is no corpus of GDL2 guidelines under MERIDIAN_SHARED"))
struct GDL2MutationTests {
    /// A guideline of the corpus with its fixture, as text.
    private struct Pair {
        let name: String
        let guideline: String
        let fixture: String
    }

    private static let clock = DateTime("2020-01-01T00:00:00Z") ?? .minimum

    /// Every so-many-th fixture whose guideline bears its name.
    private static func pairs(every step: Int) throws -> [Pair] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/fixtures").sorted()
        var pairs: [Pair] = []
        for index in stride(from: 0, to: names.count, by: step) where names[index].hasSuffix(".test.yml") {
            let stem = String(names[index].dropLast(".test.yml".count))
            guard let guideline = try? String(contentsOfFile: "\(folder)/guidelines/\(stem).gdl2.json", encoding: .utf8)
            else { continue }
            let fixture = try String(contentsOfFile: "\(folder)/fixtures/\(names[index])", encoding: .utf8)
            pairs.append(Pair(name: stem, guideline: guideline, fixture: fixture))
        }
        return pairs
    }

    /// What comes out of every case: the differences, as text.
    private func results(_ guideline: String, _ fixture: String) throws -> [[String]] {
        let compiled = try GDL2.CompiledGuideline(GDL2.Guideline(json: guideline))
        return try GDL2.Fixture(text: fixture).cases.map { testCase in
            testCase.run(["1": compiled], clock: Self.clock).differences.map(\.description)
        }
    }

    @Test("other codes give the same results")
    func renamed() throws {
        for pair in try Self.pairs(every: 12) {
            func renamed(_ text: String) -> String { text.replacing("gt0", with: "gt7") }
            let results = try results(renamed(pair.guideline), renamed(pair.fixture))
            #expect(
                results.map { $0.map { $0.replacing("gt7", with: "gt0") } }
                    == (try self.results(pair.guideline, pair.fixture)), "\(pair.name)")
        }
    }

    @Test("members in another order give the same results")
    func reordered() throws {
        for pair in try Self.pairs(every: 12) {
            let document = try JSONValue(parsing: pair.guideline)
            // Rules of equal priority have only their order to tell them apart.
            let rules = document["definition"]?["rules"]?.objectValue.map { $0.map(\.value) } ?? []
            let priorities = rules.compactMap { $0["priority"]?.integerValue }
            guard Set(priorities).count == priorities.count else { continue }
            #expect(
                try results(document.reversed.description, pair.fixture) == results(pair.guideline, pair.fixture),
                "\(pair.name)")
        }
    }

    @Test("a part that is missing is named, or is not needed")
    func dropped() throws {
        for pair in try Self.pairs(every: 40) {
            let document = try JSONValue(parsing: pair.guideline)
            for path in document.paths(depth: 4) {
                let text = document.removing(path[...]).description
                do {
                    _ = try results(text, pair.fixture)
                } catch let error as GDL2.ImportError {
                    let names = path + ["text", "the ontology's text"]
                    #expect(names.contains { error.description.contains($0) }, "\(pair.name) without \(path): \(error)")
                }
            }
        }
    }

    @Test("spoilt text is refused with its place, or runs", arguments: 0..<4)
    func spoilt(seed: UInt64) throws {
        var random = Shuffle(state: seed)
        for pair in try Self.pairs(every: 60) {
            for _ in 0..<25 {
                var bytes = Array(pair.guideline.utf8)
                for _ in 0...Int.random(in: 0...3, using: &random) {
                    let place = Int.random(in: 0..<bytes.count, using: &random)
                    let length = min(Int.random(in: 1...12, using: &random), bytes.count - place)
                    switch Int.random(in: 0..<3, using: &random) {
                    case 0: bytes.removeSubrange(place..<place + length)
                    case 1: bytes.insert(contentsOf: bytes[place..<place + length], at: place)
                    default: bytes[place] = Array("$|()'\",.=!&<>+-*/^0e :{}[]".utf8).randomElement(using: &random) ?? 0
                    }
                }
                do {
                    _ = try results(String(decoding: bytes, as: UTF8.self), pair.fixture)
                } catch let error as GDL2.ImportError {
                    #expect(!error.description.isEmpty)
                }
            }
        }
    }
}

extension JSONValue {
    /// The same value with the members of every object in reverse order.
    fileprivate var reversed: JSONValue {
        if let object = objectValue {
            return .object(JSONObject(uniqueMembers: object.map { ($0.key, $0.value.reversed) }.reversed()))
        }
        return arrayValue.map { .array($0.map(\.reversed)) } ?? self
    }

    /// The paths of all members down to a depth, leaving out what only describes.
    fileprivate func paths(depth: Int) -> [[String]] {
        guard depth > 0, let object = objectValue else { return [] }
        return object.filter { !["description", "ontology", "language"].contains($0.key) }.flatMap { key, value in
            [[key]] + value.paths(depth: depth - 1).map { [key] + $0 }
        }
    }

    fileprivate func removing(_ path: ArraySlice<String>) -> JSONValue {
        guard let key = path.first, var object = objectValue else { return self }
        object[key] = path.count == 1 ? nil : object[key]?.removing(path.dropFirst())
        return .object(object)
    }
}

private struct Shuffle: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
