// One check for each parser of bytes that come from outside: whatever the bytes, it returns. What a parser accepts must
// also come back from the writer as it went in. The fuzzer feeds these checks random bytes; the tests feed them the kept
// corpus.
import Expressions
import FHIR
import Guidelines
import JSON
import Quantities
import RDF
import RDFSyntax
import SPARQL
import Terminology

/// A parser under test.
public enum FuzzCheck: String, CaseIterable, Sendable {
    case ntriples, nquads, turtle, trig, rdfxml, json, fhir, gdl2, elm, guideline, units, times
    case query, update, resultjson, resultxml, resultcsv, resulttsv, shapes

    /// Reads `bytes` with the parser. Stops the process when what was accepted does not come back.
    public func run(_ bytes: [UInt8]) {
        switch self {
        case .ntriples: Self.readRDF(bytes, .nTriples)
        case .nquads: Self.readRDF(bytes, .nQuads)
        case .turtle: Self.readRDF(bytes, .turtle)
        case .trig: Self.readRDF(bytes, .triG)
        case .rdfxml: Self.readRDF(bytes, .rdfXML)
        case .json: Self.readJSON(bytes)
        case .fhir: _ = try? Resource(parsing: bytes)
        case .gdl2: Self.readGDL2(bytes)
        case .elm: Self.readELM(bytes)
        case .guideline: Self.readGuideline(bytes)
        case .units: Self.readUnits(bytes)
        case .times: Self.readTimes(bytes)
        case .query: Self.readQuery(bytes)
        case .update: Self.readUpdate(bytes)
        case .resultjson: Self.readResult(bytes, .json)
        case .resultxml: Self.readResult(bytes, .xml)
        case .resultcsv: Self.readResult(bytes, .csv)
        case .resulttsv: Self.readResult(bytes, .tsv)
        case .shapes: Self.readShapes(bytes)
        }
    }

    private static func readRDF(_ bytes: [UInt8], _ format: RDFFormat) {
        var quads: [Quad] = []
        let isAccepted =
            (try? RDFReader(format, base: IRI("http://example.org/")).read(bytes) { quad, _ in quads.append(quad) })
            != nil
        guard isAccepted, quads.count <= 200 else { return }
        var text = ""
        let lines: RDFFormat = format.hasGraphs ? .nQuads : .nTriples
        var writer = RDFStreamWriter(lines) { text += $0 }
        for quad in quads { try? writer.write(quad) }
        try? writer.finish()
        expect(again(text, lines) == quads, "statements change when they are written and read")
        guard format == .turtle || format == .triG else { return }
        guard let canonical = try? RDFWriter(format, blankNodeLabels: .numbered).write(quads) else { return }
        let reread = again(canonical, format)
        expect(reread.map { Set($0).count } == Set(quads).count, "canonical text loses statements")
        guard let reread else { return }
        expect(
            try RDFWriter(format, blankNodeLabels: .numbered).write(reread) == canonical,
            "canonical text changes when it is read and written")
    }

    private static func again(_ text: String, _ format: RDFFormat) -> [Quad]? {
        var quads: [Quad] = []
        do {
            try RDFReader(format).read(text) { quad, _ in quads.append(quad) }
            return quads
        } catch {
            return nil
        }
    }

    private static func readJSON(_ bytes: [UInt8]) {
        guard let value = try? JSONValue(parsing: bytes) else { return }
        expect(try JSONValue(parsing: value.description) == value, "JSON changes when it is written and read")
    }

    private static func readGDL2(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        _ = try? GDL2.Guideline(json: text)
    }

    private static func readELM(_ bytes: [UInt8]) {
        guard let text = try? JSONValue(parsing: bytes), let name = text["library"]?["identifier"]?["id"]?.stringValue
        else { return }
        var reader = ELM.LibraryReader(AnyVocabulary())
        guard (try? reader.add(text)) != nil, let library = try? reader.library(name) else { return }
        var limits = ELM.Limits.standard
        limits.steps = 10_000
        limits.rows = 1_000
        for expression in library.definitions.values {
            var compiler = ELM.Compiler(limits: limits)
            guard let root = try? compiler.add(expression) else { continue }
            var evaluation = ELM.Evaluation(compiler.finish(), facts: PatientFacts(asOf: .minimum, facts: []) { [$0] })
            _ = try? evaluation.value(of: root)
        }
    }

    /// Knows every code.
    private struct AnyVocabulary: ELM.Vocabulary {
        func concept(code: String, system: String) -> ConceptID? { ConceptID(rawValue: UInt32(code.utf8.count)) }
        func valueSet(_ url: String) -> ConceptID? { ConceptID(rawValue: 1) }
        func codeSystem(_ url: String) -> ConceptID? { ConceptID(rawValue: 2) }
    }

    private static func readGuideline(_ bytes: [UInt8]) {
        guard
            let graph = try? RDFReader(.turtle, base: IRI("http://example.org/g")).readGraph(
                String(decoding: bytes, as: UTF8.self))
        else { return }
        var reader = DocumentReader(graph)
        _ = reader.guidelines()
    }

    private static func readUnits(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        _ = try? UCUMUnit(text)
        _ = try? UnitReading(text)
        guard let quantity = try? Quantity(text) else { return }
        expect(try Quantity("\(quantity)") == quantity, "a quantity changes when it is written and read")
    }

    private static func readTimes(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        if let time = DateTime(text) {
            expect(DateTime("\(time)") == time, "a time changes when it is written and read")
        }
        if let duration = CalendarDuration(text) {
            expect(CalendarDuration("\(duration)") == duration, "a duration changes when it is written and read")
        }
        if let decimal = ExactDecimal(text) {
            expect(ExactDecimal("\(decimal)") == decimal, "a number changes when it is written and read")
        }
    }

    static func expect(_ condition: @autoclosure () throws -> Bool, _ message: String) {
        let holds = (try? condition()) ?? false
        precondition(holds, message)
    }
}
