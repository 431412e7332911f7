import Quantities
import Testing
import UCUMSuite

@Suite("UCUM functional tests", .enabled(if: SharedData.isRequiredOrPresent))
struct UCUMFunctionalTests {
    @Test("every case of the suite holds")
    func suite() throws {
        let cases = try FunctionalCase.all(in: SharedData.text("conformance/ucum/UcumFunctionalTests.xml"))
        #expect(cases.count == 573)
        for test in cases {
            #expect(test.holds, "\(test.section) \(test.attributes)")
        }
    }
}
