// From criteria to one ELM program for the whole knowledge base. Every part of a criterion becomes a node of its own, so
// that a proof can ask for the verdict of any part; equal parts of different rules are the same node and are evaluated
// once a patient.

import Expressions
import Guidelines
import Quantities
import RDF
import Terminology
import Text

/// A criterion as nodes of the program.
public struct CompiledCriterion: Sendable {
    let criterion: Criterion
    let statement: BilingualText
    let node: ELM.NodeID
    let parts: [CompiledCriterion]
    /// What would have to be recorded if the verdict is unknown; nil where the parts say it.
    let missing: MissingDatum?
}

struct CompiledExpression: Sendable {
    let node: ELM.NodeID
    /// The leaves that the value is computed from.
    let inputs: [CompiledCriterion]
}

struct CriterionCompiler {
    let terminology: Terminology
    let analytes: Analytes
    let wording: CriterionWording
    private(set) var diagnostics: [Diagnostic] = []
    /// The file or graph that is being compiled, for diagnostics.
    var source: String?
    private var compiler = ELM.Compiler()
    var scores: [IRI: Score] = [:]
    var calculations: [IRI: Calculation] = [:]
    /// Scores and calculations being expanded, to stop one that refers to itself.
    var expanding: [IRI] = []
    /// Uses of scores and calculations, which are whole trees, as they were compiled before.
    private var known: [Use: CompiledCriterion] = [:]

    /// A criterion that names a score or a calculation, and the document that it stands in.
    private struct Use: Hashable {
        var source: String?
        var criterion: Criterion
    }

    init(terminology: Terminology, analytes: Analytes, wording: CriterionWording) {
        self.terminology = terminology
        self.analytes = analytes
        self.wording = wording
    }

    /// Makes a guideline's scores and calculations known before criteria that use them are compiled.
    mutating func declare(_ guideline: Guideline) {
        known = [:]
        for score in guideline.scores { scores[score.iri] = score }
        for calculation in guideline.calculations { calculations[calculation.iri] = calculation }
    }

    func finished() -> ELM.Program { compiler.finish() }

    mutating func compile(_ criterion: Criterion) -> CompiledCriterion {
        switch criterion.form {
        // What joins others is joined from their nodes.
        case .all, .any, .not, .atLeastOf:
            let parts = parts(of: criterion).map { compile($0) }
            return compiled(criterion, join(parts.map(\.node), as: criterion), parts)
        case .score, .calculation:
            let use = Use(source: source, criterion: criterion)
            if let known = known[use] { return compiled(criterion, known.node, known.parts) }
            let compiled = compileWhole(criterion)
            known[use] = compiled
            return compiled
        default: return compileWhole(criterion)
        }
    }

    private mutating func compileWhole(_ criterion: Criterion) -> CompiledCriterion {
        let node = add(expression(for: criterion), at: criterion.position)
        let parts = parts(of: criterion)
        // One that refers to itself is reported and not followed.
        if let named = criterion.named { expanding.append(named) }
        defer { if criterion.named != nil { expanding.removeLast() } }
        return compiled(criterion, node, parts.map { compile($0) })
    }

    private func compiled(
        _ criterion: Criterion, _ node: ELM.NodeID, _ parts: [CompiledCriterion]
    ) -> CompiledCriterion {
        CompiledCriterion(
            criterion: criterion, statement: wording.words(for: criterion), node: node, parts: parts,
            missing: wording.missing(for: criterion))
    }

    private mutating func join(_ parts: [ELM.NodeID], as criterion: Criterion) -> ELM.NodeID {
        adding(at: criterion.position) { compiler throws(ELM.CompilationError) in
            switch criterion.form {
            case .any: try compiler.add(.or, of: parts)
            case .not: try compiler.add(.not, of: parts)
            case .atLeastOf(let count, _): try compiler.add(atLeast: count, of: parts)
            default: try compiler.add(.and, of: parts)
            }
        }
    }

    mutating func compile(_ calculation: Calculation) -> CompiledExpression {
        CompiledExpression(
            node: add(expression(for: calculation), at: calculation.position),
            inputs: calculation.expression.distinctLeaves.map { compile($0) })
    }

    /// The criteria that a proof of `criterion` shows below it.
    private func parts(of criterion: Criterion) -> [Criterion] {
        switch criterion.form {
        case .all(let parts), .any(let parts), .atLeastOf(_, let parts): parts
        case .not(let part): [part]
        case .sequence(let sequence): [sequence.first, sequence.second]
        case .score(let iri, _) where !expanding.contains(iri):
            scores[iri]?.items.map { item in
                var part = item.when
                if part.label.isEmpty { part.label = item.label }
                return part
            } ?? []
        case .expression(let tree): tree.distinctLeaves.filter { $0.isRetrieval }
        case .calculation(let iri, _) where !expanding.contains(iri):
            calculations[iri]?.expression.distinctLeaves.filter { $0.isRetrieval } ?? []
        default: []
        }
    }

    private mutating func add(_ expression: ELM.Expression, at position: SourcePosition?) -> ELM.NodeID {
        adding(at: position) { compiler throws(ELM.CompilationError) in try compiler.add(expression) }
    }

    private mutating func adding(
        at position: SourcePosition?,
        _ add: (inout ELM.Compiler) throws(ELM.CompilationError) -> ELM.NodeID
    ) -> ELM.NodeID {
        do {
            return try add(&compiler)
        } catch {
            report(position, "\(error)")
            // A constant null compiles always; the error keeps the knowledge base from being served.
            return (try? compiler.add(.literal(.null))) ?? ELM.NodeID(rawValue: 0)
        }
    }

    mutating func report(
        _ position: SourcePosition?, _ message: String, code: DiagnosticCode = .formula, advice: String? = nil
    ) {
        let diagnostic = Diagnostic(.error, code, source: source, position: position, message: message, advice: advice)
        // A score is expanded wherever it is used; its mistakes are told once.
        if !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
    }
}

extension Criterion {
    /// The score or calculation that it asks for.
    fileprivate var named: IRI? {
        switch form {
        case .score(let iri, _), .calculation(let iri, _): iri
        default: nil
        }
    }

    /// Whether the criterion looks something up, and so belongs in a proof.
    var isRetrieval: Bool {
        switch form {
        case .age, .sex: false
        default: true
        }
    }
}

extension ExpressionTree {
    /// The criteria among its operands, each once: a formula names its measurement as often as it needs it.
    fileprivate var distinctLeaves: [Criterion] {
        var seen: Set<Criterion> = []
        return leaves.filter { seen.insert($0).inserted }
    }
}
