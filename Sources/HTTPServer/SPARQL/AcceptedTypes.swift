/// The media types that a client takes, by its `Accept` field (RFC 9110, section 12.5.1).
public struct AcceptedTypes: Sendable, Hashable {
    private struct Range: Sendable, Hashable {
        var type: Substring
        var quality: Double

        /// How exactly the range names a type; nil when it does not.
        func precision(for type: String) -> Int? {
            if self.type == type { return 2 }
            if self.type == "*/*" { return 0 }
            return self.type.hasSuffix("/*") && type.hasPrefix(self.type.dropLast()) ? 1 : nil
        }
    }

    private let ranges: [Range]

    /// - Parameter field: nil takes anything; so does a field that names nothing.
    public init(_ field: String?) {
        ranges = (field ?? "").split(separator: ",").map { part in
            let parameters = part.split(separator: ";").map { text in
                text.filter { $0 != " " && $0 != "\t" }.lowercased()
            }
            let quality = parameters.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) }
            return Range(type: Substring(parameters.first ?? ""), quality: quality ?? 1)
        }.filter { !$0.type.isEmpty }
    }

    /// The type that the client likes best; of equals the first. Nil when it takes none.
    public func best(of types: [String]) -> String? {
        if ranges.isEmpty { return types.first }
        var best: (type: String, quality: Double)?
        for type in types {
            let fitting = ranges.compactMap { range in range.precision(for: type).map { ($0, range.quality) } }
            guard let quality = fitting.max(by: { $0.0 < $1.0 })?.1, quality > best?.quality ?? 0 else { continue }
            best = (type, quality)
        }
        return best?.type
    }
}
