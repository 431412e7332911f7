// SPARQL 1.2 Query Results CSV and TSV Formats: CSV has the text of terms only, TSV the terms as Turtle writes them.
import Primitives
import RDF

extension ResultWriter {
    static func csvText(_ term: Term) -> String {
        switch term {
        case .iri(let iri): quotedCSV(iri.string)
        case .blank(let node): "_:" + node.label
        case .literal(let literal): quotedCSV(literal.lexicalForm)
        case .triple: quotedCSV(term.description)
        }
    }

    static func quotedCSV(_ text: String) -> String {
        let mustQuote = text.utf8.contains {
            $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: ",") || $0 == 0x0A || $0 == 0x0D
        }
        guard mustQuote else { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }

    /// Numbers in the short form of Turtle where that reads back as the same term.
    static func tsvText(_ term: Term) -> String {
        guard case .literal(let literal) = term, literal.language == nil else { return term.description }
        let form = literal.lexicalForm.utf8
        let digits = form.first == UInt8(ascii: "-") || form.first == UInt8(ascii: "+") ? form.dropFirst() : form[...]
        guard let first = digits.first, first &- 0x30 < 10, digits.last.map({ $0 &- 0x30 < 10 }) == true else {
            return term.description
        }
        let marks = digits.filter { $0 &- 0x30 >= 10 }
        let isShort =
            switch literal.datatype {
            case Vocabulary.XSD.integer: marks.isEmpty
            case Vocabulary.XSD.decimal: marks.elementsEqual([UInt8(ascii: ".")])
            default: false
            }
        if isShort || (literal.datatype == Vocabulary.XSD.double && isDouble(digits)) { return literal.lexicalForm }
        return term.description
    }

    /// Digits with an exponent, as Turtle wants a double.
    private static func isDouble(_ text: Substring.UTF8View) -> Bool {
        guard let mark = text.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) else { return false }
        let mantissa = text[..<mark]
        let exponent = text[text.index(after: mark)...]
        let digits =
            exponent.first == UInt8(ascii: "-") || exponent.first == UInt8(ascii: "+") ? exponent.dropFirst() : exponent
        return mantissa.allSatisfy { $0 &- 0x30 < 10 || $0 == UInt8(ascii: ".") }
            && mantissa.filter { $0 == UInt8(ascii: ".") }.count <= 1 && !digits.isEmpty
            && digits.allSatisfy { $0 &- 0x30 < 10 }
    }
}
