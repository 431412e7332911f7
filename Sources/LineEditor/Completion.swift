/// What Tab does to the word before the cursor.
public struct Completion: Hashable, Sendable {
    /// Code points before the cursor that give way.
    public var replaced: Int
    /// What comes in their place.
    public var text: String
    /// What is shown below when there are several ways to go on.
    public var candidates: [String]

    /// A way to go on: what is inserted, and how it is shown.
    public struct Candidate: Hashable, Sendable {
        public var text: String
        public var shown: String

        public init(_ text: String, shown: String? = nil) {
            self.text = text
            self.shown = shown ?? text
        }
    }

    public static let none = Completion(replaced: 0, text: "", candidates: [])

    init(replaced: Int, text: String, candidates: [String]) {
        self.replaced = replaced
        self.text = text
        self.candidates = candidates
    }

    /// Things to choose from that do not begin with what was typed: a single one is put in, several are shown.
    public init(of typed: String, choosingFrom candidates: [Candidate]) {
        if candidates.count == 1 {
            self.init(of: typed, candidates)
        } else {
            self.init(replaced: 0, text: "", candidates: candidates.map(\.shown))
        }
    }

    /// A single candidate is put in whole, with a space behind it unless it is a prefix still to be followed; of several
    /// what they have in common is, and when that is no more than was typed, they are shown.
    public init(of typed: String, _ candidates: [Candidate]) {
        guard let first = candidates.first else {
            self = .none
            return
        }
        let length = typed.unicodeScalars.count
        if candidates.count == 1 {
            self.init(
                replaced: length, text: first.text + (first.text.hasSuffix(":") ? "" : " "), candidates: [])
            return
        }
        var common = Array(first.text.unicodeScalars)
        for candidate in candidates.dropFirst() {
            let shared = zip(common, candidate.text.unicodeScalars).prefix { $0 == $1 }.count
            common.removeLast(common.count - shared)
        }
        if common.count > length {
            var text = String.UnicodeScalarView()
            text.append(contentsOf: common)
            self.init(replaced: length, text: String(text), candidates: [])
        } else {
            self.init(replaced: 0, text: "", candidates: candidates.map(\.shown))
        }
    }
}
