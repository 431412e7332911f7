// What clinicians did with cards, kept as lines of JSON beside the records: append only, one line for each.

import Foundation
import JSON
import Reasoning
import Terminology

public struct CardFeedback: Sendable {
    public var service: String
    public var card: String
    public var isAccepted: Bool
    /// Accepted suggestions, or the reason and comment of an override.
    public var detail: String
    public var time: String?

    public init(service: String, card: String, isAccepted: Bool, detail: String, time: String?) {
        self.service = service
        self.card = card
        self.isAccepted = isAccepted
        self.detail = detail
        self.time = time
    }
}

extension Engine {
    /// Whether there is any knowledge to answer with.
    public var hasKnowledge: Bool { (try? currentSnapshot())?.knowledge.terminology.isEmpty == false }

    /// Whether exactly one patient on record has this id or identifier.
    public func isOnRecord(_ reference: String) -> Bool { (try? patient(reference)) != nil }

    public func recordFeedback(_ feedback: [CardFeedback]) throws {
        let path = directory + "/records/feedback.ndjson"
        let files = FileManager.default
        if !files.fileExists(atPath: path) {
            _ = files.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        }
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? handle.close() }
        try handle.seekToEnd()
        var lines: [UInt8] = []
        for item in feedback {
            var object: JSONObject = [
                "service": .string(item.service), "card": .string(item.card), "accepted": .bool(item.isAccepted),
                "detail": .string(item.detail),
            ]
            if let time = item.time { object["time"] = .string(time) }
            JSONValue.object(object).write(to: &lines)
            lines.append(UInt8(ascii: "\n"))
        }
        try handle.write(contentsOf: lines)
    }
}
