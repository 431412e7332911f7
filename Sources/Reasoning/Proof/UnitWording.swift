// Quantities, durations and UCUM units as people write them: mmHg for mm[Hg], ×10⁹/L for 10*9/L.

import Foundation
import Quantities
import Text

extension UCUMUnit {
    /// The unit as clinicians write it; empty for a plain number.
    public var words: String {
        var text = code
        for (ucum, written) in Self.spellings { text = text.replacingOccurrences(of: ucum, with: written) }
        // What is in braces is a remark and no part of the unit.
        while let start = text.firstIndex(of: "{"), let end = text[start...].firstIndex(of: "}") {
            text.removeSubrange(start...end)
        }
        return text.filter { $0 != "[" && $0 != "]" }.trimmingCharacters(in: .whitespaces)
    }

    private static let spellings = [
        ("{1.73_m2}", "1.73 m²"), ("10*9", "×10⁹"), ("10*12", "×10¹²"), ("10*6", "×10⁶"), ("10*3", "×10³"),
        ("Cel", "°C"), ("umol", "µmol"), ("ug", "µg"), ("kg/m2", "kg/m²"), ("cm2", "cm²"), ("/wk", "/week"),
        ("[iU]", "IU"),
    ]
}

extension Quantity {
    /// `30 mL/min/1.73 m²`.
    public var words: BilingualText {
        let unit = unit.code == "1" ? "" : unit.words
        let text = "\(value)" + (unit.isEmpty ? "" : " \(unit)")
        return BilingualText(english: text, chinese: text.replacingOccurrences(of: "/week", with: "/周"))
    }
}

extension CalendarDuration {
    /// A duration as people say it: `6 months`, `6 个月`.
    public var words: BilingualText {
        let parts: [(count: Int, english: String, chinese: String)] = [
            (months / 12, "year", "年"), (months % 12, "month", "个月"), (days, "day", "天"),
            (milliseconds / 3_600_000, "hour", "小时"), (milliseconds / 60_000 % 60, "minute", "分钟"),
        ]
        let present = parts.filter { $0.count > 0 }
        return BilingualText(
            english: present.map { "\($0.count) \($0.english)\($0.count == 1 ? "" : "s")" }.joined(separator: " "),
            chinese: present.map { "\($0.count) \($0.chinese)" }.joined(separator: " "))
    }
}
