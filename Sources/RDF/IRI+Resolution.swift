// Reference resolution of RFC 3986 section 5.2, on bytes. A reference that is itself absolute is kept byte for byte
// (RDF compares IRIs as they are written): dot segments go only where a base was merged in.
import Primitives

extension IRI {
    /// The absolute IRI that `reference` denotes in a document whose base is this IRI.
    /// Throws `IRIError` when the reference or the result is not valid by RFC 3987.
    public func resolving(_ reference: String) throws(IRIError) -> IRI {
        try IRIGrammar.check(reference, mustBeAbsolute: false)
        let relative = IRIParts(reference)
        if relative.scheme != nil { return IRI(reference) }
        let base = IRIParts(string)
        var result = IRIParts()
        result.scheme = base.scheme
        result.fragment = relative.fragment
        if relative.authority != nil {
            result.authority = relative.authority
            result.path = IRIParts.removingDotSegments(relative.path)
            result.query = relative.query
        } else {
            result.authority = base.authority
            if relative.path.isEmpty {
                result.path = base.path
                result.query = relative.query ?? base.query
            } else {
                let merged = relative.path.first == IRIParts.slash ? relative.path : base.merging(relative.path)
                result.path = IRIParts.removingDotSegments(merged)
                result.query = relative.query
            }
        }
        return try IRI(checking: result.text)
    }
}

/// An IRI taken apart as RFC 3986 appendix B does.
private struct IRIParts {
    var scheme: ArraySlice<UInt8>?
    var authority: ArraySlice<UInt8>?
    var path: ArraySlice<UInt8> = []
    var query: ArraySlice<UInt8>?
    var fragment: ArraySlice<UInt8>?

    static let slash = UInt8(ascii: "/")

    init() {}

    init(_ text: String) {
        var rest = Array(text.utf8)[...]
        if let length = IRIGrammar.schemeLength(rest) {
            scheme = rest.prefix(length)
            rest = rest.dropFirst(length + 1)
        }
        if let hash = rest.firstIndex(of: UInt8(ascii: "#")) {
            fragment = rest[(hash + 1)...]
            rest = rest[..<hash]
        }
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            query = rest[(mark + 1)...]
            rest = rest[..<mark]
        }
        if rest.starts(with: [Self.slash, Self.slash]) {
            let body = rest.dropFirst(2)
            let end = body.firstIndex(of: Self.slash) ?? body.endIndex
            authority = body[..<end]
            rest = body[end...]
        }
        path = rest
    }

    var text: String {
        var bytes: [UInt8] = []
        if let scheme { bytes += scheme + [UInt8(ascii: ":")] }
        if let authority { bytes += [Self.slash, Self.slash] + authority }
        bytes += path
        if let query { bytes += [UInt8(ascii: "?")] + query }
        if let fragment { bytes += [UInt8(ascii: "#")] + fragment }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// RFC 3986 section 5.2.3.
    func merging(_ relativePath: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        if authority != nil && path.isEmpty { return [Self.slash] + relativePath }
        guard let last = path.lastIndex(of: Self.slash) else { return relativePath }
        return path[...last] + relativePath
    }

    /// RFC 3986 section 5.2.4.
    static func removingDotSegments(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let dot = UInt8(ascii: ".")
        let isRooted = path.first == slash
        var segments: [ArraySlice<UInt8>] = []
        let parts = (isRooted ? path.dropFirst() : path).split(separator: slash, omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            if part.elementsEqual([dot]) {
                if isLast { segments.append([]) }
            } else if part.elementsEqual([dot, dot]) {
                if !segments.isEmpty { segments.removeLast() }
                if isLast { segments.append([]) }
            } else {
                segments.append(part)
            }
        }
        return (isRooted ? [slash] : []) + segments.joined(separator: [slash])
    }
}
