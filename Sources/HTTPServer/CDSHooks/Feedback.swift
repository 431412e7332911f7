import JSON

/// What became of a card (CDS Hooks 2.0, "Feedback").
public struct Feedback: Sendable, Hashable {
    public enum Outcome: Sendable, Hashable {
        /// The uuids of the accepted suggestions.
        case accepted(suggestions: [String])
        /// The code that was chosen among the card's override reasons, and what the clinician wrote.
        case overridden(reasonCode: String?, comment: String?)
    }

    /// The card's uuid.
    public let card: String
    public let outcome: Outcome
    /// When the clinician decided: ISO 8601, as it was sent.
    public let time: String?

    /// Reads `{"feedback": [ … ]}`, also a single feedback without the array around it.
    /// - Throws: `HookError.invalidRequest`, naming what is wrong by its path.
    public static func read(_ body: JSONValue) throws(HookError) -> [Feedback] {
        switch body["feedback"] {
        case .array(let elements)?:
            var feedback: [Feedback] = []
            for (index, element) in elements.enumerated() {
                feedback.append(try Feedback(element, at: "feedback[\(index)]"))
            }
            return feedback
        case .object?:
            return [try Feedback(body["feedback"] ?? nil, at: "feedback")]
        case .some(let other):
            throw .invalidRequest("feedback must be an array, not \(other.kind)")
        case nil:
            throw .invalidRequest("feedback is missing; send {\"feedback\": [{\"card\": …, \"outcome\": …}]}")
        }
    }

    private init(_ value: JSONValue, at path: String) throws(HookError) {
        guard let card = value["card"]?.stringValue, !card.isEmpty else {
            throw .invalidRequest("\(path).card is missing; it is the uuid of the card")
        }
        self.card = card
        switch value["outcome"]?.stringValue {
        case "accepted":
            let suggestions = value["acceptedSuggestions"]?.arrayValue ?? []
            outcome = .accepted(suggestions: suggestions.compactMap { $0["id"]?.stringValue })
        case "overridden":
            let reason = value["overrideReason"]
            outcome = .overridden(
                reasonCode: reason?["reason"]?["code"]?.stringValue, comment: reason?["userComment"]?.stringValue)
        default:
            throw .invalidRequest("\(path).outcome must be \"accepted\" or \"overridden\"")
        }
        time = value["outcomeTimestamp"]?.stringValue
    }
}
