// The shipped knowledge written by DocumentWriter and read back: equal in all that it says, and in what comes out of it.

import Foundation
import Guidelines
import RDF
import RDFSyntax
import Reasoning
import Testing

@Suite("The shipped knowledge, written and read back")
struct RoundTripTests {
    /// What a document says, written anew and through Turtle.
    private struct Copy {
        let guidelines: [Guideline]
        let rules: [MedicationRule]
        let graph: Graph
    }

    private func copy(_ document: NamedGraph) throws -> (original: Copy, copy: Copy) {
        let original = read(document.graph)
        var writer = DocumentWriter()
        for guideline in original.guidelines { writer.write(guideline) }
        for rule in original.rules { writer.write(rule) }
        let turtle = try RDFWriter(.turtle, prefixes: DocumentWriter.prefixes, base: document.name).write(writer.graph)
        return (original, read(try RDFReader(.turtle).readGraph(turtle)))
    }

    private func read(_ graph: Graph) -> Copy {
        var reader = DocumentReader(graph)
        return Copy(guidelines: reader.guidelines(), rules: reader.medicationRules(), graph: graph)
    }

    @Test("says the same", arguments: ["Guidelines", "Graph"])
    func sameModel(folder: String) throws {
        var count = 0
        for document in try Shipped.documents(folder, cases: false) {
            let (original, copy) = try copy(document)
            #expect(copy.guidelines == original.guidelines, "\(document.name)")
            // Rules have no order of their own.
            #expect(
                copy.rules.sorted { $0.iri < $1.iri } == original.rules.sorted { $0.iri < $1.iri }, "\(document.name)")
            count += original.guidelines.count + original.rules.count
        }
        #expect(count >= 5)
    }

    @Test("gives every case the same answer")
    func sameResults() throws {
        let knowledge = try Shipped.documents("Graph", cases: false)
        let copies = try Shipped.documents("Guidelines", cases: false).map {
            NamedGraph(name: $0.name, graph: try copy($0).copy.graph)
        }
        let compilation = try KnowledgeCompiler.compile(knowledge + copies)
        #expect(compilation.errors.isEmpty, "\(compilation.errors.map(\.description).joined(separator: "\n"))")
        let runner = CaseRunner(compilation.knowledge)
        var count = 0
        for document in try Shipped.documents("Guidelines", cases: true) {
            var reader = DocumentReader(document.graph)
            for patientCase in reader.cases() {
                let outcome = runner.run(patientCase)
                #expect(outcome.passed, "\(patientCase.iri): \(outcome.failures.map(\.message))")
                count += 1
            }
        }
        #expect(count > 0)
    }
}
