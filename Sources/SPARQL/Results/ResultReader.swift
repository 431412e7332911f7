// Answers from bytes. Columns of variables that a document declares keep its order; what is not of the format is an
// error that says where.
import JSON
import RDF
import RDFSyntax
import SPARQLSyntax

/// Why a document is not an answer in its format.
public struct ResultFormatError: Error, Hashable, Sendable, CustomStringConvertible {
    public let format: ResultFormat
    /// Line and column, where the format's reader knows it.
    public let position: SourcePosition?
    public let message: String

    init(_ format: ResultFormat, _ message: String, at position: SourcePosition? = nil) {
        self.format = format
        self.position = position
        self.message = message
    }

    public var description: String {
        "\(position.map { "\($0): " } ?? "")not a result in \(format.rawValue.uppercased()): \(message)"
    }
}

/// Reads answers to SELECT and ASK queries.
public enum ResultReader {
    public static func read(_ bytes: [UInt8], as format: ResultFormat) throws(ResultFormatError) -> QueryResult {
        let result: QueryResult =
            switch format {
            case .json: try readJSON(bytes)
            case .xml: try readXML(bytes)
            case .csv: .solutions(try readCSV(bytes))
            case .tsv: .solutions(try readTSV(bytes))
            }
        if case .solutions(let table) = result { try check(table.variables, format) }
        return result
    }

    /// Refuses names that no query can give a variable, and two variables of one name.
    private static func check(_ variables: [Variable], _ format: ResultFormat) throws(ResultFormatError) {
        var seen: Set<Variable> = []
        for variable in variables {
            let isName =
                !variable.name.isEmpty
                && variable.name.unicodeScalars.enumerated().allSatisfy { place, scalar in
                    if scalar.isASCII { return scalar != "-" && CharacterClass.isNameASCII(UInt8(scalar.value)) }
                    return place > 0
                        ? CharacterClass.isName(scalar.value) : CharacterClass.isNameStart(scalar.value)
                }
            if !isName { throw ResultFormatError(format, "\"\(variable.name)\" is not the name of a variable") }
            if !seen.insert(variable).inserted {
                throw ResultFormatError(format, "the variable \(variable.name) is declared twice")
            }
        }
    }
}
