// What is wrong with a document, where, and how to mend it. Readers collect diagnostics instead of stopping at the
// first, because an author wants to see them all at once.

import RDF

public struct Diagnostic: Hashable, Sendable, CustomStringConvertible {
    public enum Severity: String, Comparable, Sendable {
        case error, warning, advice

        public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .error: 0
            case .warning: 1
            case .advice: 2
            }
        }
    }

    public var severity: Severity
    public var code: DiagnosticCode
    /// The file or graph that the statement stands in.
    public var source: String?
    public var position: SourcePosition?
    public var message: String
    /// What would be right.
    public var advice: String?

    public init(
        _ severity: Severity, _ code: DiagnosticCode = .unreadable, source: String? = nil,
        position: SourcePosition? = nil, message: String, advice: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.source = source
        self.position = position
        self.message = message
        self.advice = advice
    }

    /// `file:line:column: error: message. advice`, the form that editors understand.
    public var description: String {
        let place = [source, position?.description].compactMap { $0 }.joined(separator: ":")
        let text = [message, advice].compactMap { $0 }.joined(separator: "; ")
        return (place.isEmpty ? "" : place + ": ") + "\(severity.rawValue): \(text)"
    }
}
