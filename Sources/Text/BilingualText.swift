/// The languages that every label and message exists in.
public enum Language: String, CaseIterable, Sendable {
    case english = "en"
    case chinese = "zh"
}

/// A text in English, Chinese or both. Reading it in a language falls back to the other, so that a label is never
/// empty where one exists.
public struct BilingualText: Hashable, Sendable {
    public var english: String?
    public var chinese: String?

    public init(english: String? = nil, chinese: String? = nil) {
        self.english = english
        self.chinese = chinese
    }

    public var isEmpty: Bool { english == nil && chinese == nil }

    /// The text in `language`, else in the other one, else an empty string.
    public subscript(_ language: Language) -> String {
        switch language {
        case .english: english ?? chinese ?? ""
        case .chinese: chinese ?? english ?? ""
        }
    }

    /// Keeps `text` under its BCP 47 tag (`en`, `en-GB`, `zh`, `zh-Hans` …); a text without a tag serves as English.
    /// The first text of a language stays. Other languages are not kept.
    public mutating func add(_ text: String, tag: String) {
        let primary = tag.prefix { $0 != "-" }.lowercased()
        switch primary {
        case "zh": chinese = chinese ?? text
        case "en", "": english = english ?? text
        default: break
        }
    }
}
