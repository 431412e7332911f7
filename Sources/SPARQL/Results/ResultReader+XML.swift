import RDF
import RDFSyntax
import SPARQLSyntax

extension ResultReader {
    static func readXML(_ bytes: [UInt8]) throws(ResultFormatError) -> QueryResult {
        var document = XMLResultDocument(bytes)
        do {
            return try document.read()
        } catch let error as RDFSyntaxError {
            throw ResultFormatError(.xml, error.message, at: error.position)
        } catch let error as ResultFormatError {
            throw error
        } catch {
            throw ResultFormatError(.xml, "\(error)")
        }
    }
}

/// The elements of a document one after the other. What is not of the format (links, say) is passed over.
private struct XMLResultDocument {
    private var reader: XMLReader
    private var table = SolutionTable(variables: [])
    private var answer: Bool?

    init(_ bytes: [UInt8]) { reader = XMLReader(bytes) }

    mutating func read() throws -> QueryResult {
        while true {
            switch try reader.next() {
            case .start(let element):
                switch element.name.local {
                case "sparql", "head", "results": break
                case "variable":
                    guard table.rows.isEmpty else { throw failure("a variable is declared after the first result") }
                    if let name = element.value("", "name") { table.variables.append(Variable(name)) }
                case "boolean": answer = try readText().contains("true")
                case "result": try readResult()
                default: try skip()
                }
            case .endOfDocument: return answer.map { .boolean($0) } ?? .solutions(table)
            default: break
            }
        }
    }

    private mutating func readResult() throws {
        var row = [Term?](repeating: nil, count: table.variables.count)
        while true {
            switch try reader.next() {
            case .start(let element):
                let name = element.value("", "name") ?? ""
                guard let column = table.variables.firstIndex(of: Variable(name)) else {
                    throw failure("the head does not declare the variable '\(name)'")
                }
                row[column] = try readTermInside()
            case .end:
                table.rows.append(row)
                return
            case .endOfDocument: throw failure("a result does not end")
            default: break
            }
        }
    }

    /// The one term inside the element that has begun, to its end.
    private mutating func readTermInside() throws -> Term {
        var term: Term?
        while true {
            switch try reader.next() {
            case .start(let element): term = try readTerm(element)
            case .end:
                guard let term else { throw failure("a binding has no term") }
                return term
            case .endOfDocument: throw failure("a binding does not end")
            default: break
            }
        }
    }

    private mutating func readTerm(_ element: XMLElement) throws -> Term {
        switch element.name.local {
        case "uri": return .iri(IRI(try readText()))
        case "bnode": return .blank(BlankNode(try readText()))
        case "literal":
            let text = try readText()
            if let language = element.value(XMLReader.xmlNamespace, "lang") {
                guard LanguageTag.isWellFormed(language) else { throw failure("'\(language)' is no language tag") }
                let direction = element.value("http://www.w3.org/2005/11/its", "dir")
                return .literal(
                    Literal(text, language: language, direction: direction.flatMap(BaseDirection.init(rawValue:))))
            }
            return .literal(element.value("", "datatype").map { Literal(text, datatype: IRI($0)) } ?? Literal(text))
        case "triple":
            var parts: [Term] = []
            while true {
                switch try reader.next() {
                case .start: parts.append(try readTermInside())
                case .end:
                    guard parts.count == 3, case .iri(let predicate) = parts[1] else {
                        throw failure("a triple term lacks a part, or its predicate is no IRI")
                    }
                    return .triple(Triple(parts[0], predicate, parts[2]))
                case .endOfDocument: throw failure("a triple term does not end")
                default: break
                }
            }
        default: throw failure("'\(element.name.local)' is no term")
        }
    }

    private mutating func readText() throws -> String {
        var text = ""
        while true {
            switch try reader.next() {
            case .text(let piece): text += piece
            case .end: return text
            case .start, .endOfDocument: throw failure("an element holds more than text")
            default: break
            }
        }
    }

    private mutating func skip() throws {
        var depth = 1
        while depth > 0 {
            switch try reader.next() {
            case .start: depth += 1
            case .end: depth -= 1
            case .endOfDocument: return
            default: break
            }
        }
    }

    private func failure(_ message: String) -> ResultFormatError {
        ResultFormatError(.xml, message, at: reader.place)
    }
}
