/// The tags of an XML text that has attributes only: enough for the suite.
public struct XMLTags: Sequence {
    private let tags: [(name: String, attributes: [String: String])]

    public init(_ text: String) {
        var text = text[...]
        var tags: [(String, [String: String])] = []
        while let open = text.firstIndex(of: "<") {
            text = text[open...]
            if text.hasPrefix("<!--") {
                guard let end = text.firstRange(of: "-->") else { break }
                text = text[end.upperBound...]
                continue
            }
            guard let close = text.firstIndex(of: ">") else { break }
            let parts = text[text.index(after: open)..<close].split(separator: "\"", omittingEmptySubsequences: false)
            text = text[text.index(after: close)...]
            guard let head = parts.first?.split(whereSeparator: \.isWhitespace).first, head.first?.isLetter == true
            else {
                continue
            }
            var attributes: [String: String] = [:]
            for index in stride(from: 1, to: parts.count - 1, by: 2) {
                let key = parts[index - 1].split(whereSeparator: \.isWhitespace).last?.dropLast() ?? ""
                attributes[String(key)] = Self.unescaped(String(parts[index]))
            }
            tags.append((String(head), attributes))
        }
        self.tags = tags
    }

    public func makeIterator() -> IndexingIterator<[(name: String, attributes: [String: String])]> {
        tags.makeIterator()
    }

    private static func unescaped(_ text: String) -> String {
        text.replacing("&#232;", with: "è").replacing("&apos;", with: "'").replacing("&quot;", with: "\"")
            .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
    }
}
