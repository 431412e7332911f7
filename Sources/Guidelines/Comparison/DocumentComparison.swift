// Two versions of a guideline's document: the guidelines in it by meaning; cited documents, value sets and what else it
// states by statement, so that no difference is passed over.

import RDF
import Text

public enum DocumentComparison {
    /// What differs, in the order of the new document. Version, dates and titles of the documents themselves are not
    /// among it: they say which two are compared.
    public static func changes(_ old: Graph, _ new: Graph) -> [GuidelineChange] {
        var (oldReader, newReader) = (DocumentReader(old), DocumentReader(new))
        let (before, after) = (oldReader.guidelines(), newReader.guidelines())
        let known = Dictionary(before.map { ($0.iri, $0) }, uniquingKeysWith: { first, _ in first })
        var changes: [GuidelineChange] = []
        for guideline in after {
            if let earlier = known[guideline.iri] {
                changes += GuidelineComparison.changes(earlier, guideline)
            } else {
                changes.append(GuidelineChange(.guidelineAdded, guideline.iri, guideline.label))
            }
        }
        let present = Set(after.map(\.iri))
        for guideline in before where !present.contains(guideline.iri) {
            changes.append(GuidelineChange(.guidelineRemoved, guideline.iri, guideline.label))
        }
        let items = Set((before + after).flatMap(\.items))
        changes += positions(of: items, old, new)
        changes += others(than: items, old, new)
        return changes
    }

    // MARK: Places

    private static func positions(of items: Set<IRI>, _ old: Graph, _ new: Graph) -> [GuidelineChange] {
        let property = Vocabulary.meridian["position"]
        return items.sorted().compactMap { item in
            let node = Term.iri(item)
            guard old.position(of: node) != nil || !old.triples(subject: node).isEmpty,
                !new.triples(subject: node).isEmpty, !old.triples(subject: node).isEmpty
            else { return nil }
            let (before, after) = (old.object(of: node, property), new.object(of: node, property))
            guard before != after else { return nil }
            var change = GuidelineChange(.positionChanged, item, label(of: node, new))
            change.before = before.map(value)
            change.after = after.map(value)
            return change
        }
    }

    // MARK: What is no part of a guideline

    /// What says which version it is.
    private static let identity: Set<IRI> = [
        Vocabulary.owl["versionInfo"], Vocabulary.dcterms["issued"], Vocabulary.dcterms["modified"],
        Vocabulary.dcterms["title"],
    ]

    private static func others(than items: Set<IRI>, _ old: Graph, _ new: Graph) -> [GuidelineChange] {
        let subjects = Set((old.subjects + new.subjects).compactMap(\.iri)).subtracting(items)
        var changes: [GuidelineChange] = []
        for subject in subjects.sorted() {
            let node = Term.iri(subject)
            let isHeader =
                new.object(of: node, Vocabulary.RDF.type)?.iri == Vocabulary.owl["Ontology"]
                || old.object(of: node, Vocabulary.RDF.type)?.iri == Vocabulary.owl["Ontology"]
            func statements(_ graph: Graph) -> Set<Triple> {
                Set(
                    graph.triples(subject: node).filter { triple in
                        triple.object.blankNode == nil && !(isHeader && identity.contains(triple.predicate))
                    })
            }
            let (before, after) = (statements(old), statements(new))
            if before == after { continue }
            changes += Self.changes(
                subject, before.subtracting(after).sorted(), after.subtracting(before).sorted(), old, new)
        }
        return changes
    }

    private static func changes(
        _ subject: IRI, _ gone: [Triple], _ come: [Triple], _ old: Graph, _ new: Graph
    ) -> [GuidelineChange] {
        let node = Term.iri(subject)
        func make(_ kind: GuidelineChange.Kind) -> GuidelineChange {
            var change = GuidelineChange(kind, subject, label(of: node, new.triples(subject: node).isEmpty ? old : new))
            change.positionBefore = old.position(of: node)
            change.positionAfter = new.position(of: node)
            return change
        }
        var changes: [GuidelineChange] = []
        let isMember = { (triple: Triple) in triple.predicate == Vocabulary.SKOS.member }
        let (goneMembers, comeMembers) = (
            gone.filter(isMember).compactMap(\.object.iri), come.filter(isMember).compactMap(\.object.iri)
        )
        if !goneMembers.isEmpty || !comeMembers.isEmpty {
            var change = make(.valueSetChanged)
            change.before = goneMembers.isEmpty ? nil : .concepts(goneMembers)
            change.after = comeMembers.isEmpty ? nil : .concepts(comeMembers)
            changes.append(change)
        }
        let (goneOthers, comeOthers) = (gone.filter { !isMember($0) }, come.filter { !isMember($0) })
        let isDocument =
            new.triples(subject: node, predicate: Vocabulary.RDF.type, object: .iri(Vocabulary.Meridian.document)).count
            + old.triples(subject: node, predicate: Vocabulary.RDF.type, object: .iri(Vocabulary.Meridian.document))
            .count > 0
        if isDocument, !goneOthers.isEmpty || !comeOthers.isEmpty {
            var change = make(.documentChanged)
            change.before = citation(node, old)
            change.after = citation(node, new)
            return changes + [change]
        }
        for (triples, kind) in [(goneOthers, GuidelineChange.Kind.statementRemoved), (comeOthers, .statementAdded)] {
            for triple in triples {
                var change = make(kind)
                let text = GuidelineChange.Value.text("\(localName(triple.predicate)) \(shown(triple.object))")
                if kind == .statementAdded { change.after = text } else { change.before = text }
                changes.append(change)
            }
        }
        return changes
    }

    private static func citation(_ node: Term, _ graph: Graph) -> GuidelineChange.Value? {
        graph.object(of: node, Vocabulary.DCTerms.bibliographicCitation).map(value)
    }

    // MARK: Words

    private static func value(_ term: Term) -> GuidelineChange.Value { .text(shown(term)) }

    private static func shown(_ term: Term) -> String { term.literal?.lexicalForm ?? term.description }

    private static func localName(_ iri: IRI) -> String {
        String(iri.string[(iri.string.lastIndex { $0 == "#" || $0 == "/" } ?? iri.string.startIndex)...].dropFirst())
    }

    private static func label(of node: Term, _ graph: Graph) -> BilingualText {
        var text = BilingualText()
        for property in [Vocabulary.RDFS.label, Vocabulary.SKOS.prefLabel] where text.isEmpty {
            for literal in graph.objects(of: node, property).compactMap(\.literal) {
                text.add(literal.lexicalForm, tag: literal.language ?? "")
            }
        }
        return text
    }
}

extension Guideline {
    /// The names of everything that the guideline consists of.
    fileprivate var items: [IRI] {
        [iri] + recommendations.map(\.iri) + decisionPoints.map(\.iri) + scores.map(\.iri) + calculations.map(\.iri)
    }
}
