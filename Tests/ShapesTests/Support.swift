import RDF
import RDFSyntax
import Shapes

private let prefixes = """
    @prefix ex: <http://example.org/> .
    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

    """

func graph(_ turtle: String) throws -> Graph { try RDFReader(.turtle).readGraph(prefixes + turtle) }

func example(_ name: String) -> Term { .iri(IRI("http://example.org/" + name)) }

func triple(_ subject: String, _ predicate: String, _ object: Term) -> Triple {
    Triple(example(subject), IRI("http://example.org/" + predicate), object)
}

func isA(_ subject: String, _ type: String) -> Triple {
    Triple(example(subject), Vocabulary.RDF.type, example(type))
}

/// What fails, as `focus component value`, sorted.
func failures(_ report: ValidationReport) -> [String] {
    report.results.map { result in
        func short(_ term: Term) -> String {
            switch term {
            case .iri(let iri): String(iri.string.split(separator: "/").last ?? "")
            case .literal(let literal): literal.lexicalForm
            default: "_"
            }
        }
        return [short(result.focusNode), "\(result.component)", result.value.map(short)].compactMap { $0 }
            .joined(separator: " ")
    }.sorted()
}

func validate(_ data: String, against shapes: String) throws -> [String] {
    var validator = Validator(try ShapesGraph(graph(shapes)), data: try graph(data))
    return failures(validator.validate())
}
