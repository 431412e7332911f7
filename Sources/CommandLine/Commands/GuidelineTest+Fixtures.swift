// `meridian guideline test` on openEHR GDL2 fixtures.

import ArgumentParser
import Guidelines
import JSON

extension GuidelineTest {
    func runFixtures(_ documents: RuleDocuments) throws {
        var index = GDL2.GuidelineIndex()
        var compiled: [GDL2.CompiledGuideline] = []
        var refusals = documents.refusals
        for (file, guideline) in documents.guidelines {
            do {
                compiled.append(try GDL2.CompiledGuideline(guideline))
                index.add(guideline, file: file, number: compiled.count - 1)
            } catch {
                refusals.append((file, RuleDocuments.located(error, file)))
            }
        }
        var files: [FixtureReport] = []
        let line = ProgressLine()
        for (place, (file, fixture)) in documents.fixtures.enumerated() {
            line.update("\(place + 1) of \(documents.fixtures.count)  \(file)")
            var guidelines: [String: GDL2.CompiledGuideline] = [:]
            for (number, identifier) in fixture.guidelines {
                guard let place = index.number(of: identifier, fixture: file) else { continue }
                guidelines[number] = compiled[place]
            }
            guard guidelines.count == fixture.guidelines.count else {
                let names = fixture.guidelines.values.sorted().joined(separator: ", ")
                refusals.append((file, "\(file): give the file of \(names) too: a fixture alone has nothing to test"))
                continue
            }
            let clock = fixture.clock ?? moment.moment
            files.append(
                FixtureReport(
                    file: file,
                    cases: fixture.cases.map { testCase in
                        let result = testCase.run(guidelines, clock: clock)
                        let cause = testCase.explanation(of: result.differences, guidelines, clock: clock)
                        return (result, cause)
                    }))
        }
        line.clear()
        let failed = files.reduce(0) { $0 + $1.failed.count }
        let passed = files.reduce(0) { $0 + $1.cases.count } - failed
        output.show(
            [
                "passed": .number(JSONNumber(passed)), "failed": .number(JSONNumber(failed)),
                "files": .array(files.map(\.json)),
                "refused": .array(refusals.map { ["file": .string($0.file), "reason": .string($0.reason)] }),
            ],
            files.flatMap { lines($0) } + refusals.map { "✗ \($0.reason)" }
                + ["\(passed) passed, \(failed) failed"])
        if failed > 0 || !refusals.isEmpty { throw ExitCode.failure }
    }

    private func lines(_ report: FixtureReport) -> [String] {
        let style = output.renderer.style
        let sign = report.failed.isEmpty ? style.colour("✓", .green) : style.colour("✗", .red)
        var lines = ["\(sign) \(report.file)  \(report.cases.count - report.failed.count)/\(report.cases.count)"]
        for (result, cause) in report.failed {
            lines.append("    " + style.bold(result.name))
            lines += result.differences.map { "      \($0)" }
            if let cause { lines.append("      " + output.words("because ", "原因：") + cause) }
        }
        return lines
    }
}

private struct FixtureReport {
    var file: String
    /// Each with what can be told about why it failed.
    var cases: [(result: GDL2.CaseResult, cause: String?)]

    var failed: [(result: GDL2.CaseResult, cause: String?)] { cases.filter { !$0.result.passed } }

    var json: JSONValue {
        [
            "file": .string(file),
            "cases": .array(
                cases.map { result, cause in
                    [
                        "case": .string(result.name), "passed": .bool(result.passed),
                        "failures": .array(result.differences.map { .string($0.description) }),
                        "cause": cause.map { .string($0) } ?? .null,
                    ]
                }),
        ]
    }
}
