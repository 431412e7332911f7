// Between two texts of one shape the operators of the first are kept, with their cursors and the terms that they have
// decoded: to build and open them takes longer than many a look-up. While nobody uses them they hold no pages of the
// store; after a commit they are of no use any more.
import GraphStore

extension RunningQuery {
    /// Whether others may use the operators when this query is done: they hold little, and no answer refers to them.
    private var isWorthKeeping: Bool {
        context.isSmall && terms.indices.allSatisfy { !terms[..<$0].contains(terms[$0]) }
            && template?.hasFixedTerm(among: terms) == false
    }

    /// Notes what the query's own plan has become the template of: others may use its operators too.
    func become(firstOf template: PlanTemplate) {
        self.template = template
        terms = template.ids
    }

    /// Lays the query aside for the next text of its template.
    func rest(in store: GraphStore) {
        guard let template, isWorthKeeping else { return }
        context.rest()
        store.keepAtRest(self, for: ObjectIdentifier(template))
    }

    /// Takes up what another query of the template has left; nil when there is nothing that is of this state of the store.
    static func resting(
        of template: PlanTemplate, in store: GraphStore, _ settings: EvaluationSettings, _ cache: QueryCache
    ) -> RunningQuery? {
        guard let running = store.takeFromRest(for: ObjectIdentifier(template)) as? RunningQuery,
            running.template === template
        else { return nil }
        if running.context.wake(in: store, settings, cache, keepingTerms: running.ownTerms) { return running }
        // There has been a commit: what else there is has seen none of it either.
        store.dropAllAtRest()
        return nil
    }

    /// Begins anew, with other terms in the open places of the template.
    func begin(with terms: [TermID]) {
        root.rebind(TermReplacements(zip(self.terms, terms).map { (old: $0, new: $1) }))
        root.reset()
        context.beginCounting()
        self.terms = terms
    }
}
