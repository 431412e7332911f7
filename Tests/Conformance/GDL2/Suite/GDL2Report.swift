// Running a corpus: every case on the guideline as imported, and again on the guideline that came back from its graph
// through Turtle. A case counts once; it fails when either run does or when they differ.

import Guidelines
import Quantities
import RDF
import RDFSyntax

public struct GDL2Report {
    public struct Failure {
        public let file: String
        public let name: String
        public let cause: String
        public let differences: [String]
    }

    public var passed: [(file: String, name: String)] = []
    public var failures: [Failure] = []
    public var skipped: [(file: String, count: Int, reason: String)] = []
    /// Guidelines that are not the same after a trip through the graph or through Turtle.
    public var changedByRoundTrip: [String] = []
    /// How long the cases took on the imported guidelines, without reading and compiling.
    public var duration = Duration.zero

    public var skippedCases: Int { skipped.reduce(0) { $0 + $1.count } }

    /// - Parameter clock: what `$currentDateTime` is where a fixture does not say.
    public init(_ corpus: GDL2Corpus, clock: DateTime) throws {
        var compiled: [GDL2.CompiledGuideline] = []
        var returned: [GDL2.CompiledGuideline] = []
        for guideline in corpus.guidelines {
            let copies = try Self.copies(of: guideline)
            if copies.contains(where: { $0 != guideline }) { changedByRoundTrip.append(guideline.id) }
            compiled.append(try GDL2.CompiledGuideline(guideline))
            returned.append(try GDL2.CompiledGuideline(copies[1]))
        }
        for (file, fixture) in corpus.fixtures {
            var places: [String: Int] = [:]
            var unknown: [String] = []
            for (number, identifier) in fixture.guidelines {
                places[number] = corpus.index.number(of: identifier, fixture: file)
                if places[number] == nil { unknown.append(identifier) }
            }
            guard unknown.isEmpty else {
                let reason = "there is no guideline \(unknown.sorted().joined(separator: ", "))"
                skipped.append((file, fixture.cases.count, reason))
                continue
            }
            let guidelines = places.mapValues { compiled[$0] }
            let copies = places.mapValues { returned[$0] }
            for testCase in fixture.cases {
                let start = ContinuousClock.now
                let result = testCase.run(guidelines, clock: fixture.clock ?? clock)
                duration += ContinuousClock.now - start
                if testCase.run(copies, clock: fixture.clock ?? clock) != result {
                    failures.append(
                        Failure(file: file, name: testCase.name, cause: "changed by the round trip", differences: []))
                } else if result.passed {
                    passed.append((file, testCase.name))
                } else {
                    let cause = Self.cause(
                        of: result, testCase, fixture, guidelines, clock: fixture.clock ?? clock)
                    let differences = result.differences.map(\.description)
                    failures.append(
                        Failure(file: file, name: testCase.name, cause: cause, differences: differences))
                }
            }
        }
    }

    /// The guideline read back from its graph, and from its graph written as Turtle.
    private static func copies(of guideline: GDL2.Guideline) throws -> [GDL2.Guideline] {
        let graph = guideline.graph
        let turtle = try RDFWriter(.turtle, prefixes: GDL2.Guideline.prefixes, base: guideline.iri).write(graph)
        let reread = try RDFReader(.turtle).readGraph(turtle)
        return try GDL2.Guideline.all(in: graph) + GDL2.Guideline.all(in: reread)
    }

    /// The first day of a month since GDL2 exists on which the case passes: when its fixture may have been written.
    private static func monthWhenPassing(
        _ testCase: GDL2.TestCase, _ guidelines: [String: GDL2.CompiledGuideline]
    ) -> DateTime? {
        for year in 2013...2026 {
            for month in 1...12 {
                guard let clock = DateTime(year: year, month: month, day: 1, hour: 0, offsetMinutes: 0) else {
                    continue
                }
                if testCase.run(guidelines, clock: clock).passed { return clock.date }
            }
        }
        return nil
    }

    /// What can be told about why a case cannot come out as its fixture has it.
    private static func cause(
        of result: GDL2.CaseResult, _ testCase: GDL2.TestCase, _ fixture: GDL2.Fixture,
        _ guidelines: [String: GDL2.CompiledGuideline], clock: DateTime
    ) -> String {
        for (number, compiled) in guidelines {
            let guideline = compiled.guideline
            let known = Set(guideline.bindings.flatMap(\.elements).map(\.id))
            let foreign = (testCase.inputs[number] ?? []).map(\.element).filter { !known.contains($0) }
            let never = result.differences.compactMap { difference -> String? in
                if case .notAnOutput = difference.cause { difference.element } else { nil }
            }
            if !foreign.isEmpty || !never.isEmpty {
                return "the fixture is of another version: the guideline has no "
                    + Set(foreign + never).sorted().joined(separator: ", ")
            }
            if fixture.clock == nil, compiled.usesClock {
                let date = monthWhenPassing(testCase, guidelines).map { "it comes out as expected on \($0)" }
                return "the guideline asks for the date and the fixture gives none; "
                    + (date ?? "no month of the years in question gives what it expects")
            }
        }
        return testCase.explanation(of: result.differences, guidelines, clock: clock)
            ?? "the fixture contradicts the guideline"
    }
}
