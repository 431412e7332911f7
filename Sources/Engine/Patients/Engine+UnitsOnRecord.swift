// How the units on record were read: hospitals write them in many ways, and a reading that changed the spelling is told.

import FHIR
import Quantities
import Records

extension ImportReport {
    /// A spelling of a unit that is not its UCUM code.
    public struct UnitSpelling: Sendable {
        public var spelling: String
        /// The UCUM code that it was read as; nil when nobody can read it, so that its values are never compared.
        public var code: String?
        public var events: Int
    }
}

extension Engine {
    /// The spellings of units on record that are not UCUM's, the most frequent first. Values without a unit stand under
    /// the empty spelling.
    public func unitSpellings() throws -> [ImportReport.UnitSpelling] {
        var counts: [String: Int] = [:]
        try records.forEachTimeline { _, events in
            for event in events {
                guard case .quantity(let quantity)? = event.value else { continue }
                counts[quantity.code ?? quantity.unit ?? "", default: 0] += 1
            }
        }
        return counts.compactMap { spelling, events in
            let reading = try? UnitReading(spelling)
            guard spelling.isEmpty || reading?.isNormalised ?? true else { return nil }
            return ImportReport.UnitSpelling(
                spelling: spelling, code: spelling.isEmpty ? nil : reading?.unit.code, events: events)
        }.sorted { ($1.events, $0.spelling) < ($0.events, $1.spelling) }
    }
}
