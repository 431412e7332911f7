import Guidelines
import Quantities
import RDF
import Reasoning
import Testing

/// What laboratories report in grams in one place and in moles in another: the shipped molar masses must give the factors
/// that conversion tables print (Kratz A, et al. N Engl J Med 2004;351:1548-1563; Young DS, Huth EJ, 1998).
@Suite("Shipped molar masses")
struct ShippedAnalyteTests {
    @Test(
        "convert as published tables do",
        arguments: [
            ("plasma-glucose", "100 mg/dL", "mmol/L", 5.55), ("serum-creatinine", "1 mg/dL", "umol/L", 88.4),
            ("urea", "60.06 mg/dL", "mmol/L", 10.0), ("urea-nitrogen", "10 mg/dL", "mmol/L", 3.57),
            ("total-cholesterol", "100 mg/dL", "mmol/L", 2.586), ("triglycerides", "100 mg/dL", "mmol/L", 1.129),
            ("total-bilirubin", "1 mg/dL", "umol/L", 17.1), ("serum-calcium", "10 mg/dL", "mmol/L", 2.495),
            ("serum-urate", "1 mg/dL", "umol/L", 59.48), ("hemoglobin", "10 g/dL", "mmol/L", 6.206),
            ("hemoglobin", "8.07 mmol/L", "g/L", 130.0),
        ])
    func factors(name: String, given: String, unit: String, expected: Double) throws {
        let concept = IRI("https://w3id.org/meridian/observation/" + name)
        let graphs = try Shipped.documents("Graph", cases: false).map(\.graph)
        let stated = graphs.lazy.compactMap { $0.object(of: .iri(concept), Vocabulary.meridian["molarMass"]) }.first
        let quantity = try Quantity(try #require(stated?.literal).lexicalForm)
        let mass = try #require(MolarMass(quantity))
        let converted = try Quantity(given).converted(to: UCUMUnit(unit), analyte: Analyte(molarMass: mass))
        let value = try #require(Double("\(converted.value)"))
        #expect(abs(value / expected - 1) < 0.001, "\(given) of \(name) is \(converted)")
    }
}
