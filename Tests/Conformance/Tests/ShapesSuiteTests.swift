import ConformanceSuites
import Foundation
import Testing

let shapesRoot = shared + "/conformance/shacl/data-shapes-test-suite/tests/core"

@Suite("W3C SHACL Core", .enabled(if: isRequired || FileManager.default.fileExists(atPath: shapesRoot)))
struct ShapesSuiteTests {
    @Test("every test of a folder of SHACL Core reports exactly what it must", arguments: ShapesSuite.all)
    func core(suite: ShapesSuite) throws {
        let results = try suite.run(root: shapesRoot)
        #expect(!results.isEmpty)
        for result in results where result.failure != nil {
            Issue.record("\(result.name): \(result.failure ?? "")")
        }
    }

    @Test("the suite is read whole: 98 tests")
    func count() throws {
        #expect(try ShapesSuite.all.reduce(0) { try $0 + $1.run(root: shapesRoot).count } == 98)
    }
}
