// What the codings of the stored records mean in one knowledge snapshot. Events hold numbers of codings, so a meaning is
// worked out once for each combination of codings that occurs and then only looked up.

import FHIR
import Reasoning
import Records
import Synchronization
import Terminology

final class CodingResolutions: Sendable {
    private struct Key: Hashable {
        var domain: CodingDomain
        var codings: [CodingID]
    }

    private let table: CodingTable
    private let knowledge: KnowledgeBase
    private let known = Mutex<[Key: CodeResolution]>([:])
    private let keptCohort = Mutex<Cohort?>(nil)

    /// The similarity index over these records and this knowledge, once it was built.
    var cohort: Cohort? { keptCohort.withLock { $0 } }

    func keep(_ cohort: Cohort) { keptCohort.withLock { $0 = cohort } }

    init(_ knowledge: KnowledgeBase, _ table: CodingTable) {
        self.knowledge = knowledge
        self.table = table
    }

    /// A coding in full. One that another process added since the snapshot was made says nothing until the next question.
    func coding(_ id: CodingID) -> Coding { Int(id.rawValue) < table.count ? table[id] : Coding() }

    /// What the codes of an event stand for; nil for kinds that have no concepts.
    func resolve(_ event: Event) -> CodeResolution? {
        guard let domain = CodingDomain(event.kind) else { return nil }
        let key = Key(domain: domain, codings: event.codes)
        if let resolution = known.withLock({ $0[key] }) { return resolution }
        let resolution = knowledge.resolver.resolve(event.codes.map { RecordCoding(coding($0)) }, as: domain)
        known.withLock { $0[key] = resolution }
        return resolution
    }

    /// The event with its codes in full and their meaning.
    func resolved(_ event: Event) -> ResolvedEvent {
        ResolvedEvent(event: event.mapCodes { coding($0) }, resolution: resolve(event) ?? CodeResolution())
    }
}
