// The property function `m:search`. Its argument lists are read as RDF lists like any others, and taken back here.
import RDF

extension Parser {
    /// Takes a triple whose predicate is the property function.
    ///
    /// - Parameter position: of the predicate, for messages.
    mutating func emitSearch(
        _ subject: TermPattern, _ object: TermPattern, at position: Int
    ) throws(SPARQLSyntaxError) {
        let found = takeList(subject) ?? [subject]
        guard (1...3).contains(found.count), found[0].literal == nil else {
            throw error(
                "m:search has a thing, a score and a label on its left", at: position,
                fix: "write ?thing or (?thing ?score ?label)")
        }
        guard found.dropFirst().allSatisfy({ $0.variable != nil }) else {
            throw error("the score and the label of m:search are variables", at: position)
        }
        let arguments = takeList(object) ?? [object]
        guard let text = arguments.first, text.variable != nil || text.literal != nil, arguments.count <= 2 else {
            throw error(
                "m:search has a text and the most things to find on its right", at: position,
                fix: "write \"text\" or (\"text\" 10)")
        }
        var limit: Int?
        if arguments.count == 2 {
            guard let literal = arguments[1].literal, literal.datatype == Vocabulary.XSD.integer,
                let number = Int(literal.lexicalForm), number > 0
            else {
                throw error("the most things that m:search is to find are a number from 1", at: position)
            }
            limit = number
        }
        group.searches.append(
            LabelSearch(
                found[0], score: found.count > 1 ? found[1] : nil, label: found.count > 2 ? found[2] : nil,
                text: text, limit: limit))
    }

    /// The members of a list that was just read, whose triples are taken out of the group; nil when it is no list.
    private mutating func takeList(_ head: TermPattern) -> [TermPattern]? {
        guard head.variable?.isHidden == true else { return nil }
        var members: [TermPattern] = []
        var cell = head
        var taken: Set<Int> = []
        while cell.iri != Vocabulary.RDF.nil {
            func object(of predicate: IRI) -> TermPattern? {
                let place = group.triples.lastIndex { $0.subject == cell && $0.predicate.iri == predicate }
                guard let place else { return nil }
                taken.insert(place)
                return group.triples[place].object
            }
            guard let member = object(of: Vocabulary.RDF.first), let next = object(of: Vocabulary.RDF.rest) else {
                return nil
            }
            members.append(member)
            cell = next
        }
        group.triples = group.triples.indices.filter { !taken.contains($0) }.map { group.triples[$0] }
        return members
    }
}

extension TermPattern {
    fileprivate var literal: Literal? { term?.literal }
}
