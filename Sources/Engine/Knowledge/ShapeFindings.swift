// Results of shapes as diagnostics at the place in the document that they are about.

import Guidelines
import RDF
import Shapes

enum ShapeFindings {
    static func diagnostics(_ document: Graph, _ shapes: ShapesGraph) -> [Diagnostic] {
        var validator = Validator(shapes, data: document)
        validator.includesDetails = true
        return validator.validate().results.map { diagnostic($0, document) }
    }

    private static func diagnostic(_ result: ValidationResult, _ document: Graph) -> Diagnostic {
        // The innermost result says what is wrong; a shape's own message says what it means.
        var cause = result
        while let inner = cause.details.first { cause = inner }
        let severity: Diagnostic.Severity =
            switch result.severity {
            case Vocabulary.SHACL.warning: .warning
            case Vocabulary.SHACL.info: .advice
            default: .error
            }
        let message = [name(cause.focusNode, document), property(cause, document), words(cause)]
            .compactMap { $0 }.joined(separator: " ")
        return Diagnostic(
            severity, .shape, source: document.source,
            position: position(cause, document) ?? position(result, document), message: message,
            advice: result.details.isEmpty || !result.hasOwnMessages ? nil : words(result))
    }

    private static func words(_ result: ValidationResult) -> String {
        let message = result.messages.first { $0.language == nil || $0.language == "en" } ?? result.messages.first
        return message.map { $0.lexicalForm } ?? ""
    }

    private static func property(_ result: ValidationResult, _ document: Graph) -> String? {
        guard case .predicate(let predicate) = result.path else { return nil }
        return name(.iri(predicate), document) + ":"
    }

    private static func position(_ result: ValidationResult, _ document: Graph) -> SourcePosition? {
        if case .predicate(let predicate) = result.path {
            if let value = result.value {
                let triple = Triple(result.focusNode, predicate, value)
                if let position = document.position(of: triple) { return position }
            }
            if let triple = document.triples(subject: result.focusNode, predicate: predicate).first {
                return document.position(of: triple)
            }
        }
        return result.value.flatMap { document.position(of: $0) } ?? document.position(of: result.focusNode)
    }

    private static func name(_ term: Term, _ document: Graph) -> String {
        switch term {
        case .iri(let iri):
            if let (prefix, local) = document.prefixes.split(iri) { return "\(prefix):\(local)" }
            return iri.string.lastIndex(of: "#").map { String(iri.string[$0...]) } ?? iri.description
        case .blank: return "this"
        case .literal, .triple: return term.description
        }
    }
}
