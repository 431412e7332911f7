// Which guideline a fixture means: fixtures name one by its identifier, but identifiers drift from files' names and lose
// their punctuation, and some fixtures still bear a placeholder.

extension GDL2 {
    public struct GuidelineIndex: Sendable {
        private var byIdentifier: [String: Int] = [:]
        private var byFile: [String: Int] = [:]

        public init() {}

        /// Enters a guideline under the caller's number for it.
        public mutating func add(_ guideline: Guideline, file: String, number: Int) {
            byIdentifier[guideline.id] = number
            byFile[Self.stem(file)] = number
        }

        /// By identifier, else by the name of the file, in whatever case and punctuation, else by the fixture's own name:
        /// a fixture stands beside its guideline.
        public func number(of identifier: String, fixture: String) -> Int? {
            if let number = byIdentifier[identifier] ?? byFile[identifier] { return number }
            if let number = byFile[Self.stem(fixture)] { return number }
            for wanted in [identifier, Self.stem(fixture)] {
                let letters = Self.letters(wanted)
                if let name = byFile.keys.sorted().first(where: { Self.letters($0) == letters }) { return byFile[name] }
            }
            return nil
        }

        /// A file's name without its folder and its endings.
        private static func stem(_ file: String) -> String {
            var stem = file.split(separator: "/").last.map(String.init) ?? file
            for ending in [".yml", ".yaml", ".json", ".ttl", ".test", ".fixture", ".gdl2"] where stem.hasSuffix(ending)
            {
                stem.removeLast(ending.count)
            }
            return stem
        }

        private static func letters(_ name: String) -> String {
            name.lowercased().filter { $0.isLetter || $0.isNumber }
        }
    }
}
