// Regular expressions as deterministic automata over bytes: whether one matches somewhere takes one look-up for each byte of
// the text, whatever the pattern, so that there is no text on which it takes for ever. Built by subsets from Thompson's
// automaton (K. Thompson, Regular expression search algorithm, 1968).
import Primitives

/// Tells whether a pattern occurs in texts.
struct PatternAutomaton: Sendable {
    /// The class of each byte: bytes of one class are the same to the pattern.
    private let classes: [UInt8]
    private let classCount: Int
    /// For each state and class the next state.
    private let steps: [UInt16]
    private let verdicts: [Verdict]
    /// Which texts are decided.
    private let decidable: PatternParser.Texts
    /// Whether a text with a match has one of the whole pattern: word boundaries are left out.
    private let isExact: Bool

    /// What is known in a state.
    private struct Verdict {
        /// The pattern has occurred.
        var isMatch = false
        /// It will not occur any more.
        var isOver = false
        /// It has occurred if the text ends here.
        var isMatchAtEnd = false
    }

    /// Nil for a pattern that needs more than an automaton, is not valid, or takes too many states.
    ///
    /// - Parameter flags: those of XPath.
    init?(_ pattern: String, flags: String) {
        guard pattern.utf8.count <= Limits.patternBytes, var parser = PatternParser(pattern, flags: flags),
            let tree = parser.parse(), var program = PatternProgram(tree)
        else { return nil }
        (decidable, isExact) = (parser.decidable, parser.isExact)
        (classes, classCount) = program.byteClasses
        var representatives = [UInt8](repeating: 0, count: classCount)
        for byte in (0...UInt8.max).reversed() { representatives[Int(classes[Int(byte)])] = byte }
        var numbers: [PatternProgram.States: Int] = [:]
        var states: [PatternProgram.States] = []
        func number(_ state: PatternProgram.States) -> Int {
            if let known = numbers[state] { return known }
            numbers[state] = states.count
            states.append(state)
            return states.count - 1
        }
        _ = number(program.initial)
        var steps: [UInt16] = []
        var verdicts: [Verdict] = []
        while verdicts.count < states.count {
            if states.count > Limits.patternStates || program.visits > Limits.patternVisits { return nil }
            let state = states[verdicts.count]
            verdicts.append(
                Verdict(
                    isMatch: state.isMatch, isOver: !state.isMatch && state.isDead, isMatchAtEnd: state.isMatchAtEnd))
            for byte in representatives {
                steps.append(UInt16(state.isMatch ? verdicts.count - 1 : number(program.next(state, byte))))
            }
        }
        self.steps = steps
        self.verdicts = verdicts
    }

    /// Whether the pattern occurs in a text of UTF-8; nil when the bytes do not tell.
    @inline(__always)
    func matches(_ text: Span<UInt8>) -> Bool? {
        let (classes, steps, verdicts) = (classes.span, steps.span, verdicts.span)
        var state = 0
        var isDecided = decidable == .all
        if verdicts[0].isMatch { return isExact ? true : nil }
        for place in text.indices {
            let byte = text[place]
            if !isDecided, byte >= 0x80 {
                guard decidable == .withoutOtherCase, text.hasOnlyASCIICase else { return nil }
                isDecided = true
            }
            state = Int(steps[state * classCount + Int(classes[Int(byte)])])
            if verdicts[state].isMatch { return isExact ? true : nil }
            if verdicts[state].isOver { return false }
        }
        return verdicts[state].isMatchAtEnd ? isExact ? true : nil : false
    }
}

/// A pattern as an automaton that may be in several states at once.
private struct PatternProgram {
    private enum Instruction {
        case bytes(ByteSet, next: Int)
        case either(Int, Int)
        case start(next: Int)
        case end(next: Int)
        case match
    }

    /// The instructions that wait for the next byte, or for the end, at one place of the text.
    struct States: Hashable {
        fileprivate(set) var waiting: [Int] = []
        fileprivate(set) var isMatch = false
        fileprivate(set) var isMatchAtEnd = false

        /// Whether nothing waits: neither now nor, as the pattern begins anew at each place, later.
        var isDead: Bool { waiting.isEmpty && !isMatchAtEnd }
    }

    private var instructions: [Instruction] = [.match]
    private var entry = 0
    /// The number of the visit on which an instruction was seen last.
    private var seen: [Int] = []
    private var round = 0
    /// How many instructions have been looked at.
    private(set) var visits = 0

    init?(_ tree: PatternNode) {
        guard let entry = add(tree, before: 0) else { return nil }
        self.entry = entry
        seen = [Int](repeating: 0, count: instructions.count)
    }

    /// Adds the instructions of a part, which go on with `next`; where they begin, or nil when there are too many.
    private mutating func add(_ node: PatternNode, before next: Int) -> Int? {
        switch node {
        case .bytes(let set): return append(.bytes(set, next: next))
        case .start: return append(.start(next: next))
        case .end: return append(.end(next: next))
        case .sequence(let members):
            var start = next
            for member in members.reversed() {
                guard let place = add(member, before: start) else { return nil }
                start = place
            }
            return start
        case .choice(let branches):
            var start: Int?
            for branch in branches.reversed() {
                guard let place = add(branch, before: next) else { return nil }
                guard let other = start else {
                    start = place
                    continue
                }
                guard let both = append(.either(place, other)) else { return nil }
                start = both
            }
            return start ?? next
        case .repeated(let inner, let least, let most):
            var start = next
            if let most {
                for _ in least..<most {
                    guard let place = add(inner, before: start), let both = append(.either(place, next)) else {
                        return nil
                    }
                    start = both
                }
            } else {
                guard let loop = append(.either(next, next)), let place = add(inner, before: loop) else { return nil }
                instructions[loop] = .either(place, next)
                start = loop
            }
            for _ in 0..<least {
                guard let place = add(inner, before: start) else { return nil }
                start = place
            }
            return start
        }
    }

    private mutating func append(_ instruction: Instruction) -> Int? {
        guard instructions.count < Limits.patternInstructions else { return nil }
        instructions.append(instruction)
        return instructions.count - 1
    }

    /// The states before the first byte.
    var initial: States { mutating get { states(from: [entry], atStart: true) } }

    /// The states after a byte.
    mutating func next(_ states: States, _ byte: UInt8) -> States {
        var places = [entry]
        for place in states.waiting {
            if case .bytes(let set, let next) = instructions[place], set.contains(byte) { places.append(next) }
        }
        return self.states(from: places, atStart: false)
    }

    private mutating func states(from places: [Int], atStart: Bool) -> States {
        var states = States()
        let (here, isMatch) = reach(places, atStart: atStart, atEnd: false)
        // What comes after a match makes no difference.
        if isMatch {
            states.isMatch = true
            return states
        }
        states.waiting = here
        states.isMatchAtEnd = reach(places, atStart: atStart, atEnd: true).isMatch
        return states
    }

    /// The instructions that can be reached without a byte and wait for one.
    private mutating func reach(_ places: [Int], atStart: Bool, atEnd: Bool) -> (waiting: [Int], isMatch: Bool) {
        var open = places
        var waiting: [Int] = []
        var isMatch = false
        round += 1
        while let place = open.popLast() {
            if seen[place] == round { continue }
            seen[place] = round
            visits += 1
            switch instructions[place] {
            case .match: isMatch = true
            case .bytes: waiting.append(place)
            case .either(let left, let right): open += [left, right]
            case .start(let next): if atStart { open.append(next) }
            case .end(let next): if atEnd { open.append(next) }
            }
        }
        return (waiting.sorted(), isMatch)
    }

    /// The bytes by what they are to the pattern.
    var byteClasses: (of: [UInt8], count: Int) {
        var sets: Set<ByteSet> = []
        for case .bytes(let set, _) in instructions { sets.insert(set) }
        var classes = [Int](repeating: 0, count: 256)
        var count = 1
        for set in sets {
            var split: [Int: Int] = [:]
            for byte in 0...UInt8.max where set.contains(byte) {
                let old = classes[Int(byte)]
                if split[old] == nil {
                    split[old] = count
                    count += 1
                }
                classes[Int(byte)] = split[old] ?? old
            }
        }
        // Some classes may have lost all of their bytes to others.
        var numbers: [Int: UInt8] = [:]
        let dense = classes.map { old -> UInt8 in
            if let number = numbers[old] { return number }
            let number = UInt8(numbers.count)
            numbers[old] = number
            return number
        }
        return (dense, numbers.count)
    }
}
