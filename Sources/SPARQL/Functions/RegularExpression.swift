// Regular expressions of XPath (XPath and XQuery Functions 3.1, section 5.6) on ICU's engine. The syntaxes are close;
// what differs is translated: `$` without the flag `m` means the very end, `[a-z-[aeiou]]` takes away, `\i` and `\c`
// are the characters of XML names, and the flags `x` and `q` are worked into the pattern.
// Unsafe: owns ICU's object and hands it buffers.
import CICU
import Primitives

final class RegularExpression {
    private let handle: OpaquePointer
    private let pattern: String
    private let flags: String
    /// What most patterns are decided by.
    private lazy var automaton = PatternAutomaton(pattern, flags: flags)
    private var searches = 0

    /// Nil when the pattern or a flag is not valid.
    init?(_ pattern: String, flags: String) {
        guard flags.utf8.allSatisfy({ "smixq".utf8.contains($0) }) else { return nil }
        let isLiteral = flags.utf8.contains(UInt8(ascii: "q"))
        let translated =
            isLiteral
            ? PatternTranslation.quoted(pattern)
            : PatternTranslation(
                isMultiline: flags.utf8.contains(UInt8(ascii: "m")), isSpaced: flags.utf8.contains(UInt8(ascii: "x"))
            ).translate(pattern)
        var options: UInt32 = 0
        if flags.utf8.contains(UInt8(ascii: "i")) { options |= UInt32(cicu_regex_ignore_case) }
        if flags.utf8.contains(UInt8(ascii: "m")) { options |= UInt32(cicu_regex_multiline) }
        if flags.utf8.contains(UInt8(ascii: "s")) { options |= UInt32(cicu_regex_dot_all) }
        // Nothing stands everywhere, but ICU wants it spelt out.
        let handle = (translated.isEmpty ? "(?:)" : translated).withBytes {
            cicu_regex_open($0.baseAddress, Int32($0.count), options, Limits.matchSteps)
        }
        guard let handle else { return nil }
        self.handle = handle
        self.pattern = pattern
        self.isLiteral = isLiteral
        self.flags = flags
    }

    private let isLiteral: Bool

    deinit { cicu_regex_close(handle) }

    /// Whether the pattern matches somewhere.
    ///
    /// - Throws: `QueryError.patternLimit` when that would take too long to find out.
    func matches(_ text: String) throws(QueryError) -> Bool {
        searches += 1
        if searches > Limits.searchesBeforeAutomaton, let outcome = decide(text) { return outcome }
        do {
            return try search(text)
        } catch {
            if let outcome = decide(text) { return outcome }
            throw error
        }
    }

    /// The same by the automaton; nil where there is none, or it does not tell.
    private func decide(_ text: String) -> Bool? { automaton?.matches(text.utf8Span.span) ?? nil }

    /// The same by ICU's engine alone.
    func search(_ text: String) throws(QueryError) -> Bool {
        let result = text.withBytes { cicu_regex_find(handle, $0.baseAddress, Int32($0.count)) }
        if result < 0 { throw QueryError.patternLimit(pattern) }
        return result > 0
    }

    /// The text with every match replaced; nil for a replacement that is not valid and for a pattern that matches
    /// nothing at all, as XPath wants it.
    func replace(in text: String, with replacement: String) throws(QueryError) -> String? {
        if try matches("") { return nil }
        // A text that takes too long to search takes too long to replace in.
        if try !matches(text) { return text }
        let replacement = isLiteral ? PatternTranslation.quotedReplacement(replacement) : replacement
        guard isLiteral || PatternTranslation.isValidReplacement(replacement) else { return nil }
        var capacity = text.utf8.count * 2 + 256
        for _ in 0..<2 {
            var output = [UInt8](repeating: 0, count: capacity)
            let written = text.withBytes { text in
                replacement.withBytes { replacement in
                    cicu_regex_replace(
                        handle, text.baseAddress, Int32(text.count), replacement.baseAddress,
                        Int32(replacement.count), &output, Int32(output.count))
                }
            }
            guard written >= 0, written <= Limits.textBytes else { return nil }
            if written <= capacity { return String(decoding: output.prefix(Int(written)), as: UTF8.self) }
            capacity = Int(written)
        }
        return nil
    }
}

/// XPath's pattern syntax as ICU's.
private struct PatternTranslation {
    let isMultiline: Bool
    let isSpaced: Bool

    private static let nameStart =
        ":A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C-\\u200D"
        + "\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\U00010000-\\U000EFFFF"
    private static let namePart = nameStart + "\\-.0-9\\u00B7\\u0300-\\u036F\\u203F-\\u2040"

    func translate(_ pattern: String) -> String {
        var output = ""
        var depth = 0
        var previous: Unicode.Scalar = " "
        var isEscaped = false
        for scalar in pattern.unicodeScalars {
            if isEscaped {
                output += Self.escape(scalar, inClass: depth > 0)
                isEscaped = false
                previous = " "
                continue
            }
            switch scalar {
            case "\\":
                isEscaped = true
                continue
            case " ", "\t", "\n", "\r":
                if isSpaced && depth == 0 { continue }
                output.unicodeScalars.append(scalar)
            case "[":
                // Inside a class a bracket only opens what is taken away.
                if depth > 0 && previous == "-" {
                    output += "-["
                    depth += 1
                } else if depth > 0 {
                    output += "\\["
                } else {
                    output += "["
                    depth += 1
                }
            case "]":
                output += "]"
                depth = max(0, depth - 1)
            case "$": output += depth == 0 && !isMultiline ? "\\z" : depth > 0 ? "\\$" : "$"
            case "&" where depth > 0: output += "\\&"
            default: output.unicodeScalars.append(scalar)
            }
            previous = scalar
        }
        return isEscaped ? output + "\\" : output
    }

    private static func escape(_ scalar: Unicode.Scalar, inClass: Bool) -> String {
        switch scalar {
        case "i": inClass ? nameStart : "[\(nameStart)]"
        case "c": inClass ? namePart : "[\(namePart)]"
        case "I": "[^\(nameStart)]"
        case "C": "[^\(namePart)]"
        default: "\\" + String(scalar)
        }
    }

    static func quoted(_ pattern: String) -> String {
        var output = ""
        for scalar in pattern.unicodeScalars {
            if scalar.isASCII && !scalar.properties.isAlphabetic && !("0"..."9").contains(scalar) { output += "\\" }
            output.unicodeScalars.append(scalar)
        }
        return output
    }

    static func quotedReplacement(_ text: String) -> String {
        var output = ""
        for scalar in text.unicodeScalars {
            if scalar == "$" || scalar == "\\" { output += "\\" }
            output.unicodeScalars.append(scalar)
        }
        return output
    }

    /// A `$` stands before a digit, a backslash before `$` or itself.
    static func isValidReplacement(_ text: String) -> Bool {
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            switch previous {
            case "$":
                guard ("0"..."9").contains(scalar) else { return false }
                previous = nil
            case "\\":
                guard scalar == "$" || scalar == "\\" else { return false }
                previous = nil
            default: previous = scalar
            }
        }
        return previous != "$" && previous != "\\"
    }
}

/// Expressions that a query has compiled: the pattern is mostly the same in every row.
final class RegularExpressionCache {
    /// Nil where a pattern is none. The one that was used last is looked at first: it mostly is the same for all rows.
    private var known: [(pattern: String, flags: String, expression: RegularExpression?)] = []
    private var last = 0

    func expression(_ pattern: String, flags: String) -> RegularExpression? {
        func isKnown(_ place: Int) -> Bool {
            known[place].pattern.hasSameBytes(as: pattern) && known[place].flags.hasSameBytes(as: flags)
        }
        if last < known.count, isKnown(last) { return known[last].expression }
        if let place = known.indices.first(where: isKnown) {
            last = place
            return known[place].expression
        }
        if known.count >= Limits.compiledExpressions { known.removeAll(keepingCapacity: true) }
        last = known.count
        known.append((pattern, flags, RegularExpression(pattern, flags: flags)))
        return known[last].expression
    }
}
