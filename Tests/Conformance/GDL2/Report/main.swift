import GDL2Suite
import Guidelines
import Quantities

let corpus = try GDL2Corpus(folder: CommandLine.arguments[1])
for r in corpus.refusals { print("REFUSED", r.file, r.reason) }
var pass = 0, fail = 0, skip = 0
for (file, fixture) in corpus.fixtures {
    var compiled: [String: GDL2.CompiledGuideline] = [:]
    for (n, id) in fixture.guidelines {
        guard let place = corpus.place(of: id, fixture: file) else { print("NOGUIDE", file, id); continue }
        compiled[n] = try GDL2.CompiledGuideline(corpus.guidelines[place])
    }
    guard compiled.count == fixture.guidelines.count else { skip += fixture.cases.count; continue }
    for c in fixture.cases {
        let r = c.run(compiled, clock: fixture.clock ?? DateTime("2020-01-01T00:00:00Z")!)
        if r.passed {
            pass += 1; print("PASS\t\(file)\t\(c.name)")
        } else {
            fail += 1; print("FAIL\t\(file)\t\(c.name)\t", r.differences.map(\.description).joined(separator: " ## "))
        }
    }
}
print("\(pass) passed, \(fail) failed, \(skip) skipped")
