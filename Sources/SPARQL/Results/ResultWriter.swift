// Answers as bytes, row by row: what has been written can be sent while the query goes on. All four formats share one
// face; their rules are in `ResultWriter+JSON.swift` and its neighbours.
import Primitives
import RDF
import SPARQLSyntax

/// Writes the answer to a query. The bytes gather in `bytes`, which the caller empties whenever it likes.
///
///     var writer = ResultWriter(.json)
///     writer.begin(variables)
///     for row in rows { writer.write(row) }
///     writer.end()
public struct ResultWriter {
    public let format: ResultFormat
    public var bytes: [UInt8] = []
    var names: [String] = []
    var isFirstRow = true

    public init(_ format: ResultFormat) { self.format = format }

    /// Writes what comes before the solutions.
    public mutating func begin(_ variables: [Variable]) {
        names = variables.map(\.name)
        switch format {
        case .json: beginJSON()
        case .xml: beginXML()
        case .csv: writeLine(names.map { Self.quotedCSV($0) }, separator: ",", ending: "\r\n")
        case .tsv: writeLine(names.map { "?" + $0 }, separator: "\t", ending: "\n")
        }
    }

    /// Writes a solution: a term, or nil where nothing is bound, for each variable.
    public mutating func write(_ row: [Term?]) {
        switch format {
        case .json: writeJSON(row)
        case .xml: writeXML(row)
        case .csv: writeLine(row.map { $0.map { Self.csvText($0) } ?? "" }, separator: ",", ending: "\r\n")
        case .tsv: writeLine(row.map { $0.map { Self.tsvText($0) } ?? "" }, separator: "\t", ending: "\n")
        }
        isFirstRow = false
    }

    /// Writes what comes after the solutions.
    public mutating func end() {
        switch format {
        case .json: append("\n] } }\n")
        case .xml: append("</results>\n</sparql>\n")
        case .csv, .tsv: break
        }
    }

    /// Writes the whole answer of an ASK query. CSV and TSV have no form for it; they get the word alone.
    public mutating func write(_ answer: Bool) {
        let word = answer ? "true" : "false"
        switch format {
        case .json: append("{ \"head\": {}, \"boolean\": \(word) }\n")
        case .xml:
            append(Self.xmlHead + "<head></head>\n<boolean>\(word)</boolean>\n</sparql>\n")
        case .csv, .tsv: append(word + "\n")
        }
    }

    /// Writes a whole table.
    public mutating func write(_ table: SolutionTable) {
        begin(table.variables)
        for row in table.rows { write(row) }
        end()
    }

    mutating func append(_ text: String) {
        text.withBytes { bytes.append(contentsOf: $0) }
    }

    private mutating func writeLine(_ cells: [String], separator: String, ending: String) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { append(separator) }
            append(cell)
        }
        append(ending)
    }
}
