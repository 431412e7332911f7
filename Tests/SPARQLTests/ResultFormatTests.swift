import RDF
import SPARQL
import SPARQLSyntax
import Testing

@Suite("Result formats")
struct ResultFormatTests {
    private static let table = SolutionTable(
        variables: [Variable("x"), Variable("药")],
        rows: [
            [.iri(IRI("http://example.org/a?b=1&c=2")), .literal(Literal("二甲双胍", language: "zh"))],
            [.blank(BlankNode("b0")), nil],
            [nil, .literal(Literal("say \"hi\"\n\t<&>\\", language: "en", direction: .leftToRight))],
            [.literal(Literal("-1.50", datatype: Vocabulary.XSD.decimal)), .literal(Literal(7))],
            [
                .triple(
                    Triple(.iri(IRI("urn:s")), IRI("urn:p"), .literal(Literal("1e3", datatype: Vocabulary.XSD.double)))),
                .literal(Literal("x", datatype: IRI("urn:type"))),
            ],
        ])

    @Test("what is written reads back as the same terms", arguments: [ResultFormat.json, .xml, .tsv])
    func roundTrip(format: ResultFormat) throws {
        var writer = ResultWriter(format)
        writer.write(Self.table)
        #expect(try ResultReader.read(writer.bytes, as: format) == .solutions(Self.table))
    }

    @Test("CSV has the text of terms, quoted where it must be")
    func csv() throws {
        var writer = ResultWriter(.csv)
        writer.write(Self.table)
        let text = String(decoding: writer.bytes, as: UTF8.self)
        #expect(text.hasPrefix("x,药\r\nhttp://example.org/a?b=1&c=2,二甲双胍\r\n_:b0,\r\n"))
        #expect(text.contains(",\"say \"\"hi\"\"\n\t<&>\\\"\r\n-1.50,7\r\n"))
        guard case .solutions(let table) = try ResultReader.read(writer.bytes, as: .csv) else { return }
        #expect(table.rows.count == Self.table.rows.count)
    }

    @Test("ASK answers read back", arguments: [ResultFormat.json, .xml], [true, false])
    func boolean(format: ResultFormat, answer: Bool) throws {
        var writer = ResultWriter(format)
        writer.write(answer)
        #expect(try ResultReader.read(writer.bytes, as: format) == .boolean(answer))
    }

    @Test(
        "documents that are no results are refused",
        arguments: [
            (ResultFormat.json, "{\"head\": {}}"), (.json, "["),
            (.xml, "<sparql><results><result><binding name=\"x\"/>"),
            (.xml, "<sparql><results><result/></results><head><variable name=\"x\"/></head></sparql>"),
            (.tsv, "?x\n<a>\t<b>\n"), (.tsv, "?x\n\"open\n"), (.csv, "x\n\"open"),
        ])
    func refusals(format: ResultFormat, text: String) {
        #expect(throws: ResultFormatError.self) { try ResultReader.read(Array(text.utf8), as: format) }
    }
}
