// Regular expressions as trees over bytes of UTF-8, for those that an automaton can decide: groups, alternatives, classes,
// repetitions, anchors. Whatever means more than that (references, properties of Unicode, what is not valid at all) is left
// to the engine that knows all of it, so nothing here need give an error.
import Primitives

/// A part of a pattern.
indirect enum PatternNode {
    /// One byte of a set.
    case bytes(ByteSet)
    case sequence([PatternNode])
    case choice([PatternNode])
    /// So often at least and, unless it is nil, at most.
    case repeated(PatternNode, least: Int, most: Int?)
    /// The start and the end of the text.
    case start, end
}

/// Reads a pattern of XPath (XPath and XQuery Functions 3.1, section 5.6.1).
struct PatternParser {
    /// The texts that a pattern can be decided for.
    enum Texts { case all, withoutOtherCase, ofASCII }

    /// What letters, digits and spaces are is a matter of Unicode beyond ASCII, and so is what else a letter equals when its
    /// case is ignored.
    private(set) var decidable = Texts.all
    /// Whether the tree is all of the pattern, not what any text that matches must have.
    private(set) var isExact = true
    private let ignoresCase: Bool
    private var rest: ArraySlice<Unicode.Scalar>
    private var depth = 0

    /// Nil for flags that change more than the case.
    init?(_ pattern: String, flags: String) {
        guard flags.isEmpty || flags == "i" else { return nil }
        ignoresCase = flags == "i"
        rest = Array(pattern.unicodeScalars)[...]
        guard ignoresCase else { return }
        decidable = .withoutOtherCase
        if rest.contains(where: { !$0.isASCII }) { return nil }
    }

    /// The pattern as a tree; nil when it asks for more than that.
    mutating func parse() -> PatternNode? {
        guard let node = choice(), rest.isEmpty else { return nil }
        return node
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func choice() -> PatternNode? {
        var branches: [PatternNode] = []
        repeat {
            guard let branch = sequence() else { return nil }
            branches.append(branch)
        } while take("|")
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() -> PatternNode? {
        var members: [PatternNode] = []
        while let next = rest.first, next != "|", next != ")" {
            guard let atom = atom(), let member = repetition(of: atom) else { return nil }
            members.append(member)
        }
        return .sequence(members)
    }

    private mutating func atom() -> PatternNode? {
        guard let scalar = rest.popFirst() else { return nil }
        switch scalar {
        case "^": return .start
        case "$": return .end
        case ".": return ScalarSet.newline.complement.node
        case "(":
            depth += 1
            defer { depth -= 1 }
            if take("?"), !take(":") { return nil }
            guard depth < Limits.patternDepth, let inner = choice(), take(")") else { return nil }
            return inner
        case "[": return characterClass()
        case "\\":
            guard let escaped = rest.popFirst() else { return nil }
            // A boundary of words takes no character. No pattern of XPath has one, but many that are written.
            if escaped == "b" || escaped == "B" {
                isExact = false
                return .sequence([])
            }
            return escape(escaped)?.node
        case "*", "+", "?", "{", "}", "]": return nil
        default: return folded([scalar]).node
        }
    }

    private mutating func repetition(of atom: PatternNode) -> PatternNode? {
        let bounds: (least: Int, most: Int?)
        switch rest.first {
        case "*": bounds = (0, nil)
        case "+": bounds = (1, nil)
        case "?": bounds = (0, 1)
        case "{":
            rest.removeFirst()
            guard let counted = countedBounds() else { return nil }
            bounds = counted
        default: return atom
        }
        rest.removeFirst()
        // As few as can be, or as many, makes no difference to whether there is a match.
        _ = take("?")
        switch atom {
        case .start, .end: return nil
        case .sequence(let members) where members.isEmpty: return nil
        default: break
        }
        if let next = rest.first, "*+?{".unicodeScalars.contains(next) { return nil }
        return .repeated(atom, least: bounds.least, most: bounds.most)
    }

    /// What stands in braces, up to the closing one.
    private mutating func countedBounds() -> (least: Int, most: Int?)? {
        guard let least = number() else { return nil }
        var most: Int? = least
        if take(",") { most = rest.first == "}" ? nil : number() ?? -1 }
        guard rest.first == "}", most.map({ $0 >= least }) ?? true else { return nil }
        return (least, most)
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let digit = rest.first, ("0"..."9").contains(digit) {
            rest.removeFirst()
            value = (value ?? 0) * 10 + Int(digit.value - 0x30)
            if let value, value > Limits.patternRepetitions { return nil }
        }
        return value
    }

    // MARK: Characters

    /// What stands for an escaped character outside and inside of classes.
    private mutating func escape(_ scalar: Unicode.Scalar) -> ScalarSet? {
        switch scalar {
        case "n": return ["\n"]
        case "r": return ["\r"]
        case "t": return ["\t"]
        case "d", "w", "s":
            decidable = .ofASCII
            return ScalarSet.ofLetter[scalar]
        case "D", "W", "S":
            decidable = .ofASCII
            return ScalarSet.ofLetter[Unicode.Scalar(UInt8(scalar.value | 0x20))]?.complement
        case "\\", "|", ".", "-", "^", "?", "*", "+", "{", "}", "(", ")", "[", "]", "$": return [scalar]
        default: return nil
        }
    }

    private mutating func characterClass() -> PatternNode? {
        let isNegative = take("^")
        var set = ScalarSet()
        var isFirst = true
        while let scalar = rest.popFirst() {
            if scalar == "]" {
                if isFirst { return nil }
                set = folded(set)
                return (isNegative ? set.complement : set).node
            }
            switch scalar {
            case "[", "^", "{", "}", ":", "&", "~": return nil
            case "-":
                // It stands for itself at either end.
                guard isFirst || rest.first == "]" else { return nil }
                set.insert(scalar)
            case "\\":
                guard let escaped = rest.popFirst(), let found = escape(escaped), endsHere else { return nil }
                set.formUnion(found)
            default:
                guard rest.first == "-", let upper = rest.dropFirst().first, upper != "]" else {
                    set.insert(scalar)
                    break
                }
                guard upper != "[", upper != "\\", upper != "-", scalar <= upper else { return nil }
                rest.removeFirst(2)
                guard endsHere else { return nil }
                set.insert(scalar...upper)
            }
            isFirst = false
        }
        return nil
    }

    /// Whether no hyphen takes what has been read of a class for the beginning of a range.
    private var endsHere: Bool { rest.first != "-" || rest.dropFirst().first == "]" }

    /// The set with both cases of its letters, when case is ignored.
    private func folded(_ set: ScalarSet) -> ScalarSet {
        guard ignoresCase else { return set }
        var folded = set
        for byte in UInt8(ascii: "a")...UInt8(ascii: "z") {
            let (small, capital) = (Unicode.Scalar(byte), Unicode.Scalar(byte.uppercasedASCII))
            if set.contains(small) { folded.insert(capital) }
            if set.contains(capital) { folded.insert(small) }
        }
        return folded
    }
}
