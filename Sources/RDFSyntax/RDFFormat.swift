/// The concrete syntaxes of RDF.
public enum RDFFormat: String, Hashable, Sendable, CaseIterable {
    case nTriples = "N-Triples"
    case nQuads = "N-Quads"
    case turtle = "Turtle"
    case triG = "TriG"
    case rdfXML = "RDF/XML"

    /// Whether documents can hold named graphs.
    public var hasGraphs: Bool { self == .nQuads || self == .triG }

    /// The usual ending of file names, without the dot.
    public var fileExtension: String {
        switch self {
        case .nTriples: "nt"
        case .nQuads: "nq"
        case .turtle: "ttl"
        case .triG: "trig"
        case .rdfXML: "rdf"
        }
    }

    /// The media type registered with IANA.
    public var mediaType: String {
        switch self {
        case .nTriples: "application/n-triples"
        case .nQuads: "application/n-quads"
        case .turtle: "text/turtle"
        case .triG: "application/trig"
        case .rdfXML: "application/rdf+xml"
        }
    }

    /// The format that a path's ending stands for; endings of compressed files (`.gz`, `.xz`, `.zst`) are passed over.
    public init?(path: String) {
        var endings = path.split(separator: ".").map { $0.lowercased() }
        if let last = endings.last, ["gz", "xz", "zst"].contains(last) { endings.removeLast() }
        let ending = endings.last == "owl" || endings.last == "xml" ? "rdf" : endings.last
        guard let format = Self.allCases.first(where: { $0.fileExtension == ending }) else { return nil }
        self = format
    }

    /// The format with a media type; parameters such as `;charset=utf-8` are passed over.
    public init?(mediaType: String) {
        let name = mediaType.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        guard let format = Self.allCases.first(where: { $0.mediaType == name }) else { return nil }
        self = format
    }
}
