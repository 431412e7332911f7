import JSON
import RDF
import SPARQLSyntax

extension ResultReader {
    static func readJSON(_ bytes: [UInt8]) throws(ResultFormatError) -> QueryResult {
        let document: JSONValue
        do {
            document = try JSONValue(parsing: bytes)
        } catch {
            throw ResultFormatError(.json, "\(error)")
        }
        if let answer = document["boolean"]?.boolValue { return .boolean(answer) }
        guard let names = document["head"]?["vars"]?.arrayValue ?? (document["head"] != nil ? [] : nil),
            let bindings = document["results"]?["bindings"]?.arrayValue
        else { throw ResultFormatError(.json, "it has neither 'boolean' nor 'head.vars' and 'results.bindings'") }
        let variables = names.compactMap(\.stringValue).map { Variable($0) }
        var table = SolutionTable(variables: variables)
        for binding in bindings {
            var row: [Term?] = []
            for variable in variables { row.append(try binding[variable.name].map(term)) }
            table.rows.append(row)
        }
        return .solutions(table)
    }

    private static func term(_ value: JSONValue) throws(ResultFormatError) -> Term {
        let type = value["type"]?.stringValue ?? ""
        if type == "triple" {
            guard let parts = value["value"], let subject = parts["subject"], let predicate = parts["predicate"],
                let object = parts["object"], case .iri(let name) = try term(predicate)
            else { throw ResultFormatError(.json, "a triple term lacks a part, or its predicate is no IRI") }
            return .triple(Triple(try term(subject), name, try term(object)))
        }
        guard let text = value["value"]?.stringValue else { throw ResultFormatError(.json, "a term has no 'value'") }
        switch type {
        case "uri": return .iri(IRI(text))
        case "bnode": return .blank(BlankNode(text))
        case "literal", "typed-literal":
            if let language = value["xml:lang"]?.stringValue {
                guard LanguageTag.isWellFormed(language) else {
                    throw ResultFormatError(.json, "'\(language)' is no language tag")
                }
                let direction = value["its:dir"]?.stringValue.flatMap(BaseDirection.init(rawValue:))
                return .literal(Literal(text, language: language, direction: direction))
            }
            return .literal(value["datatype"]?.stringValue.map { Literal(text, datatype: IRI($0)) } ?? Literal(text))
        default: throw ResultFormatError(.json, "a term has the type '\(type)'")
        }
    }
}
