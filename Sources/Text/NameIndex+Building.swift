// Making the index, on two processors: half of the names are folded by each, and then one makes the table of tokens
// while the other makes that of pinyin.

extension NameIndex {
    /// How much of the work is done when the names are folded, and when their tokens are known.
    private static let shares = (folded: 0.25, tokens: 0.75)

    public init(_ names: [Name]) {
        guard let index = NameIndex(names, while: { _ in true }) else { preconditionFailure("nothing ends it") }
        self = index
    }

    /// - Parameter goesOn: is called now and then, from two threads, with the share of the work that is done, and tells
    ///   whether there is use in going on.
    /// - Returns: nil when there was none.
    public init?(_ names: [Name], while goesOn: @Sendable (_ done: Double) -> Bool) {
        let half = names.count / 2
        let halves = concurrently {
            Self.fold(names, 0..<half, goesOn)
        } _: {
            Self.fold(names, half..<names.count, goesOn)
        }
        guard var folded = halves.0, let rest = halves.1 else { return nil }
        folded.append(rest)
        let all = folded
        let tables = concurrently {
            Self.tokens(names, all, goesOn)
        } _: {
            Self.pinyin(names, all, goesOn)
        }
        guard case (let (tokens, codes)?, let pinyin?) = tables else { return nil }
        self.init(names: names, folded: all, codes: codes, tokens: tokens, pinyin: pinyin)
    }

    private static func fold(_ names: [Name], _ range: Range<Int>, _ goesOn: (Double) -> Bool) -> FoldedNames? {
        var folded = FoldedNames()
        for name in range {
            if name % Limits.checkedNames == 0,
                !goesOn(shares.folded * Double(name - range.lowerBound) / Double(range.count))
            {
                return nil
            }
            folded.append(names[name].text)
        }
        return folded
    }

    private static func tokens(
        _ names: [Name], _ folded: FoldedNames, _ goesOn: (Double) -> Bool
    ) -> (tokens: TokenTable, codes: TokenTable)? {
        var tokens = TokenTableBuilder()
        var codes = TokenTableBuilder()
        for name in names.indices {
            if name % Limits.checkedNames == 0,
                !goesOn(shares.folded + (shares.tokens - shares.folded) * Double(name) / Double(names.count))
            {
                return nil
            }
            let range = folded.range(name)
            if names[name].kind == .code {
                codes.add(range, of: folded.bytes, name: UInt32(name))
            } else {
                SearchTokens.forEachToken(in: folded.bytes, range) { _, token in
                    tokens.add(token, of: folded.bytes, name: UInt32(name))
                }
            }
        }
        return goesOn(shares.tokens) ? (tokens.table(), codes.table()) : nil
    }

    private static func pinyin(
        _ names: [Name], _ folded: FoldedNames, _ goesOn: (Double) -> Bool
    ) -> TokenTable? {
        var table = TokenTableBuilder()
        var readings = PinyinReadings()
        var syllables: [UInt8] = []
        var initials: [UInt8] = []
        for name in names.indices {
            if name % Limits.checkedNames == 0, !goesOn(shares.folded) { return nil }
            let text = folded.bytes[folded.range(name)]
            guard names[name].kind != .code, SearchTokens.hasHan(text) else { continue }
            syllables.removeAll(keepingCapacity: true)
            initials.removeAll(keepingCapacity: true)
            if !readings.append(text, syllables: &syllables, initials: &initials) {
                let words = TextFolding.pinyin(String(decoding: text, as: UTF8.self)).split(separator: " ")
                syllables = Array(words.joined().utf8)
                initials = Array(String(words.compactMap(\.first)).utf8)
            }
            table.add(syllables.indices, of: syllables, name: UInt32(name))
            table.add(initials.indices, of: initials, name: UInt32(name))
        }
        return table.table()
    }
}
