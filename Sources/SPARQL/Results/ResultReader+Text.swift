// CSV and TSV. A CSV field is a string, whatever term it once was; an empty one is taken as unbound.
import RDF
import RDFSyntax
import SPARQLSyntax

extension ResultReader {
    static func readCSV(_ bytes: [UInt8]) throws(ResultFormatError) -> SolutionTable {
        let lines = try records(bytes)
        guard let head = lines.first else { throw ResultFormatError(.csv, "it has no head") }
        var table = SolutionTable(variables: head.map { Variable($0) })
        for (number, cells) in lines.dropFirst().enumerated() {
            try check(cells.count, table, .csv, line: number + 2)
            table.rows.append(
                cells.map { cell in
                    if cell.isEmpty { return nil }
                    return blankNode(cell).map { .blank($0) } ?? .literal(Literal(cell))
                })
        }
        return table
    }

    /// The blank node of a field; nil for a string that merely begins like one.
    private static func blankNode(_ cell: String) -> BlankNode? {
        let label = cell.unicodeScalars.dropFirst(2)
        let isLabel =
            cell.utf8.starts(with: "_:".utf8) && !label.isEmpty
            && label.allSatisfy { scalar in
                scalar.isASCII
                    ? scalar == "." || CharacterClass.isNameASCII(UInt8(scalar.value))
                    : CharacterClass.isName(scalar.value)
            }
        return isLabel ? BlankNode(String(label)) : nil
    }

    private static func check(
        _ count: Int, _ table: SolutionTable, _ format: ResultFormat, line: Int
    ) throws(ResultFormatError) {
        guard count == table.variables.count else {
            throw ResultFormatError(
                format, "\(count) fields stand where there are \(table.variables.count) variables",
                at: SourcePosition(line: line, column: 1))
        }
    }

    /// The fields of each line by RFC 4180.
    private static func records(_ bytes: [UInt8]) throws(ResultFormatError) -> [[String]] {
        var records: [[String]] = []
        var record: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        var index = 0
        func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if isQuoted {
                if byte != UInt8(ascii: "\"") {
                    field.append(byte)
                } else if index < bytes.count, bytes[index] == byte {
                    field.append(byte)
                    index += 1
                } else {
                    isQuoted = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isQuoted = true
            case UInt8(ascii: ","):
                record.append(text(field))
                field = []
            case 0x0D: break
            case 0x0A:
                records.append(record + [text(field)])
                (record, field) = ([], [])
            default: field.append(byte)
            }
        }
        if isQuoted { throw ResultFormatError(.csv, "a quoted field does not end") }
        if !field.isEmpty || !record.isEmpty { records.append(record + [text(field)]) }
        return records
    }

    static func readTSV(_ bytes: [UInt8]) throws(ResultFormatError) -> SolutionTable {
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            line.last == 0x0D ? line.dropLast() : line
        }
        if lines.last?.isEmpty == true { lines.removeLast() }
        guard let head = lines.first else { throw ResultFormatError(.tsv, "it has no head") }
        func cells(_ line: ArraySlice<UInt8>) -> [String] {
            line.split(separator: 0x09, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        }
        var variables: [Variable] = []
        for cell in cells(head) where !cell.isEmpty {
            guard cell.utf8.first == UInt8(ascii: "?") || cell.utf8.first == UInt8(ascii: "$") else {
                throw ResultFormatError(
                    .tsv, "'\(cell)' in the head is no variable", at: SourcePosition(line: 1, column: 1))
            }
            variables.append(Variable(String(cell.dropFirst())))
        }
        var table = SolutionTable(variables: variables)
        for (number, line) in lines.dropFirst().enumerated() {
            let cells = variables.isEmpty ? [] : cells(line)
            try check(cells.count, table, .tsv, line: number + 2)
            var row: [Term?] = []
            for cell in cells { row.append(try term(cell, line: number + 2)) }
            table.rows.append(row)
        }
        return table
    }

    /// A term in Turtle's notation; nil for an empty cell. The reader of Turtle reads it as an object.
    private static func term(_ cell: String, line: Int) throws(ResultFormatError) -> Term? {
        if cell.allSatisfy({ $0 == " " }) { return nil }
        var found: Term?
        do {
            try RDFReader(.turtle).read("<urn:s> <urn:p> \(cell) .") { quad, _ in found = quad.object }
        } catch {
            throw ResultFormatError(
                .tsv, "'\(cell)' is no term of Turtle", at: SourcePosition(line: line, column: 1))
        }
        return found
    }
}
