// How fast rules are evaluated: `Tools/bench logic [RULES …]`.
//
// Each rule has ten criteria as guidelines have them: conditions, medicines, allergies, latest values in mixed units,
// counts of values in a window, age, sex, negations and alternatives. They are drawn from 20,000 concepts in a
// terminology three levels deep; the patient has 500 facts and so meets some. No criterion is made to be shared: what
// sharing there is comes from drawing thresholds of the same few analytes. The floor is the same criteria written by
// hand, see HandWritten.swift: it must come to the same verdicts. Times are processor time of one thread, the least of
// several turns.

import Expressions
import GDL2Suite
import Glibc
import Quantities
import Terminology

@main
struct LogicBenchmark {
    static func main() throws {
        let sizes = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        var random = Generator(state: 42)
        let events = random.events(count: 500)
        let (facts, building) = Self.best(of: 20) {
            PatientFacts(
                asOf: asOf, birthDate: DateTime("1955-06-01"), sex: .female, facts: events,
                complete: [.condition, .medication, .allergy, .procedure], ancestors: ancestors)
        }
        print("patient: 500 facts, indexed in \(milliseconds(building))")
        print("   rules      nodes    compile      floor   verdicts   ratio per leaf  with trace   true/false/unknown")
        let hand = HandPatient(events, ancestors: ancestors)
        for rules in sizes.isEmpty ? [100, 1_000, 10_000, 100_000] : sizes { try run(rules: rules, facts, hand) }
        if sizes.isEmpty { try runCorpus() }
    }

    /// All cases of openEHR's GDL2 corpus, where it is there.
    private static func runCorpus() throws {
        let folder = (getenv("MERIDIAN_SHARED").map { String(cString: $0) } ?? "../shared") + "/conformance/gdl2"
        guard access(folder, R_OK) == 0, let clock = DateTime("2020-01-01T00:00:00Z") else {
            return print("GDL2 corpus: not found in \(folder)")
        }
        let corpus = try GDL2Corpus(folder: folder)
        let cases = try corpus.compiledCases()
        let (passed, running) = best(of: 5) { cases.count { $0.run(clock: clock) } }
        print("GDL2 corpus: \(cases.count) cases, \(passed) pass, all run in \(milliseconds(running))")
    }

    private static func run(rules: Int, _ facts: PatientFacts, _ hand: HandPatient) throws {
        var random = Generator(state: 7)
        let drawn = (0..<rules).map { _ in random.rule() }
        let expressions = drawn.map(\.expression)
        let ((program, roots), compiling) = try best(of: 1) {
            var compiler = ELM.Compiler()
            let roots = try expressions.map { try compiler.add($0) }
            return (compiler.finish(), roots)
        }
        func verdicts(tracing: Bool) throws -> [Int] {
            var evaluation = ELM.Evaluation(program, facts: facts, tracing: tracing)
            var counts = [0, 0, 0]
            for root in roots { counts[try evaluation.verdict(of: root).map { $0 ? 0 : 1 } ?? 2] += 1 }
            return counts
        }
        let turns = max(3, 100_000 / rules)
        let (counts, plain) = try best(of: turns) { try verdicts(tracing: false) }
        let (traced, withTrace) = try best(of: turns) { try verdicts(tracing: true) }
        precondition(counts == traced, "a trace changes no verdict")
        let (floorCounts, floor) = best(of: turns) {
            drawn.reduce(into: [0, 0, 0]) { $0[$1.hand.verdict(hand).map { $0 ? 0 : 1 } ?? 2] += 1 }
        }
        precondition(counts == floorCounts, "the hand-written rules are the same rules: \(counts) \(floorCounts)")
        let perLeaf = plain / Double(rules * 10) * 1e9
        print(
            column(rules, 8), column(program.count, 10), column(milliseconds(compiling), 13),
            column(milliseconds(floor), 11), column(milliseconds(plain), 11),
            column("\(Double(Int(plain / floor * 10)) / 10)", 6), column("\(Int(perLeaf)) ns", 8),
            column(milliseconds(withTrace), 12),
            "  \(counts.map(String.init).joined(separator: "/"))")
    }

    private static func column(_ content: some CustomStringConvertible, _ width: Int) -> String {
        let text = content.description
        return String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private static func milliseconds(_ seconds: Double) -> String {
        "\(Double(Int(seconds * 1e6)) / 1e3) ms"
    }

    /// The least processor time of several runs, in seconds.
    private static func best<Result>(of turns: Int, _ body: () throws -> Result) rethrows -> (Result, Double) {
        var best = Double.infinity
        var result = try timed(body, &best)
        for _ in 1..<max(turns, 1) + 1 where turns > 1 { result = try timed(body, &best) }
        return (result, best)
    }

    private static func timed<Result>(_ body: () throws -> Result, _ best: inout Double) rethrows -> Result {
        let began = processorSeconds()
        let result = try body()
        best = min(best, processorSeconds() - began)
        return result
    }

    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

let asOf = DateTime(year: 2026, month: 1, day: 15) ?? .minimum

/// Concept 1,234 is a kind of 123, that of 12.
func ancestors(_ concept: ConceptID) -> [ConceptID] {
    [concept, ConceptID(rawValue: concept.rawValue / 10), ConceptID(rawValue: concept.rawValue / 100)]
}

/// Draws rules and events; the same for the same state.
struct Generator {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
    }

    mutating func concept() -> ConceptID { ConceptID(rawValue: UInt32(1_000 + below(20_000))) }

    /// One of forty analytes, in three units that convert by the molar mass.
    mutating func analyte() -> ConceptID { ConceptID(rawValue: UInt32(100 + below(40))) }

    private mutating func quantity() -> Value {
        let unit = ["umol/L", "mmol/L", "mmol/L", "mg/dL"][below(4)]
        return (try? Quantity("\(below(200)).\(below(10)) \(unit)")).map { .quantity($0) } ?? .null
    }

    private let molarMass = Analyte(molarMass: ExactDecimal("113.12").flatMap { MolarMass(gramsPerMole: $0) })

    init(state: UInt64) { self.state = state }

    mutating func events(count: Int) -> [Fact] {
        (0..<count).map { index in
            let start = asOf.adding(-below(900), .day)
            let kinds: [FactKind] = [.condition, .medication, .procedure, .observation, .observation, .observation]
            let kind = kinds[below(kinds.count)]
            return Fact(
                kind, kind == .observation ? analyte() : concept(), start: start,
                status: below(3) == 0 ? .inactive : .active, value: kind == .observation ? quantity() : nil,
                event: Int32(index))
        }
    }

    /// Ten criteria: `all` of some, `any` of some, a negation, at least two of three.
    mutating func rule() -> (expression: ELM.Expression, hand: HandRule) {
        let drawn = (0..<10).map { _ in criterion() }
        let parts = drawn.map(\.expression)
        return (
            .all([
                parts[0], .any(Array(parts[1...3])), .not(parts[4]), parts[5], .atLeast(2, of: Array(parts[6...8])),
                parts[9],
            ]), HandRule(criteria: drawn.map(\.hand))
        )
    }

    private mutating func criterion() -> (expression: ELM.Expression, hand: HandCriterion) {
        let windows = [nil, "P1M", "P6M", "P1Y", "P2Y"].map { $0.flatMap { CalendarDuration($0) } }
        let window = windows[below(windows.count)]
        let since = window.flatMap { asOf.subtracting($0) }.map { HandPatient.day($0) } ?? .min
        switch below(10) {
        case 0, 1:
            let concepts = [concept(), concept()]
            return (
                .exists(.init(.condition, concepts, statuses: .active)),
                .exists(.condition, concepts, activeOnly: true, since: .min)
            )
        case 2:
            let concept = ConceptID(rawValue: UInt32(100 + below(2_000)))
            return (
                .exists(.init(.medication, [concept], statuses: .active)),
                .exists(.medication, [concept], activeOnly: true, since: .min)
            )
        case 3:
            let concept = concept()
            return (.exists(.init(.allergy, [concept])), .exists(.allergy, [concept], activeOnly: false, since: .min))
        case 4:
            let concept = concept()
            return (
                .exists(.init(.procedure, [concept], window: window)),
                .exists(.procedure, [concept], activeOnly: false, since: since)
            )
        case 5:
            let (analyte, bound) = (analyte(), quantity())
            return (
                .occurrences(
                    of: .init(.observation, [analyte], window: window), atLeast: 2, within: [.init(.atLeast, bound)],
                    analyte: molarMass),
                .counted(analyte, since: since, atLeast: HandPatient.micromoles(bound))
            )
        case 6:
            let years = 40 + below(45)
            return (.age(within: [ELM.Bound(.atLeast, .integer(years))]) ?? .literal(.null), .age(years))
        default:
            let isAtLeast = below(2) == 0
            let (bound, analyte) = (quantity(), analyte())
            return (
                .latestValue(
                    .init(.observation, [analyte], window: window),
                    within: [.init(isAtLeast ? .atLeast : .lessThan, bound)], analyte: molarMass),
                .latest(analyte, since: since, HandPatient.micromoles(bound), isAtLeast: isAtLeast)
            )
        }
    }
}
