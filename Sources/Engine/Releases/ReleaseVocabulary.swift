// How releases and their history stand in the store.
//
// A release is a named graph. What is known of it (document, version, digest, author, time, note, layout) stands in the
// default graph, like that of every graph. Each change of what is active is one event in the history graph, to which
// statements are only ever added; an event holds a digest over itself and the one before, so that none can be altered,
// left out or put in between without a trace. The default graph holds the number and digest of the last event, so that
// the end of the history cannot be cut off without one. What is active follows from the history alone.

import Guidelines
import Quantities
import RDF

enum ReleaseVocabulary {
    /// The graph of all events.
    static let history = IRI("https://w3id.org/meridian/graph/release-history")

    static let release = Vocabulary.meridian["Release"]
    static let digest = Vocabulary.meridian["digest"]
    static let versionOf = Vocabulary.dcterms["isVersionOf"]
    static let version = Vocabulary.owl["versionInfo"]
    static let author = Vocabulary.dcterms["creator"]
    static let time = Vocabulary.dcterms["created"]
    static let note = Vocabulary.RDFS.comment
    static let number = Vocabulary.meridian["position"]
    static let layout = Vocabulary.meridian["layout"]
    static let activated = Vocabulary.meridian["activates"]
    static let replaced = Vocabulary.dcterms["replaces"]

    /// What the default graph says of the history's end.
    static func head(_ event: ReleaseEvent) -> [Triple] {
        let node = Term.iri(history)
        return [
            Triple(node, number, .literal(Literal(event.number))), Triple(node, digest, .string(event.digest)),
        ]
    }

    static func event(_ number: Int) -> IRI { IRI("\(history.string)#\(number)") }

    /// A moment in the datatype that its precision has.
    static func literal(_ moment: DateTime) -> Term {
        let text = moment.description
        let datatype: IRI =
            switch text.utf8.count {
            case 4: Vocabulary.XSD.gYear
            case 7: Vocabulary.XSD.gYearMonth
            case 10: Vocabulary.XSD.date
            default: Vocabulary.XSD.dateTime
            }
        return .literal(Literal(text, datatype: datatype))
    }
}

extension ReleaseEvent {
    /// The statements of the event but its digest.
    private var statements: [Triple] {
        let node = Term.iri(ReleaseVocabulary.event(number))
        var statements = [
            Triple(node, Vocabulary.RDF.type, .iri(Vocabulary.meridian[kind.rawValue])),
            Triple(node, ReleaseVocabulary.number, .literal(Literal(number))),
            Triple(node, ReleaseVocabulary.versionOf, .iri(document)),
            Triple(node, ReleaseVocabulary.author, .string(author)),
            Triple(node, ReleaseVocabulary.time, ReleaseVocabulary.literal(time)),
        ]
        if let release { statements.append(Triple(node, ReleaseVocabulary.activated, .iri(release))) }
        if let replaced { statements.append(Triple(node, ReleaseVocabulary.replaced, .iri(replaced))) }
        if let note { statements.append(Triple(node, ReleaseVocabulary.note, .string(note))) }
        return statements
    }

    /// The digest that the event must have after one with the digest `previous`.
    func expectedDigest(after previous: String) -> String {
        CanonicalGraph.digest(
            ofLabelled: statements + [
                Triple(.iri(ReleaseVocabulary.event(number)), ReleaseVocabulary.digest, .string(previous))
            ])
    }

    /// The event as it is stored.
    var stored: [Triple] {
        statements + [
            Triple(.iri(ReleaseVocabulary.event(number)), ReleaseVocabulary.digest, .string(digest))
        ]
    }

    init?(_ number: Int, _ graph: Graph) {
        let node = Term.iri(ReleaseVocabulary.event(number))
        let type = graph.object(of: node, Vocabulary.RDF.type)?.iri?.string ?? ""
        func text(_ property: IRI) -> String? { graph.object(of: node, property)?.literal?.lexicalForm }
        guard let kind = Kind.allCases.first(where: { Vocabulary.meridian[$0.rawValue].string == type }),
            let document = graph.object(of: node, ReleaseVocabulary.versionOf)?.iri,
            let author = text(ReleaseVocabulary.author),
            let time = text(ReleaseVocabulary.time).flatMap({ DateTime($0) })
        else { return nil }
        self.init(
            number: number, kind: kind, document: document,
            release: graph.object(of: node, ReleaseVocabulary.activated)?.iri,
            replaced: graph.object(of: node, ReleaseVocabulary.replaced)?.iri, author: author, time: time,
            note: text(ReleaseVocabulary.note), digest: text(ReleaseVocabulary.digest) ?? "")
    }
}

extension Release {
    /// What the default graph says of the release.
    func metadata(layout: String) -> [Triple] {
        let node = Term.iri(iri)
        var statements = [
            Triple(node, Vocabulary.RDF.type, .iri(ReleaseVocabulary.release)),
            Triple(node, ReleaseVocabulary.number, .literal(Literal(number))),
            Triple(node, ReleaseVocabulary.versionOf, .iri(document)),
            Triple(node, ReleaseVocabulary.digest, .string(digest)),
            Triple(node, ReleaseVocabulary.author, .string(author)),
            Triple(node, ReleaseVocabulary.time, ReleaseVocabulary.literal(time)),
            Triple(node, ReleaseVocabulary.layout, .string(layout)),
        ]
        if let version { statements.append(Triple(node, ReleaseVocabulary.version, .string(version))) }
        if let note { statements.append(Triple(node, ReleaseVocabulary.note, .string(note))) }
        return statements
    }

    /// - Parameter metadata: the default graph.
    init?(_ iri: IRI, _ metadata: Graph) {
        let node = Term.iri(iri)
        func text(_ property: IRI) -> String? { metadata.object(of: node, property)?.literal?.lexicalForm }
        guard let document = metadata.object(of: node, ReleaseVocabulary.versionOf)?.iri,
            let digest = text(ReleaseVocabulary.digest), let author = text(ReleaseVocabulary.author),
            let time = text(ReleaseVocabulary.time).flatMap({ DateTime($0) }),
            let number = text(ReleaseVocabulary.number).flatMap({ Int($0) })
        else { return nil }
        self.init(
            iri: iri, document: document, version: text(ReleaseVocabulary.version), digest: digest, author: author,
            time: time, note: text(ReleaseVocabulary.note), number: number)
    }
}
