/// Why a text is not a unit of UCUM: what, at which column (from 1), and how to mend it.
public struct UnitError: Error, Hashable, CustomStringConvertible {
    public let code: String
    public let column: Int
    public let reason: Reason

    public enum Reason: Sendable, Hashable {
        case unknownSymbol(String)
        case missingTerm
        case unexpectedCharacter
        case unclosed(String)
        case notPrintableASCII
        case exponentOutOfRange
        case factorOutOfRange
        case magnitudeOutOfRange
        case tooLong
        case tooDeep
        case unknownSpelling
    }

    public var description: String {
        let message =
            switch reason {
            case .unknownSymbol(let symbol): "\"\(symbol)\" is not a unit of UCUM; \(Self.hint(symbol))"
            case .missingTerm: "a unit must follow here"
            case .unexpectedCharacter: "units are joined by \".\" or \"/\"; remove this or put one of them before it"
            case .unclosed(let bracket): "this \"\(bracket)\" is never closed"
            case .notPrintableASCII: "UCUM allows only printable ASCII without spaces, also in annotations"
            case .exponentOutOfRange: "exponents go from -99 to 99"
            case .factorOutOfRange: "a factor is a whole number from 1, of at most 18 digits"
            case .magnitudeOutOfRange: "the size of this unit is beyond what can be computed exactly"
            case .tooLong: "a unit has at most \(UnitParser.maximumLength) characters"
            case .tooDeep: "parentheses nest at most \(UnitParser.maximumDepth) deep"
            case .unknownSpelling: "neither UCUM nor the table of hospital spellings has it; give the UCUM code"
            }
        return "unit \"\(code)\", column \(column): \(message)"
    }

    private static func hint(_ symbol: String) -> String {
        let digits = symbol.prefix { $0.isNumber }
        if !digits.isEmpty, digits.count < symbol.count {
            return "a number before a unit is a factor of its own, as in \(digits).\(symbol.dropFirst(digits.count))"
        }
        if UCUMTable.shared.symbols.find("[\(symbol)]") != nil { return "did you mean [\(symbol)]?" }
        let folded = symbol.lowercased()
        if let near = UCUMTable.shared.symbols.codes.first(where: { $0.lowercased() == folded }) {
            return "did you mean \(near)?"
        }
        return "put what is not a unit into an annotation, as in {\(symbol)}"
    }
}
