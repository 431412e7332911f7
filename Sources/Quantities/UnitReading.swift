// Units as hospitals write them, normalised to UCUM by tables, never by guessing.
//
// A spelling goes through three steps, and the first that gives a unit wins: the whole spelling in the table of
// spellings that UCUM would read as something else or not at all (G/L is giga per litre here, not gauss per litre);
// UCUM itself, with the litre written L; the spelling taken apart at "/" and "." with each part looked up in the table
// of parts. Characters are folded before: full-width forms, superscripts, both letters mu, multiplication signs.

import Synchronization

/// A unit read from a hospital's spelling, with a report of what was done to it.
public struct UnitReading: Sendable, Hashable {
    public let unit: UCUMUnit
    /// The spelling that was read.
    public let spelling: String
    /// Whether the spelling is not the unit's UCUM code: it was normalised.
    public var isNormalised: Bool { unit.code != spelling && !(spelling.isEmpty && unit == .one) }

    /// Reads a hospital's spelling, such as `mg/dl`, `×10⁹/L`, `μmol/L`, `毫克`, `次/分` or `mmHg`.
    public init(_ spelling: String) throws(UnitError) {
        self.spelling = spelling
        if let known = Self.recent.withLock({ $0[spelling] }) {
            unit = known
            return
        }
        unit = try Self.read(spelling)
        let unit = unit
        Self.recent.withLock { recent in
            if recent.count >= Self.recentLimit { recent.removeAll(keepingCapacity: true) }
            recent[spelling] = unit
        }
    }

    private static func read(_ spelling: String) throws(UnitError) -> UCUMUnit {
        let folded = UnitSpelling.fold(spelling)
        if let code = UnitSpelling.whole[folded] { return try UCUMUnit(code) }
        if let unit = try? UCUMUnit(UnitSpelling.replacingParts(folded, ignoringCase: false)) { return unit }
        let code = UnitSpelling.whole[folded.lowercased()] ?? UnitSpelling.replacingParts(folded, ignoringCase: true)
        guard let unit = try? UCUMUnit(code) else {
            throw UnitError(code: spelling, column: 1, reason: .unknownSpelling)
        }
        return unit
    }

    /// A hospital has a few hundred spellings, met millions of times in an import.
    private static let recentLimit = 4_096
    private static let recent = Mutex<[String: UCUMUnit]>([:])
}

enum UnitSpelling {
    static let whole = table(wholeLines)
    private static let parts = table(partLines)
    private static let characters: [Character: String] = {
        var map: [Character: String] = [:]
        for (spelling, replacement) in table(characterLines) {
            for character in spelling { map[character] = replacement }
        }
        return map
    }()

    /// One spelling for the many forms of the same characters, without spaces.
    static func fold(_ spelling: String) -> String {
        var text = ""
        for character in spelling {
            if character.isWhitespace { continue }
            if let replacement = characters[character] {
                // 10⁹ is a power, m² is spelt m2.
                if "⁰¹²³⁴⁵⁶⁷⁸⁹⁻".contains(character), text == "10" || text == "*10" { text += "^" }
                text += replacement
            } else if let scalar = character.unicodeScalars.first, (0xFF01...0xFF5E).contains(scalar.value),
                let narrow = Unicode.Scalar(scalar.value - 0xFEE0)
            {
                text.unicodeScalars.append(narrow)
            } else {
                text.append(character)
            }
        }
        return foldPowersOfTen(text)
    }

    /// `×10^9`, `x10^9`, `10^9`, `10E9`, `E9` and `10~9` at the beginning are all `10*9`.
    private static func foldPowersOfTen(_ text: String) -> String {
        for sign in ["*10", "x10", "X10", "10"] where text.hasPrefix(sign) {
            let rest = text.dropFirst(sign.count)
            for power in ["**", "*", "^", "~", "e", "E", "-"] where rest.hasPrefix(power) {
                let exponent = rest.dropFirst(power.count)
                guard exponent.first?.isNumber == true || "+-".contains(exponent.first ?? "/") else { continue }
                return "10*" + (power == "-" ? "-" : "") + exponent
            }
        }
        if text.hasPrefix("E") || text.hasPrefix("e"), let digit = text.dropFirst().first, digit.isNumber {
            return "10*" + text.dropFirst()
        }
        return text
    }

    /// The spelling with every part between "/" and "." replaced that the table has.
    static func replacingParts(_ text: String, ignoringCase: Bool) -> String {
        var result = ""
        var part = ""
        var brackets = 0
        func flush() {
            let (name, exponent) = splittingExponent(part)
            result += (parts[name] ?? (ignoringCase ? ignoringCaseOf(name) : name)) + exponent
            part = ""
        }
        for character in text {
            if "[{".contains(character) { brackets += 1 }
            if "]}".contains(character) { brackets -= 1 }
            if brackets == 0, "/.()".contains(character) {
                flush()
                result.append(character)
            } else {
                part.append(character)
            }
        }
        flush()
        // A count of nothing in particular is a plain number: 次/分 is /min.
        return result.hasPrefix("1/") ? String(result.dropFirst()) : result
    }

    private static func ignoringCaseOf(_ name: String) -> String {
        let lower = name.lowercased()
        if let code = parts[lower] { return code }
        let symbols = UCUMTable.shared.symbols
        return symbols.find(name) == nil && symbols.find(lower) != nil ? lower : name
    }

    /// `m^2` and `m2` are the same power; the digits of `10*9` belong to its power of ten.
    private static func splittingExponent(_ part: String) -> (name: String, exponent: String) {
        guard !part.hasPrefix("10*") else { return (part, "") }
        let digits = part.reversed().prefix { $0.isASCII && $0.isNumber }.count
        var name = part.dropLast(digits)
        guard digits > 0, !name.isEmpty else { return (part, "") }
        var exponent = String(part.suffix(digits))
        if name.last == "-" || name.last == "+" { exponent = String(name.removeLast()) + exponent }
        if name.last == "^" { name.removeLast() }
        return (String(name), exponent)
    }

    private static func table(_ lines: String) -> [String: String] {
        var table: [String: String] = [:]
        for line in lines.split(separator: "\n") {
            let columns = line.split(separator: "=", maxSplits: 1)
            guard columns.count == 2 else { continue }
            for spelling in columns[0].split(separator: " ") {
                table[String(spelling)] = columns[1].trimmingPrefix(" ").description
            }
        }
        return table
    }
}
