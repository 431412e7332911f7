// Who changes what is active, when, and why: given by the caller, so that a change can be made again as it was.

import Foundation
import Quantities

public struct Signature: Hashable, Sendable {
    public var author: String
    public var time: DateTime
    public var note: String?

    /// Without an author, the user who runs the program; without a time, now.
    public init(author: String? = nil, time: DateTime? = nil, note: String? = nil) {
        self.author = author ?? NSUserName()
        self.time = time ?? .now
        self.note = note
    }
}

extension DateTime {
    /// The time on this machine's clock, in its zone, to the second.
    public static var now: DateTime {
        let date = Date()
        let zone = TimeZone.current
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
        return DateTime(
            year: parts.year ?? 1970, month: parts.month ?? 1, day: parts.day ?? 1, hour: parts.hour ?? 0,
            minute: parts.minute ?? 0, second: parts.second ?? 0, offsetMinutes: zone.secondsFromGMT(for: date) / 60)
            ?? .minimum
    }
}
