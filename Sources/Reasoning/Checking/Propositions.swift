// What the leaves of formulas are about, each thing once, with a number. Formulas are searched together only if they were
// built with the same table. It also remembers which events rule each other out, which is asked again and again.

import Expressions
import Guidelines
import Terminology

final class Propositions {
    let terminology: Terminology
    private(set) var events: [EventPattern] = []
    private(set) var measures: [Measure] = []
    private(set) var opaqueCount = 0
    private var eventNumbers: [EventPattern: Int] = [:]
    private var measureNumbers: [Measure: Int] = [:]
    private var opaqueNumbers: [Criterion.Form: Int] = [:]
    /// Row: an event that is there; column: one that is not. What is in it is a place in `masks`, or a mark.
    private var exclusions: [[Int32]] = []
    private var masks: [UInt64] = []

    private enum Mark {
        static let notAsked: Int32 = -2
        static let none: Int32 = -1
    }

    init(_ terminology: Terminology) { self.terminology = terminology }

    func number(of event: EventPattern) -> Int {
        if let known = eventNumbers[event] { return known }
        let number = events.count
        eventNumbers[event] = number
        events.append(event)
        exclusions.append([])
        return number
    }

    func number(of measure: Measure) -> Int {
        if let known = measureNumbers[measure] { return known }
        let number = measures.count
        measureNumbers[measure] = number
        measures.append(measure)
        return number
    }

    func number(ofOpaque form: Criterion.Form) -> Int {
        if let known = opaqueNumbers[form] { return known }
        let number = opaqueCount
        opaqueNumbers[form] = number
        opaqueCount += 1
        return number
    }

    /// How many words hold the concepts of an event as bits.
    func wordCount(of event: Int) -> Int { (events[event].concepts.count + 63) / 64 }

    /// A word with the bits of all concepts that belong there.
    func allConcepts(of event: Int, word: Int) -> UInt64 {
        let rest = events[event].concepts.count - word * 64
        return rest >= 64 ? .max : (1 << UInt64(rest)) - 1
    }

    /// Which concepts of an event that is there would make one that must not be there: bits by their place, a word of
    /// them.
    func concepts(of event: Int, excludedBy absent: Int, word: Int) -> UInt64 {
        let place = exclusion(of: event, by: absent)
        return place < 0 ? 0 : masks[Int(place) + word]
    }

    /// Whether any concept of the event is excluded.
    func isTouched(_ event: Int, by absent: Int) -> Bool { exclusion(of: event, by: absent) >= 0 }

    private func exclusion(of event: Int, by absent: Int) -> Int32 {
        if exclusions[event].count <= absent {
            let more = events.count - exclusions[event].count
            exclusions[event] += Array(repeating: Mark.notAsked, count: more)
        }
        let known = exclusions[event][absent]
        if known != Mark.notAsked { return known }
        let (pattern, other) = (events[event], events[absent])
        var bits = Array(repeating: UInt64(0), count: wordCount(of: event))
        if pattern.subject == other.subject {
            for (place, concept) in pattern.concepts.enumerated()
            where pattern.implies(other, for: concept, terminology) {
                bits[place / 64] |= 1 << UInt64(place % 64)
            }
        }
        let place = bits.allSatisfy { $0 == 0 } ? Mark.none : Int32(masks.count)
        exclusions[event][absent] = place
        if place >= 0 { masks += bits }
        return place
    }
}
