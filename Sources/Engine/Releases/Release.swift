// A release: one version of a guideline's document, stored once and never changed. What is in force is told by the
// history, never by the release.

import Quantities
import RDF

public struct Release: Hashable, Sendable {
    /// The named graph that holds it: the document, its version and its digest.
    public var iri: IRI
    /// The document that it is a version of (the @base of its file).
    public var document: IRI
    public var version: String?
    /// SHA-256 over the canonical statements, in lower-case hexadecimal digits.
    public var digest: String
    public var author: String
    public var time: DateTime
    public var note: String?
    /// Its place in the order of loading, from 1.
    public var number: Int

    /// `hypertension` of `https://…/guideline/hypertension`.
    public var guideline: String { document.documentName }

    /// Enough of the digest to tell releases apart.
    public var shortDigest: String { String(digest.prefix(Self.shownDigits)) }

    /// `hypertension@1.0.0 (3f2a91bc0d12)`.
    public var name: String { "\(guideline)\(version.map { "@\($0)" } ?? "") (\(shortDigest))" }

    private static let shownDigits = 12

    /// The graph of a document's version.
    static func iri(_ document: IRI, _ version: String?, _ digest: String) -> IRI {
        let allowed = version.map { String($0.unicodeScalars.filter(Self.isPlain).map(Character.init)) + "-" } ?? ""
        return IRI("\(document.string)/release/\(allowed)\(digest.prefix(shownDigits))")
    }

    /// Letters, digits and what separates the parts of a version: all that needs no escape in an IRI.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", ".", "-", "_": true
        default: false
        }
    }
}

/// A change of what is active.
public struct ReleaseEvent: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        case activation = "Activation"
        case retirement = "Retirement"
        case rollback = "Rollback"
    }

    /// Its place in the history, from 1, without gaps.
    public var number: Int
    public var kind: Kind
    public var document: IRI
    /// The release that is active from now on; nil when none is.
    public var release: IRI?
    /// The release that was active until now.
    public var replaced: IRI?
    public var author: String
    public var time: DateTime
    public var note: String?
    /// SHA-256 over this event and the digest of the one before.
    public var digest: String

    public var guideline: String { document.documentName }
}
